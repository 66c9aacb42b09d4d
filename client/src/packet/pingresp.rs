//! PINGRESP: the server is alive (section 3.13).
//!
//! ```text
//! d0 00
//! ```

use crate::error::{Malformed, Misuse};

use super::{PacketType, writer::Writer};

/// Answers PINGREQ [MQTT-3.12.4-1].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Pingresp;

impl Pingresp {
    /// Parses the bytes after the fixed header: there must be none.
    ///
    /// # Errors
    /// There are some.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        PacketType::Pingresp.check_remaining_length(body.len()).map(|()| Self)
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        Writer::start(buffer, PacketType::Pingresp.first_byte(), 0).map(Writer::finish)
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
        assert_eq!(Pingresp.encode(&mut buffer), Ok(Pingresp.encoded_len()));
        assert_eq!(buffer, [0xd0, 0]);
        assert_eq!(Pingresp::parse(&[]), Ok(Pingresp));
    }

    #[test]
    fn any_body_is_refused() {
        let packet_type = PacketType::Pingresp;
        let expected = Malformed::RemainingLength { packet_type, expected: 0, found: 1 };
        assert_eq!(Pingresp::parse(&[0]), Err(expected));
    }
}
