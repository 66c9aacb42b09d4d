//! A line of JSON from either side, and what can be wrong with it.

use alloc::string::{String, ToString};

use serde::{Deserialize, Deserializer, Serialize, de::Error as _};
use serde_json::Value;

use crate::{Indication, Members, Reply};

/// A line that is not a message of the control link.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadLine {
    /// A numbered line whose content is not as the link says; answered with `bad_command`.
    #[error("command {seq} is not as the link says: {text}")]
    BadCommand {
        /// The number of the command.
        seq: u64,
        /// What is wrong.
        text: String,
    },
    /// A reply or an indication whose content is not as the link says.
    #[error("the shim's line is not as the link says: {text}")]
    BadMessage {
        /// What is wrong.
        text: String,
    },
    /// A command without an integer `seq`.
    #[error("no integer \"seq\"")]
    NoNumber,
    /// Not one JSON object.
    #[error("not a JSON object: {text}")]
    NotJson {
        /// What is wrong.
        text: String,
    },
}

/// A line of the shim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum FromShim {
    /// The answer to a command.
    Reply(Reply),
    /// An event of the client.
    Indication(Indication),
}

impl FromShim {
    /// Reads a line of the shim; its number on a guarded link is left to
    /// [`crate::framing::guarded`].
    ///
    /// # Errors
    /// [`BadLine::NotJson`] and [`BadLine::BadMessage`]: the harness's Error, never a Fail.
    pub fn parse(line: &str) -> Result<Self, BadLine> {
        Self::from_members(object(line)?)
    }

    /// The line, without its ending.
    #[must_use]
    pub fn to_line(&self) -> String {
        serde_json::to_string(self).expect("a map with string keys always has a JSON form")
    }

    fn from_members(members: Members) -> Result<Self, BadLine> {
        let bad = |text: String| BadLine::BadMessage { text };
        if members.contains_key("re") {
            let reply = serde_json::from_value(Value::Object(members));
            return reply.map(Self::Reply).map_err(|e| bad(e.to_string()));
        }
        if members.contains_key("on") {
            return Indication::from_members(members).map(Self::Indication).map_err(bad);
        }
        Err(bad("neither \"re\" nor \"on\"".into()))
    }
}

impl From<Reply> for FromShim {
    fn from(reply: Reply) -> Self {
        Self::Reply(reply)
    }
}

impl From<Indication> for FromShim {
    fn from(indication: Indication) -> Self {
        Self::Indication(indication)
    }
}

impl<'de> Deserialize<'de> for FromShim {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::from_members(Members::deserialize(deserializer)?).map_err(D::Error::custom)
    }
}

/// The members of the JSON object that `line` is.
pub(crate) fn object(line: &str) -> Result<Members, BadLine> {
    serde_json::from_str(line).map_err(|e| BadLine::NotJson { text: e.to_string() })
}

/// Removes members that are `null`, at any depth: `null` means absent.
pub(crate) fn strip_null(members: &mut Members) {
    members.retain(|_, value| !value.is_null());
    for value in members.values_mut() {
        strip_null_inside(value);
    }
}

fn strip_null_inside(value: &mut Value) {
    match value {
        Value::Object(members) => strip_null(members),
        Value::Array(items) => items.iter_mut().for_each(strip_null_inside),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Command, DroppedWhy, IndicationEvent, Request, command::Publish};

    #[test]
    fn the_example_of_the_page_reads_and_writes_itself() {
        let commands = [
            r#"{"seq":1,"do":"hello","link":1}"#,
            r#"{"seq":2,"do":"connect","uri":"mqtt://127.0.0.1:40123","client_id":"cut"}"#,
            r#"{"seq":3,"do":"publish","topic":"a/b","payload":{"text":"hi"},"qos":2}"#,
            r#"{"seq":4,"do":"subscribe","filters":[{"filter":"a/#","qos":1},{"filter":"b"}]}"#,
            r#"{"seq":5,"do":"unsubscribe","client":2,"filters":["a/#",{"hex":"ff"}]}"#,
            r#"{"seq":6,"do":"reset"}"#,
            r#"{"seq":7,"do":"bogus"}"#,
            r#"{"seq":8,"do":"x-blink","times":3}"#,
            r#"{"seq":9,"do":"ack","packet":10}"#,
        ];
        for line in commands {
            assert_eq!(Request::parse(line).unwrap().to_line(), line);
        }
        let answers = [
            r#"{"re":2,"ok":{}}"#,
            r#"{"on":"connected"}"#,
            r#"{"on":"published","token":1}"#,
            r#"{"on":"dropped","token":1,"why":"session_ended","client":3,"at_ms":12}"#,
            r#"{"on":"message","topic":"a","qos":1,"len":2,"hex":"6869"}"#,
            r#"{"on":"pong"}"#,
            r#"{"on":"x-blinked","times":3}"#,
        ];
        for line in answers {
            assert_eq!(FromShim::parse(line).unwrap().to_line(), line);
        }
    }

    #[test]
    fn seq_and_do_come_first() {
        let request = Request { seq: 1, command: Publish::new("a").into() };
        assert!(request.to_line().starts_with(r#"{"seq":1,"do":"publish","#));
        let bogus = Request { seq: 2, command: Command::bogus() };
        assert_eq!(bogus.to_line(), r#"{"seq":2,"do":"bogus"}"#);
    }

    #[test]
    fn null_means_absent() {
        let line = r#"{"seq":1,"do":"publish","topic":"a","qos":null,"payload":null}"#;
        assert_eq!(Request::parse(line).unwrap().command, Publish::new("a").into());
        let line = r#"{"seq":1,"do":"connect","colour":null,"will":{"topic":"w","shade":null}}"#;
        let Command::Connect(connect) = Request::parse(line).unwrap().command else { panic!() };
        assert_eq!(connect.options.member_names(), ["will.topic"]);
        let line = r#"{"on":"connected","session_present":null,"client":null}"#;
        assert_eq!(FromShim::parse(line).unwrap().to_line(), r#"{"on":"connected"}"#);
    }

    #[test]
    fn a_line_without_a_number_is_told_from_a_bad_command() {
        assert!(matches!(Request::parse("hello"), Err(BadLine::NotJson { .. })));
        assert!(matches!(Request::parse("[1]"), Err(BadLine::NotJson { .. })));
        for line in [r#"{"do":"reset"}"#, r#"{"seq":"1","do":"reset"}"#, r#"{"seq":-1}"#] {
            assert_eq!(Request::parse(line), Err(BadLine::NoNumber), "{line}");
        }
        for line in [r#"{"seq":4}"#, r#"{"seq":4,"do":"publish"}"#, r#"{"seq":4,"do":7}"#] {
            let result = Request::parse(line);
            assert!(matches!(result, Err(BadLine::BadCommand { seq: 4, .. })), "{line}");
        }
    }

    #[test]
    fn unknown_members_of_a_known_command_are_ignored() {
        let line = r#"{"seq":1,"do":"publish","topic":"a","colour":"red"}"#;
        assert_eq!(Request::parse(line).unwrap().command, Publish::new("a").into());
        let line = r#"{"seq":1,"do":"reset","hard":true}"#;
        assert_eq!(Request::parse(line).unwrap().command, Command::Reset);
    }

    #[test]
    fn a_known_indication_with_wrong_members_is_not_taken_for_an_unknown_one() {
        let lines = [
            r#"{"on":"message","topic":"a"}"#,
            r#"{"on":"published"}"#,
            r#"{"on":"dropped","token":1,"why":"tired"}"#,
            r#"{"on":"pong","client":-1}"#,
            r#"{"on":7}"#,
            r#"{"re":1}"#,
            r#"{"of":1}"#,
        ];
        for line in lines {
            let result = FromShim::parse(line);
            assert!(matches!(result, Err(BadLine::BadMessage { .. })), "{line}: {result:?}");
        }
    }

    #[test]
    fn the_names_of_events_are_those_that_are_written() {
        for name in IndicationEvent::NAMES {
            let line = alloc::format!(
                r#"{{"on":"{name}","boot":1,"token":1,"why":"refused","topic":"t","len":0,"hex":"","text":""}}"#
            );
            let FromShim::Indication(indication) = FromShim::parse(&line).unwrap() else {
                panic!()
            };
            assert_eq!(indication.event.name(), name);
            assert!(!matches!(indication.event, IndicationEvent::Other(_)), "{name}");
        }
        let dropped = IndicationEvent::Dropped { token: 4, why: DroppedWhy::Closed };
        assert_eq!(dropped.token(), Some(4));
    }
}
