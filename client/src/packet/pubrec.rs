//! PUBREC: a PUBLISH of QoS 2 arrived (section 3.5).
//!
//! ```text
//! 50 02  Packet Identifier (2)
//! ```

use crate::error::{Malformed, Misuse};

use super::{PacketIdentifier, PacketType};

/// The first answer of QoS 2 [MQTT-4.3.3-2].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pubrec {
    /// That of the packet it answers [MQTT-2.3.1-6].
    pub packet_identifier: PacketIdentifier,
}

impl Pubrec {
    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// Not two bytes, or a Packet Identifier of 0.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let packet_identifier = PacketIdentifier::parse_alone(PacketType::Pubrec, body)?;
        Ok(Self { packet_identifier })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        self.packet_identifier.encode_alone(PacketType::Pubrec, buffer)
    }

    /// The length in bytes of the whole packet.
    pub const fn encoded_len(self) -> usize {
        PacketIdentifier::ALONE_LEN
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_and_parses_exactly() {
        let packet_identifier = PacketIdentifier::new(0x1234).unwrap();
        let packet = Pubrec { packet_identifier };
        let mut buffer = [0; 4];
        assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
        assert_eq!(buffer, [0x50, 2, 0x12, 0x34]);
        assert_eq!(Pubrec::parse(&buffer[2..]), Ok(packet));
    }

    #[test]
    fn any_length_but_two_is_refused() {
        for body in [&[][..], &[0], &[0, 1, 0]] {
            let (packet_type, found) = (PacketType::Pubrec, body.len());
            let expected = Malformed::RemainingLength { packet_type, expected: 2, found };
            assert_eq!(Pubrec::parse(body), Err(expected));
        }
    }

    #[test]
    fn a_packet_identifier_of_0_is_refused() {
        let packet_type = PacketType::Pubrec;
        assert_eq!(Pubrec::parse(&[0, 0]), Err(Malformed::PacketIdentifierZero { packet_type }));
    }
}
