//! The client over TLS and WebSocket, against servers of the libraries in this process.
#![cfg(all(feature = "tls", feature = "ws"))]
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

#[path = "../pki/mod.rs"]
mod pki;

mod attempt;
#[cfg(feature = "psk")]
mod psk;
mod server;
mod setup;
mod tls;
mod web_socket;
