//! The tester's codec: dissects any bytes, composes any lie. It never rejects.
//!
//! *Not here:* the client's codec, which accepts or rejects; the two know nothing of each other.

mod dissect;
mod dissection;
mod layout;
mod remaining_length;
mod split;

pub use dissect::dissect;
pub use dissection::{Body, Connect, Dissection, Irregularity};
pub use layout::{Direction, PacketType};
pub use remaining_length::{REMAINING_LENGTH_BYTES_MAX, REMAINING_LENGTH_MAX};
pub use split::{Split, split};
