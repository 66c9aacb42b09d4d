//! `subscribe` and `unsubscribe`: Topic Filters for one SUBSCRIBE or UNSUBSCRIBE.

use alloc::vec::Vec;

use serde::{Deserialize, Serialize};

use super::{Command, is_default};
use crate::Text;

/// One SUBSCRIBE; more than one filter needs `multi_subscribe`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Subscribe {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// The Topic Filters, in the order of the packet.
    pub filters: Vec<Filter>,
}

/// A Topic Filter and the QoS requested for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Filter {
    /// The Topic Filter.
    pub filter: Text,
    /// The requested QoS.
    #[serde(default, skip_serializing_if = "is_default")]
    pub qos: u8,
}

/// One UNSUBSCRIBE.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unsubscribe {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// The Topic Filters, in the order of the packet: strings, not objects.
    pub filters: Vec<Text>,
}

impl Subscribe {
    /// A SUBSCRIBE of instance 0 for one Topic Filter.
    pub fn new(filter: impl Into<Text>, qos: u8) -> Self {
        Self { client: 0, filters: [Filter { filter: filter.into(), qos }].into() }
    }
}

impl Unsubscribe {
    /// An UNSUBSCRIBE of instance 0 for one Topic Filter.
    pub fn new(filter: impl Into<Text>) -> Self {
        Self { client: 0, filters: [filter.into()].into() }
    }
}

impl From<Subscribe> for Command {
    fn from(subscribe: Subscribe) -> Self {
        Self::Subscribe(subscribe)
    }
}

impl From<Unsubscribe> for Command {
    fn from(unsubscribe: Unsubscribe) -> Self {
        Self::Unsubscribe(unsubscribe)
    }
}
