//! A UTF-8 encoded string of the protocol (section 1.5.3).

use core::fmt;

use crate::error::{Malformed, Misuse};

use super::{FIELD_LEN_MAX, Field};

/// A text of 0 to 65,535 bytes without U+0000 [MQTT-1.5.3-1] [MQTT-1.5.3-2].
///
/// A byte order mark is a character like any other [MQTT-1.5.3-3].
#[derive(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Utf8String<'a>(&'a str);

impl<'a> Utf8String<'a> {
    /// The text, checked on behalf of `field`.
    ///
    /// # Errors
    /// The text is too long for its two-byte length, or holds U+0000.
    pub fn new(field: Field, text: &'a str) -> Result<Self, Misuse> {
        let (found, max) = (text.len(), FIELD_LEN_MAX);
        if found > max {
            return Err(Misuse::FieldLong { field, found, max }); // section 1.5.3
        }
        match first_nul(text.as_bytes()) {
            Some(at) => Err(Misuse::NulCharacter { field, at }), // [MQTT-1.5.3-2]
            None => Ok(Self(text)),
        }
    }

    pub(crate) fn parse(field: Field, bytes: &'a [u8]) -> Result<Self, Malformed> {
        let text = utf8(field, bytes)?;
        match first_nul(bytes) {
            Some(at) => Err(Malformed::NulCharacter { field, at }), // [MQTT-1.5.3-2]
            None => Ok(Self(text)),
        }
    }

    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Its length on the wire in bytes, that of its own length included.
    pub const fn encoded_len(self) -> usize {
        2 + self.0.len()
    }
}

impl fmt::Display for Utf8String<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The bytes as text.
#[inline]
pub(crate) fn utf8(field: Field, bytes: &[u8]) -> Result<&str, Malformed> {
    // [MQTT-1.5.3-1]
    core::str::from_utf8(bytes)
        .map_err(|error| Malformed::InvalidUtf8 { field, valid_up_to: error.valid_up_to() })
}

fn first_nul(bytes: &[u8]) -> Option<usize> {
    bytes.iter().position(|&byte| byte == 0)
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::String;

    use super::*;

    #[test]
    fn surrogates_overlong_forms_and_lone_bytes_are_no_text() {
        for (bytes, valid_up_to) in [
            (&b"a\xED\xA0\x80"[..], 1),
            (b"\xC0\x80", 0),
            (b"ab\xFF", 2),
            (b"abc\xE2\x82", 3),
            (b"\xF4\x90\x80\x80", 0),
        ] {
            let field = Field::UserName;
            assert_eq!(
                Utf8String::parse(field, bytes),
                Err(Malformed::InvalidUtf8 { field, valid_up_to })
            );
        }
    }

    #[test]
    fn a_byte_order_mark_is_kept() {
        let bytes = b"\xEF\xBB\xBFa";
        let text = Utf8String::parse(Field::ClientIdentifier, bytes).unwrap();
        assert_eq!(text.as_str().as_bytes(), bytes);
    }

    #[test]
    fn a_nul_character_is_refused_both_ways() {
        let field = Field::ClientIdentifier;
        assert_eq!(Utf8String::parse(field, b"a\0"), Err(Malformed::NulCharacter { field, at: 1 }));
        assert_eq!(Utf8String::new(field, "a\0"), Err(Misuse::NulCharacter { field, at: 1 }));
    }

    #[test]
    fn the_longest_text_has_65535_bytes() {
        let text: String = core::iter::repeat_n('x', 65_536).collect();
        let field = Field::UserName;
        assert!(Utf8String::new(field, &text[1..]).is_ok());
        let long = Misuse::FieldLong { field, found: 65_536, max: 65_535 };
        assert_eq!(Utf8String::new(field, &text), Err(long));
    }
}
