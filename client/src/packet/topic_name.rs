//! A Topic Name: what an Application Message is published to (section 4.7).

use core::fmt;

use crate::error::{Malformed, Misuse};

use super::{FIELD_LEN_MAX, Field, utf8_string::utf8};

/// A text of 1 to 65,535 bytes without wildcards and U+0000
/// [MQTT-3.3.2-2] [MQTT-4.7.3-1] [MQTT-4.7.3-2] [MQTT-4.7.3-3].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TopicName<'a>(&'a str);

impl<'a> TopicName<'a> {
    /// The Topic Name with this text.
    ///
    /// # Errors
    /// The text is empty, too long, or holds a wildcard or U+0000.
    #[inline]
    pub fn new(text: &'a str) -> Result<Self, Misuse> {
        Self::checked(Field::TopicName, text)
    }

    /// The Topic Name with this text, checked on behalf of `field`.
    #[inline]
    pub(crate) fn checked(field: Field, text: &'a str) -> Result<Self, Misuse> {
        let (found, max) = (text.len(), FIELD_LEN_MAX);
        if found == 0 {
            return Err(Misuse::Empty { field }); // [MQTT-4.7.3-1]
        }
        if found > max {
            return Err(Misuse::FieldLong { field, found, max }); // [MQTT-4.7.3-3]
        }
        match first_forbidden(text.as_bytes()) {
            Some((0, at)) => Err(Misuse::NulCharacter { field, at }), // [MQTT-4.7.3-2]
            Some((_, at)) => Err(Misuse::Wildcard { field, at }),     // [MQTT-3.3.2-2]
            None => Ok(Self(text)),
        }
    }

    /// The Topic Name in these bytes, which stood behind a two-byte length.
    #[inline]
    pub(crate) fn parse(field: Field, bytes: &'a [u8]) -> Result<Self, Malformed> {
        if bytes.is_empty() {
            return Err(Malformed::Empty { field }); // [MQTT-4.7.3-1]
        }
        let text = utf8(field, bytes)?; // [MQTT-3.3.2-1]
        match first_forbidden(bytes) {
            Some((0, at)) => Err(Malformed::NulCharacter { field, at }), // [MQTT-4.7.3-2]
            Some((_, at)) => Err(Malformed::Wildcard { field, at }),     // [MQTT-3.3.2-2]
            None => Ok(Self(text)),
        }
    }

    /// Checks a part of a Topic Name too long to be held, `at` bytes after its beginning; answers
    /// how many bytes are right. What may be the beginning of a character is left for the next part,
    /// unless the part `is_last`.
    pub(crate) fn check_part(part: &[u8], at: usize, is_last: bool) -> Result<usize, Malformed> {
        let field = Field::TopicName;
        let (right, fault) = match utf8(field, part) {
            Err(Malformed::InvalidUtf8 { valid_up_to, .. }) => {
                let may_go_on = !is_last && part.len() - valid_up_to < CHARACTER_LEN_MAX;
                (valid_up_to, !may_go_on)
            }
            _ => (part.len(), false),
        };
        // The first fault counts, so that it does not depend on how the bytes came.
        match first_forbidden(&part[..right]) {
            Some((0, index)) => Err(Malformed::NulCharacter { field, at: at + index }),
            Some((_, index)) => Err(Malformed::Wildcard { field, at: at + index }),
            None if fault => Err(Malformed::InvalidUtf8 { field, valid_up_to: at + right }),
            None => Ok(right),
        }
    }

    /// The text.
    #[inline]
    pub const fn as_str(self) -> &'a str {
        self.0
    }

    /// Its length on the wire in bytes, that of its own length included.
    #[inline]
    pub const fn encoded_len(self) -> usize {
        2 + self.0.len()
    }
}

impl fmt::Display for TopicName<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

/// The first byte that no Topic Name holds, and where it is.
#[inline]
fn first_forbidden(bytes: &[u8]) -> Option<(u8, usize)> {
    if holds_forbidden(bytes) { find_forbidden(bytes) } else { None }
}

/// Whether there is one; this runs for each PUBLISH that comes.
#[inline]
fn holds_forbidden(bytes: &[u8]) -> bool {
    let (blocks, rest) = bytes.as_chunks::<BLOCK_LEN>();
    match bytes.last_chunk::<BLOCK_LEN>() {
        // the last block overlaps the one before, instead of a loop over the rest
        Some(last) => blocks.iter().chain([last]).any(block_holds_forbidden),
        None => rest.iter().any(|&byte| is_forbidden(byte)),
    }
}

/// Without an early exit, so that it takes a few vector instructions where there are such.
#[inline]
fn block_holds_forbidden(block: &[u8; BLOCK_LEN]) -> bool {
    // `#` and `+` differ in one bit, so that one comparison finds both
    let found = |byte: u8| u8::from(byte == 0) | u8::from(byte | WILDCARD_BIT == b'+');
    block.iter().fold(0, |any, &byte| any | found(byte)) != 0
}

#[cold]
fn find_forbidden(bytes: &[u8]) -> Option<(u8, usize)> {
    bytes.iter().copied().zip(0..).find(|&(byte, _)| is_forbidden(byte))
}

const fn is_forbidden(byte: u8) -> bool {
    matches!(byte, 0 | b'+' | b'#')
}

/// Bytes of the longest character in UTF-8.
const CHARACTER_LEN_MAX: usize = 4;
const BLOCK_LEN: usize = 16;
const WILDCARD_BIT: u8 = b'+' ^ b'#';

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::String;

    use super::*;

    const FIELD: Field = Field::TopicName;

    #[test]
    fn wildcards_are_refused_wherever_they_are() {
        for (text, at) in [("+", 0), ("#", 0), ("a/+", 2), ("a+b", 1), ("a/b#", 3)] {
            assert_eq!(TopicName::new(text), Err(Misuse::Wildcard { field: FIELD, at }));
            let parsed = TopicName::parse(FIELD, text.as_bytes());
            assert_eq!(parsed, Err(Malformed::Wildcard { field: FIELD, at }));
        }
    }

    #[test]
    fn every_byte_is_judged_alike_at_every_place_of_every_length() {
        // Miri is too slow for each of them.
        let (lens, bytes) = if cfg!(miri) { (11, 43) } else { (1, 1) };
        for len in (1..=3 * BLOCK_LEN).step_by(lens) {
            for at in 0..len {
                for byte in (0..=u8::MAX).step_by(bytes) {
                    let mut bytes = [b'x'; 3 * BLOCK_LEN];
                    bytes[at] = byte;
                    let expected = is_forbidden(byte).then_some((byte, at));
                    assert_eq!(first_forbidden(&bytes[..len]), expected);
                }
            }
        }
    }

    #[test]
    fn the_length_is_1_to_65535_bytes() {
        let text: String = core::iter::repeat_n('é', 32_768).collect();
        assert_eq!(TopicName::new(""), Err(Misuse::Empty { field: FIELD }));
        assert_eq!(TopicName::parse(FIELD, b""), Err(Malformed::Empty { field: FIELD }));
        assert!(TopicName::new("/").is_ok());
        assert!(TopicName::new(&text[2..]).is_ok());
        let long = Misuse::FieldLong { field: FIELD, found: 65_536, max: 65_535 };
        assert_eq!(TopicName::new(&text), Err(long));
    }

    #[test]
    fn a_nul_character_is_refused() {
        assert_eq!(TopicName::new("a\0#"), Err(Misuse::NulCharacter { field: FIELD, at: 1 }));
        let parsed = TopicName::parse(FIELD, b"a\0#");
        assert_eq!(parsed, Err(Malformed::NulCharacter { field: FIELD, at: 1 }));
    }

    #[test]
    fn bytes_that_are_not_utf8_are_refused() {
        let parsed = TopicName::parse(FIELD, b"a/\xC0\x80");
        assert_eq!(parsed, Err(Malformed::InvalidUtf8 { field: FIELD, valid_up_to: 2 }));
    }
}
