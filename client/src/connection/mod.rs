//! What dies with the Network Connection: its phase, both buffers, the deadlines.
//!
//! *Not here:* the Session, which survives (`session`), and the wish to connect again
//! (`reconnect`).

mod framer;
mod keep_alive;
mod phase;
mod sender;

pub(crate) use framer::{Frame, Framer, NoFrame};
pub use phase::TransportEnd;
pub(crate) use phase::{Cause, End, Input, Phase};
pub use sender::SendPosition;
pub(crate) use sender::Sender;

use keep_alive::KeepAlive;

use crate::error::Misuse;
use crate::packet::{Connect, PacketType};
use crate::settings::Settings;
use crate::time::{Instant, earliest};

/// One Network Connection after the other, in the same buffers.
#[derive(Debug)]
pub(crate) struct Connection<'b> {
    pub(crate) framer: Framer<'b>,
    pub(crate) sender: Sender<'b>,
    phase: Phase,
    keep_alive: KeepAlive,
    /// When CONNACK has to be there.
    connack_due: Option<Instant>,
    /// When the connection is to be replaced.
    refresh_due: Option<Instant>,
    send_timeout_ms: u32,
    ping_timeout_ms: u32,
    refresh_ms: u32,
    keep_alive_s: u16,
    /// What CONNECT said.
    clean_session: bool,
    connected_at: Instant,
    /// A PINGREQ is owed, for which there was no room.
    ping_owed: bool,
    /// DISCONNECT is owed, for which there was no room.
    disconnect_owed: bool,
}

impl<'b> Connection<'b> {
    pub(crate) fn new(receive: &'b mut [u8], send: &'b mut [u8]) -> Self {
        Self {
            framer: Framer::new(receive),
            sender: Sender::new(send),
            phase: Phase::Down,
            keep_alive: KeepAlive::new(Instant::default(), 0, 0),
            connack_due: None,
            refresh_due: None,
            send_timeout_ms: 0,
            ping_timeout_ms: 0,
            refresh_ms: 0,
            keep_alive_s: 0,
            clean_session: true,
            connected_at: Instant::default(),
            ping_owed: false,
            disconnect_owed: false,
        }
    }

    pub(crate) fn phase(&self) -> Phase {
        self.phase
    }

    /// What the CONNECT of this connection said.
    pub(crate) fn clean_session(&self) -> bool {
        self.clean_session
    }

    /// Moves on in the table of phases. False where the input has no meaning now.
    pub(crate) fn on(&mut self, input: Input) -> bool {
        let Some(next) = self.phase.on(input) else { return false };
        self.phase = next;
        let given_up = matches!(input, Input::Violation | Input::LimitReached);
        if matches!(next, Phase::Closing(_) | Phase::Flushing(_)) || given_up {
            // What the peer sent is of no interest any more: nothing may answer it.
            self.framer.clear();
        }
        true
    }

    /// An attempt begins.
    pub(crate) fn on_attempt(&mut self, now: Instant, settings: &Settings) {
        self.on(Input::Attempt);
        let timeout_ms = settings.connect_timeout_ms;
        self.connack_due = (timeout_ms > 0).then(|| now.plus_millis(timeout_ms.into()));
        self.send_timeout_ms = settings.send_timeout_ms;
        self.ping_timeout_ms = settings.ping_timeout_ms;
        self.refresh_ms = settings.refresh_ms;
    }

    /// The transport is open: CONNECT is the first packet [MQTT-3.1.0-1].
    pub(crate) fn on_opened(&mut self, now: Instant, connect: &Connect<'_>) -> Result<(), Misuse> {
        connect.check()?;
        let (needed, found) = (connect.encoded_len(), self.sender.capacity());
        if self.sender.push(now, |buffer| connect.encode(buffer).ok()).is_none() {
            return Err(Misuse::BufferTooSmall { needed, found });
        }
        self.keep_alive_s = connect.keep_alive_s;
        self.clean_session = connect.clean_session;
        self.on(Input::Opened);
        Ok(())
    }

    /// CONNACK accepted the connection.
    pub(crate) fn on_accepted(&mut self, now: Instant) {
        self.on(Input::ConnackAccepted);
        self.connack_due = None;
        self.connected_at = now;
        self.keep_alive = KeepAlive::new(now, self.keep_alive_s, self.ping_timeout_ms);
        let refresh_ms = self.refresh_ms;
        self.refresh_due = (refresh_ms > 0).then(|| now.plus_millis(refresh_ms.into()));
    }

    /// The transport took bytes.
    pub(crate) fn on_taken(&mut self, now: Instant, count: usize) {
        self.sender.on_taken(now, count);
        self.keep_alive.on_sent(now);
        self.check_flushed();
    }

    /// Once DISCONNECT has left, the transport is to be closed [MQTT-3.14.4-1].
    fn check_flushed(&mut self) {
        let all_queued = !self.disconnect_owed && self.sender.is_empty();
        if matches!(self.phase, Phase::Flushing(_)) && all_queued {
            self.on(Input::Flushed);
        }
    }

    /// Queues a PINGREQ, or owes one while there is no room.
    pub(crate) fn ping(&mut self, now: Instant) {
        let queued = self.sender.push_bare(now, PacketType::Pingreq);
        self.ping_owed = !queued;
        if queued {
            self.keep_alive.on_ping_queued(now);
        }
    }

    /// Queues what is owed and was not queued for want of room.
    pub(crate) fn pump(&mut self, now: Instant) {
        match self.phase {
            Phase::Connected if self.ping_owed => self.ping(now),
            Phase::Flushing(_) if self.disconnect_owed => {
                self.disconnect_owed = !self.sender.push_bare(now, PacketType::Disconnect);
            }
            Phase::Down
            | Phase::Opening
            | Phase::AwaitingConnack
            | Phase::Connected
            | Phase::Flushing(_)
            | Phase::Closing(_)
            | Phase::Closed(_) => {}
        }
    }

    /// PINGRESP came. True if it answers a PINGREQ.
    pub(crate) fn on_pingresp(&mut self, now: Instant) -> bool {
        self.keep_alive.on_pingresp(now)
    }

    /// Ends the connection with DISCONNECT, after which nothing else is sent [MQTT-3.14.4-2]. A
    /// packet that is handed in piecewise cannot be completed: then the transport is closed without
    /// it.
    pub(crate) fn disconnect(&mut self, now: Instant, input: Input, completes_alone: bool) -> bool {
        let established = self.phase == Phase::Connected;
        let stuck = self.sender.missing() > 0 && !completes_alone;
        let input = if established && stuck { Input::Abort } else { input };
        let changed = self.on(input);
        self.disconnect_owed = established && matches!(self.phase, Phase::Flushing(_));
        self.pump(now);
        changed
    }

    /// Does what is due. False when a deadline was missed that ends the connection.
    pub(crate) fn on_timeout(&mut self, now: Instant, completes_alone: bool) -> bool {
        let is_due = |due: Option<Instant>| due.is_some_and(|due| due <= now);
        let phase = self.phase;
        let missed = match phase {
            Phase::Opening => is_due(self.connack_due),
            Phase::AwaitingConnack => is_due(self.connack_due) || is_due(self.send_due()),
            Phase::Connected => self.keep_alive.is_overdue(now) || is_due(self.send_due()),
            Phase::Flushing(_) => is_due(self.send_due()),
            Phase::Down | Phase::Closing(_) | Phase::Closed(_) => false,
        };
        if missed {
            self.on(Input::Timeout);
            return false;
        }
        if phase == Phase::Connected {
            if is_due(self.refresh_due) {
                self.disconnect(now, Input::Refresh, completes_alone);
            } else if is_due(self.keep_alive.ping_due()) {
                self.ping(now);
            }
        }
        true
    }

    /// The next moment at which something is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        match self.phase {
            Phase::Opening => self.connack_due,
            Phase::AwaitingConnack => earliest(self.connack_due, self.send_due()),
            Phase::Connected => {
                // A PINGREQ that is owed goes out with the next room, not with the time.
                let keep_alive = if self.ping_owed {
                    self.keep_alive.answer_due()
                } else {
                    self.keep_alive.deadline()
                };
                earliest(earliest(keep_alive, self.send_due()), self.refresh_due)
            }
            Phase::Flushing(_) => self.send_due(),
            Phase::Down | Phase::Closing(_) | Phase::Closed(_) => None,
        }
    }

    /// How long the connection has been accepted, in milliseconds.
    pub(crate) fn lasted_ms(&self, now: Instant) -> u64 {
        now.millis_since(self.connected_at)
    }

    /// Makes everything ready for the next connection.
    pub(crate) fn clear(&mut self) {
        self.framer.clear();
        self.sender.clear();
        self.connack_due = None;
        self.refresh_due = None;
        self.ping_owed = false;
        self.disconnect_owed = false;
    }

    /// When a transport that takes nothing is given up.
    fn send_due(&self) -> Option<Instant> {
        let since = self.sender.waiting_since()?;
        Some(since.plus_millis(self.send_timeout_ms.into()))
    }
}
