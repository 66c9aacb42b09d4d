//! The tokio adapter: in virtual time over duplex streams, and over real sockets.
#![cfg(feature = "tokio")]
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

mod driver;
mod durable;
mod handle;
mod server;
