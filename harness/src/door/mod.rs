//! The front door: where the client's Network Connections arrive.
//!
//! A listener (TCP, or memory for virtual time) hands each stream to a [`connection`] task, which
//! turns it into events and carries orders out; [`web_socket`] takes WebSocket off its bytes, sans-IO,
//! so that the bench keeps all that happens in one order. *Not here:* what to answer; MQTT.

pub mod connection;
pub mod memory;
pub mod tcp;
pub mod web_socket;

use std::io;

use tokio::io::{AsyncRead, AsyncWrite};

pub use connection::{Arrival, DoorEvent, Gate, Orders};

/// The byte stream of a Network Connection, on the server's side.
pub trait Stream: AsyncRead + AsyncWrite + Unpin + 'static {
    /// Gives the connection up so that the client sees a reset (RST), not an end (FIN).
    fn reset(self);
}

/// Where clients dial in.
pub trait Listener: 'static {
    /// What it accepts.
    type Stream: Stream;

    /// The next Network Connection.
    ///
    /// # Errors
    /// What the machine says; the listener is of no use afterwards.
    fn accept(&mut self) -> impl Future<Output = io::Result<Self::Stream>>;

    /// Opens it, or closes it so that whoever dials is refused. What was accepted goes on.
    ///
    /// # Errors
    /// What the machine says; the listener is of no use afterwards.
    fn set_open(&mut self, is_open: bool) -> io::Result<()>;

    /// Has later connections hold no more than so many bytes that are not read yet, so that the
    /// client can write no more; at least what the machine allows.
    ///
    /// # Errors
    /// What the machine says; the listener is of no use afterwards.
    fn set_window(&mut self, bytes: usize) -> io::Result<()>;
}
