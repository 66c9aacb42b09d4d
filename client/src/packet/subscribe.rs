//! SUBSCRIBE: one or more Topic Filters, each with the QoS wanted (section 3.8).
//!
//! ```text
//! 82  Remaining Length (1..4)  Packet Identifier (2)
//! { Topic Filter (2 + n)  000000QQ (1) } ...
//! ```

use crate::error::{Malformed, Misuse};

use super::{
    Field, PacketIdentifier, PacketType, QoS, TopicFilter,
    reader::Reader,
    writer::{Writer, packet_len},
};

/// Creates subscriptions, or replaces those with the same Topic Filters [MQTT-3.8.4-3].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Subscribe<'a> {
    /// What SUBACK will repeat.
    pub packet_identifier: PacketIdentifier,
    /// One or more.
    pub subscriptions: Subscriptions<'a>,
}

impl<'a> Subscribe<'a> {
    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// The Packet Identifier, a Topic Filter or a QoS is malformed, or there is none.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(PACKET_TYPE, body);
        let packet_identifier = PacketIdentifier::read(PACKET_TYPE, &mut reader)?;
        let subscriptions = Subscriptions::parse(reader.rest())?;
        Ok(Self { packet_identifier, subscriptions })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small, or the packet too long for MQTT.
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let remaining_length = self.remaining_length();
        let mut writer = Writer::start(buffer, PACKET_TYPE.first_byte(), remaining_length)?;
        writer.u16(self.packet_identifier.to_u16());
        for (topic_filter, qos) in self.subscriptions {
            writer.length_prefixed(topic_filter.as_str().as_bytes());
            writer.u8(qos.to_u8());
        }
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    pub fn encoded_len(&self) -> usize {
        packet_len(self.remaining_length())
    }

    fn remaining_length(&self) -> usize {
        self.subscriptions
            .into_iter()
            .map(|(topic_filter, _)| topic_filter.encoded_len() + 1)
            .fold(PacketIdentifier::LEN, usize::saturating_add)
    }
}

/// One or more Topic Filters with the QoS wanted [MQTT-3.8.3-3]; an iterator over them, which
/// [`Clone`] lets start again.
#[derive(Clone, Copy, Debug)]
pub struct Subscriptions<'a>(Source<'a>);

#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Slice(&'a [(TopicFilter<'a>, QoS)]),
    /// The payload of a SUBSCRIBE, each entry checked.
    Payload(&'a [u8]),
}

impl<'a> Subscriptions<'a> {
    /// The subscriptions in this slice.
    ///
    /// # Errors
    /// The slice is empty.
    pub const fn new(subscriptions: &'a [(TopicFilter<'a>, QoS)]) -> Result<Self, Misuse> {
        if subscriptions.is_empty() {
            return Err(Misuse::NoEntries { packet_type: PACKET_TYPE }); // [MQTT-3.8.3-3]
        }
        Ok(Self(Source::Slice(subscriptions)))
    }

    /// The subscriptions in the payload of a SUBSCRIBE: Topic Filters and QoS bytes back to back.
    ///
    /// # Errors
    /// A Topic Filter or a QoS is malformed, or there is none.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        if payload.is_empty() {
            return Err(Malformed::NoEntries { packet_type: PACKET_TYPE }); // [MQTT-3.8.3-3]
        }
        let mut reader = Reader::new(PACKET_TYPE, payload);
        while !reader.rest().is_empty() {
            read_subscription(&mut reader)?;
        }
        Ok(Self(Source::Payload(payload)))
    }
}

impl<'a> Iterator for Subscriptions<'a> {
    type Item = (TopicFilter<'a>, QoS);

    fn next(&mut self) -> Option<Self::Item> {
        match &mut self.0 {
            Source::Slice(slice) => {
                let (first, rest) = slice.split_first()?;
                *slice = rest;
                Some(*first)
            }
            Source::Payload(payload) => {
                let mut reader = Reader::new(PACKET_TYPE, payload);
                // `parse` saw every entry: an error only means the end
                let first = read_subscription(&mut reader).ok()?;
                *payload = reader.rest();
                Some(first)
            }
        }
    }
}

impl PartialEq for Subscriptions<'_> {
    fn eq(&self, other: &Self) -> bool {
        (*self).eq(*other)
    }
}

impl Eq for Subscriptions<'_> {}

const PACKET_TYPE: PacketType = PacketType::Subscribe;

fn read_subscription<'a>(reader: &mut Reader<'a>) -> Result<(TopicFilter<'a>, QoS), Malformed> {
    let topic_filter = TopicFilter::parse(reader.length_prefixed(Field::TopicFilter)?)?;
    let qos = reader.u8(Field::RequestedQoS)?;
    Ok((topic_filter, QoS::parse(Field::RequestedQoS, qos)?)) // [MQTT-3.8.3-4]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_from_a_slice_and_parses_to_an_equal_packet() {
        let entries = [
            (TopicFilter::new("a/#").unwrap(), QoS::ExactlyOnce),
            (TopicFilter::new("+").unwrap(), QoS::AtMostOnce),
        ];
        let packet = Subscribe {
            packet_identifier: PacketIdentifier::new(5).unwrap(),
            subscriptions: Subscriptions::new(&entries).unwrap(),
        };
        let mut buffer = [0; 14];
        assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
        assert_eq!(buffer, *b"\x82\x0C\0\x05\0\x03a/#\x02\0\x01+\0");
        assert_eq!(Subscribe::parse(&buffer[2..]), Ok(packet));
    }

    #[test]
    fn a_different_qos_is_a_different_packet() {
        let one = Subscribe::parse(b"\0\x05\0\x01a\x01").unwrap();
        assert_ne!(one, Subscribe::parse(b"\0\x05\0\x01a\x02").unwrap());
        assert_ne!(one, Subscribe::parse(b"\0\x05\0\x01a\x01\0\x01a\x01").unwrap());
    }

    #[test]
    fn an_empty_slice_is_misuse() {
        let packet_type = PacketType::Subscribe;
        assert_eq!(Subscriptions::new(&[]), Err(Misuse::NoEntries { packet_type }));
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let (packet_type, field) = (PacketType::Subscribe, Field::TopicFilter);
        let requested = Field::RequestedQoS;
        for (body, malformed) in [
            (
                &b"\0"[..],
                Malformed::Truncated { field: Field::PacketIdentifier, expected: 2, found: 1 },
            ),
            (b"\0\0\0\x01a\0", Malformed::PacketIdentifierZero { packet_type }),
            (b"\0\x01", Malformed::NoEntries { packet_type }),
            (b"\0\x01\0", Malformed::Truncated { field, expected: 2, found: 1 }),
            (b"\0\x01\0\x02a", Malformed::Truncated { field, expected: 2, found: 1 }),
            (b"\0\x01\0\0\0", Malformed::Empty { field }),
            (b"\0\x01\0\x01a", Malformed::Truncated { field: requested, expected: 1, found: 0 }),
            (b"\0\x01\0\x01a\x03", Malformed::QoS { field: requested, found: 3 }),
            (b"\0\x01\0\x01a\x04", Malformed::QoS { field: requested, found: 4 }),
            (b"\0\x01\0\x01a\0\0\x02a#\0", Malformed::Wildcard { field, at: 1 }),
        ] {
            assert_eq!(Subscribe::parse(body), Err(malformed));
        }
    }
}
