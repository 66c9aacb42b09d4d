//! Bytes and digests as lower-case hexadecimal digits inside a JSON string.

use alloc::{format, string::String, vec::Vec};
use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de::Error as _};

/// Bytes written as an even number of hexadecimal digits; read in either case.
#[derive(Clone, Default, PartialEq, Eq, Hash)]
pub struct Hex(pub Vec<u8>);

impl fmt::Display for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Hex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Hex({self})")
    }
}

impl Serialize for Hex {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Hex {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        ::hex::decode(&digits).map(Hex).map_err(|e| D::Error::custom(format!("hex digits: {e}")))
    }
}

/// A CRC-32 (IEEE) written as eight lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Crc32(pub u32);

impl Crc32 {
    /// Digests `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(crc32fast::hash(bytes))
    }
}

impl fmt::Display for Crc32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:08x}", self.0)
    }
}

impl fmt::Debug for Crc32 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Crc32({self})")
    }
}

impl Serialize for Crc32 {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Crc32 {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let digits = String::deserialize(deserializer)?;
        if digits.len() != 8 || !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
            return Err(D::Error::custom("a CRC-32 is eight hexadecimal digits"));
        }
        u32::from_str_radix(&digits, 16).map(Crc32).map_err(D::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_written_in_lower_case_and_read_in_both() {
        assert_eq!(serde_json::to_string(&Hex([0x00, 0xff].into())).unwrap(), r#""00ff""#);
        assert_eq!(serde_json::from_str::<Hex>(r#""00Ff""#).unwrap(), Hex([0x00, 0xff].into()));
    }

    #[test]
    fn odd_and_foreign_digits_are_refused() {
        for text in [r#""0""#, r#""0g""#, "7"] {
            assert!(serde_json::from_str::<Hex>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn crc32_keeps_its_leading_zeros() {
        let crc = Crc32(0x0000_beef);
        assert_eq!(serde_json::to_string(&crc).unwrap(), r#""0000beef""#);
        assert_eq!(serde_json::from_str::<Crc32>(r#""0000beef""#).unwrap(), crc);
        for text in [r#""beef""#, r#""+000beef""#, r#""zzzzzzzz""#] {
            assert!(serde_json::from_str::<Crc32>(text).is_err(), "{text}");
        }
    }

    #[test]
    fn crc32_is_the_ieee_polynomial() {
        assert_eq!(Crc32::of(b"123456789"), Crc32(0xcbf4_3926));
    }
}
