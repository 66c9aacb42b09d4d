//! The Packet Identifier (section 2.3.1).

use core::{fmt, num::NonZeroU16};

use crate::error::Malformed;

use super::{Field, PacketType, reader::Reader};

/// Ties an acknowledgement to its packet; never 0 [MQTT-2.3.1-1].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct PacketIdentifier(NonZeroU16);

impl PacketIdentifier {
    /// The smallest one.
    pub const FIRST: Self = Self(NonZeroU16::MIN);

    /// The identifier with this number, unless it is 0.
    #[inline]
    pub const fn new(number: u16) -> Option<Self> {
        match NonZeroU16::new(number) {
            Some(number) => Some(Self(number)),
            None => None,
        }
    }

    /// Its number, 1 to 65,535.
    #[inline]
    pub const fn to_u16(self) -> u16 {
        self.0.get()
    }

    /// The next number, 1 after 65,535.
    #[must_use]
    pub const fn next(self) -> Self {
        match self.0.checked_add(1) {
            Some(number) => Self(number),
            None => Self::FIRST,
        }
    }

    /// Reads the identifier of a packet of this type.
    #[inline]
    pub(crate) fn read(
        packet_type: PacketType,
        reader: &mut Reader<'_>,
    ) -> Result<Self, Malformed> {
        let number = reader.u16(Field::PacketIdentifier)?;
        // [MQTT-2.3.1-1]
        Self::new(number).ok_or(Malformed::PacketIdentifierZero { packet_type })
    }

    /// Its length on the wire, in bytes.
    pub(crate) const LEN: usize = 2;
}

impl fmt::Display for PacketIdentifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_is_no_packet_identifier() {
        assert_eq!(PacketIdentifier::new(0), None);
    }

    #[test]
    fn after_the_last_comes_the_first() {
        let last = PacketIdentifier::new(65_535).unwrap();
        assert_eq!(last.next(), PacketIdentifier::FIRST);
        assert_eq!(PacketIdentifier::FIRST.next().to_u16(), 2);
    }
}
