//! An expectation: what a step waits for, as plain data. The judge of it is `expectation`.

use std::fmt;

use mqttspec_link::{Members, Message};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{ConnectionId, Moment};
use crate::{
    spec::RequirementId,
    time::{At, Span},
    wire::notation::{Bindings, Pattern},
};

/// What a step waits for.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Expectation {
    /// The statement that is judged by it.
    pub requirement: RequirementId,
    /// What it means if it is not met.
    pub phase: Phase,
    /// From where on records count, and the beginning of its time.
    pub from: Moment,
    /// Until when. What must not happen must not happen before; what must happen may happen
    /// at it.
    pub deadline: At,
    /// On which Network Connection; any if none is named.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<ConnectionId>,
    /// What is to be seen.
    #[serde(flatten)]
    pub kind: Kind,
    /// What the variables of its patterns stand for already.
    #[serde(default)]
    pub bindings: Bindings,
}

/// Which kind of step waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// The preamble: unmet, the scenario is Inconclusive; met, nothing is said.
    Given,
    /// The stimulus: unmet, it is a Fail; met, nothing is said.
    When,
    /// The purpose: Pass or Fail.
    Then,
}

/// What is to be seen. Packets are those that the client sends.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Kind {
    /// A packet like this.
    Receives {
        /// Like what.
        pattern: Pattern,
    },
    /// The next packet is like this.
    ReceivesNext {
        /// Like what.
        pattern: Pattern,
    },
    /// Packets like these one after the other, possibly with others between them.
    ReceivesInOrder {
        /// Like what; not empty.
        patterns: Vec<Pattern>,
    },
    /// So many packets like this.
    Count {
        /// Like what.
        pattern: Pattern,
        /// How many at least; once there, and with no upper bound, nothing more is awaited.
        at_least: u32,
        /// How many at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// No packet like this.
    Never {
        /// Like what.
        pattern: Pattern,
    },
    /// Packets like this with no gap longer than a period: before the first, between any two,
    /// after the last.
    AtLeastEvery {
        /// Like what.
        pattern: Pattern,
        /// The longest gap; the client's tolerance is added.
        period: Span,
    },
    /// A packet like this, neither too early nor too late; its deadline is its own.
    Within {
        /// Like what.
        pattern: Pattern,
        /// The least time after the beginning; the client's tolerance is taken off.
        not_before: Span,
        /// The most time after the beginning; the client's tolerance is added.
        not_after: Span,
    },
    /// Not a byte.
    Silence,
    /// The client ends its side of the Network Connection.
    ClosesWithin,
    /// The client does not end its side of the Network Connection.
    StaysOpen,
    /// So many Network Connections are opened.
    Connects {
        /// How many at least.
        at_least: u32,
        /// How many at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// The application hears one of these.
    Indication {
        /// Like what; not empty.
        any_of: Vec<LinkPattern>,
    },
    /// The application hears one of these so many times.
    IndicationCount {
        /// Like what; not empty.
        any_of: Vec<LinkPattern>,
        /// How many at least.
        at_least: u32,
        /// How many at most.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        at_most: Option<u32>,
    },
    /// The application hears none of these.
    NoIndication {
        /// Like what; not empty.
        any_of: Vec<LinkPattern>,
    },
    /// A command is answered with one of these.
    Reply {
        /// Like what; not empty.
        any_of: Vec<LinkPattern>,
    },
}

impl Kind {
    /// Whether being met may rest on something that only came late: on what did not come, or on
    /// when it came.
    #[must_use]
    pub const fn rests_on_time(&self) -> bool {
        match self {
            Self::Never { .. }
            | Self::AtLeastEvery { .. }
            | Self::Within { .. }
            | Self::Silence
            | Self::StaysOpen
            | Self::NoIndication { .. } => true,
            Self::Count { at_most, .. }
            | Self::Connects { at_most, .. }
            | Self::IndicationCount { at_most, .. } => at_most.is_some(),
            Self::Receives { .. }
            | Self::ReceivesNext { .. }
            | Self::ReceivesInOrder { .. }
            | Self::ClosesWithin
            | Self::Indication { .. }
            | Self::Reply { .. } => false,
        }
    }
}

/// What a line of the control link must be like: the members given must be there and equal, in
/// objects too; `null` must not be there.
///
/// A member that the client says it hides is equal to anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct LinkPattern(Members);

impl LinkPattern {
    /// An indication of this name: `connected`, `message` …
    #[must_use]
    pub fn on(name: &str) -> Self {
        Self(Members::new()).with("on", name)
    }

    /// The indication of an Application Message.
    #[must_use]
    pub fn message(topic_name: &[u8], payload: &[u8]) -> Self {
        let mut pattern = Self::on("message");
        if let Ok(Value::Object(members)) = serde_json::to_value(Message::new(topic_name, payload))
        {
            pattern.0.extend(members);
        }
        pattern
    }

    /// A reply that takes the command.
    #[must_use]
    pub fn ok() -> Self {
        Self(Members::new()).with("ok", Members::new())
    }

    /// A reply that takes the command and says so much of `member`, or less.
    #[must_use]
    pub fn ok_at_most(member: &str, most: u64) -> Self {
        let bound = serde_json::json!({ member: { "at_most": most } });
        Self(Members::new()).with("ok", bound)
    }

    /// A reply that the command did not work, for this kind of reason or for any.
    #[must_use]
    pub fn error(kind: Option<&str>) -> Self {
        let kind = kind.map(|kind| ("kind".to_owned(), Value::from(kind)));
        Self(Members::new()).with("error", kind.into_iter().collect::<Members>())
    }

    /// The same with one more member.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.0.insert(name.to_owned(), value.into());
        self
    }

    /// The value of `on`, of a pattern for indications.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.get("on").and_then(Value::as_str)
    }

    /// Whether a line is like this; members in `hides` are equal to anything. Of a message in
    /// fragments the last one is the line that counts: it stands for the whole, whose content
    /// it does not show. A pattern that names `offset` is about the fragment there.
    #[must_use]
    pub fn matches(&self, line: &Value, hides: &[String]) -> bool {
        let Some(line) = line.as_object() else { return false };
        let number = |name: &str| line.get(name).and_then(Value::as_u64);
        let total = number("total").filter(|_| !self.0.contains_key("offset"));
        let Some(total) = total else { return holds(&self.0, line, hides) };
        let is_last = number("offset").zip(number("len")).is_some_and(|(o, l)| o + l == total);
        let mut wanted = self.0.clone();
        wanted.remove("hex");
        wanted.remove("crc32");
        let mut whole = line.clone();
        whole.insert("len".into(), total.into());
        is_last && holds(&wanted, &whole, hides)
    }
}

fn holds(wanted: &Members, line: &Members, hides: &[String]) -> bool {
    wanted.iter().all(|(name, wanted)| match (wanted, line.get(name)) {
        (Value::Object(wanted), Some(Value::Object(found))) => holds(wanted, found, hides),
        (Value::Object(bound), Some(Value::Number(found))) => is_within(bound, found),
        (wanted, Some(found)) => wanted == found,
        (Value::Null, None) => true,
        // Absent, it is the first instance.
        (wanted, None) if name == "client" => wanted.as_u64() == Some(0),
        (_, None) => hides.contains(name),
    })
}

/// Whether a number is at most what `{"at_most": n}` says.
fn is_within(bound: &Members, found: &serde_json::Number) -> bool {
    let most = bound.get("at_most").and_then(Value::as_u64);
    most.zip(found.as_u64()).is_some_and(|(most, found)| found <= most)
}

/// The name and the members, as in the notation: `message topic="a/b" qos=1`.
impl fmt::Display for LinkPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_line(f, &self.0)
    }
}

/// A line of the link for people, as in the notation.
#[derive(Clone, Copy, Debug)]
pub struct LineText<'a>(pub &'a Value);

impl fmt::Display for LineText<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Object(members) => write_line(f, members),
            other => other.fmt(f),
        }
    }
}

fn write_line(f: &mut fmt::Formatter<'_>, members: &Members) -> fmt::Result {
    let mut separator = "";
    if let Some(name) = members.get("on").and_then(Value::as_str) {
        f.write_str(name)?;
        separator = " ";
    }
    for (name, value) in members.iter().filter(|(name, _)| !matches!(name.as_str(), "on" | "at_ms"))
    {
        match value {
            Value::Object(inner) if inner.is_empty() => write!(f, "{separator}{name}")?,
            Value::Null => write!(f, "{separator}{name}=none")?,
            other => write!(f, "{separator}{name}={other}")?,
        }
        separator = " ";
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_line_matches_by_the_members_that_the_pattern_names() {
        let pattern = LinkPattern::message(b"a/b", b"hi").with("qos", 1);
        let line = json!({"on": "message", "topic": "a/b", "qos": 1, "len": 2, "hex": "6869"});
        assert!(pattern.matches(&line, &[]));
        assert!(!pattern.clone().with("retain", true).matches(&line, &[]));
        assert!(pattern.clone().with("retain", true).matches(&line, &["retain".into()]));
        assert!(pattern.clone().with("client", 0).matches(&line, &[]));
        assert!(!pattern.with("client", 1).matches(&line, &[]));
    }

    #[test]
    fn a_message_in_fragments_counts_once_by_its_last_one() {
        let pattern = LinkPattern::message(b"a", &[7; 100]);
        let fragment = |offset, len| {
            json!({"on": "message", "topic": "a", "offset": offset, "len": len, "total": 100,
                   "crc32": "00000000"})
        };
        assert!(!pattern.matches(&fragment(0, 60), &[]));
        assert!(pattern.matches(&fragment(60, 40), &[]));
        assert!(!LinkPattern::message(b"a", &[7; 99]).matches(&fragment(60, 40), &[]));
    }

    #[test]
    fn a_pattern_with_an_offset_is_about_the_fragment_there() {
        let first = json!({"on": "message", "packet": 7, "offset": 0, "len": 60, "total": 100});
        let rest = json!({"on": "message", "packet": 7, "offset": 60, "len": 40, "total": 100});
        let pattern = LinkPattern::on("message").with("offset", 0).with("packet", 7);
        assert!(pattern.matches(&first, &[]));
        assert!(!pattern.matches(&rest, &[]));
        assert!(!pattern.with("packet", 8).matches(&first, &[]));
    }

    #[test]
    fn a_number_of_a_reply_is_compared_with_its_bound() {
        let pattern = LinkPattern::ok_at_most("heap_used", 1000);
        let reply = |used: u64| json!({"re": 3, "ok": {"heap_used": used, "uptime_ms": 5}});
        assert!(pattern.matches(&reply(1000), &[]));
        assert!(!pattern.matches(&reply(1001), &[]));
        assert!(!pattern.matches(&json!({"re": 3, "ok": {}}), &[]));
    }

    #[test]
    fn a_refusal_matches_by_its_kind_or_any() {
        let line = json!({"re": 3, "error": {"kind": "full", "text": "no room"}});
        assert!(LinkPattern::error(None).matches(&line, &[]));
        assert!(LinkPattern::error(Some("full")).matches(&line, &[]));
        assert!(!LinkPattern::error(Some("io")).matches(&line, &[]));
        assert!(!LinkPattern::ok().matches(&line, &[]));
    }

    #[test]
    fn a_pattern_reads_like_the_notation() {
        let pattern = LinkPattern::on("published").with("token", 3);
        assert_eq!(pattern.to_string(), "published token=3");
        assert_eq!(LinkPattern::error(Some("full")).to_string(), r#"error={"kind":"full"}"#);
        assert_eq!(LinkPattern::ok().to_string(), "ok");
    }
}
