//! PINGREQ: the client is alive and asks whether the server is (section 3.12).
//!
//! ```text
//! c0 00
//! ```

use crate::error::{Malformed, Misuse};

use super::{PacketType, writer::Writer};

/// Keeps the Network Connection [MQTT-3.1.2-23].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pingreq;

impl Pingreq {
    /// Parses the bytes after the fixed header: there must be none.
    ///
    /// # Errors
    /// There are some.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        PacketType::Pingreq.check_remaining_length(body.len()).map(|()| Self)
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        Writer::start(buffer, PacketType::Pingreq.first_byte(), 0).map(Writer::finish)
    }

    /// The length in bytes of the whole packet.
    pub const fn encoded_len(self) -> usize {
        2
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_and_parses_exactly() {
        let mut buffer = [0xFF; 2];
        assert_eq!(Pingreq.encode(&mut buffer), Ok(Pingreq.encoded_len()));
        assert_eq!(buffer, [0xc0, 0]);
        assert_eq!(Pingreq::parse(&[]), Ok(Pingreq));
    }

    #[test]
    fn any_body_is_refused() {
        let packet_type = PacketType::Pingreq;
        let expected = Malformed::RemainingLength { packet_type, expected: 0, found: 1 };
        assert_eq!(Pingreq::parse(&[0]), Err(expected));
    }
}
