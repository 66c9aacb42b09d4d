//! The trace: everything that was seen in one scenario, in order, with its time.

pub mod record;

pub use record::{ConnectionId, Ending, Event, Record};
