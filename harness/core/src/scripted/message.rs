//! An Application Message as the server holds it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A quality of service, in rising order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(into = "u8", try_from = "u8")]
pub enum QoS {
    /// 0.
    AtMostOnce,
    /// 1.
    AtLeastOnce,
    /// 2.
    ExactlyOnce,
}

impl QoS {
    /// The number on the wire.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl From<QoS> for u8 {
    fn from(qos: QoS) -> Self {
        qos.number()
    }
}

impl TryFrom<u8> for QoS {
    type Error = BadQoS;

    fn try_from(number: u8) -> Result<Self, BadQoS> {
        match number {
            0 => Ok(Self::AtMostOnce),
            1 => Ok(Self::AtLeastOnce),
            2 => Ok(Self::ExactlyOnce),
            other => Err(BadQoS(other)),
        }
    }
}

/// A number that is no quality of service.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("QoS {0} is not 0, 1 or 2")]
pub struct BadQoS(u8);

/// One Application Message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The Topic Name, in any bytes.
    pub topic_name: Arc<[u8]>,
    /// The payload.
    pub payload: Arc<[u8]>,
    /// At which quality of service it travels.
    pub qos: QoS,
    /// The RETAIN flag with which it travels.
    pub retain: bool,
}
