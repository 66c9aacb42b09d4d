//! `Malformed`: bytes that are no Control Packet.

use thiserror::Error;

use crate::packet::{Field, PacketType};

/// Bytes that are no Control Packet of MQTT 3.1.1; the Network Connection must be closed
/// [MQTT-4.8.0-1].
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum Malformed {
    /// An identifier of no bytes with Clean Session 0 [MQTT-3.1.3-8].
    #[error("an empty Client Identifier needs Clean Session 1")]
    ClientIdentifierEmpty,
    /// MQTT 3.1 limits the Client Identifier to 1 to 23 bytes.
    #[error("a Client Identifier of MQTT 3.1 has at most {max} bytes, found {found}")]
    ClientIdentifierLong {
        /// Its length in bytes.
        found: usize,
        /// The limit in bytes.
        max: usize,
    },
    /// DUP is set on a PUBLISH of QoS 0 [MQTT-3.3.1-2].
    #[error("DUP is set on a PUBLISH of QoS 0")]
    DupAtMostOnce,
    /// The text is empty where at least one character is needed [MQTT-4.7.3-1].
    #[error("the {field} is empty")]
    Empty {
        /// Which text.
        field: Field,
    },
    /// The flags of the fixed header differ from those of the packet type [MQTT-2.2.2-2].
    #[error("flags of {packet_type} must be {expected:#06b}, found {found:#06b}")]
    FixedHeaderFlags {
        /// The packet type of the same byte.
        packet_type: PacketType,
        /// The only value allowed.
        expected: u8,
        /// The value received.
        found: u8,
    },
    /// The text is not UTF-8, or holds a surrogate [MQTT-1.5.3-1].
    #[error("the {field} is not UTF-8 after {valid_up_to} bytes")]
    InvalidUtf8 {
        /// Which text.
        field: Field,
        /// How many bytes were right.
        valid_up_to: usize,
    },
    /// SUBSCRIBE, SUBACK or UNSUBSCRIBE whose list has no entry
    /// [MQTT-3.8.3-3] [MQTT-3.10.3-2] [MQTT-3.8.4-5].
    #[error("{packet_type} needs at least one entry")]
    NoEntries {
        /// The packet with the empty list.
        packet_type: PacketType,
    },
    /// The text holds U+0000 [MQTT-1.5.3-2].
    #[error("the {field} holds U+0000 at byte {at}")]
    NulCharacter {
        /// Which text.
        field: Field,
        /// The index of the byte in the text.
        at: usize,
    },
    /// A Packet Identifier of 0 [MQTT-2.3.1-1].
    #[error("the Packet Identifier of {packet_type} is 0")]
    PacketIdentifierZero {
        /// The packet that carries it.
        packet_type: PacketType,
    },
    /// Packet types 0 and 15 are reserved (section 2.2.1).
    #[error("packet type {found} is reserved")]
    PacketTypeReserved {
        /// The value received.
        found: u8,
    },
    /// A password without a user name [MQTT-3.1.2-22].
    #[error("the password flag is set without the user name flag")]
    PasswordWithoutUserName,
    /// Neither 3 after `MQIsdp` nor 4 after `MQTT` [MQTT-3.1.2-2].
    #[error("protocol level {found} is unknown, expected {expected}")]
    ProtocolLevel {
        /// The level that goes with the protocol name.
        expected: u8,
        /// The value received.
        found: u8,
    },
    /// Neither `MQTT` nor `MQIsdp` [MQTT-3.1.2-1].
    #[error("the protocol name is neither MQTT nor MQIsdp")]
    ProtocolName,
    /// A QoS of 3 [MQTT-3.3.1-4] [MQTT-3.1.2-14], or more [MQTT-3.8.3-4].
    #[error("the {field} must be 0, 1 or 2, found {found}")]
    QoS {
        /// Which one.
        field: Field,
        /// The value received.
        found: u8,
    },
    /// A packet whose length is fixed has another one (sections 3.2 to 3.14).
    #[error("the Remaining Length of {packet_type} must be {expected}, found {found}")]
    RemainingLength {
        /// The packet.
        packet_type: PacketType,
        /// The only length allowed.
        expected: usize,
        /// The length received.
        found: usize,
    },
    /// A fourth byte of the Remaining Length says that a fifth follows (section 2.2.3).
    #[error("the Remaining Length has more than 4 bytes, the fourth is {found:#04x}")]
    RemainingLengthUnending {
        /// The fourth byte.
        found: u8,
    },
    /// The CONNECT flags or the CONNACK flags hold a reserved bit [MQTT-3.1.2-3].
    #[error("reserved bits of the {field} are set: {found:#010b}")]
    ReservedBits {
        /// Where the bits are.
        field: Field,
        /// The whole byte.
        found: u8,
    },
    /// A return code the specification keeps for itself (section 3.2.2.3) [MQTT-3.9.3-2].
    #[error("return code {found:#04x} of {packet_type} is reserved")]
    ReturnCodeReserved {
        /// CONNACK or SUBACK.
        packet_type: PacketType,
        /// The value received.
        found: u8,
    },
    /// A CONNACK that refuses and says that a Session is present [MQTT-3.2.2-4].
    #[error("a CONNACK with return code {return_code} must have Session Present 0")]
    SessionPresentOnRefusal {
        /// The return code beside it.
        return_code: u8,
    },
    /// Bytes are left after the last field of the packet (section 3).
    #[error("{found} bytes are left after the end of {packet_type}")]
    TrailingBytes {
        /// The packet.
        packet_type: PacketType,
        /// How many bytes are left.
        found: usize,
    },
    /// The packet ends inside a field, or before it (section 3).
    #[error("the {field} needs {expected} bytes, {found} are left")]
    Truncated {
        /// Which field.
        field: Field,
        /// How many bytes it needs.
        expected: usize,
        /// How many bytes are left.
        found: usize,
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
    /// Will QoS or Will Retain without a will [MQTT-3.1.2-13] [MQTT-3.1.2-15].
    #[error("the CONNECT flags {found:#010b} set a bit of the will without a will")]
    WillFlagsWithoutWill {
        /// All flags.
        found: u8,
    },
}
