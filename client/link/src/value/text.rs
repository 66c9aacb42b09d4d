//! Strings to send: Topic Names, Topic Filters, identifiers, user names, also ill-formed ones.

use alloc::{borrow::Cow, string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::Hex;

/// A string of a command. The last two forms need the feature `raw_strings`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Text {
    /// An ordinary JSON string.
    Plain(String),
    /// The bytes of the string, which need not be well-formed UTF-8.
    Raw {
        /// The bytes.
        #[cfg_attr(test, schemars(with = "crate::schema::Hex"))]
        hex: Hex,
    },
    /// A text written over and over, for lengths at the limit of the length field.
    Repeated {
        /// What is repeated and how far.
        repeat: Repeat,
    },
}

/// `text` repeated, and cut so that exactly `len` bytes result; empty if `text` is empty.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Repeat {
    /// What is repeated.
    pub text: String,
    /// The length of the whole in bytes.
    pub len: u32,
}

impl Text {
    /// The string's bytes.
    #[must_use]
    pub fn to_vec(&self) -> Vec<u8> {
        match self {
            Self::Plain(text) => text.as_bytes().into(),
            Self::Raw { hex } => hex.0.clone(),
            Self::Repeated { repeat } => {
                repeat.text.bytes().cycle().take(repeat.len as usize).collect()
            }
        }
    }

    /// The string, or `None` where its bytes are not well-formed UTF-8.
    #[must_use]
    pub fn to_str(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Plain(text) => Some(Cow::Borrowed(text)),
            Self::Raw { .. } | Self::Repeated { .. } => {
                String::from_utf8(self.to_vec()).ok().map(Cow::Owned)
            }
        }
    }

    /// Whether this form needs the feature `raw_strings`.
    #[must_use]
    pub const fn is_raw(&self) -> bool {
        !matches!(self, Self::Plain(_))
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::Plain(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self::Plain(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_forms_are_written_as_the_page_says() {
        let repeat = Repeat { text: "a".into(), len: 65_535 };
        let forms = [
            (Text::from("a/b"), r#""a/b""#),
            (Text::Raw { hex: Hex([0xed, 0xa0, 0x80].into()) }, r#"{"hex":"eda080"}"#),
            (Text::Repeated { repeat }, r#"{"repeat":{"text":"a","len":65535}}"#),
        ];
        for (value, json) in forms {
            assert_eq!(serde_json::to_string(&value).unwrap(), json);
            assert_eq!(serde_json::from_str::<Text>(json).unwrap(), value);
        }
    }

    #[test]
    fn a_repeated_text_is_cut_at_its_length() {
        let repeat = Repeat { text: "abc".into(), len: 7 };
        assert_eq!(Text::Repeated { repeat }.to_str().unwrap(), "abcabca");
    }

    #[test]
    fn an_empty_repeated_text_ends() {
        let repeat = Repeat { text: String::new(), len: 7 };
        assert_eq!(Text::Repeated { repeat }.to_vec(), b"");
    }

    #[test]
    fn an_ill_formed_string_has_bytes_but_no_text() {
        let text = Text::Raw { hex: Hex([0xed, 0xa0, 0x80].into()) };
        assert_eq!(text.to_vec(), [0xed, 0xa0, 0x80]);
        assert_eq!(text.to_str(), None);
    }
}
