//! A stage: something on the path of the bytes between client and server.
//!
//! Mutants and faults are stages. A mutant stands between the client and the tap, so that any
//! client can be made wrong; a fault stands behind the tap. Both see chunks with their time and
//! give chunks back, now or later. *Not here:* I/O; a bench moves the bytes.

mod framer;
mod midway;
mod outlet;
mod pipeline;

pub use framer::{Framer, PACKET_BYTES_MAX, Piece};
pub use midway::Midway;
pub use outlet::Outlet;
pub use pipeline::Pipeline;

use crate::{time::At, wire::Direction};

/// What travels one way of a Network Connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signal {
    /// Some bytes of the stream, cut anywhere.
    Bytes(Vec<u8>),
    /// The sender will send no more (FIN).
    Fin,
    /// The sender gave up the whole connection (RST).
    Reset,
}

/// A thing that a Network Connection passes through; one is made for each connection.
///
/// After each `handle_*` the caller drains `poll_output`, then sleeps until `poll_timeout`.
pub trait Stage: std::fmt::Debug + Send {
    /// Takes what arrived from one side at `now`; `direction` says where it is going.
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal);

    /// Tells that `now` is at or after what `poll_timeout` asked for.
    fn handle_timeout(&mut self, now: At);

    /// The next thing to pass on, with the side it goes to. It may go the other way than what
    /// caused it: a stage can answer by itself.
    fn poll_output(&mut self) -> Option<(Direction, Signal)>;

    /// When it wants to be woken, if nothing arrives before.
    fn poll_timeout(&self) -> Option<At>;

    /// Whether it takes more that goes in `direction`. While it does not, the bench does not read
    /// from the sender, so that the sender's own buffers fill (a stalled window).
    fn takes(&self, direction: Direction) -> bool {
        let _ = direction;
        true
    }

    /// The next thing to tell about what it did to the bytes.
    fn poll_note(&mut self) -> Option<String> {
        None
    }
}
