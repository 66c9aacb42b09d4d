//! `Misuse`: the caller asked for what cannot be.

use thiserror::Error;

use crate::{
    option_name::OptionName,
    packet::{Field, PacketIdentifier, PacketType},
    uri::UriFault,
};

/// The caller asked for what MQTT 3.1.1 forbids; nothing was sent.
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum Misuse {
    /// `connect` while an earlier `connect` still holds.
    #[error("the client is connected or on its way")]
    AlreadyConnecting,
    /// An option holds a text that cannot be used.
    #[error("the {option} is not usable")]
    BadText {
        /// Which option.
        option: OptionName,
    },
    /// The packet does not fit into the caller's buffer.
    #[error("the packet needs {needed} bytes, the buffer has {found}")]
    BufferTooSmall {
        /// The packet's length in bytes.
        needed: usize,
        /// The buffer's length in bytes.
        found: usize,
    },
    /// The Client Identifier is empty with Clean Session 0 [MQTT-3.1.3-7], or under MQTT 3.1.
    #[error("an empty Client Identifier needs Clean Session 1 and MQTT 3.1.1")]
    ClientIdentifierEmpty,
    /// MQTT 3.1 limits the Client Identifier to 23 bytes.
    #[error("a Client Identifier of MQTT 3.1 has at most {max} bytes, found {found}")]
    ClientIdentifierLong {
        /// Its length in bytes.
        found: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// Two settings exclude each other.
    #[error("the {option} excludes the {with}")]
    Contradiction {
        /// The one to give up, or
        option: OptionName,
        /// the other one.
        with: OptionName,
    },
    /// The text is empty where at least one character is needed [MQTT-4.7.3-1].
    #[error("the {field} is empty")]
    Empty {
        /// Which text.
        field: Field,
    },
    /// The text or the bytes have no room behind a two-byte length [MQTT-4.7.3-3].
    #[error("the {field} has {found} bytes, at most {max} are possible")]
    FieldLong {
        /// Which field.
        field: Field,
        /// Its length in bytes.
        found: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// An option needs another one.
    #[error("the {needed_by} needs the {option}")]
    Missing {
        /// The option to add.
        option: OptionName,
        /// The option that needs it.
        needed_by: OptionName,
    },
    /// SUBSCRIBE or UNSUBSCRIBE without a Topic Filter [MQTT-3.8.3-3] [MQTT-3.10.3-2].
    #[error("{packet_type} needs at least one entry")]
    NoEntries {
        /// The packet.
        packet_type: PacketType,
    },
    /// A stored packet that is no PUBLISH.
    #[error("the stored packet is no PUBLISH")]
    NotAPublish,
    /// No connection for the command, and nothing that would keep it for later.
    #[error("the client is not connected")]
    NotConnected,
    /// No message with this identifier waits for the application's acknowledgement.
    #[error("no message with Packet Identifier {packet_identifier} waits to be acknowledged")]
    NothingToAcknowledge {
        /// The identifier given.
        packet_identifier: PacketIdentifier,
    },
    /// The text holds U+0000 [MQTT-1.5.3-2].
    #[error("the {field} holds U+0000 at byte {at}")]
    NulCharacter {
        /// Which text.
        field: Field,
        /// The index of the byte in the text.
        at: usize,
    },
    /// An option is too small or too large.
    #[error("the {option} must be {min} to {max}, found {found}")]
    OutOfRange {
        /// Which option.
        option: OptionName,
        /// Its smallest value.
        min: u32,
        /// Its largest value.
        max: u32,
        /// The value given.
        found: u32,
    },
    /// No Remaining Length can say how long the packet is (section 2.2.3).
    #[error("the packet would have {found} bytes after the fixed header, at most {max} can be")]
    PacketLong {
        /// The Remaining Length it would have.
        found: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// The answer to the packet would not fit into the receive buffer.
    #[error("the answer needs {needed} bytes, the receive buffer has {found}")]
    ReceiveBufferTooSmall {
        /// The answer's length in bytes.
        needed: usize,
        /// The buffer's length in bytes.
        found: usize,
    },
    /// The URI is none of this client's.
    #[error("the URI is wrong at byte {at}: {fault}")]
    Uri {
        /// What is wrong.
        fault: UriFault,
        /// The index of the byte in the URI.
        at: usize,
    },
    /// A wildcard in a Topic Name [MQTT-3.3.2-2], or a misplaced one in a Topic Filter
    /// [MQTT-4.7.1-2] [MQTT-4.7.1-3].
    #[error("the {field} has a wildcard at byte {at} where none may be")]
    Wildcard {
        /// Which text.
        field: Field,
        /// The index of the byte in the text.
        at: usize,
    },
}
