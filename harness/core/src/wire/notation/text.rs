//! A string of bytes as the notation writes it: in quotes, as hexadecimal, or by a formula.

use std::{borrow::Cow, fmt};

use mqttspec_link::Fill;

use super::{cursor::Cursor, error::NotationError};
use crate::wire::remaining_length::REMAINING_LENGTH_MAX;

/// Some bytes: a Topic Name, a payload, a Client Identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// `"a/b"` or `hex:612f62`: these very bytes.
    Literal(Vec<u8>),
    /// `fill:70000`: that many bytes of a fixed sequence of ASCII letters and digits, whose
    /// period of 61 makes a lost or doubled chunk visible.
    Fill {
        /// How many.
        len: u32,
    },
    /// `fill:70000/7`: that many bytes of the control link's fill with this seed.
    Seeded {
        /// How many, and from where.
        fill: Fill,
    },
    /// `repeat:"ab"*3`: the same bytes again and again.
    Repeat {
        /// What is repeated.
        unit: Vec<u8>,
        /// How often.
        count: u32,
    },
    /// `"ab"+69998`: bytes of which only the first are told, as a summary does. A pattern takes
    /// any bytes that begin so and are as many; a composition cannot be made of it.
    Shortened {
        /// The first bytes.
        start: Vec<u8>,
        /// How many more there are.
        more: u32,
    },
}

impl Text {
    /// The bytes; `None` if shortened.
    #[must_use]
    pub fn bytes(&self) -> Option<Cow<'_, [u8]>> {
        match self {
            Self::Literal(bytes) => Some(Cow::Borrowed(bytes)),
            Self::Fill { len } => Some(FILL.iter().copied().cycle().take(*len as usize).collect()),
            Self::Seeded { fill } => Some((0..fill.len).map(|i| fill.byte(i)).collect()),
            Self::Repeat { unit, count } => Some(Cow::Owned(unit.repeat(*count as usize))),
            Self::Shortened { .. } => None,
        }
    }

    /// Whether `bytes` are these, or could be if shortened.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Shortened { start, more } => {
                bytes.starts_with(start) && bytes.len() - start.len() == *more as usize
            }
            Self::Literal(_) | Self::Fill { .. } | Self::Seeded { .. } | Self::Repeat { .. } => {
                self.bytes().is_some_and(|own| own == bytes)
            }
        }
    }

    /// `bytes` with no more than the first `shown` told.
    #[must_use]
    pub fn shortened(bytes: &[u8], shown: usize) -> Self {
        if bytes.len() <= shown {
            return Self::Literal(bytes.to_vec());
        }
        let more = u32::try_from(bytes.len() - shown).unwrap_or(u32::MAX);
        Self::Shortened { start: bytes[..shown].to_vec(), more }
    }

    pub(super) fn parse(cursor: &mut Cursor<'_>) -> Result<Self, NotationError> {
        if cursor.take("fill:") {
            let len = parse_len(cursor, 1)?;
            if !cursor.take("/") {
                return Ok(Self::Fill { len });
            }
            let before = cursor.clone();
            let digits = cursor.take_while(|c| c.is_ascii_digit());
            let seed = digits.parse().map_err(|_| before.error("a seed, as in fill:70000/7"))?;
            return Ok(Self::Seeded { fill: Fill { len, seed } });
        }
        if cursor.take("repeat:") {
            let unit = parse_literal(cursor)?;
            if !cursor.take("*") {
                return Err(cursor.error("\"*\" and how often, as in repeat:\"ab\"*3"));
            }
            let count = parse_len(cursor, unit.len())?;
            return Ok(Self::Repeat { unit, count });
        }
        let start = parse_literal(cursor)?;
        if cursor.take("+") {
            return Ok(Self::Shortened { more: parse_len(cursor, 1)?, start });
        }
        Ok(Self::Literal(start))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Literal(text.as_bytes().to_vec())
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Literal(bytes) => write_literal(f, bytes),
            Self::Fill { len } => write!(f, "fill:{len}"),
            Self::Seeded { fill: Fill { len, seed } } => write!(f, "fill:{len}/{seed}"),
            Self::Repeat { unit, count } => {
                f.write_str("repeat:")?;
                write_literal(f, unit)?;
                write!(f, "*{count}")
            }
            Self::Shortened { start, more } => {
                write_literal(f, start)?;
                write!(f, "+{more}")
            }
        }
    }
}

/// A count of things of `size` bytes, together no more than a packet can hold.
fn parse_len(cursor: &mut Cursor<'_>, size: usize) -> Result<u32, NotationError> {
    let before = cursor.clone();
    let digits = cursor.take_while(|c| c.is_ascii_digit() || c == '_').replace('_', "");
    let max = REMAINING_LENGTH_MAX / u32::try_from(size.max(1)).unwrap_or(u32::MAX);
    match digits.parse::<u32>() {
        Ok(len) if len <= max => Ok(len),
        _ => Err(before.error(format!("a count from 0 to {max}"))),
    }
}

fn parse_literal(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, NotationError> {
    if cursor.take("hex:") {
        let before = cursor.clone();
        let digits = cursor.take_while(|c| c.is_ascii_hexdigit());
        return hex::decode(digits)
            .map_err(|_| before.error("an even number of hexadecimal digits"));
    }
    if !cursor.take("\"") {
        return Err(cursor.error("\"text\", hex:00ff, fill:70000 or repeat:\"a\"*9"));
    }
    let mut bytes = Vec::new();
    loop {
        let before = cursor.clone();
        match cursor.take_char() {
            Some('"') => return Ok(bytes),
            Some('\\') => parse_escape(cursor, &mut bytes)?,
            Some(c) => bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes()),
            None => return Err(before.error("the closing \"")),
        }
    }
}

/// Takes what follows a backslash.
fn parse_escape(cursor: &mut Cursor<'_>, bytes: &mut Vec<u8>) -> Result<(), NotationError> {
    const ESCAPES: &str = "an escape: \\n \\r \\t \\0 \\\" \\\\ \\xNN \\u{N}";
    let before = cursor.clone();
    let byte = match cursor.take_char() {
        Some('n') => b'\n',
        Some('r') => b'\r',
        Some('t') => b'\t',
        Some('0') => 0,
        Some('"') => b'"',
        Some('\\') => b'\\',
        Some('x') => {
            let digits = cursor.rest().get(..2).unwrap_or_default().to_owned();
            let byte = u8::from_str_radix(&digits, 16).map_err(|_| before.error(ESCAPES))?;
            cursor.take(&digits);
            byte
        }
        Some('u') if cursor.take("{") => {
            let digits = cursor.take_while(|c| c.is_ascii_hexdigit());
            let c = u32::from_str_radix(digits, 16).ok().and_then(char::from_u32);
            let Some(c) = c.filter(|_| cursor.take("}")) else {
                return Err(before.error("a character's number, as in \\u{feff}"));
            };
            bytes.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
            return Ok(());
        }
        _ => return Err(before.error(ESCAPES)),
    };
    bytes.push(byte);
    Ok(())
}

/// Writes bytes in quotes if most can be read there, else as hexadecimal.
fn write_literal(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    if !is_mostly_readable(bytes) {
        return write!(f, "hex:{}", hex::encode(bytes));
    }
    f.write_str("\"")?;
    for chunk in bytes.utf8_chunks() {
        for c in chunk.valid().chars() {
            match c {
                '\'' => f.write_str("'")?,
                c => write!(f, "{}", c.escape_debug())?,
            }
        }
        for byte in chunk.invalid() {
            write!(f, "\\x{byte:02x}")?;
        }
    }
    f.write_str("\"")
}

fn is_mostly_readable(bytes: &[u8]) -> bool {
    let unreadable: usize = bytes
        .utf8_chunks()
        .map(|chunk| {
            let control = chunk.valid().chars().filter(|c| c.is_control()).count();
            control + chunk.invalid().len()
        })
        .sum();
    unreadable * 2 <= bytes.len()
}

/// What [`Text::Fill`] repeats: as many as the greatest prime number of letters and digits.
const FILL: &[u8; 61] = b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXY";

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<Text, NotationError> {
        let mut cursor = Cursor::new(text);
        let parsed = Text::parse(&mut cursor)?;
        assert_eq!(cursor.rest(), "");
        Ok(parsed)
    }

    #[test]
    fn each_form_is_written_as_it_is_read() {
        for text in [
            r#""""#,
            r#""a/b""#,
            r#""it's \"x\" \\ \n\t\0""#,
            r#""Größe \u{feff}""#,
            "hex:fffe00",
            "fill:70000",
            r#"repeat:"ab"*65535"#,
            r#""ab"+69998"#,
        ] {
            assert_eq!(parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_few_wrong_bytes_are_escaped_and_many_are_hexadecimal() {
        assert_eq!(parse(r#""abc\xff""#).unwrap().to_string(), r#""abc\xff""#);
        assert_eq!(parse(r#""\xed\xbf\xbf""#).unwrap().to_string(), "hex:edbfbf");
        assert_eq!(parse("hex:612f62").unwrap().to_string(), r#""a/b""#);
    }

    #[test]
    fn a_fill_shows_a_shift() {
        let bytes = Text::Fill { len: 122 }.bytes().unwrap().into_owned();
        assert_eq!((bytes.len(), &bytes[..3], &bytes[61..64]), (122, &b"012"[..], &b"012"[..]));
    }

    #[test]
    fn a_shortened_text_matches_by_beginning_and_length() {
        let text = Text::shortened(b"abcdef", 2);
        assert!(text.matches(b"abxxxx") && !text.matches(b"abxxx") && !text.matches(b"xxxxxx"));
        assert_eq!(text.bytes(), None);
    }

    #[test]
    fn a_count_beyond_what_a_packet_can_hold_is_refused() {
        assert!(parse("fill:268435455").is_ok());
        assert!(parse("fill:268435456").is_err());
        assert!(parse(r#"repeat:"ab"*134217728"#).is_err());
    }
}
