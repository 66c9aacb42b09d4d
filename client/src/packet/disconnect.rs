//! DISCONNECT: the client ends the Network Connection in order (section 3.14).
//!
//! ```text
//! e0 00
//! ```

use crate::error::{Malformed, Misuse};

use super::{PacketType, writer::Writer};

/// The client's last packet [MQTT-3.14.4-2].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Disconnect;

impl Disconnect {
    /// Parses the bytes after the fixed header: there must be none.
    ///
    /// # Errors
    /// There are some.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        PacketType::Disconnect.check_remaining_length(body.len()).map(|()| Self)
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        Writer::start(buffer, PacketType::Disconnect.first_byte(), 0).map(Writer::finish)
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
        assert_eq!(Disconnect.encode(&mut buffer), Ok(Disconnect.encoded_len()));
        assert_eq!(buffer, [0xe0, 0]);
        assert_eq!(Disconnect::parse(&[]), Ok(Disconnect));
    }

    #[test]
    fn any_body_is_refused() {
        let packet_type = PacketType::Disconnect;
        let expected = Malformed::RemainingLength { packet_type, expected: 0, found: 1 };
        assert_eq!(Disconnect::parse(&[0]), Err(expected));
    }
}
