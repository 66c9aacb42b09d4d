//! `publish`: an Application Message for the client to send.

use serde::{Deserialize, Serialize};

use super::{Command, is_default};
use crate::{Bytes, Text};

/// An Application Message to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Publish {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// The Topic Name.
    pub topic: Text,
    /// The payload; absent = of zero length.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub payload: Option<Bytes>,
    /// The QoS. The shim passes on what the harness sends, 3 included, if its client takes it.
    #[serde(default, skip_serializing_if = "is_default")]
    pub qos: u8,
    /// The RETAIN flag.
    #[serde(default, skip_serializing_if = "is_default")]
    pub retain: bool,
}

impl Publish {
    /// A message of instance 0 without payload, QoS 0, not retained.
    pub fn new(topic: impl Into<Text>) -> Self {
        Self { client: 0, topic: topic.into(), payload: None, qos: 0, retain: false }
    }
}

impl From<Publish> for Command {
    fn from(publish: Publish) -> Self {
        Self::Publish(publish)
    }
}
