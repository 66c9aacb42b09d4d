//! CONNACK: the server's answer to CONNECT (section 3.2).
//!
//! ```text
//! 20 02  0000000S (1, S = Session Present)  return code (1)
//! ```

use crate::error::{Malformed, Misuse, Refused};

use super::{Field, PacketType, reader::Reader, writer::Writer};

/// Accepts or refuses the connection; a refusal has no Session Present [MQTT-3.2.2-4].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Connack {
    /// Return code 0.
    Accepted {
        /// Whether the server has kept the Session [MQTT-3.2.2-2] [MQTT-3.2.2-3].
        session_present: bool,
    },
    /// Return code 1 to 5.
    Refused(Refused),
}

impl Connack {
    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// Not two bytes, reserved flags, a reserved return code, or a refusal with Session Present.
    pub fn parse(body: &[u8]) -> Result<Self, Malformed> {
        PACKET_TYPE.check_remaining_length(body.len())?;
        let mut reader = Reader::new(PACKET_TYPE, body);
        let flags = reader.u8(Field::ConnackFlags)?;
        let return_code = reader.u8(Field::ReturnCode)?;
        if flags & !SESSION_PRESENT != 0 {
            // section 3.2.2.1
            return Err(Malformed::ReservedBits { field: Field::ConnackFlags, found: flags });
        }
        let session_present = flags == SESSION_PRESENT;
        if return_code == ACCEPTED {
            return Ok(Self::Accepted { session_present });
        }
        let Some(refused) = Refused::from_return_code(return_code) else {
            // section 3.2.2.3
            let (packet_type, found) = (PACKET_TYPE, return_code);
            return Err(Malformed::ReturnCodeReserved { packet_type, found });
        };
        if session_present {
            return Err(Malformed::SessionPresentOnRefusal { return_code }); // [MQTT-3.2.2-4]
        }
        Ok(Self::Refused(refused))
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let (flags, return_code) = match self {
            Self::Accepted { session_present } => (u8::from(session_present), ACCEPTED),
            Self::Refused(refused) => (0, refused.return_code()),
        };
        let mut writer = Writer::start(buffer, PACKET_TYPE.first_byte(), 2)?;
        writer.u8(flags);
        writer.u8(return_code);
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    pub const fn encoded_len(self) -> usize {
        4
    }
}

const PACKET_TYPE: PacketType = PacketType::Connack;
const SESSION_PRESENT: u8 = 1;
const ACCEPTED: u8 = 0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_pair_of_bytes_is_judged_and_what_is_taken_encodes_back() {
        let mut taken = 0;
        // Miri is too slow for each pair.
        let last = if cfg!(miri) { 7 } else { u8::MAX };
        for flags in 0..=last {
            for return_code in 0..=last {
                let Ok(packet) = Connack::parse(&[flags, return_code]) else { continue };
                let mut buffer = [0; 4];
                assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
                assert_eq!(buffer, [0x20, 2, flags, return_code]);
                taken += 1;
            }
        }
        assert_eq!(taken, 7, "0 with and without Session Present, and 1 to 5");
    }

    #[test]
    fn each_fault_has_its_own_error() {
        let (packet_type, field) = (PacketType::Connack, Field::ConnackFlags);
        for (body, malformed) in [
            (&[0][..], Malformed::RemainingLength { packet_type, expected: 2, found: 1 }),
            (&[0, 0, 0], Malformed::RemainingLength { packet_type, expected: 2, found: 3 }),
            (&[2, 0], Malformed::ReservedBits { field, found: 2 }),
            (&[0, 6], Malformed::ReturnCodeReserved { packet_type, found: 6 }),
            (&[0, 255], Malformed::ReturnCodeReserved { packet_type, found: 255 }),
            (&[1, 5], Malformed::SessionPresentOnRefusal { return_code: 5 }),
        ] {
            assert_eq!(Connack::parse(body), Err(malformed));
        }
    }
}
