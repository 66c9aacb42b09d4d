//! The answer of the shim to a command.

use alloc::string::String;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{HelloInfo, Members};

/// An answer with the number of the command it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Reply {
    /// The `seq` of the command.
    pub re: u64,
    /// How it went.
    #[serde(flatten)]
    pub outcome: Outcome,
}

/// How a command went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was taken; which members there are depends on the command.
    Ok(#[cfg_attr(test, schemars(with = "crate::schema::Open"))] Members),
    /// The client or the shim does not do this: the name of the command or member.
    Unsupported(String),
    /// It was understood and did not work.
    Error(Refusal),
}

/// Why a command did not work.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Refusal {
    /// The kind of reason.
    #[serde(default)]
    pub kind: ErrorKind,
    /// The reason for people.
    #[serde(default)]
    pub text: String,
}

/// The kinds of reason for which a command does not work.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ErrorKind {
    /// The line is not a command of this link.
    BadCommand,
    /// The client refused a value before anything was sent.
    InvalidArgument,
    /// There is no connection, and the client keeps nothing for later.
    NotConnected,
    /// A limit of the client is reached.
    Full,
    /// The network or a file failed.
    Io,
    /// Anything else, also kinds that this version does not define.
    #[default]
    #[serde(other)]
    Other,
}

/// The members `token` and `packet` of a reply to publish, subscribe and unsubscribe.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Taken {
    /// The name of the request until it is finished; at least 1.
    pub token: u64,
    /// Its Packet Identifier where the API reveals it; 0 = not assigned yet.
    pub packet: Option<u16>,
}

impl Reply {
    /// An answer that the command was taken, and nothing more.
    #[must_use]
    pub fn ok(re: u64) -> Self {
        Self { re, outcome: Outcome::Ok(Members::new()) }
    }

    /// The answer to `hello`.
    #[must_use]
    pub fn hello(re: u64, info: &HelloInfo) -> Self {
        let members = match serde_json::to_value(info) {
            Ok(Value::Object(members)) => members,
            _ => Members::new(),
        };
        Self { re, outcome: Outcome::Ok(members) }
    }

    /// The answer that a publish, subscribe or unsubscribe was taken.
    #[must_use]
    pub fn taken(re: u64, taken: Taken) -> Self {
        let mut members = Members::new();
        members.insert("token".into(), taken.token.into());
        if let Some(packet) = taken.packet {
            members.insert("packet".into(), packet.into());
        }
        Self { re, outcome: Outcome::Ok(members) }
    }

    /// The answer that a command or member is not implemented.
    pub fn unsupported(re: u64, name: impl Into<String>) -> Self {
        Self { re, outcome: Outcome::Unsupported(name.into()) }
    }

    /// The answer that a command did not work.
    pub fn error(re: u64, kind: ErrorKind, text: impl Into<String>) -> Self {
        Self { re, outcome: Outcome::Error(Refusal { kind, text: text.into() }) }
    }
}

impl Outcome {
    /// What the shim says of itself, in the reply to `hello`.
    ///
    /// # Errors
    /// Says which member is missing or of a wrong type, or that the reply is no `ok`.
    pub fn hello_info(&self) -> Result<HelloInfo, serde_json::Error> {
        match self {
            Self::Ok(members) => serde_json::from_value(Value::Object(members.clone())),
            Self::Unsupported(name) => {
                Err(serde::de::Error::custom(format_args!("hello is unsupported ({name})")))
            }
            Self::Error(refusal) => Err(serde::de::Error::custom(&refusal.text)),
        }
    }

    /// The token of a request that was taken; `None` where there is none or it is below 1.
    #[must_use]
    pub fn taken(&self) -> Option<Taken> {
        let Self::Ok(members) = self else { return None };
        let token = members.get("token")?.as_u64().filter(|token| *token >= 1)?;
        let packet = members.get("packet").and_then(Value::as_u64);
        Some(Taken { token, packet: packet.and_then(|packet| u16::try_from(packet).ok()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_outcomes_are_written_as_the_page_says() {
        let replies = [
            (Reply::ok(2), r#"{"re":2,"ok":{}}"#),
            (
                Reply::taken(3, Taken { token: 1, packet: Some(9) }),
                r#"{"re":3,"ok":{"packet":9,"token":1}}"#,
            ),
            (Reply::unsupported(4, "tls.alpn"), r#"{"re":4,"unsupported":"tls.alpn"}"#),
            (
                Reply::error(5, ErrorKind::NotConnected, "idle"),
                r#"{"re":5,"error":{"kind":"not_connected","text":"idle"}}"#,
            ),
        ];
        for (reply, json) in replies {
            assert_eq!(serde_json::to_string(&reply).unwrap(), json);
            assert_eq!(serde_json::from_str::<Reply>(json).unwrap(), reply);
        }
    }

    #[test]
    fn a_kind_of_a_later_version_is_other() {
        let json = r#"{"re":5,"error":{"kind":"tired"}}"#;
        let reply: Reply = serde_json::from_str(json).unwrap();
        assert_eq!(reply, Reply::error(5, ErrorKind::Other, ""));
    }

    #[test]
    fn a_token_of_zero_is_none() {
        let reply: Reply = serde_json::from_str(r#"{"re":1,"ok":{"token":0}}"#).unwrap();
        assert_eq!(reply.outcome.taken(), None);
    }

    #[test]
    fn hello_comes_back_as_it_was_said() {
        let info: HelloInfo =
            serde_json::from_str(r#"{"link":1,"client":"c","features":["qos1"],"boot":7}"#)
                .unwrap();
        assert_eq!(Reply::hello(1, &info).outcome.hello_info().unwrap(), info);
        assert!(Reply::unsupported(1, "hello").outcome.hello_info().is_err());
    }
}
