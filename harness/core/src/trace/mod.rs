//! The trace: everything that was seen in one scenario, in order, with its time.
//!
//! *Invariant:* a verdict needs nothing but a trace (and the catalogue).

mod connection;
mod expectation;
mod flow;
mod lines;
mod packet;
pub mod record;
#[cfg(test)]
pub(crate) mod sample;
mod settings;
#[cfg(test)]
pub(crate) mod sketch;
mod start;
mod store;
mod transport;

pub use connection::{Connection, Moment};
pub use expectation::{Expectation, Kind, LineText, LinkPattern, Phase};
pub use lines::TraceError;
pub use packet::PacketSeen;
pub use record::{ConnectionId, Ending, Event, Record};
pub use settings::Settings;
pub use start::{BenchKind, CutIdentity, ScenarioIdentity, Start, TRACE_FORMAT};
pub use store::{RECORDS_MAX, Trace};
pub use transport::{TlsFact, WsFact, WsOpcode};
