//! UNSUBSCRIBE: one or more Topic Filters to delete (section 3.10).
//!
//! ```text
//! A2  Remaining Length (1..4)  Packet Identifier (2)  { Topic Filter (2 + n) } ...
//! ```

use crate::error::{Malformed, Misuse};

use super::{
    Field, PacketIdentifier, PacketType, TopicFilter,
    reader::Reader,
    writer::{Writer, packet_len},
};

/// Deletes the subscriptions with exactly these Topic Filters [MQTT-3.10.4-1].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Unsubscribe<'a> {
    /// What UNSUBACK will repeat.
    pub packet_identifier: PacketIdentifier,
    /// One or more.
    pub topic_filters: TopicFilters<'a>,
}

impl<'a> Unsubscribe<'a> {
    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// The Packet Identifier or a Topic Filter is malformed, or there is none.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(PACKET_TYPE, body);
        let packet_identifier = PacketIdentifier::read(PACKET_TYPE, &mut reader)?;
        let topic_filters = TopicFilters::parse(reader.rest())?;
        Ok(Self { packet_identifier, topic_filters })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small, or the packet too long for MQTT.
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let remaining_length = self.remaining_length();
        let mut writer = Writer::start(buffer, PACKET_TYPE.first_byte(), remaining_length)?;
        writer.u16(self.packet_identifier.to_u16());
        for topic_filter in self.topic_filters {
            writer.length_prefixed(topic_filter.as_str().as_bytes());
        }
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    pub fn encoded_len(&self) -> usize {
        packet_len(self.remaining_length())
    }

    fn remaining_length(&self) -> usize {
        self.topic_filters
            .into_iter()
            .map(TopicFilter::encoded_len)
            .fold(PacketIdentifier::LEN, usize::saturating_add)
    }
}

/// One or more Topic Filters [MQTT-3.10.3-2]; an iterator over them, which [`Clone`] lets start
/// again.
#[derive(Clone, Copy, Debug)]
pub struct TopicFilters<'a>(Source<'a>);

#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Slice(&'a [TopicFilter<'a>]),
    /// The payload of an UNSUBSCRIBE, each entry checked.
    Payload(&'a [u8]),
}

impl<'a> TopicFilters<'a> {
    /// The Topic Filters in this slice.
    ///
    /// # Errors
    /// The slice is empty.
    pub const fn new(topic_filters: &'a [TopicFilter<'a>]) -> Result<Self, Misuse> {
        if topic_filters.is_empty() {
            return Err(Misuse::NoEntries { packet_type: PACKET_TYPE }); // [MQTT-3.10.3-2]
        }
        Ok(Self(Source::Slice(topic_filters)))
    }

    /// The Topic Filters in the payload of an UNSUBSCRIBE, back to back.
    ///
    /// # Errors
    /// A Topic Filter is malformed, or there is none.
    pub fn parse(payload: &'a [u8]) -> Result<Self, Malformed> {
        if payload.is_empty() {
            return Err(Malformed::NoEntries { packet_type: PACKET_TYPE }); // [MQTT-3.10.3-2]
        }
        let mut reader = Reader::new(PACKET_TYPE, payload);
        while !reader.rest().is_empty() {
            read_topic_filter(&mut reader)?;
        }
        Ok(Self(Source::Payload(payload)))
    }
}

impl<'a> Iterator for TopicFilters<'a> {
    type Item = TopicFilter<'a>;

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
                let first = read_topic_filter(&mut reader).ok()?;
                *payload = reader.rest();
                Some(first)
            }
        }
    }
}

impl PartialEq for TopicFilters<'_> {
    fn eq(&self, other: &Self) -> bool {
        (*self).eq(*other)
    }
}

impl Eq for TopicFilters<'_> {}

const PACKET_TYPE: PacketType = PacketType::Unsubscribe;

fn read_topic_filter<'a>(reader: &mut Reader<'a>) -> Result<TopicFilter<'a>, Malformed> {
    TopicFilter::parse(reader.length_prefixed(Field::TopicFilter)?) // [MQTT-3.10.3-1]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_from_a_slice_and_parses_to_an_equal_packet() {
        let entries = [TopicFilter::new("a/#").unwrap(), TopicFilter::new("+").unwrap()];
        let packet = Unsubscribe {
            packet_identifier: PacketIdentifier::new(5).unwrap(),
            topic_filters: TopicFilters::new(&entries).unwrap(),
        };
        let mut buffer = [0; 12];
        assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
        assert_eq!(buffer, *b"\xA2\x0A\0\x05\0\x03a/#\0\x01+");
        assert_eq!(Unsubscribe::parse(&buffer[2..]), Ok(packet));
        assert_ne!(Unsubscribe::parse(b"\0\x05\0\x03a/#").unwrap(), packet);
    }

    #[test]
    fn an_empty_slice_is_misuse() {
        let packet_type = PacketType::Unsubscribe;
        assert_eq!(TopicFilters::new(&[]), Err(Misuse::NoEntries { packet_type }));
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let (packet_type, field) = (PacketType::Unsubscribe, Field::TopicFilter);
        for (body, malformed) in [
            (
                &b""[..],
                Malformed::Truncated { field: Field::PacketIdentifier, expected: 2, found: 0 },
            ),
            (b"\0\0\0\x01a", Malformed::PacketIdentifierZero { packet_type }),
            (b"\0\x01", Malformed::NoEntries { packet_type }),
            (b"\0\x01\0", Malformed::Truncated { field, expected: 2, found: 1 }),
            (b"\0\x01\0\x01a\0\x05b", Malformed::Truncated { field, expected: 5, found: 1 }),
            (b"\0\x01\0\0", Malformed::Empty { field }),
            (b"\0\x01\0\x02a\0", Malformed::NulCharacter { field, at: 1 }),
        ] {
            assert_eq!(Unsubscribe::parse(body), Err(malformed));
        }
    }
}
