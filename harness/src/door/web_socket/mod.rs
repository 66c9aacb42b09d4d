//! WebSocket on the server's side (chapter 6): bytes of the network in, bytes of MQTT out, and back.
//!
//! ```text
//! client ═ Watch ═ faults of the network ═ Endpoint ═ MQTT
//!            │ every handshake and frame, as it was at the client
//! ```
//! Sans-IO: a bench moves the bytes. Handshake key, frames and messages are a library's work; where
//! a server has to lie, [`Order`] says how. *Not here:* extensions, TLS.

mod endpoint;
mod order;
mod watch;

pub use endpoint::{Endpoint, Output, Stray};
pub use order::{Answer, Framing, Manner, Order, Sending};
pub use watch::Watch;
