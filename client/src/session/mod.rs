//! The Session: what both sides remember of unfinished exchanges, beyond the Network Connection
//! (section 4.1).
//!
//! `outbound` and `inbound` hold the two directions, `qos1` and `qos2` their tables, `request` the
//! SUBSCRIBE and UNSUBSCRIBE packets under way, `persist` what must outlive the program.
//! *Not here:* the Network Connection, which survives nothing.

mod identifiers;
mod inbound;
mod outbound;
mod outbox;
mod outbox_entry;
mod parts;
mod persist;
mod qos1;
mod qos2;
mod receive;
mod record;
mod release;
mod request;
mod resubscription;
mod slots;

pub use inbound::InboundSlot;
pub use persist::JournalSlot;
pub use record::{Record, RecordNumber};
pub use release::ReleaseSlot;
pub use request::RequestSlot;

use identifiers::Identifiers;
use inbound::InboundTable;
use outbox::Outbox;
use parts::Partial;
#[cfg(feature = "large-messages")]
pub(crate) use parts::head_len;
use persist::{Change, Journal};
pub(crate) use qos1::Answer;
pub(crate) use receive::Reception;
use release::Releases;
use request::{RequestKind, Requests};
use resubscription::Resubscription;

use crate::connection::Sender;
use crate::error::{Full, Misuse, Rejected};
use crate::event::{DropReason, Dropped, Event};
use crate::feature::LargeMessages;
use crate::packet::{FixedHeader, PacketIdentifier, PacketType, PublishHead, QoS};
use crate::settings::Settings;
use crate::time::Instant;

/// All that outlives a Network Connection.
#[derive(Debug)]
pub(crate) struct Session<'b> {
    pub(crate) settings: Settings,
    identifiers: Identifiers,
    outbox: Outbox<'b>,
    releases: Releases<'b>,
    inbound: InboundTable<'b>,
    requests: Requests<'b>,
    journal: Journal<'b>,
    resubscription: Resubscription<'b>,
    /// Hash of the Client Identifier that the state belongs to.
    client_identifier: Option<u64>,
    /// A PUBLISH of which the send buffer took a part.
    partial: Option<Partial>,
}

/// Memory for a Session, lent by the caller.
#[derive(Debug)]
pub(crate) struct SessionMemory<'b> {
    pub(crate) outbox: &'b mut [u8],
    pub(crate) releases: &'b mut [ReleaseSlot],
    pub(crate) inbound: &'b mut [InboundSlot],
    pub(crate) requests: &'b mut [RequestSlot],
    pub(crate) journal: &'b mut [JournalSlot],
    pub(crate) subscriptions: &'b mut [u8],
}

impl<'b> Session<'b> {
    pub(crate) fn new(memory: SessionMemory<'b>) -> Self {
        let SessionMemory { outbox, releases, inbound, requests, journal, subscriptions } = memory;
        Self {
            settings: Settings::default(),
            identifiers: Identifiers::new(),
            outbox: Outbox::new(outbox),
            releases: Releases::new(releases),
            inbound: InboundTable::new(inbound),
            requests: Requests::new(requests),
            journal: Journal::new(journal),
            resubscription: Resubscription::new(subscriptions),
            client_identifier: None,
            partial: None,
        }
    }

    /// Takes new settings over.
    pub(crate) fn set(&mut self, settings: Settings) {
        self.settings = settings;
        self.resubscription.clear();
        if let Some(first) = settings.start_packet_identifier {
            let in_use = in_use(&self.outbox, &self.releases, &self.requests);
            self.identifiers.start_at(first, in_use);
        }
    }

    /// The Session now belongs to this Client Identifier [MQTT-3.1.3-2]: that of another is over.
    /// True if there was another.
    pub(crate) fn on_client_identifier(&mut self, client_identifier: &str) -> bool {
        let hash = fnv1a(client_identifier.as_bytes());
        let other = self.client_identifier.replace(hash).is_some_and(|earlier| earlier != hash);
        if other {
            self.outbox.end_all();
        }
        other
    }

    /// The server has a new Session: what it sends is new. If the client asked for that
    /// [MQTT-3.1.2-6], so is what the client sends.
    pub(crate) fn on_session_end(&mut self, clean: bool) {
        if !self.inbound.is_empty() && self.is_persisted() {
            self.journal.push(Change::InboundCleared, PacketIdentifier::FIRST, 0);
        }
        self.inbound.clear();
        if clean {
            self.outbox.forget_attempts();
        }
    }

    /// True when the end of an exchange can be recorded.
    pub(crate) fn may_record(&self) -> bool {
        !self.is_persisted() || self.journal.room() > 0
    }

    /// How many records may be on their way to storage.
    pub(crate) fn journal_len(&self) -> usize {
        self.journal.capacity()
    }

    /// The Network Connection is gone; `unsent` is the first PUBLISH it took nothing of.
    pub(crate) fn on_connection_lost(&mut self, unsent: Option<PacketIdentifier>) {
        self.outbox.on_connection_lost(unsent);
        self.releases.on_connection_lost();
        self.inbound.on_connection_lost();
        self.journal.on_connection_lost();
        self.resubscription.stop();
        self.partial = None;
    }

    /// Takes out a SUBSCRIBE or UNSUBSCRIBE that will not be answered any more.
    pub(crate) fn drop_request(&mut self) -> Option<Event<'static>> {
        let (packet_identifier, kind) = self.requests.pop()?;
        if let RequestKind::Subscribe { filters } = kind
            && self.settings.resubscribes()
        {
            self.resubscription.on_unanswered(filters as usize);
        }
        Some(Event::Dropped(Dropped::Request(packet_identifier), DropReason::Closed))
    }

    /// Number of messages of QoS 1 and 2 that are not finished.
    pub(crate) fn unfinished(&self) -> usize {
        self.outbox.count() + self.releases.len()
    }

    /// Brings back what an earlier run of the program persisted, record by record.
    pub(crate) fn restore(
        &mut self,
        record: Record<'_>,
        send_capacity: usize,
    ) -> Result<(), Rejected> {
        match record {
            Record::Stored { packet_identifier, packet } => {
                self.remove_outbound(packet_identifier);
                self.restore_stored(packet_identifier, packet, send_capacity)?;
            }
            Record::Released(packet_identifier) => {
                self.remove_outbound(packet_identifier);
                if !self.releases.push(packet_identifier, true) {
                    return Err(Full::InFlight { max: self.releases.capacity() }.into());
                }
            }
            Record::Finished(packet_identifier) => self.remove_outbound(packet_identifier),
            Record::Received { packet_identifier, delivery_number } => {
                self.inbound.on_pubrel(packet_identifier);
                if !self.inbound.restore(packet_identifier, delivery_number) {
                    return Err(Full::Inbound { max: self.inbound.capacity() }.into());
                }
            }
            Record::Completed(packet_identifier) => {
                self.inbound.on_pubrel(packet_identifier);
            }
            Record::InboundCleared => self.inbound.clear(),
        }
        let in_use = in_use(&self.outbox, &self.releases, &self.requests);
        self.identifiers.refresh(in_use);
        Ok(())
    }

    fn remove_outbound(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(entry) = self.outbox.find(packet_identifier) {
            self.outbox.remove(&entry);
        }
        self.releases.remove(packet_identifier);
    }

    fn restore_stored(
        &mut self,
        packet_identifier: PacketIdentifier,
        packet: &[u8],
        send_capacity: usize,
    ) -> Result<(), Rejected> {
        let Some((qos, is_whole)) = stored_qos(packet, packet_identifier) else {
            return Err(Misuse::NotAPublish.into());
        };
        let (needed, mut max) = (packet.len(), self.packet_len_max(send_capacity));
        if !is_whole {
            max = max.min(send_capacity);
        }
        if needed > max {
            return Err(Misuse::BufferTooSmall { needed, found: max }.into());
        }
        let found = self.outbox.free();
        let Some(room) = self.outbox.reserve(needed) else {
            return Err(Full::OutboxBytes { needed, found }.into());
        };
        room.copy_from_slice(packet);
        let never = Instant::from_millis(u64::MAX);
        self.outbox.append(packet_identifier, qos, needed, true, never);
        if !is_whole {
            self.outbox.mark_in_parts(packet_identifier);
        }
        // Whether it left before the program ended is not known: it may have.
        self.outbox.mark_attempted(packet_identifier);
        Ok(())
    }

    /// The next record to be persisted.
    pub(crate) fn poll_persist(&mut self) -> Option<(RecordNumber, Record<'_>)> {
        loop {
            let (number, slot) = self.journal.hand_out()?;
            let packet_identifier = slot.packet_identifier;
            let record = match slot.change {
                Change::Stored => {
                    // Dropped before it was stored: its `Finished` follows.
                    let Some(entry) = self.outbox.find(packet_identifier) else { continue };
                    let packet = self.outbox.packet(&entry);
                    return Some((number, Record::Stored { packet_identifier, packet }));
                }
                Change::Released => Record::Released(packet_identifier),
                Change::Finished => Record::Finished(packet_identifier),
                Change::Received => {
                    let delivery_number = slot.delivery_number;
                    Record::Received { packet_identifier, delivery_number }
                }
                Change::Completed => Record::Completed(packet_identifier),
                Change::InboundCleared => Record::InboundCleared,
                // Never handed out.
                Change::PubrelAgain => continue,
            };
            return Some((number, record));
        }
    }

    /// Every record up to `number` is persisted.
    pub(crate) fn on_persisted(&mut self, number: RecordNumber) {
        self.journal.on_persisted(number);
    }

    /// How many messages may be in flight.
    fn window(&self) -> usize {
        usize::from(self.settings.in_flight_max).min(self.releases.capacity())
    }

    fn is_persisted(&self) -> bool {
        self.settings.is_persisted()
    }

    fn next_identifier(&mut self) -> Result<PacketIdentifier, Full> {
        let Self { identifiers, outbox, releases, requests, .. } = self;
        if outbox.identifier_count() + releases.len() + requests.len() >= IDENTIFIERS {
            return Err(Full::PacketIdentifiers);
        }
        identifiers.next(in_use(outbox, releases, requests)).ok_or(Full::PacketIdentifiers)
    }

    /// Makes a change: at once, or when its record is persisted.
    fn commit(
        &mut self,
        now: Instant,
        change: Change,
        packet_identifier: PacketIdentifier,
        delivery_number: u32,
        sender: &mut Sender<'_>,
    ) {
        if self.is_persisted() {
            self.journal.push(change, packet_identifier, delivery_number);
        } else {
            self.perform(now, change, packet_identifier, true, sender);
        }
    }

    /// Records the end of an outbound exchange, of which no packet depends.
    fn record_finished(&mut self, packet_identifier: PacketIdentifier) {
        if self.is_persisted() {
            self.journal.push(Change::Finished, packet_identifier, 0);
        }
    }

    /// Does what waited for records that are persisted now, in their order.
    fn perform_persisted(&mut self, now: Instant, sender: &mut Sender<'_>) {
        while let Some(slot) = self.journal.first_persisted() {
            if slot.bound && sender.room() < ACKNOWLEDGEMENT_LEN {
                return;
            }
            self.journal.pop();
            self.perform(now, slot.change, slot.packet_identifier, slot.bound, sender);
        }
    }

    fn perform(
        &mut self,
        now: Instant,
        change: Change,
        packet_identifier: PacketIdentifier,
        bound: bool,
        sender: &mut Sender<'_>,
    ) {
        match change {
            Change::Stored => self.outbox.on_persisted(packet_identifier),
            Change::Released => {
                self.releases.on_persisted(packet_identifier);
                self.push_pubrels(now, sender);
            }
            Change::PubrelAgain if bound => {
                sender.push_acknowledgement(now, PacketType::Pubrel, packet_identifier);
            }
            Change::Received if bound => {
                sender.push_acknowledgement(now, PacketType::Pubrec, packet_identifier);
            }
            Change::Completed if bound => {
                sender.push_acknowledgement(now, PacketType::Pubcomp, packet_identifier);
            }
            Change::Received
            | Change::Completed
            | Change::Finished
            | Change::InboundCleared
            | Change::PubrelAgain => {}
        }
    }
}

/// The QoS of a stored PUBLISH with this identifier, if it is one, and whether all of it is there:
/// else it is one published in parts, without its payload.
fn stored_qos(packet: &[u8], packet_identifier: PacketIdentifier) -> Option<(QoS, bool)> {
    let header = FixedHeader::parse(packet).ok()??;
    if header.packet_type != PacketType::Publish {
        return None;
    }
    let (body, remaining_length) = (packet.get(header.len..)?, header.remaining_length);
    let parsed = PublishHead::parse_partial(header.first_byte, body, remaining_length);
    let (head, head_len) = parsed.ok()??;
    let is_whole = body.len() == remaining_length;
    let in_parts = LargeMessages::PROOF.is_some() && body.len() == head_len;
    let is_ours = head.delivery.packet_identifier() == Some(packet_identifier);
    (is_ours && (is_whole || in_parts)).then_some((head.delivery.qos(), is_whole))
}

/// The FNV-1a hash: Client Identifiers are told apart without being kept.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// Every Packet Identifier that the client uses [MQTT-2.3.1-2].
fn in_use(
    outbox: &Outbox<'_>,
    releases: &Releases<'_>,
    requests: &Requests<'_>,
) -> impl Fn(&mut dyn FnMut(PacketIdentifier)) {
    |visit| {
        outbox.identifiers().for_each(&mut *visit);
        releases.identifiers().for_each(&mut *visit);
        requests.identifiers().for_each(visit);
    }
}

/// How many Packet Identifiers there are.
const IDENTIFIERS: usize = u16::MAX as usize;

/// Length in bytes of PUBACK, PUBREC, PUBREL and PUBCOMP: what must be free in the send buffer
/// before a packet is handled.
pub(crate) const ACKNOWLEDGEMENT_LEN: usize = 4;
