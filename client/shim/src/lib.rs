//! The Upper Tester of the reference client: link lines in, client calls, indications out.
//!
//! [`Tester`] is the whole of it, sans-IO: lines and time go in, lines and what the transport
//! shall do come out. The module `host` (feature `tokio`) drives it over any pair of streams.
//!
//! *Not here:* knowledge of scenarios; anything the client does not do by itself.
#![no_std]
extern crate alloc;

mod tester;

#[cfg(feature = "tokio")]
mod host;

#[cfg(feature = "tokio")]
pub use host::{Connector, TcpConnector, serve};
pub use tester::Tester;
