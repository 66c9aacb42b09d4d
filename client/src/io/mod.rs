//! Adapters between the client and the world, each behind a feature: they open sockets, move bytes and
//! sleep. Every decision is the core's.
//!
//! *Not here:* MQTT.

#[cfg(feature = "std")]
mod config;
#[cfg(feature = "embedded")]
pub mod embedded;
#[cfg(feature = "std")]
mod event;
#[cfg(feature = "std")]
mod journal_file;
#[cfg(feature = "std")]
mod journal_state;
#[cfg(feature = "std")]
mod memory;
#[cfg(feature = "tokio")]
pub mod tokio;

#[cfg(feature = "std")]
pub use config::{Config, Destination, Endpoint, Identity, OwnedWill};
#[cfg(feature = "std")]
pub use event::{OwnedEvent, OwnedMessage};
#[cfg(feature = "std")]
pub use journal_file::FileJournal;
#[cfg(feature = "std")]
pub use memory::{Memory, Sizes};
