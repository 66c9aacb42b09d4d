//! The client under test: its cut file, and the ways to its shim.

pub mod description;
mod guard;
pub mod in_process;
pub mod link;
pub mod requires;
pub mod seat;
pub mod stdio;
pub mod tcp;

pub use description::{BadCut, Builtin, Cut, Deviation, LinkKind};
pub use link::{Framing, FromLink, Link, Trouble};
pub use requires::Requires;
pub use seat::{COMMAND_DEADLINE, DISCONNECT_DEADLINE, Seat, Seats};
