//! Connection faults: what befalls a Network Connection before any byte of it is read.
//!
//! *Not here:* how a connection is refused or taken over; the door and the bench do that.

use std::{fmt, str::FromStr};

use super::{
    disturbing::{Disturbance, Disturbing},
    ending::How,
    text::{BadFault, Words},
};
use crate::{
    stage::{Outlet, Signal, Stage},
    time::{At, Span},
    wire::Direction,
};

/// `refuse`, `accept then drop`, `accept then drop after 2 s`, `takeover`, `window 1 B`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConnectionFault {
    /// Nobody listens: connecting is refused.
    Refuse,
    /// It is accepted, and ended by the server so much later.
    AcceptThenDrop {
        /// How long it lives.
        after: Span,
    },
    /// Another client with the same Client Identifier connects.
    Takeover,
    /// The client can write no more than so many bytes that the server has not read.
    Window {
        /// How many; at least 1.
        bytes: usize,
    },
}

impl ConnectionFault {
    /// Whether `text` is about connections as a whole, as far as its first word says.
    #[must_use]
    pub fn is_meant_by(text: &str) -> bool {
        matches!(Words::new(text).word(), "accept" | "refuse" | "takeover" | "window")
    }

    /// The stage that ends a Network Connection `after` it was `opened`.
    #[must_use]
    pub fn lifetime(opened: At, after: Span) -> Box<dyn Stage> {
        Box::new(Disturbing::new(Mortal { ends: Some(opened + after) }))
    }
}

/// A Network Connection that is going to end; `None`: it has.
#[derive(Debug)]
struct Mortal {
    ends: Option<At>,
}

impl Disturbance for Mortal {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        if self.ends.is_some() {
            out.pass(direction, signal);
        }
    }

    fn on_timeout(&mut self, _: At, out: &mut Outlet) {
        self.ends = None;
        How::Cut.end(out);
    }

    fn poll_timeout(&self) -> Option<At> {
        self.ends
    }
}

impl FromStr for ConnectionFault {
    type Err = BadFault;

    fn from_str(text: &str) -> Result<Self, BadFault> {
        let words = &mut Words::new(text);
        let fault = if words.take("refuse") {
            Self::Refuse
        } else if words.take("takeover") {
            Self::Takeover
        } else if words.take("accept then drop") {
            let after = if words.take("after") { words.span()? } else { Span::ZERO };
            Self::AcceptThenDrop { after }
        } else if words.take("window") {
            Self::Window { bytes: words.bytes()? }
        } else {
            return Err(words.bad("refuse, accept then drop, takeover or window"));
        };
        words.end()?;
        Ok(fault)
    }
}

impl fmt::Display for ConnectionFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refuse => f.write_str("refuse"),
            Self::AcceptThenDrop { after: Span::ZERO } => f.write_str("accept then drop"),
            Self::AcceptThenDrop { after } => write!(f, "accept then drop after {after}"),
            Self::Takeover => f.write_str("takeover"),
            Self::Window { bytes } => write!(f, "window {bytes} B"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mortal_connection_passes_everything_until_it_ends() {
        let mut stage = ConnectionFault::lifetime(At::from_ms(1000), Span::from_s(2));
        let bytes = Signal::Bytes(vec![1]);
        stage.handle_signal(At::from_ms(2000), Direction::ToServer, bytes.clone());
        assert_eq!(stage.poll_output(), Some((Direction::ToServer, bytes.clone())));
        assert_eq!(stage.poll_timeout(), Some(At::from_ms(3000)));
        stage.handle_timeout(At::from_ms(3000));
        assert_eq!(stage.poll_output(), Some((Direction::ToClient, Signal::Fin)));
        assert_eq!(stage.poll_output(), Some((Direction::ToServer, Signal::Reset)));
        stage.handle_signal(At::from_ms(4000), Direction::ToServer, bytes);
        assert_eq!((stage.poll_output(), stage.poll_timeout()), (None, None));
    }
}
