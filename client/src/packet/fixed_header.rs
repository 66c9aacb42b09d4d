//! The fixed header: packet type, flags, Remaining Length (section 2.2).
//!
//! ```text
//! bit    7 6 5 4      3  2 1  0
//! byte 1 packet type  DUP QoS RETAIN (PUBLISH), else fixed flags
//! byte 2 to 5         Remaining Length
//! ```

use core::fmt;

use crate::error::Malformed;

use super::{
    Field, QoS,
    remaining_length::{self, Decoded},
};

/// Which of the 14 Control Packets (table 2.1).
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[repr(u8)]
#[expect(missing_docs, reason = "the names are the specification's")]
pub enum PacketType {
    Connect = 1,
    Connack = 2,
    Publish = 3,
    Puback = 4,
    Pubrec = 5,
    Pubrel = 6,
    Pubcomp = 7,
    Subscribe = 8,
    Suback = 9,
    Unsubscribe = 10,
    Unsuback = 11,
    Pingreq = 12,
    Pingresp = 13,
    Disconnect = 14,
}

impl PacketType {
    /// All of them, in the order of their numbers.
    pub const ALL: [Self; 14] = [
        Self::Connect,
        Self::Connack,
        Self::Publish,
        Self::Puback,
        Self::Pubrec,
        Self::Pubrel,
        Self::Pubcomp,
        Self::Subscribe,
        Self::Suback,
        Self::Unsubscribe,
        Self::Unsuback,
        Self::Pingreq,
        Self::Pingresp,
        Self::Disconnect,
    ];

    /// The packet type of a first byte, whose flags are checked too.
    ///
    /// # Errors
    /// A reserved packet type, or flags that the packet type does not allow.
    #[inline]
    pub fn parse(first_byte: u8) -> Result<Self, Malformed> {
        let number = first_byte >> 4;
        let found = first_byte & 0x0F;
        let packet_type = match usize::from(number).checked_sub(1).and_then(|at| Self::ALL.get(at))
        {
            Some(packet_type) => *packet_type,
            // section 2.2.1: 0 and 15 are reserved
            None => return Err(Malformed::PacketTypeReserved { found: number }),
        };
        if packet_type == Self::Publish {
            // [MQTT-3.3.1-4]
            let qos = QoS::parse(Field::PublishQoS, found >> 1 & 0b11)?;
            if qos == QoS::AtMostOnce && found & DUP != 0 {
                return Err(Malformed::DupAtMostOnce); // [MQTT-3.3.1-2]
            }
            return Ok(packet_type);
        }
        let expected = packet_type.fixed_flags();
        if found != expected {
            // [MQTT-2.2.2-2]
            return Err(Malformed::FixedHeaderFlags { packet_type, expected, found });
        }
        Ok(packet_type)
    }

    /// The first byte of this packet type; for PUBLISH that of QoS 0 without DUP and RETAIN.
    pub const fn first_byte(self) -> u8 {
        (self as u8) << 4 | self.fixed_flags()
    }

    /// The only Remaining Length that the packet type allows, if there is but one.
    pub const fn fixed_remaining_length(self) -> Option<usize> {
        match self {
            Self::Connect | Self::Publish | Self::Subscribe | Self::Suback | Self::Unsubscribe => {
                None
            }
            Self::Connack
            | Self::Puback
            | Self::Pubrec
            | Self::Pubrel
            | Self::Pubcomp
            | Self::Unsuback => Some(2),
            Self::Pingreq | Self::Pingresp | Self::Disconnect => Some(0),
        }
    }

    /// Checks the Remaining Length as far as the packet type alone decides it.
    pub(crate) fn check_remaining_length(self, found: usize) -> Result<(), Malformed> {
        match self.fixed_remaining_length() {
            // sections 3.2.1, 3.4.1, 3.5.1, 3.6.1, 3.7.1, 3.11.1, 3.12, 3.13, 3.14
            Some(expected) if found != expected => {
                Err(Malformed::RemainingLength { packet_type: self, expected, found })
            }
            _ => Ok(()),
        }
    }

    /// Table 2.2: bit 1 is set in three packets [MQTT-3.6.1-1] [MQTT-3.8.1-1] [MQTT-3.10.1-1].
    const fn fixed_flags(self) -> u8 {
        match self {
            Self::Pubrel | Self::Subscribe | Self::Unsubscribe => 0b0010,
            Self::Connect
            | Self::Connack
            | Self::Publish
            | Self::Puback
            | Self::Pubrec
            | Self::Pubcomp
            | Self::Suback
            | Self::Unsuback
            | Self::Pingreq
            | Self::Pingresp
            | Self::Disconnect => 0,
        }
    }
}

impl fmt::Display for PacketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Connect => "CONNECT",
            Self::Connack => "CONNACK",
            Self::Publish => "PUBLISH",
            Self::Puback => "PUBACK",
            Self::Pubrec => "PUBREC",
            Self::Pubrel => "PUBREL",
            Self::Pubcomp => "PUBCOMP",
            Self::Subscribe => "SUBSCRIBE",
            Self::Suback => "SUBACK",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::Unsuback => "UNSUBACK",
            Self::Pingreq => "PINGREQ",
            Self::Pingresp => "PINGRESP",
            Self::Disconnect => "DISCONNECT",
        })
    }
}

/// A checked fixed header.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct FixedHeader {
    /// The byte with packet type and flags, for [`Packet::parse`](super::Packet::parse).
    pub first_byte: u8,
    /// The packet type in it.
    pub packet_type: PacketType,
    /// The bytes that follow the fixed header, at most [`remaining_length::MAX`].
    pub remaining_length: usize,
    /// The length of the fixed header itself in bytes, 2 to 5.
    pub len: usize,
}

impl FixedHeader {
    /// Reads the fixed header at the start of `bytes`; `None` until all of it is there.
    ///
    /// # Errors
    /// As soon as the bytes so far cannot become a Control Packet.
    #[inline]
    pub fn parse(bytes: &[u8]) -> Result<Option<Self>, Malformed> {
        let Some((&first_byte, rest)) = bytes.split_first() else { return Ok(None) };
        let packet_type = PacketType::parse(first_byte)?;
        let Decoded::Value { value: remaining_length, len } = remaining_length::decode(rest)?
        else {
            return Ok(None);
        };
        packet_type.check_remaining_length(remaining_length)?;
        Ok(Some(Self { first_byte, packet_type, remaining_length, len: 1 + len }))
    }
}

/// The DUP bit of a PUBLISH's first byte.
pub(crate) const DUP: u8 = 0b1000;

/// The RETAIN bit of a PUBLISH's first byte.
pub(crate) const RETAIN: u8 = 0b0001;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_first_byte_is_judged_as_table_2_2_says() {
        for first_byte in 0..=u8::MAX {
            let allowed = match first_byte >> 4 {
                0x3 => matches!(first_byte, 0x30..=0x35 | 0x3A..=0x3D),
                0x6 | 0x8 | 0xA => first_byte & 0x0F == 2,
                0x0 | 0xF => false,
                _ => first_byte & 0x0F == 0,
            };
            assert_eq!(PacketType::parse(first_byte).is_ok(), allowed, "{first_byte:#04x}");
        }
    }

    #[test]
    fn the_reserved_packet_types_are_named() {
        for found in [0, 15] {
            for flags in 0..16 {
                let expected = Err(Malformed::PacketTypeReserved { found });
                assert_eq!(PacketType::parse(found << 4 | flags), expected);
            }
        }
    }

    #[test]
    fn a_wrong_flag_is_reported_with_both_values() {
        let expected = Malformed::FixedHeaderFlags {
            packet_type: PacketType::Pubrel,
            expected: 0b0010,
            found: 0,
        };
        assert_eq!(PacketType::parse(0x60), Err(expected));
    }

    #[test]
    fn a_wrong_length_is_reported_before_the_body_is_there() {
        let expected =
            Malformed::RemainingLength { packet_type: PacketType::Pingresp, expected: 0, found: 1 };
        assert_eq!(FixedHeader::parse(&[0xD0, 1]), Err(expected));
    }

    #[test]
    fn an_incomplete_header_waits() {
        for bytes in [&[][..], &[0x30], &[0x30, 0x80], &[0x30, 0xFF, 0xFF, 0xFF]] {
            assert_eq!(FixedHeader::parse(bytes), Ok(None));
        }
    }
}
