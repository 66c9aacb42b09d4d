//! What a shim says of itself and its client in the reply to `hello`.

use alloc::{string::String, vec::Vec};

use serde::{Deserialize, Serialize};

use crate::SHIM_LINE_MAX_DEFAULT;

/// The `ok` of a reply to `hello`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct HelloInfo {
    /// The version of the control link the shim speaks.
    pub link: u32,
    /// The client's name.
    #[serde(default)]
    pub client: String,
    /// The client's version.
    #[serde(default)]
    pub version: String,
    /// What the client runs on.
    #[serde(default)]
    pub platform: String,
    /// The nonce of this start of a board, as in its `ready`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub boot: Option<u64>,
    /// How many instances there can be; 0 = no known limit.
    #[serde(default)]
    pub clients: u32,
    /// The longest line the shim takes, in bytes.
    #[serde(default = "line_max_default")]
    pub line_max: u32,
    /// The largest Control Packet the client takes in, in bytes, where it has such a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet_max: Option<u32>,
    /// What the client's documentation offers; see [`crate::FEATURES`].
    #[serde(default)]
    pub features: Vec<String>,
    /// The members that the client's API never reveals.
    #[serde(default)]
    pub hides: Vec<String>,
}

impl HelloInfo {
    /// Whether the client's documentation offers `feature`.
    #[must_use]
    pub fn offers(&self, feature: &str) -> bool {
        self.features.iter().any(|offered| offered == feature)
    }

    /// Whether the client's API never reveals `member`.
    #[must_use]
    pub fn hides(&self, member: &str) -> bool {
        self.hides.iter().any(|hidden| hidden == member)
    }
}

fn line_max_default() -> u32 {
    u32::try_from(SHIM_LINE_MAX_DEFAULT).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_smallest_hello_takes_its_defaults() {
        let hello: HelloInfo = serde_json::from_str(r#"{"link":1}"#).unwrap();
        assert_eq!((hello.clients, hello.line_max, hello.packet_max), (0, 512, None));
        assert!(!hello.offers("qos1") && !hello.hides("packet"));
    }

    #[test]
    fn unknown_members_are_ignored() {
        let line = r#"{"link":1,"client":"c","colour":"red","features":["qos1"],"hides":["dup"]}"#;
        let hello: HelloInfo = serde_json::from_str(line).unwrap();
        assert!(hello.offers("qos1") && hello.hides("dup"));
    }
}
