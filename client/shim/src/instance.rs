//! An instance: a client with its memory, its options and its open requests.

use alloc::{
    boxed::Box,
    string::{String, ToString as _},
    vec::Vec,
};

use mqttspec_client::{
    Client, Instant, Published, TransportEnd, TransportWanted,
    address::Transport,
    error::{Misuse, Rejected},
    packet::{PacketIdentifier, QoS, Subscriptions, TopicFilter, TopicFilters, TopicName},
    reconnect::Server,
};
use mqttspec_link::{ErrorKind, IndicationEvent, Outcome, Refusal, Taken};

use crate::{
    ledger::Ledger,
    memory::{Memory, Owned},
    platform::Sizes,
    profile::{Profile, invalid},
    report::report,
    session_store::SessionJournal,
    tls::TlsSettings,
};

/// Names an instance for the owner of the transports. A `reset` ends all keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct InstanceKey(pub(crate) u64);

/// What an instance wants of the owner of the transports.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// No transport, and there is none.
    Nothing,
    /// A transport to there: open it if there is none, and say so.
    Open(Target),
    /// No transport any more: close it, or stop opening it, and say so.
    Close,
}

/// Where a transport leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// What carries the Control Packets.
    pub transport: Transport,
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The request path of a WebSocket.
    pub path: String,
}

/// How keeping the Session goes.
enum Keeping {
    Well,
    /// It failed, which is still to be told.
    Failed(String),
    /// It failed, and fails.
    Told,
}

/// A client with its memory.
pub(crate) struct Instance {
    pub(crate) key: InstanceKey,
    cell: Owned,
    receive: usize,
    in_flight: usize,
    /// The options of the last `connect`.
    profile: Option<Profile>,
    /// Where the Session is kept, if it is, and of which Client Identifier.
    durable: Option<(String, Box<dyn SessionJournal>)>,
    keeping: Keeping,
    ledger: Ledger,
}

impl Instance {
    /// A client that is not connected, with the memory that `profile` asks for, and the Session that
    /// `journal` has kept.
    pub(crate) fn new(
        key: InstanceKey,
        profile: &Profile,
        sizes: &Sizes,
        journal: Option<Box<dyn SessionJournal>>,
    ) -> Result<Self, Outcome> {
        let receive = profile.buffer.unwrap_or(sizes.receive);
        let in_flight = sizes.in_flight_for(profile.in_flight);
        let cell = Memory::new(profile, sizes).lend();
        let ledger = Ledger::default();
        let mut instance = Self {
            key,
            cell,
            receive,
            in_flight,
            profile: None,
            durable: None,
            keeping: Keeping::Well,
            ledger,
        };
        if let Some(journal) = journal {
            instance
                .cell
                .with_dependent_mut(|_, client| journal.restore(client))
                .map_err(rejection)?;
            instance.durable = Some((profile.client_identifier().into(), journal));
        }
        Ok(instance)
    }

    /// Whether the client can go on with these options: its memory has one size, and its Session one
    /// place.
    pub(crate) fn can_take(&self, profile: &Profile, sizes: &Sizes) -> bool {
        let durable = profile.is_durable.then(|| profile.client_identifier());
        self.receive == profile.buffer.unwrap_or(sizes.receive)
            && self.in_flight == sizes.in_flight_for(profile.in_flight)
            && self.durable.as_ref().map(|(identifier, _)| identifier.as_str()) == durable
    }

    // ---- commands

    pub(crate) fn connect(&mut self, now: Instant, profile: Profile) -> Result<(), Outcome> {
        let profile = self.profile.insert(profile);
        let options = profile.of(Server::Primary);
        let connect = options.connect().map_err(invalid)?;
        let backup = profile.backup_server();
        self.cell.with_dependent_mut(|_, client| {
            client.connect(now, &connect, &options.settings, backup).map_err(refusal)
        })
    }

    pub(crate) fn publish(
        &mut self,
        now: Instant,
        token: u64,
        topic_name: &str,
        payload: &[u8],
        (qos, retain): (QoS, bool),
    ) -> Result<Taken, Outcome> {
        let topic_name = TopicName::new(topic_name).map_err(invalid)?;
        let published = self.cell.with_dependent_mut(|_, client| {
            client.publish(now, topic_name, payload, qos, retain).map_err(rejection)
        })?;
        let packet_identifier = match published {
            Published::AtMostOnce(position) => {
                self.ledger.queue(position, token);
                return Ok(Taken { token, packet: None });
            }
            Published::Kept(packet_identifier) => packet_identifier,
        };
        Ok(self.taken(packet_identifier, token))
    }

    pub(crate) fn subscribe(
        &mut self,
        now: Instant,
        token: u64,
        filters: &[(&str, QoS)],
    ) -> Result<Taken, Outcome> {
        let filters = filters.iter().map(|(filter, qos)| Ok((TopicFilter::new(filter)?, *qos)));
        let filters = filters.collect::<Result<Vec<_>, Misuse>>().map_err(invalid)?;
        let subscriptions = Subscriptions::new(&filters).map_err(invalid)?;
        let packet_identifier = self.cell.with_dependent_mut(|_, client| {
            client.subscribe(now, subscriptions).map_err(rejection)
        })?;
        Ok(self.taken(packet_identifier, token))
    }

    pub(crate) fn unsubscribe(
        &mut self,
        now: Instant,
        token: u64,
        filters: &[&str],
    ) -> Result<Taken, Outcome> {
        let filters = filters.iter().map(|filter| TopicFilter::new(filter));
        let filters = filters.collect::<Result<Vec<_>, Misuse>>().map_err(invalid)?;
        let topic_filters = TopicFilters::new(&filters).map_err(invalid)?;
        let packet_identifier = self.cell.with_dependent_mut(|_, client| {
            client.unsubscribe(now, topic_filters).map_err(rejection)
        })?;
        Ok(self.taken(packet_identifier, token))
    }

    pub(crate) fn ack(&mut self, now: Instant, packet: u16) -> Result<(), Outcome> {
        let packet = PacketIdentifier::new(packet);
        let packet = packet.ok_or_else(|| invalid("0 is no Packet Identifier"))?;
        self.call(|client| client.ack(now, packet))
    }

    pub(crate) fn ping(&mut self, now: Instant) -> Result<(), Outcome> {
        self.call(|client| client.ping(now))
    }

    pub(crate) fn disconnect(&mut self, now: Instant) -> Result<(), Outcome> {
        self.call(|client| client.disconnect(now))
    }

    pub(crate) fn abort(&mut self, now: Instant) -> Result<(), Outcome> {
        self.call(|client| client.abort(now))
    }

    /// The tokens of everything unfinished; the client is about to be dropped.
    pub(crate) fn forget(&mut self) -> Vec<u64> {
        self.ledger.clear()
    }

    // ---- the transport

    pub(crate) fn wanted(&self) -> Wanted {
        let (server, profile) = match (self.client().transport_wanted(), &self.profile) {
            (TransportWanted::Open(server), Some(profile)) => (server, profile),
            (TransportWanted::Close, _) => return Wanted::Close,
            (TransportWanted::Nothing | TransportWanted::Open(_), _) => return Wanted::Nothing,
        };
        let address = profile.of(server).address;
        Wanted::Open(Target {
            transport: address.transport,
            host: address.host.into(),
            port: address.port(),
            path: address.path().into(),
        })
    }

    /// What TLS needs to know for the transport that is wanted.
    pub(crate) fn tls(&self) -> Option<&TlsSettings> {
        let TransportWanted::Open(server) = self.client().transport_wanted() else { return None };
        self.profile.as_ref()?.tls(server)
    }

    pub(crate) fn handle_opened(&mut self, now: Instant) {
        let TransportWanted::Open(server) = self.client().transport_wanted() else { return };
        let Some(profile) = &self.profile else { return };
        self.cell.with_dependent_mut(|_, client| {
            // The options were checked before, so that this is no misuse; and if it were, the
            // client would want its transport no longer.
            if let Ok(connect) = profile.of(server).connect() {
                let _closes_instead = client.handle_opened(now, &connect);
            }
        });
    }

    pub(crate) fn handle_closed(&mut self, now: Instant, end: TransportEnd) {
        self.cell.with_dependent_mut(|_, client| client.handle_closed(now, end));
    }

    pub(crate) fn receive_space(&mut self) -> &mut [u8] {
        self.cell.with_dependent_mut(|_, client| client.receive_space())
    }

    pub(crate) fn handle_received(&mut self, now: Instant, count: usize) {
        self.cell.with_dependent_mut(|_, client| client.handle_received(now, count));
    }

    pub(crate) fn poll_transmit(&mut self, now: Instant) -> Option<&[u8]> {
        let ready = |client: &mut Client<'_>| client.poll_transmit().is_some();
        // Packets may wait for records that came of looking.
        while !self.cell.with_dependent_mut(|_, client| ready(client)) && self.persist(now) {}
        self.cell.with_dependent_mut(|_, client| client.poll_transmit())
    }

    pub(crate) fn handle_transmitted(&mut self, now: Instant, count: usize) {
        self.cell.with_dependent_mut(|_, client| client.handle_transmitted(now, count));
    }

    // ---- time and events

    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.client().poll_timeout()
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant) {
        self.cell.with_dependent_mut(|_, client| client.handle_timeout(now));
    }

    /// What the client says next, in the words of the link; may be nothing although there is an
    /// event.
    pub(crate) fn poll_event(&mut self) -> Option<Vec<IndicationEvent>> {
        let ledger = &mut self.ledger;
        self.cell
            .with_dependent_mut(|_, client| client.poll_event().map(|event| report(&event, ledger)))
    }

    /// Keeps what is to be kept of the Session. True if there was something.
    pub(crate) fn persist(&mut self, now: Instant) -> bool {
        let Some((_, journal)) = &mut self.durable else { return false };
        let persisted = self.cell.with_dependent_mut(|_, client| journal.persist(now, client));
        match (persisted, &self.keeping) {
            (Ok(persisted), _) => {
                self.keeping = Keeping::Well;
                return persisted;
            }
            (Err(text), Keeping::Well) => self.keeping = Keeping::Failed(text),
            (Err(_), Keeping::Failed(_) | Keeping::Told) => {}
        }
        false
    }

    /// Why the Session cannot be kept, once.
    pub(crate) fn take_failure(&mut self) -> Option<String> {
        match core::mem::replace(&mut self.keeping, Keeping::Well) {
            Keeping::Well => None,
            Keeping::Told => {
                self.keeping = Keeping::Told;
                None
            }
            Keeping::Failed(text) => {
                self.keeping = Keeping::Told;
                Some(text)
            }
        }
    }

    pub(crate) fn is_connected(&self) -> bool {
        self.client().is_connected()
    }

    /// Whether it is connected, tries to be, or waits to try again.
    pub(crate) fn wants_connection(&self) -> bool {
        self.client().wants_connection()
    }

    /// Whether there is no transport and none is wanted.
    pub(crate) fn is_down(&self) -> bool {
        !self.wants_connection() && self.client().transport_wanted() == TransportWanted::Nothing
    }

    fn client(&self) -> &Client<'_> {
        self.cell.borrow_dependent()
    }

    fn call(
        &mut self,
        command: impl FnOnce(&mut Client<'_>) -> Result<(), Misuse>,
    ) -> Result<(), Outcome> {
        self.cell.with_dependent_mut(|_, client| command(client)).map_err(refusal)
    }

    fn taken(&mut self, packet_identifier: PacketIdentifier, token: u64) -> Taken {
        self.ledger.identify(packet_identifier, token);
        Taken { token, packet: Some(packet_identifier.to_u16()) }
    }
}

fn rejection(rejected: Rejected) -> Outcome {
    match rejected {
        Rejected::Misuse(misuse) => refusal(misuse),
        Rejected::Full(full) => {
            let text = full.to_string();
            Outcome::Error(Refusal { kind: ErrorKind::Full, text })
        }
    }
}

fn refusal(misuse: Misuse) -> Outcome {
    match misuse {
        Misuse::NotConnected => {
            let text = misuse.to_string();
            Outcome::Error(Refusal { kind: ErrorKind::NotConnected, text })
        }
        misuse => invalid(misuse),
    }
}
