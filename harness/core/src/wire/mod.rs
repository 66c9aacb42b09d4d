//! The tester's codec: dissects any bytes, composes any lie. It never rejects.
//!
//! *Not here:* the client's codec, which accepts or rejects; the two know nothing of each other.

pub mod dissect;
pub mod layout;

pub use dissect::{Body, Dissection, Irregularity};
pub use layout::{Direction, PacketType};
