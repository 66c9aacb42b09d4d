//! Adapters between the client and the world, each behind a feature: they open sockets, move bytes
//! and sleep. Every decision is the core's.
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
#[cfg(feature = "tokio")]
mod layers;
#[cfg(feature = "std")]
mod memory;
#[cfg(feature = "tokio")]
#[cfg_attr(not(feature = "psk"), path = "psk_absent.rs")]
mod psk;
#[cfg(feature = "std")]
mod random;
#[cfg(feature = "tokio")]
mod setup_error;
#[cfg(feature = "tokio")]
#[cfg_attr(not(feature = "tls"), path = "tls_absent.rs")]
mod tls;
#[cfg(feature = "tokio")]
mod tls_error;
#[cfg(feature = "tokio")]
pub mod tokio;
#[cfg(feature = "tokio")]
mod trust_store;
#[cfg(feature = "tokio")]
#[cfg_attr(not(feature = "ws"), path = "ws_absent.rs")]
mod ws;
#[cfg(feature = "tokio")]
mod ws_error;

#[cfg(feature = "std")]
pub use config::{Config, Destination, Endpoint, Identity, OwnedWill};
#[cfg(feature = "std")]
pub use event::{OwnedEvent, OwnedMessage};
#[cfg(feature = "std")]
pub use journal_file::FileJournal;
#[cfg(feature = "tokio")]
pub use layers::{ByteStream, Layers, end_of};
#[cfg(feature = "std")]
pub use memory::{Memory, Sizes};
#[cfg(feature = "std")]
pub use random::random_bits;
#[cfg(feature = "tokio")]
pub use setup_error::{SetupError, TlsItem};
#[cfg(feature = "tokio")]
pub use tls_error::{TlsError, TlsFault};
#[cfg(feature = "tokio")]
pub use trust_store::TrustStore;
#[cfg(feature = "tokio")]
pub use ws_error::{WebSocketError, WebSocketFault};
