//! `Misbehaved`: a valid Control Packet, but not now.

use thiserror::Error;

use crate::packet::{PacketIdentifier, PacketType, QoS};

/// A valid Control Packet that the peer must not send now; the Network Connection must be closed
/// [MQTT-4.8.0-1].
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
#[non_exhaustive]
pub enum Misbehaved {
    /// A packet came before CONNACK [MQTT-3.2.0-1].
    #[error("expected CONNACK first, found {found}")]
    BeforeConnack {
        /// The packet received.
        found: PacketType,
    },
    /// A second CONNACK on one Network Connection (section 3.2).
    #[error("a second CONNACK came")]
    ConnackRepeated,
    /// A packet that only a client may send (table 2.1).
    #[error("{found} is sent by clients only")]
    FromClientOnly {
        /// The packet received.
        found: PacketType,
    },
    /// SUBACK grants more than was asked for (section 3.9.3).
    #[error("granted {found:?} where at most {expected:?} was requested")]
    GrantedAboveRequested {
        /// The QoS requested.
        expected: QoS,
        /// The QoS granted.
        found: QoS,
    },
    /// A packet, other than PUBLISH, longer than any the client can expect.
    #[error("{packet_type} has {found} bytes, at most {max} can be expected")]
    PacketLong {
        /// The packet received.
        packet_type: PacketType,
        /// Its length in bytes, fixed header included.
        found: usize,
        /// The length in bytes of the client's receive buffer.
        max: usize,
    },
    /// PUBREL for a message whose PUBREC is still owed (section 4.3.3).
    #[error("PUBREL {packet_identifier} came before PUBREC was sent")]
    PubrelBeforePubrec {
        /// The identifier of the exchange.
        packet_identifier: PacketIdentifier,
    },
    /// SUBACK does not answer each Topic Filter [MQTT-3.8.4-5].
    #[error("SUBACK has {found} return codes for {expected} Topic Filters")]
    ReturnCodeCount {
        /// How many Topic Filters were sent.
        expected: usize,
        /// How many return codes came.
        found: usize,
    },
    /// The server has a Session where none can be [MQTT-3.2.2-1].
    #[error("Session Present is 1 after Clean Session 1")]
    SessionPresent,
    /// An acknowledgement of another kind than the packet with this identifier needs, or of a
    /// packet that was never sent (section 4.3).
    #[error("{found} does not answer what was sent with Packet Identifier {packet_identifier}")]
    UnexpectedAnswer {
        /// The packet received.
        found: PacketType,
        /// The identifier in it.
        packet_identifier: PacketIdentifier,
    },
}
