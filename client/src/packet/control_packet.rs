//! A Control Packet of any type.

use crate::error::{Malformed, Misuse};

use super::{
    Connack, Connect, Disconnect, PacketType, Pingreq, Pingresp, Puback, Pubcomp, Publish, Pubrec,
    Pubrel, Suback, Subscribe, Unsuback, Unsubscribe,
};

/// One of the 14 Control Packets (table 2.1), borrowing its texts and its payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum Packet<'a> {
    Connect(Connect<'a>),
    Connack(Connack),
    Publish(Publish<'a>),
    Puback(Puback),
    Pubrec(Pubrec),
    Pubrel(Pubrel),
    Pubcomp(Pubcomp),
    Subscribe(Subscribe<'a>),
    Suback(Suback<'a>),
    Unsubscribe(Unsubscribe<'a>),
    Unsuback(Unsuback),
    Pingreq,
    Pingresp,
    Disconnect,
}

impl<'a> Packet<'a> {
    /// Parses a whole packet: its first byte, and everything after the Remaining Length.
    ///
    /// # Errors
    /// [`Malformed`] for bytes that section 2 or 3 does not allow; the Network Connection must
    /// then be closed [MQTT-4.8.0-1].
    #[inline]
    pub fn parse(first_byte: u8, body: &'a [u8]) -> Result<Self, Malformed> {
        if first_byte >> 4 == PacketType::Publish as u8 {
            // the one that comes most takes the shortest way
            return Publish::parse(first_byte, body).map(Self::Publish);
        }
        Self::parse_other(PacketType::parse(first_byte)?, first_byte, body)
    }

    #[inline(never)]
    fn parse_other(
        packet_type: PacketType,
        first_byte: u8,
        body: &'a [u8],
    ) -> Result<Self, Malformed> {
        Ok(match packet_type {
            PacketType::Connect => Self::Connect(Connect::parse(body)?),
            PacketType::Connack => Self::Connack(Connack::parse(body)?),
            PacketType::Publish => Self::Publish(Publish::parse(first_byte, body)?),
            PacketType::Puback => Self::Puback(Puback::parse(body)?),
            PacketType::Pubrec => Self::Pubrec(Pubrec::parse(body)?),
            PacketType::Pubrel => Self::Pubrel(Pubrel::parse(body)?),
            PacketType::Pubcomp => Self::Pubcomp(Pubcomp::parse(body)?),
            PacketType::Subscribe => Self::Subscribe(Subscribe::parse(body)?),
            PacketType::Suback => Self::Suback(Suback::parse(body)?),
            PacketType::Unsubscribe => Self::Unsubscribe(Unsubscribe::parse(body)?),
            PacketType::Unsuback => Self::Unsuback(Unsuback::parse(body)?),
            PacketType::Pingreq => Pingreq::parse(body).map(|Pingreq| Self::Pingreq)?,
            PacketType::Pingresp => Pingresp::parse(body).map(|Pingresp| Self::Pingresp)?,
            PacketType::Disconnect => Disconnect::parse(body).map(|Disconnect| Self::Disconnect)?,
        })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// [`Misuse`] if it does not fit, or if MQTT cannot express it; the buffer's content is then
    /// unspecified.
    #[inline]
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        match self {
            Self::Connect(packet) => packet.encode(buffer),
            Self::Connack(packet) => packet.encode(buffer),
            Self::Publish(packet) => packet.encode(buffer),
            Self::Puback(packet) => packet.encode(buffer),
            Self::Pubrec(packet) => packet.encode(buffer),
            Self::Pubrel(packet) => packet.encode(buffer),
            Self::Pubcomp(packet) => packet.encode(buffer),
            Self::Subscribe(packet) => packet.encode(buffer),
            Self::Suback(packet) => packet.encode(buffer),
            Self::Unsubscribe(packet) => packet.encode(buffer),
            Self::Unsuback(packet) => packet.encode(buffer),
            Self::Pingreq => Pingreq.encode(buffer),
            Self::Pingresp => Pingresp.encode(buffer),
            Self::Disconnect => Disconnect.encode(buffer),
        }
    }

    /// The length in bytes of the whole packet, fixed header included.
    pub fn encoded_len(&self) -> usize {
        match self {
            Self::Connect(packet) => packet.encoded_len(),
            Self::Connack(packet) => packet.encoded_len(),
            Self::Publish(packet) => packet.encoded_len(),
            Self::Puback(packet) => packet.encoded_len(),
            Self::Pubrec(packet) => packet.encoded_len(),
            Self::Pubrel(packet) => packet.encoded_len(),
            Self::Pubcomp(packet) => packet.encoded_len(),
            Self::Subscribe(packet) => packet.encoded_len(),
            Self::Suback(packet) => packet.encoded_len(),
            Self::Unsubscribe(packet) => packet.encoded_len(),
            Self::Unsuback(packet) => packet.encoded_len(),
            Self::Pingreq => Pingreq.encoded_len(),
            Self::Pingresp => Pingresp.encoded_len(),
            Self::Disconnect => Disconnect.encoded_len(),
        }
    }

    /// Which of the 14 it is.
    pub const fn packet_type(&self) -> PacketType {
        match self {
            Self::Connect(_) => PacketType::Connect,
            Self::Connack(_) => PacketType::Connack,
            Self::Publish(_) => PacketType::Publish,
            Self::Puback(_) => PacketType::Puback,
            Self::Pubrec(_) => PacketType::Pubrec,
            Self::Pubrel(_) => PacketType::Pubrel,
            Self::Pubcomp(_) => PacketType::Pubcomp,
            Self::Subscribe(_) => PacketType::Subscribe,
            Self::Suback(_) => PacketType::Suback,
            Self::Unsubscribe(_) => PacketType::Unsubscribe,
            Self::Unsuback(_) => PacketType::Unsuback,
            Self::Pingreq => PacketType::Pingreq,
            Self::Pingresp => PacketType::Pingresp,
            Self::Disconnect => PacketType::Disconnect,
        }
    }
}
