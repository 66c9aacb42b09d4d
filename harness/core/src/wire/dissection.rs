//! Dissection: what some bytes say, and everything that is irregular about them.
//!
//! *Invariant:* dissecting never fails; a field that the bytes do not hold is `None`.

use super::{
    layout::PacketType,
    remaining_length::{self, REMAINING_LENGTH_BYTES_MAX, RemainingLength},
};
use crate::spec::RequirementId;

/// One Control Packet as found on the wire, right or wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Dissection<'a> {
    /// The whole packet: fixed header and as many bytes of the rest as there were.
    pub bytes: &'a [u8],
    /// The upper four bits of the first byte.
    pub packet_type: PacketType,
    /// The lower four bits of the first byte.
    pub flags: u8,
    /// The Remaining Length field's value; 0 if it is cut off, the greatest there is if it does
    /// not end within four bytes.
    pub remaining_length: u32,
    /// The variable header and payload.
    pub body: Body<'a>,
    /// What is wrong with it, in the order in which it was found: as a rule that of the bytes.
    pub irregularities: Vec<Irregularity>,
}

impl Dissection<'_> {
    /// Whether nothing is wrong with it.
    #[must_use]
    pub fn is_regular(&self) -> bool {
        self.irregularities.is_empty()
    }

    /// The Packet Identifier, where the packet has one.
    #[must_use]
    pub fn packet_identifier(&self) -> Option<u16> {
        match self.body {
            Body::Publish { packet_identifier, .. }
            | Body::Acknowledgement { packet_identifier }
            | Body::Subscribe { packet_identifier, .. }
            | Body::Suback { packet_identifier, .. }
            | Body::Unsubscribe { packet_identifier, .. } => packet_identifier,
            Body::Connect(_) | Body::Connack { .. } | Body::Empty | Body::Unknown(_) => None,
        }
    }

    /// Whether the Remaining Length is written in the fewest bytes; 3.1.1 demands it nowhere, so
    /// that this is no irregularity.
    #[must_use]
    pub fn has_shortest_remaining_length(&self) -> bool {
        let mut shortest = Vec::with_capacity(REMAINING_LENGTH_BYTES_MAX);
        remaining_length::encode(self.remaining_length, &mut shortest);
        self.fixed_header_len() <= 1 + shortest.len()
    }

    /// Everything after the fixed header, as it is.
    #[must_use]
    pub fn after_fixed_header(&self) -> &[u8] {
        self.bytes.get(self.fixed_header_len()..).unwrap_or_default()
    }

    /// How many bytes the fixed header takes: 1 to 5, fewer than 2 only if cut off.
    #[must_use]
    pub fn fixed_header_len(&self) -> usize {
        let field = self.bytes.get(1..).unwrap_or_default();
        match remaining_length::decode(field) {
            RemainingLength::Whole { bytes, .. } => 1 + bytes,
            RemainingLength::CutOff => self.bytes.len(),
            RemainingLength::TooLong => 1 + REMAINING_LENGTH_BYTES_MAX,
        }
    }
}

/// What differs by packet type. Strings are raw bytes, since they may be ill-formed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body<'a> {
    /// CONNECT (3.1).
    Connect(Connect<'a>),
    /// CONNACK (3.2).
    Connack {
        /// Byte 1: bit 0 is Session Present.
        acknowledge_flags: Option<u8>,
        /// Byte 2.
        return_code: Option<u8>,
    },
    /// PUBLISH (3.3); DUP, QoS and RETAIN are in the flags.
    Publish {
        /// Bit 3 of the flags.
        dup: bool,
        /// Bits 2 and 1 of the flags: 0 to 3.
        qos: u8,
        /// Bit 0 of the flags.
        retain: bool,
        /// The Topic Name.
        topic_name: Option<&'a [u8]>,
        /// Only where QoS is above 0; with the forbidden QoS 3 nobody knows, so it is looked for.
        packet_identifier: Option<u16>,
        /// What follows, possibly nothing.
        payload: &'a [u8],
    },
    /// PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK: a Packet Identifier and nothing else.
    Acknowledgement {
        /// The Packet Identifier.
        packet_identifier: Option<u16>,
    },
    /// SUBSCRIBE (3.8).
    Subscribe {
        /// The Packet Identifier.
        packet_identifier: Option<u16>,
        /// Topic Filter and requested QoS byte, in order; the byte is `None` if cut off.
        filters: Vec<(&'a [u8], Option<u8>)>,
    },
    /// SUBACK (3.9).
    Suback {
        /// The Packet Identifier.
        packet_identifier: Option<u16>,
        /// One return code a filter.
        return_codes: &'a [u8],
    },
    /// UNSUBSCRIBE (3.10).
    Unsubscribe {
        /// The Packet Identifier.
        packet_identifier: Option<u16>,
        /// The Topic Filters, in order.
        filters: Vec<&'a [u8]>,
    },
    /// PINGREQ, PINGRESP, DISCONNECT: nothing may follow the fixed header.
    Empty,
    /// A reserved type: nobody knows what follows.
    Unknown(&'a [u8]),
}

/// The body of a CONNECT (3.1.2, 3.1.3).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connect<'a> {
    /// `MQTT`, or `MQIsdp` in 3.1.
    pub protocol_name: Option<&'a [u8]>,
    /// 4, or 3 in 3.1.
    pub protocol_level: Option<u8>,
    /// The Connect Flags byte as it is.
    pub connect_flags: Option<u8>,
    /// Seconds; 0 is off.
    pub keep_alive_s: Option<u16>,
    /// The Client Identifier.
    pub client_identifier: Option<&'a [u8]>,
    /// The Will Topic, where its flag is set.
    pub will_topic: Option<&'a [u8]>,
    /// The Will Message, where its flag is set.
    pub will_message: Option<&'a [u8]>,
    /// The User Name, where its flag is set.
    pub user_name: Option<&'a [u8]>,
    /// The Password, where its flag is set.
    pub password: Option<&'a [u8]>,
}

/// One thing that is wrong with a packet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Irregularity {
    /// The statement that it breaks.
    pub requirement: RequirementId,
    /// Where in the packet, in bytes from its first.
    pub offset: usize,
    /// What would have been right.
    pub expected: &'static str,
    /// What is there.
    pub found: String,
}
