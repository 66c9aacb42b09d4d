//! `Full`: a limit is reached.

use thiserror::Error;

/// A limit the caller chose is reached; nothing was changed.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum Full {
    /// So many inbound exchanges of QoS 1 and 2 are unfinished that no other can be remembered.
    #[error("{max} inbound exchanges are unfinished")]
    Inbound {
        /// The limit.
        max: usize,
    },
    /// So many outbound exchanges of QoS 2 are released that no other can be remembered.
    #[error("{max} outbound exchanges are in flight")]
    InFlight {
        /// The limit.
        max: usize,
    },
    /// So many records wait to be persisted that no other can be remembered.
    #[error("{max} records wait to be persisted")]
    Journal {
        /// The limit.
        max: usize,
    },
    /// The outbox has no room for this many bytes more.
    #[error("the outbox needs {needed} bytes, {found} are free")]
    OutboxBytes {
        /// The bytes needed.
        needed: usize,
        /// The bytes free.
        found: usize,
    },
    /// The outbox keeps this many messages.
    #[error("the outbox keeps {max} messages")]
    OutboxCount {
        /// The limit.
        max: usize,
    },
    /// All 65,535 Packet Identifiers are in use.
    #[error("every Packet Identifier is in use")]
    PacketIdentifiers,
    /// A PUBLISH is longer than the receive buffer, and the feature `large-messages` is left out.
    #[error("a PUBLISH needs a receive buffer of {needed} bytes, it has {found}")]
    ReceiveBuffer {
        /// The packet's length in bytes.
        needed: usize,
        /// The buffer's length in bytes.
        found: usize,
    },
    /// So many SUBSCRIBE and UNSUBSCRIBE packets are unanswered that no other can be remembered.
    #[error("{max} SUBSCRIBE and UNSUBSCRIBE packets are unanswered")]
    Requests {
        /// The limit.
        max: usize,
    },
    /// The send buffer has no room now; it has when the transport has taken what is in it.
    #[error("the send buffer needs {needed} bytes, {found} are free")]
    SendBuffer {
        /// The bytes needed.
        needed: usize,
        /// The bytes free.
        found: usize,
    },
    /// The memory for subscriptions to be asked for again has no room for these.
    #[error("the subscriptions need {needed} bytes, {found} are free")]
    Subscriptions {
        /// The bytes needed.
        needed: usize,
        /// The bytes free.
        found: usize,
    },
}
