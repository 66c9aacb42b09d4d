//! A Control Packet of any type.

use crate::error::{Malformed, Misuse};

use super::{
    Connack, Connect, PacketIdentifier, PacketType, Publish, Suback, Subscribe, Unsubscribe,
    acknowledgement, bare, writer,
};

/// One of the 14 Control Packets (table 2.1), borrowing its texts and its payload. Five are nothing
/// but the Packet Identifier of what they answer, three not even that.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum Packet<'a> {
    Connect(Connect<'a>),
    Connack(Connack),
    Publish(Publish<'a>),
    Puback(PacketIdentifier),
    Pubrec(PacketIdentifier),
    Pubrel(PacketIdentifier),
    Pubcomp(PacketIdentifier),
    Subscribe(Subscribe<'a>),
    Suback(Suback<'a>),
    Unsubscribe(Unsubscribe<'a>),
    Unsuback(PacketIdentifier),
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
        let identifier = || acknowledgement::parse(packet_type, body);
        let bare = || bare::parse(packet_type, body);
        Ok(match packet_type {
            PacketType::Connect => Self::Connect(Connect::parse(body)?),
            PacketType::Connack => Self::Connack(Connack::parse(body)?),
            PacketType::Publish => Self::Publish(Publish::parse(first_byte, body)?),
            PacketType::Puback => Self::Puback(identifier()?),
            PacketType::Pubrec => Self::Pubrec(identifier()?),
            PacketType::Pubrel => Self::Pubrel(identifier()?),
            PacketType::Pubcomp => Self::Pubcomp(identifier()?),
            PacketType::Subscribe => Self::Subscribe(Subscribe::parse(body)?),
            PacketType::Suback => Self::Suback(Suback::parse(body)?),
            PacketType::Unsubscribe => Self::Unsubscribe(Unsubscribe::parse(body)?),
            PacketType::Unsuback => Self::Unsuback(identifier()?),
            PacketType::Pingreq => bare().map(|()| Self::Pingreq)?,
            PacketType::Pingresp => bare().map(|()| Self::Pingresp)?,
            PacketType::Disconnect => bare().map(|()| Self::Disconnect)?,
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
            Self::Subscribe(packet) => packet.encode(buffer),
            Self::Suback(packet) => packet.encode(buffer),
            Self::Unsubscribe(packet) => packet.encode(buffer),
            Self::Puback(packet_identifier)
            | Self::Pubrec(packet_identifier)
            | Self::Pubrel(packet_identifier)
            | Self::Pubcomp(packet_identifier)
            | Self::Unsuback(packet_identifier) => {
                let packet = acknowledgement::encoded(self.packet_type(), *packet_identifier);
                writer::copy(&packet, buffer)
            }
            Self::Pingreq | Self::Pingresp | Self::Disconnect => {
                writer::copy(&bare::encoded(self.packet_type()), buffer)
            }
        }
    }

    /// The length in bytes of the whole packet, fixed header included.
    pub fn encoded_len(&self) -> usize {
        match self {
            Self::Connect(packet) => packet.encoded_len(),
            Self::Connack(packet) => packet.encoded_len(),
            Self::Publish(packet) => packet.encoded_len(),
            Self::Subscribe(packet) => packet.encoded_len(),
            Self::Suback(packet) => packet.encoded_len(),
            Self::Unsubscribe(packet) => packet.encoded_len(),
            Self::Puback(_)
            | Self::Pubrec(_)
            | Self::Pubrel(_)
            | Self::Pubcomp(_)
            | Self::Unsuback(_) => acknowledgement::LEN,
            Self::Pingreq | Self::Pingresp | Self::Disconnect => bare::LEN,
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
