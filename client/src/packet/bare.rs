//! The packets that are nothing but a fixed header: PINGREQ, PINGRESP and DISCONNECT (sections 3.12
//! to 3.14).
//!
//! ```text
//! c0 00      c0 PINGREQ   d0 PINGRESP   e0 DISCONNECT
//! ```

use crate::error::Malformed;

use super::PacketType;

/// Parses the bytes after the fixed header: there must be none.
pub(crate) fn parse(packet_type: PacketType, body: &[u8]) -> Result<(), Malformed> {
    packet_type.check_remaining_length(body.len())
}

/// The whole packet.
pub(crate) const fn encoded(packet_type: PacketType) -> [u8; LEN] {
    [packet_type.first_byte(), 0]
}

/// The length in bytes of the whole packet.
pub(crate) const LEN: usize = 2;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_encodes_and_parses_exactly_and_has_no_body() {
        for (packet_type, first_byte) in [
            (PacketType::Pingreq, 0xc0),
            (PacketType::Pingresp, 0xd0),
            (PacketType::Disconnect, 0xe0),
        ] {
            assert_eq!(encoded(packet_type), [first_byte, 0]);
            assert_eq!(parse(packet_type, &[]), Ok(()));
            let malformed = Malformed::RemainingLength { packet_type, expected: 0, found: 1 };
            assert_eq!(parse(packet_type, &[0]), Err(malformed));
        }
    }
}
