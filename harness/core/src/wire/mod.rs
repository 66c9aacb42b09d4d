//! The tester's codec: dissects any bytes, composes any lie. It never rejects.
//!
//! *Not here:* the client's codec, which accepts or rejects; the two know nothing of each other.

mod dissect;
mod dissection;
mod layout;
pub mod notation;
mod remaining_length;
mod split;
mod summary;
pub mod vectors;
pub mod web_socket;

pub use dissect::dissect;
pub use dissection::{Body, Connect, Dissection, Irregularity};
pub use layout::{Direction, PacketType};
pub use notation::{Bindings, Composition, Pattern};
pub use remaining_length::{REMAINING_LENGTH_BYTES_MAX, REMAINING_LENGTH_MAX};
pub use split::{Split, split};
pub use summary::summary;
