//! The packets that are nothing but a Packet Identifier: PUBACK, PUBREC, PUBREL, PUBCOMP (sections
//! 3.4 to 3.7) and UNSUBACK (section 3.11).
//!
//! ```text
//! 40 02  Packet Identifier (2)      40 PUBACK   50 PUBREC   62 PUBREL   70 PUBCOMP   b0 UNSUBACK
//! ```

use crate::error::Malformed;

use super::{PacketIdentifier, PacketType, reader::Reader};

/// Parses the bytes after the fixed header: the identifier of the packet that is answered
/// [MQTT-2.3.1-6] [MQTT-2.3.1-7].
pub(crate) fn parse(packet_type: PacketType, body: &[u8]) -> Result<PacketIdentifier, Malformed> {
    packet_type.check_remaining_length(body.len())?;
    PacketIdentifier::read(packet_type, &mut Reader::new(packet_type, body))
}

/// The whole packet; PUBREL has its own flags [MQTT-3.6.1-1].
pub(crate) const fn encoded(
    packet_type: PacketType,
    packet_identifier: PacketIdentifier,
) -> [u8; LEN] {
    let [high, low] = packet_identifier.to_u16().to_be_bytes();
    [packet_type.first_byte(), PacketIdentifier::LEN as u8, high, low]
}

/// The length in bytes of the whole packet.
pub(crate) const LEN: usize = 2 + PacketIdentifier::LEN;

#[cfg(test)]
mod tests {
    use super::*;

    const ALL: [(PacketType, u8); 5] = [
        (PacketType::Puback, 0x40),
        (PacketType::Pubrec, 0x50),
        (PacketType::Pubrel, 0x62),
        (PacketType::Pubcomp, 0x70),
        (PacketType::Unsuback, 0xb0),
    ];

    #[test]
    fn each_encodes_and_parses_exactly() {
        let packet_identifier = PacketIdentifier::new(0x1234).unwrap();
        for (packet_type, first_byte) in ALL {
            let packet = encoded(packet_type, packet_identifier);
            assert_eq!(packet, [first_byte, 2, 0x12, 0x34]);
            assert_eq!(parse(packet_type, &packet[2..]), Ok(packet_identifier));
        }
    }

    #[test]
    fn any_length_but_two_is_refused() {
        for (packet_type, _) in ALL {
            for body in [&[][..], &[0], &[0, 1, 0]] {
                let found = body.len();
                let malformed = Malformed::RemainingLength { packet_type, expected: 2, found };
                assert_eq!(parse(packet_type, body), Err(malformed));
            }
        }
    }

    #[test]
    fn a_packet_identifier_of_0_is_refused() {
        for (packet_type, _) in ALL {
            let malformed = Malformed::PacketIdentifierZero { packet_type };
            assert_eq!(parse(packet_type, &[0, 0]), Err(malformed));
        }
    }
}
