//! The Upper Tester of the reference client: link lines in, client calls, indications out.
//!
//! [`Tester`] is the whole of it, sans-IO: lines, bytes and time go in, lines, bytes and the wish
//! for transports come out. Module `host` (feature `tokio`) drives it over any streams, module `board` (feature
//! `embedded`) over a UART and a socket.
//!
//! *Not here:* knowledge of scenarios; anything the client does not do by itself.
#![no_std]
extern crate alloc;

#[cfg(feature = "embedded")]
pub mod board;
mod clock;
mod file;
#[cfg(any(feature = "embedded", feature = "tokio"))]
mod frames;
mod instance;
mod ledger;
mod memory;
mod platform;
mod profile;
mod report;
mod session_store;
mod surroundings;
mod tester;
mod tls;
#[cfg(feature = "embedded")]
mod uart;

#[cfg(feature = "tokio")]
mod dial;
#[cfg(feature = "tokio")]
mod host;
#[cfg(feature = "tokio")]
mod process;
#[cfg(feature = "tokio")]
mod session_files;
#[cfg(feature = "tokio")]
mod transport;

#[cfg(feature = "tokio")]
pub use dial::{Connector, TcpConnector};
#[cfg(feature = "tokio")]
pub use host::{serve, serve_on};
pub use instance::{InstanceKey, Target, Wanted};
pub use platform::{Platform, Sizes};
#[cfg(feature = "tokio")]
pub use process::Process;
#[cfg(feature = "tokio")]
pub use session_files::SessionFiles;
pub use session_store::{SessionJournal, SessionStore};
pub use surroundings::{MemoryUse, NetworkState, Surroundings, Unknown};
pub use tester::Tester;
pub use tls::TlsSettings;
