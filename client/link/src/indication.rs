//! What the client says by itself, one variant for each `on`.

use alloc::{
    string::{String, ToString},
    vec::Vec,
};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{
    Members, Message, ReceivedTopic,
    command::{is_default, take_name},
    line::strip_null,
};

/// An event of an instance.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Indication {
    /// What happened.
    #[serde(flatten)]
    pub event: IndicationEvent,
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// The shim's monotonic clock, in milliseconds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_ms: Option<u64>,
}

/// What happened; members that the client's API does not reveal are absent.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "on", rename_all = "snake_case")]
pub enum IndicationEvent {
    /// The board has started.
    Ready {
        /// The nonce of this start.
        boot: u64,
    },
    /// An attempt to connect begins.
    BeforeConnect {
        /// Its number, from 1 for each `connect`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        attempt: Option<u32>,
    },
    /// CONNACK with return code 0 came.
    Connected {
        /// Its Session Present flag.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        session_present: Option<bool>,
    },
    /// CONNACK with another return code came.
    Refused {
        /// The return code, 1 to 5.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<u8>,
    },
    /// The attempt ended without a CONNACK that counts.
    Failed {
        /// Why.
        #[serde(default)]
        why: FailedWhy,
    },
    /// The connection ended; its socket is closed.
    Disconnected {
        /// Why.
        #[serde(default)]
        why: DisconnectedWhy,
    },
    /// A QoS 0 message was handed to the transport.
    Sent {
        /// Of which request.
        token: u64,
    },
    /// PUBACK or PUBCOMP came.
    Published {
        /// For which request.
        token: u64,
    },
    /// SUBACK came.
    Subscribed {
        /// For which request; absent where the client subscribed by itself.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        token: Option<u64>,
        /// The return codes; `[128]` where the API tells only failure.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        codes: Option<Vec<u8>>,
    },
    /// UNSUBACK came.
    Unsubscribed {
        /// For which request.
        token: u64,
    },
    /// The client gave a request up.
    Dropped {
        /// Which request.
        token: u64,
        /// Why.
        why: DroppedWhy,
    },
    /// An Application Message, or a fragment of one, came.
    Message(Message),
    /// An Application Message came that the client has no room for.
    Overflow {
        /// Its Topic Name.
        #[serde(flatten)]
        topic: ReceivedTopic,
        /// The length of its payload in bytes.
        len: u32,
        /// How many bytes of it the application got.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        kept: Option<u32>,
    },
    /// PINGRESP came that answers a PINGREQ.
    Pong,
    /// The client reports an error. Informative: nothing is concluded from it.
    Error {
        /// The client's word for it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        why: Option<String>,
        /// The reason for people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    /// A line for people.
    Log {
        /// The line.
        text: String,
    },
    /// An `on` that version 1 does not define. Nothing is concluded from it.
    #[serde(untagged, skip_deserializing)]
    Other(Unknown),
}

/// An event that version 1 does not define.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unknown {
    /// The value of `on`.
    #[serde(rename = "on")]
    pub name: String,
    /// All other members.
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "crate::schema::Open"))]
    pub members: Members,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FailedWhy {
    /// The name of the server has no address.
    Dns,
    /// The connection was refused or not answered.
    Tcp,
    /// TLS failed.
    Tls,
    /// The WebSocket handshake failed.
    Ws,
    /// CONNACK did not come in time.
    Timeout,
    /// Something came that MQTT does not allow here.
    Protocol,
    /// The server closed the connection.
    PeerClosed,
    /// Anything else, also what this version does not define.
    #[default]
    #[serde(other)]
    Other,
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DisconnectedWhy {
    /// The harness asked for it by `disconnect` or `abort`.
    Requested,
    /// The server closed it.
    PeerClosed,
    /// PINGRESP, or another answer, did not come in time.
    Timeout,
    /// Something came that MQTT does not allow here.
    Protocol,
    /// The transport failed.
    Io,
    /// The connection had its age, `refresh_ms`.
    Refresh,
    /// The client does not tell, or its word is not one of version 1.
    #[default]
    #[serde(other)]
    Unknown,
}

/// Why a client gave a request up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DroppedWhy {
    /// It grew too old.
    Expired,
    /// It cannot be sent as it is.
    Invalid,
    /// The server refused it.
    Refused,
    /// The answer did not come in time.
    Timeout,
    /// The connection, or the client, ended.
    Closed,
    /// The Session that held it ended.
    SessionEnded,
}

impl Indication {
    /// The event of instance 0, without time.
    #[must_use]
    pub const fn of(event: IndicationEvent) -> Self {
        Self { event, client: 0, at_ms: None }
    }

    pub(crate) fn from_members(mut members: Members) -> Result<Self, String> {
        strip_null(&mut members);
        let client = members.remove("client");
        let client = client.map_or(Some(0), |client| u32::try_from(client.as_u64()?).ok());
        let client = client.ok_or("\"client\" is not an instance")?;
        let at_ms = members.remove("at_ms").as_ref().and_then(Value::as_u64);
        let event = IndicationEvent::from_members(members)?;
        Ok(Self { event, client, at_ms })
    }
}

impl IndicationEvent {
    /// The value of `on`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Ready { .. } => "ready",
            Self::BeforeConnect { .. } => "before_connect",
            Self::Connected { .. } => "connected",
            Self::Refused { .. } => "refused",
            Self::Failed { .. } => "failed",
            Self::Disconnected { .. } => "disconnected",
            Self::Sent { .. } => "sent",
            Self::Published { .. } => "published",
            Self::Subscribed { .. } => "subscribed",
            Self::Unsubscribed { .. } => "unsubscribed",
            Self::Dropped { .. } => "dropped",
            Self::Message(_) => "message",
            Self::Overflow { .. } => "overflow",
            Self::Pong => "pong",
            Self::Error { .. } => "error",
            Self::Log { .. } => "log",
            Self::Other(unknown) => &unknown.name,
        }
    }

    /// The request that the event belongs to.
    #[must_use]
    pub const fn token(&self) -> Option<u64> {
        match self {
            Self::Sent { token }
            | Self::Published { token }
            | Self::Unsubscribed { token }
            | Self::Dropped { token, .. } => Some(*token),
            Self::Subscribed { token, .. } => *token,
            _ => None,
        }
    }
}

impl IndicationEvent {
    /// The values of `on` that version 1 defines.
    pub const NAMES: [&str; 16] = [
        "ready",
        "before_connect",
        "connected",
        "refused",
        "failed",
        "disconnected",
        "sent",
        "published",
        "subscribed",
        "unsubscribed",
        "dropped",
        "message",
        "overflow",
        "pong",
        "error",
        "log",
    ];

    fn from_members(mut members: Members) -> Result<Self, String> {
        let Some(name) = take_name(&mut members, "on") else {
            return Err("no member \"on\"".into());
        };
        if !Self::NAMES.contains(&name.as_str()) {
            return Ok(Self::Other(Unknown { name, members }));
        }
        members.insert("on".into(), name.into());
        serde_json::from_value(Value::Object(members)).map_err(|e| e.to_string())
    }
}

impl<'de> Deserialize<'de> for Indication {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Members::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}
