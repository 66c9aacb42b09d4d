//! The head of a PUBLISH: all of it but the payload, so that payloads can be streamed
//! (section 3.3).

use crate::error::{Malformed, Misuse};

use super::{
    Field, PacketIdentifier, PacketType, QoS, TopicName,
    fixed_header::{DUP, RETAIN},
    reader::Reader,
    writer::Writer,
};

/// QoS, and what only that QoS has: no Packet Identifier and no DUP with QoS 0
/// [MQTT-2.3.1-5] [MQTT-3.3.1-2].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Delivery {
    /// QoS 0.
    AtMostOnce,
    /// QoS 1.
    AtLeastOnce {
        /// Whether it may have been sent before [MQTT-3.3.1-1].
        dup: bool,
        /// What PUBACK will repeat.
        packet_identifier: PacketIdentifier,
    },
    /// QoS 2.
    ExactlyOnce {
        /// Whether it may have been sent before [MQTT-3.3.1-1].
        dup: bool,
        /// What PUBREC, PUBREL and PUBCOMP will repeat.
        packet_identifier: PacketIdentifier,
    },
}

impl Delivery {
    /// The QoS.
    #[inline]
    pub const fn qos(self) -> QoS {
        match self {
            Self::AtMostOnce => QoS::AtMostOnce,
            Self::AtLeastOnce { .. } => QoS::AtLeastOnce,
            Self::ExactlyOnce { .. } => QoS::ExactlyOnce,
        }
    }

    /// Whether it may have been sent before; never with QoS 0 [MQTT-3.3.1-2].
    #[inline]
    pub const fn dup(self) -> bool {
        match self {
            Self::AtMostOnce => false,
            Self::AtLeastOnce { dup, .. } | Self::ExactlyOnce { dup, .. } => dup,
        }
    }

    /// The Packet Identifier; none with QoS 0 [MQTT-2.3.1-5].
    #[inline]
    pub const fn packet_identifier(self) -> Option<PacketIdentifier> {
        match self {
            Self::AtMostOnce => None,
            Self::AtLeastOnce { packet_identifier, .. }
            | Self::ExactlyOnce { packet_identifier, .. } => Some(packet_identifier),
        }
    }

    /// Reads what follows the Topic Name.
    #[inline]
    fn read(qos: QoS, dup: bool, reader: &mut Reader<'_>) -> Result<Self, Malformed> {
        let mut identifier = || PacketIdentifier::read(PacketType::Publish, reader);
        Ok(match qos {
            QoS::AtMostOnce => Self::AtMostOnce, // [MQTT-2.3.1-5]
            QoS::AtLeastOnce => Self::AtLeastOnce { dup, packet_identifier: identifier()? },
            QoS::ExactlyOnce => Self::ExactlyOnce { dup, packet_identifier: identifier()? },
        })
    }
}

/// Everything of a PUBLISH but its payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct PublishHead<'a> {
    /// QoS, DUP and Packet Identifier.
    pub delivery: Delivery,
    /// Whether the server keeps the message, or had kept it.
    pub retain: bool,
    /// Where the message is published [MQTT-3.3.2-1].
    pub topic_name: TopicName<'a>,
}

impl<'a> PublishHead<'a> {
    /// Parses the head at the start of `body`, of which more bytes may still come.
    ///
    /// Answers the head and its length in bytes, which is where the payload starts; `None` until
    /// all of it is there. `remaining_length` is that of the whole packet, so that a head which
    /// cannot fit in it is refused at once.
    ///
    /// # Errors
    /// The flags, the Topic Name or the Packet Identifier are malformed.
    pub fn parse_partial(
        first_byte: u8,
        body: &'a [u8],
        remaining_length: usize,
    ) -> Result<Option<(Self, usize)>, Malformed> {
        let body = body.get(..remaining_length).unwrap_or(body);
        let to_come = remaining_length - body.len();
        match Self::split(first_byte, body) {
            Ok((head, payload)) => Ok(Some((head, body.len() - payload.len()))),
            Err(Malformed::Truncated { field, expected, found }) => {
                let found = found + to_come;
                if expected > found {
                    return Err(Malformed::Truncated { field, expected, found });
                }
                Ok(None)
            }
            Err(malformed) => Err(malformed),
        }
    }

    /// Splits a whole body into head and payload.
    #[inline]
    pub(crate) fn split(first_byte: u8, body: &'a [u8]) -> Result<(Self, &'a [u8]), Malformed> {
        let qos = QoS::parse(Field::PublishQoS, first_byte >> 1 & 0b11)?; // [MQTT-3.3.1-4]
        let dup = first_byte & DUP != 0;
        if dup && qos == QoS::AtMostOnce {
            return Err(Malformed::DupAtMostOnce); // [MQTT-3.3.1-2]
        }
        let mut reader = Reader::new(PacketType::Publish, body);
        let name = reader.length_prefixed(Field::TopicName)?;
        let topic_name = TopicName::parse(Field::TopicName, name)?;
        let delivery = Delivery::read(qos, dup, &mut reader)?;
        let retain = first_byte & RETAIN != 0;
        Ok((Self { delivery, retain, topic_name }, reader.rest()))
    }

    /// Writes the fixed header and the head of a PUBLISH whose payload of `payload_len` bytes
    /// follows; answers how many bytes were written.
    ///
    /// # Errors
    /// The buffer is too small for the head, or the packet too long for MQTT.
    pub fn encode(&self, payload_len: usize, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let remaining_length = self.len().saturating_add(payload_len);
        let writer = Writer::start_part(buffer, self.first_byte(), remaining_length, self.len())?;
        Ok(self.write(writer).finish())
    }

    /// Writes the variable header after the fixed one.
    #[inline]
    pub(crate) fn write<'b>(&self, mut writer: Writer<'b>) -> Writer<'b> {
        writer.length_prefixed(self.topic_name.as_str().as_bytes());
        if let Some(packet_identifier) = self.delivery.packet_identifier() {
            writer.u16(packet_identifier.to_u16());
        }
        writer
    }

    /// The first byte of the packet.
    #[inline]
    pub(crate) const fn first_byte(&self) -> u8 {
        let dup = if self.delivery.dup() { DUP } else { 0 };
        let retain = if self.retain { RETAIN } else { 0 };
        PacketType::Publish.first_byte() | dup | self.delivery.qos().to_u8() << 1 | retain
    }

    /// The length of the variable header in bytes.
    #[inline]
    pub(crate) const fn len(&self) -> usize {
        let identifier_len = match self.delivery {
            Delivery::AtMostOnce => 0,
            Delivery::AtLeastOnce { .. } | Delivery::ExactlyOnce { .. } => PacketIdentifier::LEN,
        };
        self.topic_name.encoded_len() + identifier_len
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BODY: [u8; 8] = [0, 3, b'a', b'/', b'b', 0, 7, b'x'];

    #[test]
    fn a_head_is_found_as_soon_as_it_is_whole() {
        for len in 0..7 {
            assert_eq!(PublishHead::parse_partial(0x32, &BODY[..len], 1000), Ok(None), "{len}");
        }
        for len in 7..=8 {
            let (head, at) = PublishHead::parse_partial(0x32, &BODY[..len], 1000).unwrap().unwrap();
            assert_eq!(head.topic_name.as_str(), "a/b");
            assert_eq!(head.delivery.packet_identifier(), PacketIdentifier::new(7));
            assert_eq!(at, 7);
        }
    }

    #[test]
    fn a_head_that_cannot_fit_is_refused_at_once() {
        let field = Field::TopicName;
        let truncated = Malformed::Truncated { field, expected: 3, found: 2 };
        assert_eq!(PublishHead::parse_partial(0x30, &BODY[..4], 4), Err(truncated));
        assert!(PublishHead::parse_partial(0x32, &BODY[..5], 6).is_err());
        assert_eq!(PublishHead::parse_partial(0x32, &BODY[..5], 7), Ok(None));
    }

    #[test]
    fn bytes_still_to_come_count_as_left() {
        let field = Field::TopicName;
        let truncated = Malformed::Truncated { field, expected: 2, found: 1 };
        assert_eq!(PublishHead::parse_partial(0x30, b"\0\x02", 3), Err(truncated));
    }

    #[test]
    fn the_head_never_reads_into_the_next_packet() {
        assert!(PublishHead::parse_partial(0x32, &BODY, 6).is_err());
    }

    #[test]
    fn an_encoded_head_announces_the_payload_that_follows() {
        let packet_identifier = PacketIdentifier::new(7).unwrap();
        let head = PublishHead {
            delivery: Delivery::ExactlyOnce { dup: true, packet_identifier },
            retain: true,
            topic_name: TopicName::new("a/b").unwrap(),
        };
        let mut buffer = [0; 10];
        assert_eq!(head.encode(193, &mut buffer), Ok(10));
        assert_eq!(buffer, [0x3D, 0xC8, 0x01, 0, 3, b'a', b'/', b'b', 0, 7]);
        let too_small = Misuse::BufferTooSmall { needed: 10, found: 9 };
        assert_eq!(head.encode(193, &mut buffer[..9]), Err(too_small));
    }

    #[test]
    fn a_payload_beyond_the_largest_packet_is_refused() {
        let head = PublishHead {
            delivery: Delivery::AtMostOnce,
            retain: false,
            topic_name: TopicName::new("a").unwrap(),
        };
        let mut buffer = [0; 16];
        assert_eq!(head.encode(268_435_452, &mut buffer), Ok(8));
        let long = Misuse::PacketLong { found: 268_435_456, max: 268_435_455 };
        assert_eq!(head.encode(268_435_453, &mut buffer), Err(long));
        assert!(head.encode(usize::MAX, &mut buffer).is_err());
    }
}
