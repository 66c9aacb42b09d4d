//! A Topic Filter: what a subscription asks for, wildcards included (section 4.7).

use core::fmt;

use crate::error::{Malformed, Misuse};

use super::{Field, Utf8String};

/// A text of 1 to 65,535 bytes without U+0000, each wildcard in its place
/// [MQTT-4.7.1-2] [MQTT-4.7.1-3] [MQTT-4.7.3-1] [MQTT-4.7.3-2] [MQTT-4.7.3-3].
#[derive(Clone, Copy, Debug, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct TopicFilter<'a>(Utf8String<'a>);

impl<'a> TopicFilter<'a> {
    /// The Topic Filter with this text.
    ///
    /// # Errors
    /// The text is empty, too long, or holds a misplaced wildcard or U+0000.
    pub fn new(text: &'a str) -> Result<Self, Misuse> {
        let text = Utf8String::new(FIELD, text)?;
        match fault(text.as_str()) {
            Some(Fault::Empty) => Err(Misuse::Empty { field: FIELD }),
            Some(Fault::Wildcard { at }) => Err(Misuse::Wildcard { field: FIELD, at }),
            None => Ok(Self(text)),
        }
    }

    /// The Topic Filter in these bytes, which stood behind a two-byte length.
    pub(crate) fn parse(bytes: &'a [u8]) -> Result<Self, Malformed> {
        let text = Utf8String::parse(FIELD, bytes)?; // [MQTT-3.8.3-1] [MQTT-3.10.3-1]
        match fault(text.as_str()) {
            Some(Fault::Empty) => Err(Malformed::Empty { field: FIELD }),
            Some(Fault::Wildcard { at }) => Err(Malformed::Wildcard { field: FIELD, at }),
            None => Ok(Self(text)),
        }
    }

    /// The text.
    pub const fn as_str(self) -> &'a str {
        self.0.as_str()
    }

    /// Its length on the wire in bytes, that of its own length included.
    pub const fn encoded_len(self) -> usize {
        self.0.encoded_len()
    }
}

impl fmt::Display for TopicFilter<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

const FIELD: Field = Field::TopicFilter;

/// Why a text is no Topic Filter.
enum Fault {
    Empty,
    Wildcard { at: usize },
}

fn fault(text: &str) -> Option<Fault> {
    if text.is_empty() {
        return Some(Fault::Empty); // [MQTT-4.7.3-1]
    }
    let bytes = text.as_bytes();
    let mut before = b'/';
    for (at, &byte) in bytes.iter().enumerate() {
        let begins_level = before == b'/';
        before = byte;
        let in_its_place = match byte {
            // [MQTT-4.7.1-2]: the last level, alone
            b'#' => begins_level && at + 1 == bytes.len(),
            // [MQTT-4.7.1-3]: the whole level
            b'+' => begins_level && matches!(bytes.get(at + 1), None | Some(b'/')),
            _ => true,
        };
        if !in_its_place {
            return Some(Fault::Wildcard { at });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::string::String;

    use super::*;

    #[test]
    fn wildcards_in_their_place_are_taken() {
        for text in ["#", "+", "a/#", "/#", "+/#", "a/+/b", "+/+", "/+", "/", "//", "$SYS/#"] {
            assert!(TopicFilter::new(text).is_ok(), "{text}");
            assert!(TopicFilter::parse(text.as_bytes()).is_ok(), "{text}");
        }
    }

    #[test]
    fn misplaced_wildcards_are_refused() {
        for (text, at) in [
            ("#/", 0),
            ("a/#/b", 2),
            ("a#", 1),
            ("#a", 0),
            ("a/b#", 3),
            ("a+", 1),
            ("+a/b", 0),
            ("a/+b", 2),
            ("++", 0),
            ("##", 0),
            ("+#", 0),
        ] {
            assert_eq!(TopicFilter::new(text), Err(Misuse::Wildcard { field: FIELD, at }));
            let parsed = TopicFilter::parse(text.as_bytes());
            assert_eq!(parsed, Err(Malformed::Wildcard { field: FIELD, at }), "{text}");
        }
    }

    #[test]
    fn the_length_is_1_to_65535_bytes() {
        let text: String = core::iter::repeat_n('x', 65_536).collect();
        assert_eq!(TopicFilter::new(""), Err(Misuse::Empty { field: FIELD }));
        assert_eq!(TopicFilter::parse(b""), Err(Malformed::Empty { field: FIELD }));
        assert!(TopicFilter::new(&text[1..]).is_ok());
        assert!(TopicFilter::new(&text).is_err());
    }
}
