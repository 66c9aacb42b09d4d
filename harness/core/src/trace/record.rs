//! A record: one thing that was seen, at one time.

use serde::{Deserialize, Serialize};

use crate::{time::At, wire::Direction};

/// One line of a trace file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// When it was seen.
    pub at: At,
    /// What was seen.
    #[serde(flatten)]
    pub event: Event,
}

/// The number of a Network Connection within a scenario, from 1, in order of arrival.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ConnectionId(pub u32);

/// What can be seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// A Network Connection was accepted.
    Opened {
        /// Which.
        connection: ConnectionId,
    },
    /// Bytes passed the tap: the client sent them, or they were handed to it.
    Bytes {
        /// On which Network Connection.
        connection: ConnectionId,
        /// Where they are going.
        direction: Direction,
        /// The bytes, as lower-case hexadecimal in the file.
        #[serde(with = "hex::serde")]
        bytes: Vec<u8>,
    },
    /// One side of a Network Connection ended.
    Ended {
        /// Which.
        connection: ConnectionId,
        /// `ToServer`: the client ended its side; `ToClient`: the server's side did.
        direction: Direction,
        /// How.
        how: Ending,
    },
}

/// How one side of a Network Connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Ending {
    /// No more bytes, in order (FIN).
    Fin,
    /// Given up (RST).
    Reset,
}
