//! PUBLISH: an Application Message on its way (section 3.3).
//!
//! ```text
//! 3x  Remaining Length (1..4)        x = DUP, QoS (2 bits), RETAIN
//! Topic Name (2 + n)  Packet Identifier (2, not with QoS 0)  payload (the rest)
//! ```

use crate::error::{Malformed, Misuse};

use super::{
    Delivery, PublishHead, TopicName,
    writer::{Writer, packet_len},
};

/// An Application Message with its payload.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Publish<'a> {
    /// QoS, DUP and Packet Identifier.
    pub delivery: Delivery,
    /// Whether the server keeps the message, or had kept it.
    pub retain: bool,
    /// Where the message is published [MQTT-3.3.2-1].
    pub topic_name: TopicName<'a>,
    /// Bytes of any value, or none.
    pub payload: &'a [u8],
}

impl<'a> Publish<'a> {
    /// Parses the flags of the first byte and the bytes after the fixed header.
    ///
    /// # Errors
    /// The flags, the Topic Name or the Packet Identifier are malformed.
    #[inline]
    pub fn parse(first_byte: u8, body: &'a [u8]) -> Result<Self, Malformed> {
        let (PublishHead { delivery, retain, topic_name }, payload) =
            PublishHead::split(first_byte, body)?;
        Ok(Self { delivery, retain, topic_name, payload })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small, or the packet too long for MQTT.
    #[inline]
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let head = self.head();
        let writer = Writer::start(buffer, head.first_byte(), self.remaining_length())?;
        let mut writer = head.write(writer);
        writer.bytes(self.payload);
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    #[inline]
    pub const fn encoded_len(&self) -> usize {
        packet_len(self.remaining_length())
    }

    /// All of it but the payload.
    #[inline]
    pub const fn head(&self) -> PublishHead<'a> {
        let Self { delivery, retain, topic_name, .. } = *self;
        PublishHead { delivery, retain, topic_name }
    }

    #[inline]
    const fn remaining_length(&self) -> usize {
        self.head().len().saturating_add(self.payload.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::{Field, PacketIdentifier, PacketType, QoS};

    #[test]
    fn all_flags_encode_and_parse_back() {
        let packet_identifier = PacketIdentifier::new(0xABCD).unwrap();
        for (delivery, first_byte) in [
            (Delivery::AtMostOnce, 0x30),
            (Delivery::AtLeastOnce { dup: false, packet_identifier }, 0x32),
            (Delivery::AtLeastOnce { dup: true, packet_identifier }, 0x3A),
            (Delivery::ExactlyOnce { dup: false, packet_identifier }, 0x34),
            (Delivery::ExactlyOnce { dup: true, packet_identifier }, 0x3C),
        ] {
            for retain in [false, true] {
                let topic_name = TopicName::new("é").unwrap();
                let packet = Publish { delivery, retain, topic_name, payload: b"\0\xFF" };
                let mut buffer = [0; 10];
                let len = packet.encode(&mut buffer).unwrap();
                assert_eq!(len, packet.encoded_len());
                assert_eq!(buffer[0], first_byte | u8::from(retain));
                assert_eq!(Publish::parse(buffer[0], &buffer[2..len]), Ok(packet));
            }
        }
    }

    #[test]
    fn an_empty_payload_is_a_message() {
        let packet = Publish::parse(0x31, b"\0\x01a").unwrap();
        assert_eq!((packet.payload, packet.retain), (&b""[..], true));
        assert_eq!(packet.delivery.qos(), QoS::AtMostOnce);
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let (packet_type, field) = (PacketType::Publish, Field::TopicName);
        let identifier = Field::PacketIdentifier;
        for (first_byte, body, malformed) in [
            (0x36, &b"\0\x01a\0\x01"[..], Malformed::QoS { field: Field::PublishQoS, found: 3 }),
            (0x38, b"\0\x01a", Malformed::DupAtMostOnce),
            (0x30, b"", Malformed::Truncated { field, expected: 2, found: 0 }),
            (0x30, b"\0", Malformed::Truncated { field, expected: 2, found: 1 }),
            (0x30, b"\0\x02a", Malformed::Truncated { field, expected: 2, found: 1 }),
            (0x30, b"\0\0x", Malformed::Empty { field }),
            (0x30, b"\0\x01#", Malformed::Wildcard { field, at: 0 }),
            (0x30, b"\0\x02a\0", Malformed::NulCharacter { field, at: 1 }),
            (0x30, b"\0\x02a\x80", Malformed::InvalidUtf8 { field, valid_up_to: 1 }),
            (0x32, b"\0\x01a", Malformed::Truncated { field: identifier, expected: 2, found: 0 }),
            (
                0x34,
                b"\0\x01a\x01",
                Malformed::Truncated { field: identifier, expected: 2, found: 1 },
            ),
            (0x32, b"\0\x01a\0\0", Malformed::PacketIdentifierZero { packet_type }),
        ] {
            assert_eq!(Publish::parse(first_byte, body), Err(malformed));
        }
    }

    #[test]
    fn a_buffer_one_byte_too_small_is_refused() {
        let topic_name = TopicName::new("a").unwrap();
        let delivery = Delivery::AtMostOnce;
        let packet = Publish { delivery, retain: false, topic_name, payload: b"xyz" };
        let too_small = Misuse::BufferTooSmall { needed: 8, found: 7 };
        assert_eq!(packet.encode(&mut [0; 7]), Err(too_small));
        assert_eq!(packet.encode(&mut [0; 8]), Ok(8));
    }
}
