//! What a client received: short bytes whole, long ones as length and digest.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use super::{Crc32, Hex};

/// Received bytes: their length, and the bytes or their digest.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Received {
    /// How many bytes came.
    pub len: u32,
    /// The bytes up to [`Received::HEX_MAX`] of them, a digest beyond.
    #[serde(flatten)]
    pub content: Content,
}

/// The members `hex` or `crc32` of received bytes.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Content {
    /// The bytes themselves.
    Whole {
        /// The bytes.
        #[cfg_attr(test, schemars(with = "crate::schema::Hex"))]
        hex: Hex,
    },
    /// The CRC-32 (IEEE) of the bytes.
    Digest {
        /// The digest.
        #[cfg_attr(test, schemars(with = "crate::schema::Crc32"))]
        crc32: Crc32,
    },
}

impl Received {
    /// The most bytes that are reported whole.
    pub const HEX_MAX: usize = 64;

    /// The report of `bytes`. A length over `u32::MAX` is reported as that.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        let content = if bytes.len() <= Self::HEX_MAX {
            Content::Whole { hex: Hex(bytes.into()) }
        } else {
            Content::Digest { crc32: Crc32::of(bytes) }
        };
        Self { len: u32::try_from(bytes.len()).unwrap_or(u32::MAX), content }
    }

    /// Whether this report can be that of `bytes`; a digest cannot exclude a collision.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        let content = match &self.content {
            Content::Whole { hex } => hex.0 == bytes,
            Content::Digest { crc32 } => *crc32 == Crc32::of(bytes),
        };
        content && usize::try_from(self.len) == Ok(bytes.len())
    }

    /// The bytes, where the report holds them.
    #[must_use]
    pub fn bytes(&self) -> Option<&[u8]> {
        match &self.content {
            Content::Whole { hex } => Some(&hex.0),
            Content::Digest { .. } => None,
        }
    }
}

/// A received Topic Name: whole, as a digest, or as bytes where it is not well-formed.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum ReceivedTopic {
    /// A well-formed Topic Name of at most [`ReceivedTopic::TEXT_MAX`] bytes.
    Text {
        /// The Topic Name.
        topic: String,
    },
    /// A longer Topic Name.
    Digest {
        /// Its length in bytes.
        topic_len: u32,
        /// Its CRC-32 (IEEE).
        #[cfg_attr(test, schemars(with = "crate::schema::Crc32"))]
        topic_crc32: Crc32,
    },
    /// A Topic Name that is not well-formed UTF-8 but reached the application all the same.
    IllFormed {
        /// Its bytes.
        #[cfg_attr(test, schemars(with = "crate::schema::Hex"))]
        topic_hex: Hex,
    },
}

impl ReceivedTopic {
    /// The longest Topic Name that is reported whole, in bytes.
    pub const TEXT_MAX: usize = 128;

    /// The report of the Topic Name `bytes`.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        if bytes.len() > Self::TEXT_MAX {
            let topic_len = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
            return Self::Digest { topic_len, topic_crc32: Crc32::of(bytes) };
        }
        match core::str::from_utf8(bytes) {
            Ok(topic) => Self::Text { topic: topic.into() },
            Err(_) => Self::IllFormed { topic_hex: Hex(Vec::from(bytes)) },
        }
    }

    /// Whether this report can be that of the Topic Name `bytes`.
    #[must_use]
    pub fn matches(&self, bytes: &[u8]) -> bool {
        match self {
            Self::Text { topic } => topic.as_bytes() == bytes,
            Self::Digest { topic_len, topic_crc32 } => {
                usize::try_from(*topic_len) == Ok(bytes.len()) && *topic_crc32 == Crc32::of(bytes)
            }
            Self::IllFormed { topic_hex } => topic_hex.0 == bytes,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixty_four_bytes_are_whole_and_one_more_is_a_digest() {
        let json = serde_json::to_string(&Received::of(&[1; 64])).unwrap();
        assert_eq!(json, alloc::format!(r#"{{"len":64,"hex":"{}"}}"#, "01".repeat(64)));
        let long = Received::of(&[1; 65]);
        assert!(matches!(long.content, Content::Digest { .. }));
        assert_eq!(long.bytes(), None);
        let json = serde_json::to_string(&long).unwrap();
        assert_eq!(serde_json::from_str::<Received>(&json).unwrap(), long);
    }

    #[test]
    fn a_report_matches_its_bytes_and_no_others() {
        for len in [0, 1, 64, 65, 1000] {
            let bytes = alloc::vec![7; len];
            let report = Received::of(&bytes);
            assert!(report.matches(&bytes), "{len}");
            assert!(!report.matches(&[&bytes[..], &[7]].concat()), "{len}");
        }
    }

    #[test]
    fn a_topic_is_text_digest_or_hex() {
        let text = ReceivedTopic::of(b"a/b");
        assert_eq!(serde_json::to_string(&text).unwrap(), r#"{"topic":"a/b"}"#);
        let hex = ReceivedTopic::of(&[0xff]);
        assert_eq!(serde_json::to_string(&hex).unwrap(), r#"{"topic_hex":"ff"}"#);
        assert!(matches!(ReceivedTopic::of(&[b'a'; 128]), ReceivedTopic::Text { .. }));
        let long = ReceivedTopic::of(&[b'a'; 129]);
        assert!(matches!(long, ReceivedTopic::Digest { topic_len: 129, .. }));
        assert!(long.matches(&[b'a'; 129]));
        assert!(!long.matches(&[b'b'; 129]));
    }
}
