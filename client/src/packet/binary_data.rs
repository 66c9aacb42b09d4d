//! Bytes behind a two-byte length: the will message and the password (section 3.1.3).

use crate::error::Misuse;

use super::{FIELD_LEN_MAX, Field};

/// 0 to 65,535 bytes of any value.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct BinaryData<'a>(&'a [u8]);

impl<'a> BinaryData<'a> {
    /// The bytes, checked on behalf of `field`.
    ///
    /// # Errors
    /// The bytes are too many for their two-byte length.
    pub const fn new(field: Field, bytes: &'a [u8]) -> Result<Self, Misuse> {
        let (found, max) = (bytes.len(), FIELD_LEN_MAX);
        if found > max {
            return Err(Misuse::FieldLong { field, found, max }); // section 3.1.3
        }
        Ok(Self(bytes))
    }

    /// Bytes that stood behind a two-byte length, which is why they need no check.
    pub(crate) const fn from_length_prefixed(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The bytes.
    pub const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Their length on the wire in bytes, that of the length included.
    pub const fn encoded_len(self) -> usize {
        2 + self.0.len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_65535_bytes_fit() {
        let bytes = [0; 65_536];
        let field = Field::WillMessage;
        assert!(BinaryData::new(field, &bytes[1..]).is_ok());
        let long = Misuse::FieldLong { field, found: 65_536, max: 65_535 };
        assert_eq!(BinaryData::new(field, &bytes), Err(long));
    }
}
