//! PUBACK: a PUBLISH of QoS 1 arrived (section 3.4).
//!
//! ```text
//! 40 02  Packet Identifier (2)
//! ```

use crate::error::{Malformed, Misuse};

use super::{PacketIdentifier, PacketType};

/// Ends the exchange of QoS 1 [MQTT-4.3.2-2].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Puback {
    /// That of the packet it answers [MQTT-2.3.1-6].
    pub packet_identifier: PacketIdentifier,
}

impl Puback {
    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// Not two bytes, or a Packet Identifier of 0.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        let packet_identifier = PacketIdentifier::parse_alone(PacketType::Puback, body)?;
        Ok(Self { packet_identifier })
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        self.packet_identifier.encode_alone(PacketType::Puback, buffer)
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
        let packet = Puback { packet_identifier };
        let mut buffer = [0; 4];
        assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
        assert_eq!(buffer, [0x40, 2, 0x12, 0x34]);
        assert_eq!(Puback::parse(&buffer[2..]), Ok(packet));
    }

    #[test]
    fn any_length_but_two_is_refused() {
        for body in [&[][..], &[0], &[0, 1, 0]] {
            let (packet_type, found) = (PacketType::Puback, body.len());
            let expected = Malformed::RemainingLength { packet_type, expected: 2, found };
            assert_eq!(Puback::parse(body), Err(expected));
        }
    }

    #[test]
    fn a_packet_identifier_of_0_is_refused() {
        let packet_type = PacketType::Puback;
        assert_eq!(Puback::parse(&[0, 0]), Err(Malformed::PacketIdentifierZero { packet_type }));
    }
}
