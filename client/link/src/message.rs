//! An Application Message, or a part of one, as the client gave it to its application.

use serde::{Deserialize, Serialize};

use crate::{Received, ReceivedTopic};

/// The members of `message`; those that the client's API does not reveal are absent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Message {
    /// The Topic Name.
    #[serde(flatten)]
    pub topic: ReceivedTopic,
    /// The QoS.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qos: Option<u8>,
    /// The RETAIN flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retain: Option<bool>,
    /// The DUP flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub dup: Option<bool>,
    /// The Packet Identifier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet: Option<u16>,
    /// The payload, or this fragment of it.
    #[serde(flatten)]
    pub payload: Received,
    /// Where this fragment begins in the payload, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<u32>,
    /// The length of the whole payload in bytes, where this is a fragment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub total: Option<u32>,
    /// The number of this delivery in a durable Session: the same number twice counts once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub delivery: Option<u64>,
}

impl Message {
    /// A message of which the API reveals Topic Name and payload only.
    #[must_use]
    pub fn new(topic: &[u8], payload: &[u8]) -> Self {
        Self {
            topic: ReceivedTopic::of(topic),
            qos: None,
            retain: None,
            dup: None,
            packet: None,
            payload: Received::of(payload),
            offset: None,
            total: None,
            delivery: None,
        }
    }
}
