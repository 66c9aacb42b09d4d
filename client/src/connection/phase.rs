//! The life of one Network Connection, as a table: phase × input → next phase.
//!
//! ```text
//!  Down ─connect─► Opening ─opened─► AwaitingConnack ─CONNACK 0─► Connected ─DISCONNECT─► Flushing
//!   ▲                 │                     │                         │                      │
//!   └──handle_closed──┴──── Closing(end) ◄──┴── refusal, violation, timeout, abort ◄─────────┘
//! ```
//! `Opening` … `Flushing` want a transport, `Down` and `Closing` want none. The owner of the
//! transport answers `Closing` with `handle_closed`; only then the end is reported, so that whoever
//! reads the event knows that the socket is closed.
//! *Not here:* bytes, timers.

use crate::error::Refused;

/// Where a Network Connection stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Phase {
    /// No transport, and none wanted.
    Down,
    /// The transport is being opened.
    Opening,
    /// CONNECT is queued or sent [MQTT-3.1.0-1].
    AwaitingConnack,
    /// CONNACK accepted.
    Connected,
    /// DISCONNECT is queued: nothing else may be [MQTT-3.14.4-2].
    Flushing(End),
    /// The transport shall be closed.
    Closing(End),
    /// The transport is gone, what came from it before is still to be handled.
    Closed(End),
}

/// Why a Network Connection ends, and how far it had come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// True when CONNACK had been accepted: `Disconnected` is owed, not `Failed`.
    pub(crate) established: bool,
    pub(crate) cause: Cause,
}

/// Why a Network Connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// `disconnect` or `abort`.
    Requested,
    /// The refresh period is over.
    Refresh,
    /// CONNACK with a return code 1 to 5.
    Refused(Refused),
    /// The server broke the protocol.
    Protocol,
    /// The server's packet was right, but the client has no room for what it begins.
    Limit,
    /// A deadline passed: CONNACK, PINGRESP, or a transport that takes nothing.
    Timeout,
    /// What the owner of the transport said.
    Transport(TransportEnd),
}

/// Why a transport is no more, in the words of its owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportEnd {
    /// The name of the server could not be resolved.
    Dns,
    /// No connection to the server's address and port.
    Tcp,
    /// The TLS handshake failed.
    Tls,
    /// The WebSocket handshake failed.
    WebSocket,
    /// The peer closed.
    PeerClosed,
    /// Reading or writing failed.
    Io,
    /// Closed because the core no longer wanted it, or for a reason not named here.
    Other,
}

/// What happens to a Network Connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    /// An attempt begins.
    Attempt,
    Opened,
    /// The transport is open, but CONNECT cannot be sent.
    Unusable,
    ConnackAccepted,
    ConnackRefused(Refused),
    Violation,
    /// A packet would go past a limit of the client.
    LimitReached,
    Timeout,
    Disconnect,
    Refresh,
    Abort,
    /// The transport took everything that was queued.
    Flushed,
    TransportEnded(TransportEnd),
    /// Everything that had come before the transport ended is handled.
    Drained,
}

impl Phase {
    /// The table. `None` where the input has no meaning in this phase and changes nothing.
    pub(crate) fn on(self, input: Input) -> Option<Self> {
        use Phase::{AwaitingConnack, Closed, Closing, Connected, Down, Flushing, Opening};
        let end = |cause| End { established: self.is_established(), cause };
        Some(match (self, input) {
            (Down, Input::Attempt) => Opening,
            (Opening, Input::Opened) => AwaitingConnack,
            (Opening, Input::Unusable) => Closing(end(Cause::Transport(TransportEnd::Other))),
            (AwaitingConnack, Input::ConnackAccepted) => Connected,
            (AwaitingConnack, Input::ConnackRefused(code)) => Closing(end(Cause::Refused(code))),
            (AwaitingConnack | Connected | Flushing(_), Input::Violation) => {
                Closing(end(Cause::Protocol))
            }
            (AwaitingConnack | Connected | Flushing(_), Input::LimitReached) => {
                Closing(end(Cause::Limit))
            }
            (Opening | AwaitingConnack | Connected, Input::Timeout) => Closing(end(Cause::Timeout)),
            // DISCONNECT cannot leave: what was wished happens without it.
            (Flushing(end), Input::Timeout | Input::Flushed) => Closing(end),
            (Connected, Input::Disconnect) => Flushing(end(Cause::Requested)),
            (Connected, Input::Refresh) => Flushing(end(Cause::Refresh)),
            (Flushing(_), Input::Disconnect) => Flushing(end(Cause::Requested)),
            (Opening | AwaitingConnack, Input::Disconnect)
            | (Opening | AwaitingConnack | Connected | Flushing(_), Input::Abort) => {
                Closing(end(Cause::Requested))
            }
            (Closing(was), Input::Disconnect | Input::Abort) => {
                Closing(End { cause: Cause::Requested, ..was })
            }
            (Closed(was), Input::Disconnect | Input::Abort) => {
                Closed(End { cause: Cause::Requested, ..was })
            }
            (Opening | AwaitingConnack | Connected, Input::TransportEnded(why)) => {
                Closed(end(Cause::Transport(why)))
            }
            (Closed(was), Input::Violation) => Closed(End { cause: Cause::Protocol, ..was }),
            (Closed(was), Input::LimitReached) => Closed(End { cause: Cause::Limit, ..was }),
            (Closed(was), Input::ConnackRefused(code)) if !was.established => {
                Closed(End { cause: Cause::Refused(code), ..was })
            }
            (Flushing(end) | Closing(end), Input::TransportEnded(_)) => Closed(end),
            (Closed(_), Input::Drained) => Down,
            (
                Down | Opening | AwaitingConnack | Connected | Flushing(_) | Closing(_) | Closed(_),
                _,
            ) => return None,
        })
    }

    /// True when a transport is wanted.
    pub(crate) fn wants_transport(self) -> bool {
        match self {
            Self::Opening | Self::AwaitingConnack | Self::Connected | Self::Flushing(_) => true,
            Self::Down | Self::Closing(_) | Self::Closed(_) => false,
        }
    }

    /// True when CONNACK was accepted on this connection.
    pub(crate) fn is_established(self) -> bool {
        match self {
            Self::Connected => true,
            Self::Flushing(end) | Self::Closing(end) | Self::Closed(end) => end.established,
            Self::Down | Self::Opening | Self::AwaitingConnack => false,
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, string::String};

    use super::*;

    #[test]
    fn every_input_in_every_phase() {
        let end = |established, cause| End { established, cause };
        let lost = Cause::Transport(TransportEnd::PeerClosed);
        let mut table = String::new();
        for phase in [
            Phase::Down,
            Phase::Opening,
            Phase::AwaitingConnack,
            Phase::Connected,
            Phase::Flushing(end(true, Cause::Requested)),
            Phase::Flushing(end(true, Cause::Refresh)),
            Phase::Closing(end(false, Cause::Timeout)),
            Phase::Closing(end(true, Cause::Protocol)),
            Phase::Closed(end(false, lost)),
            Phase::Closed(end(true, lost)),
        ] {
            table += &format!("{phase:?}\n");
            for input in [
                Input::Attempt,
                Input::Opened,
                Input::Unusable,
                Input::ConnackAccepted,
                Input::ConnackRefused(Refused::NotAuthorized),
                Input::Violation,
                Input::LimitReached,
                Input::Timeout,
                Input::Disconnect,
                Input::Refresh,
                Input::Abort,
                Input::Flushed,
                Input::TransportEnded(TransportEnd::Io),
                Input::Drained,
            ] {
                table += &match phase.on(input) {
                    Some(next) => format!("    {input:?} → {next:?}\n"),
                    None => format!("    {input:?} –\n"),
                };
            }
        }
        insta::assert_snapshot!(table);
    }
}
