//! A record: one thing that was seen, at one time.

use mqttspec_link::{Indication, Reply, Request};
use serde::{Deserialize, Serialize};

use super::{Expectation, Start, TlsFact, WsFact};
use crate::{time::At, verdict::ErrorClass, wire::Direction};

/// One line of a trace file.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum Event {
    /// The scenario began. Always the first record, and only that.
    Start(Box<Start>),
    /// A step of the scenario begins.
    Step {
        /// `Given`, `When` or `Then`; `And` and `But` are written as what they continue.
        keyword: String,
        /// The rest of the step's line.
        text: String,
        /// Its line in the feature file, from 1.
        line: u32,
    },
    /// A step begins to wait for something.
    Expect {
        /// For what.
        expectation: Box<Expectation>,
    },
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
    /// The harness stops or goes on reading what the client sends. While it does not read, the
    /// client may be unable to write, and nothing is missing from it.
    Reading {
        /// On which Network Connection.
        connection: ConnectionId,
        /// Whether it reads from now on.
        on: bool,
    },
    /// TLS said something.
    Tls {
        /// On which Network Connection.
        connection: ConnectionId,
        /// From whom it came.
        direction: Direction,
        /// What.
        #[serde(flatten)]
        fact: TlsFact,
    },
    /// WebSocket said something.
    Ws {
        /// On which Network Connection.
        connection: ConnectionId,
        /// From whom it came.
        direction: Direction,
        /// What.
        #[serde(flatten)]
        fact: WsFact,
    },
    /// The harness gave the client a command.
    Request {
        /// The command line.
        request: Box<Request>,
    },
    /// The shim answered a command.
    Reply {
        /// The line.
        reply: Reply,
    },
    /// The client said something by itself.
    Indication {
        /// The line.
        indication: Box<Indication>,
    },
    /// The shim wrote to its log.
    ShimLog {
        /// The line.
        text: String,
    },
    /// The shim's process ended without being asked to.
    CutExited {
        /// How, for people: `status 3`, `signal 11`.
        status: String,
    },
    /// The client said that it does not do this.
    Unsupported {
        /// The command or the member.
        name: String,
    },
    /// The scenario needs what the client or the server does not offer.
    Lacks {
        /// What, as in `@needs.` tags.
        capability: String,
    },
    /// A mutant made the client wrong here.
    Mutated {
        /// What it did.
        text: String,
    },
    /// A fault disturbed the connection here.
    Faulted {
        /// What it did.
        text: String,
    },
    /// The harness was late by this much: times of the span before may be wrong by it.
    Jitter {
        /// How late, in microseconds.
        us: u64,
    },
    /// Our side broke.
    Error {
        /// Whose fault it is.
        class: ErrorClass,
        /// What happened.
        text: String,
    },
    /// The scenario is over: nothing is missing from this trace.
    End,
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

impl Ending {
    /// `FIN` or `RST`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fin => "FIN",
            Self::Reset => "RST",
        }
    }
}
