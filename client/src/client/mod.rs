//! The client: one facade over connection, Session and the wish to be connected.
//!
//! *Not here:* decisions. It routes: commands and what comes from outside go down, events come up.

mod command;
mod dispatch;
mod ending;
#[cfg(feature = "large-messages")]
mod parts;
#[cfg(feature = "persist")]
mod persist;

pub use command::BUFFER_LEN_MIN;
use dispatch::LongMessage;
use ending::{Ending, Notices};

use crate::buffers::Buffers;
use crate::connection::{Cause, Connection, Input, Phase, SendPosition, TransportEnd};
use crate::error::Misuse;
use crate::event::{Event, Happening};
use crate::packet::{Connect, PacketIdentifier};
use crate::reconnect::{Attempts, BackupServer, Reconnect, Server};
use crate::session::{Session, SessionMemory};
use crate::time::{Instant, earliest};

/// An MQTT 3.1.1 client without I/O. The crate's documentation shows the loop that runs it.
#[derive(Debug)]
pub struct Client<'b> {
    connection: Connection<'b>,
    session: Session<'b>,
    wish: Wish,
    attempts: Attempts,
    notices: Notices,
    /// The long PUBLISH on its way in, if there is one.
    long: LongMessage,
    /// The latest time that any call named.
    now: Instant,
    /// The event that [`Client::event_ready`] found.
    found: Option<Happening>,
}

/// Whether the application wants to be connected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Wish {
    None,
    /// An attempt or a connection is under way.
    Active,
    /// The next attempt begins then.
    Waiting(Instant),
}

/// What the owner of the transport has to see to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TransportWanted {
    /// No transport, and there is none.
    Nothing,
    /// A transport to this server: open it if there is none, and say so by
    /// [`Client::handle_opened`], or, if that fails, by [`Client::handle_closed`].
    Open(Server),
    /// No transport any more: close it, or stop opening it, and say so by
    /// [`Client::handle_closed`]. Only then the end is reported.
    Close,
}

/// What became of a message given to [`Client::publish`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Published {
    /// QoS 0: queued for the transport. [`Event::Sent`] at or after this position says that it
    /// left, [`Dropped::AtMostOnce`](crate::event::Dropped) before it that it did not.
    AtMostOnce(SendPosition),
    /// QoS 1 or 2: kept until [`Event::Published`] or [`Event::Dropped`] with this identifier.
    Kept(PacketIdentifier),
}

impl<'b> Client<'b> {
    /// A client that is not connected, in memory that the caller lends.
    pub fn new(buffers: Buffers<'b>) -> Self {
        let Buffers { receive, send, outbox, releases, inbound, requests, journal, subscriptions } =
            buffers;
        let memory = SessionMemory { outbox, releases, inbound, requests, journal, subscriptions };
        Self {
            connection: Connection::new(receive, send),
            session: Session::new(memory),
            wish: Wish::None,
            attempts: Attempts::new(Reconnect::Off, BackupServer::None),
            notices: Notices::default(),
            long: LongMessage::default(),
            now: Instant::default(),
            found: None,
        }
    }

    // ---- from outside

    /// The transport is open. `connect` is what CONNECT says on this connection: credentials, will
    /// and identifier may differ from attempt to attempt.
    ///
    /// # Errors
    /// What [`Client::connect`] refuses too; the attempt has failed then, the transport is to be
    /// closed.
    pub fn handle_opened(&mut self, now: Instant, connect: &Connect<'_>) -> Result<(), Misuse> {
        self.advance_clock(now);
        if self.connection.phase() != Phase::Opening {
            return Ok(());
        }
        let opened = self.connection.on_opened(now, connect);
        match opened {
            Ok(()) if connect.clean_session => self.notices.ending = Ending::Clean,
            Ok(()) => {}
            Err(_) => {
                self.connection.on(Input::Unusable);
            }
        }
        opened
    }

    /// The transport is gone, or could not be opened.
    pub fn handle_closed(&mut self, now: Instant, why: TransportEnd) {
        self.advance_clock(now);
        self.on_transport_ended(why);
    }

    /// Where to read bytes from the transport to; then call [`Client::handle_received`]. Empty
    /// while events have to be polled first.
    pub fn receive_space(&mut self) -> &mut [u8] {
        if self.found.is_some() {
            // It borrows from the bytes that would be moved.
            return &mut [];
        }
        self.connection.framer.space()
    }

    /// `count` bytes from the transport are at the front of [`Client::receive_space`].
    pub fn handle_received(&mut self, now: Instant, count: usize) {
        self.advance_clock(now);
        if matches!(self.connection.phase(), Phase::AwaitingConnack | Phase::Connected) {
            self.connection.framer.on_received(count);
        }
    }

    /// Takes as many bytes as there is room for, and says how many; poll events before the rest.
    pub fn handle_bytes(&mut self, now: Instant, bytes: &[u8]) -> usize {
        let space = self.receive_space();
        let count = bytes.len().min(space.len());
        space[..count].copy_from_slice(&bytes[..count]);
        self.handle_received(now, count);
        count
    }

    /// The transport took the first `count` bytes of the last [`Client::poll_transmit`].
    pub fn handle_transmitted(&mut self, now: Instant, count: usize) {
        self.advance_clock(now);
        self.connection.on_taken(now, count);
    }

    /// The time of [`Client::poll_timeout`] has come; harmless when it has not.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.advance_clock(now);
        self.connection.on_timeout(now, self.session.completes_alone());
        if let Wish::Waiting(at) = self.wish
            && at <= now
        {
            self.begin_attempt();
        }
    }

    // ---- to be polled

    /// Whether a transport is wanted, and to which server.
    pub fn transport_wanted(&self) -> TransportWanted {
        match self.connection.phase() {
            Phase::Down | Phase::Closed(_) => TransportWanted::Nothing,
            Phase::Opening | Phase::AwaitingConnack | Phase::Connected | Phase::Flushing(_) => {
                TransportWanted::Open(self.attempts.server())
            }
            Phase::Closing(_) => TransportWanted::Close,
        }
    }

    /// Bytes for the transport; say by [`Client::handle_transmitted`] how many it took.
    pub fn poll_transmit(&mut self) -> Option<&[u8]> {
        self.pump();
        let phase = self.connection.phase();
        let pending = self.connection.sender.pending();
        (phase.wants_transport() && !pending.is_empty()).then_some(pending)
    }

    /// Bytes for the transport, and the room for bytes from it, for adapters that wait for both at
    /// once: [`Client::poll_transmit`] and [`Client::receive_space`] in one.
    pub fn transmit_and_space(&mut self) -> (&[u8], &mut [u8]) {
        self.pump();
        let wanted = self.connection.phase().wants_transport();
        let Connection { sender, framer, .. } = &mut self.connection;
        let pending: &[u8] = if wanted { sender.pending() } else { &[] };
        let space: &mut [u8] = if self.found.is_some() { &mut [] } else { framer.space() };
        (pending, space)
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event<'_>> {
        let found = self.found.take();
        let happening = found.or_else(|| self.next_happening())?;
        Some(self.attach(happening))
    }

    /// Whether [`Client::poll_event`] has an event, without taking it.
    pub fn event_ready(&mut self) -> bool {
        if self.found.is_none() {
            self.found = self.next_happening();
        }
        self.found.is_some()
    }

    /// When [`Client::handle_timeout`] has to be called, unless something else happens before.
    pub fn poll_timeout(&self) -> Option<Instant> {
        let waiting = match self.wish {
            Wish::Waiting(at) => Some(at),
            Wish::None | Wish::Active => None,
        };
        earliest(earliest(self.connection.deadline(), waiting), self.session.expiry())
    }

    // ---- getters

    /// True between CONNACK and the end of the connection.
    pub fn is_connected(&self) -> bool {
        self.connection.phase() == Phase::Connected
    }

    /// True while the client is connected, connecting, or waiting to connect again.
    pub fn wants_connection(&self) -> bool {
        let leaving = match self.connection.phase() {
            Phase::Flushing(end) | Phase::Closing(end) | Phase::Closed(end) => {
                end.cause == Cause::Requested
            }
            Phase::Down | Phase::Opening | Phase::AwaitingConnack | Phase::Connected => false,
        };
        self.wish != Wish::None && !leaving
    }

    /// Number of messages of QoS 1 and 2 that are accepted and not finished.
    pub fn unfinished(&self) -> usize {
        self.session.unfinished()
    }

    /// Bytes of a whole packet that fit the send buffer now.
    pub fn send_room(&self) -> usize {
        self.connection.sender.room()
    }

    // ---- private

    #[inline(never)] // every entry calls it
    fn advance_clock(&mut self, now: Instant) {
        self.now = self.now.max(now);
    }

    fn begin_attempt(&mut self) {
        self.wish = Wish::Active;
        self.connection.on_attempt(self.now, &self.session.settings);
        self.notices.before_connect = true;
    }

    fn pump(&mut self) {
        if self.session.completes_alone() {
            self.session.push_partial(self.now, &mut self.connection.sender);
        }
        self.connection.pump(self.now);
        if self.is_connected() && self.notices.ending == Ending::None {
            let Connection { framer, sender, .. } = &mut self.connection;
            self.session.acknowledge(self.now, sender);
            self.session.resubscribe(self.now, framer.capacity(), sender);
            self.session.pump(self.now, sender);
        }
    }
}
