//! SUBACK: the server's answer to SUBSCRIBE, a return code for each Topic Filter (section 3.9).
//!
//! ```text
//! 90  Remaining Length (1..4)  Packet Identifier (2)  return code (1) ...
//! ```

use crate::error::{Malformed, Misuse};

use super::{
    PacketIdentifier, PacketType, QoS,
    reader::Reader,
    writer::{Writer, packet_len},
};

/// What became of one Topic Filter.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub enum SubackReturnCode {
    /// The subscription stands, with this QoS at most.
    Granted(QoS),
    /// The server refused it.
    Failure,
}

impl SubackReturnCode {
    /// The return code of this value, if it is 0, 1, 2 or 0x80 [MQTT-3.9.3-2].
    pub const fn from_u8(number: u8) -> Option<Self> {
        match QoS::from_u8(number) {
            Some(qos) => Some(Self::Granted(qos)),
            None if number == FAILURE => Some(Self::Failure),
            None => None,
        }
    }

    /// Its value on the wire.
    pub const fn to_u8(self) -> u8 {
        match self {
            Self::Granted(qos) => qos.to_u8(),
            Self::Failure => FAILURE,
        }
    }
}

/// The return codes of a SUBSCRIBE, in its order [MQTT-3.9.3-1].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Suback<'a> {
    packet_identifier: PacketIdentifier,
    /// At least one, and each one known.
    return_codes: &'a [u8],
}

impl<'a> Suback<'a> {
    /// A SUBACK with the return codes in these bytes.
    ///
    /// # Errors
    /// No return code, or a reserved one.
    pub fn new(
        packet_identifier: PacketIdentifier,
        return_codes: &'a [u8],
    ) -> Result<Self, Malformed> {
        if return_codes.is_empty() {
            return Err(Malformed::NoEntries { packet_type: PACKET_TYPE }); // [MQTT-3.8.4-5]
        }
        let known = |&found: &u8| SubackReturnCode::from_u8(found).is_some();
        match return_codes.iter().copied().find(|found| !known(found)) {
            // [MQTT-3.9.3-2]
            Some(found) => Err(Malformed::ReturnCodeReserved { packet_type: PACKET_TYPE, found }),
            None => Ok(Self { packet_identifier, return_codes }),
        }
    }

    /// Parses the bytes after the fixed header.
    ///
    /// # Errors
    /// A missing or zero Packet Identifier, no return code, or a reserved one.
    pub fn parse(body: &'a [u8]) -> Result<Self, Malformed> {
        let mut reader = Reader::new(PACKET_TYPE, body);
        let packet_identifier = PacketIdentifier::read(PACKET_TYPE, &mut reader)?;
        Self::new(packet_identifier, reader.rest())
    }

    /// Writes the whole packet to the start of `buffer` and answers its length in bytes.
    ///
    /// # Errors
    /// The buffer is too small, or the packet too long for MQTT.
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let remaining_length = self.remaining_length();
        let mut writer = Writer::start(buffer, PACKET_TYPE.first_byte(), remaining_length)?;
        writer.u16(self.packet_identifier.to_u16());
        writer.bytes(self.return_codes);
        Ok(writer.finish())
    }

    /// The length in bytes of the whole packet.
    pub const fn encoded_len(&self) -> usize {
        packet_len(self.remaining_length())
    }

    /// That of the SUBSCRIBE it answers [MQTT-2.3.1-7].
    pub const fn packet_identifier(&self) -> PacketIdentifier {
        self.packet_identifier
    }

    /// One for each Topic Filter, in the order of the SUBSCRIBE [MQTT-3.9.3-1].
    pub fn return_codes(
        &self,
    ) -> impl ExactSizeIterator<Item = SubackReturnCode> + Clone + use<'a> {
        let known =
            |&number: &u8| SubackReturnCode::from_u8(number).unwrap_or(SubackReturnCode::Failure);
        self.return_codes.iter().map(known)
    }

    const fn remaining_length(&self) -> usize {
        PacketIdentifier::LEN.saturating_add(self.return_codes.len())
    }
}

const PACKET_TYPE: PacketType = PacketType::Suback;
const FAILURE: u8 = 0x80;

#[cfg(test)]
mod tests {
    extern crate std;
    use std::vec::Vec;

    use super::*;
    use crate::packet::Field;

    #[test]
    fn codes_come_in_order_and_encode_back() {
        let packet = Suback::parse(&[0, 9, 0, 1, 2, 0x80]).unwrap();
        let codes: Vec<_> = packet.return_codes().map(SubackReturnCode::to_u8).collect();
        assert_eq!(codes, [0, 1, 2, 0x80]);
        assert_eq!(packet.return_codes().len(), 4);
        assert_eq!(packet.packet_identifier().to_u16(), 9);
        let mut buffer = [0; 8];
        assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
        assert_eq!(buffer, [0x90, 6, 0, 9, 0, 1, 2, 0x80]);
    }

    #[test]
    fn more_than_125_codes_need_a_second_length_byte() {
        let codes = [0; 126];
        let packet = Suback::new(PacketIdentifier::FIRST, &codes).unwrap();
        let mut buffer = [0; 131];
        assert_eq!(packet.encode(&mut buffer), Ok(131));
        assert_eq!(buffer[..3], [0x90, 0x80, 0x01]);
        assert_eq!(Suback::parse(&buffer[3..]), Ok(packet));
    }

    #[test]
    fn every_reserved_code_is_refused() {
        for found in (3..=0x7F).chain(0x81..=0xFF) {
            let expected = Malformed::ReturnCodeReserved { packet_type: PACKET_TYPE, found };
            assert_eq!(Suback::parse(&[0, 1, 0, found]), Err(expected));
        }
    }

    #[test]
    fn each_other_fault_has_its_own_error() {
        let (packet_type, field) = (PACKET_TYPE, Field::PacketIdentifier);
        for (body, malformed) in [
            (&[][..], Malformed::Truncated { field, expected: 2, found: 0 }),
            (&[0], Malformed::Truncated { field, expected: 2, found: 1 }),
            (&[0, 0, 0], Malformed::PacketIdentifierZero { packet_type }),
            (&[0, 1], Malformed::NoEntries { packet_type }),
        ] {
            assert_eq!(Suback::parse(body), Err(malformed));
        }
    }
}
