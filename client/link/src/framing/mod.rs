//! Lines out of bytes, and what a line that can lose bytes needs beyond that.
//!
//! [`plain`] is for pipes and sockets, [`guarded`] for serial lines. On a guarded link the
//! shim numbers its lines ([`Numbering`]), the harness puts them in order ([`Order`]), and a
//! command that is sent again is answered again without being executed ([`Gate`]).
//!
//! The harness repeats a command until its answer comes. Before the next one it asks by `again`,
//! from [`Order::next`], until nothing is missing: then a reply is never stuck behind a line
//! that only `again` would bring.

pub mod guarded;
pub mod plain;

mod gate;
mod number;
mod split;

pub use gate::{Admission, Gate};
pub use number::{HELD_MAX, Numbering, Order, REPEAT_MAX};
pub use split::Line;
