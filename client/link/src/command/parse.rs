//! A command from the members of its line.

use alloc::string::String;

use serde::{Deserialize, Deserializer, de::DeserializeOwned, de::Error as _};
use serde_json::Value;

use super::{Command, Other};
use crate::Members;

impl Command {
    /// The command `name` with `members` (neither `seq` nor `do` among them, no `null`).
    pub(crate) fn from_members(name: &str, members: Members) -> serde_json::Result<Self> {
        fn body<T: DeserializeOwned>(members: Members) -> serde_json::Result<T> {
            serde_json::from_value(Value::Object(members))
        }
        Ok(match name {
            "hello" => Self::Hello(body(members)?),
            "reset" => Self::Reset,
            "file" => Self::File(body(members)?),
            "set" => Self::Set(body(members)?),
            "connect" => Self::Connect(body(members)?),
            "publish" => Self::Publish(body(members)?),
            "subscribe" => Self::Subscribe(body(members)?),
            "unsubscribe" => Self::Unsubscribe(body(members)?),
            "ack" => Self::Ack(body(members)?),
            "ping" => Self::Ping(body(members)?),
            "disconnect" => Self::Disconnect(body(members)?),
            "abort" => Self::Abort(body(members)?),
            "clock" => Self::Clock(body(members)?),
            "network" => Self::Network(body(members)?),
            "stats" => Self::Stats,
            "again" => Self::Again(body(members)?),
            "exit" => Self::Exit,
            other => Self::Other(Other { name: other.into(), members }),
        })
    }
}

impl<'de> Deserialize<'de> for Command {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut members = Members::deserialize(deserializer)?;
        let name = take_name(&mut members, "do").ok_or_else(|| D::Error::missing_field("do"))?;
        Self::from_members(&name, members).map_err(D::Error::custom)
    }
}

/// Takes the string member `key` out of `members`.
pub(crate) fn take_name(members: &mut Members, key: &str) -> Option<String> {
    match members.remove(key) {
        Some(Value::String(name)) => Some(name),
        _ => None,
    }
}
