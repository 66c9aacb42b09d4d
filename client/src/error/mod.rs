//! What can go wrong, sorted by who is to blame.
//!
//! [`Malformed`]: the peer's bytes. [`Misbehaved`]: the peer's valid bytes, forbidden now.
//! [`Refused`]: the server's honest no. [`Misuse`]: the caller. [`Full`]: a limit was reached.
//! None holds a string or a borrow, so each can be kept, compared and sent on.

mod full;
mod malformed;
mod misbehaved;
mod misuse;
mod refused;

use thiserror::Error;

pub use full::Full;
pub use malformed::Malformed;
pub use misbehaved::Misbehaved;
pub use misuse::Misuse;
pub use refused::Refused;

/// Why a command was not accepted; nothing was changed.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
pub enum Rejected {
    /// The caller asked for what cannot be.
    #[error(transparent)]
    Misuse(#[from] Misuse),
    /// A limit is reached: later it may work.
    #[error(transparent)]
    Full(#[from] Full),
}

/// Why the client gave a Network Connection up [MQTT-4.8.0-1] [MQTT-4.8.0-2].
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
pub enum Violation {
    /// The peer's bytes are no Control Packet.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The peer's packet may not come now.
    #[error(transparent)]
    Misbehaved(#[from] Misbehaved),
    /// The peer's packet is right, but a limit of the client is reached.
    #[error(transparent)]
    Full(#[from] Full),
}
