//! Connection faults: what befalls a Network Connection before any byte of it is read.
//!
//! *Not here:* how it is done; the door and the bench read these as settings.

use std::{fmt, str::FromStr};

use super::text::{BadFault, Words};
use crate::time::Span;

/// `refuse`, `accept then drop`, `accept then drop after 2 s`, `takeover`.
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
        } else {
            return Err(words.bad("refuse, accept then drop or takeover"));
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
        }
    }
}
