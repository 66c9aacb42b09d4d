//! What a scenario needs, as its tags say it: `@needs.qos2`, `@needs.broker.takeover`.
//!
//! A need that is not met leaves the scenario without a say about this client, so each name has to
//! be one that somebody can offer.

use std::str::FromStr;

use mqttspec_link::FEATURES;

/// Something that a scenario needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Need {
    /// The client's documentation has to offer this feature of the control link.
    Client(String),
    /// The server has to do this as the standard says; many real ones do not.
    Server(&'static str),
    /// The bench's clock has to be virtual: nobody waits for the scenario's hours.
    VirtualTime,
}

/// A name that nobody can offer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{who} can offer \"{name}\"")]
pub struct UnknownNeed {
    /// The name, without what says of whom it is asked.
    pub name: String,
    /// Of whom it is asked: `no client`.
    pub who: &'static str,
    /// What can be offered there.
    pub known: &'static [&'static str],
}

impl FromStr for Need {
    type Err = UnknownNeed;

    fn from_str(text: &str) -> Result<Self, UnknownNeed> {
        let unknown = |name: &str, who, known| UnknownNeed { name: name.to_owned(), who, known };
        if let Some(name) = text.strip_prefix("broker.") {
            let known = SERVER_CAPABILITIES.iter().find(|known| **known == name);
            let known = known.ok_or_else(|| unknown(name, "no server", SERVER_CAPABILITIES))?;
            return Ok(Self::Server(known));
        }
        if let Some(name) = text.strip_prefix("bench.") {
            let is_known = name == VIRTUAL_TIME;
            let need = is_known.then_some(Self::VirtualTime);
            return need.ok_or_else(|| unknown(name, "no bench", &[VIRTUAL_TIME]));
        }
        if FEATURES.contains(&text) || text.strip_prefix("x-").is_some_and(|own| !own.is_empty()) {
            return Ok(Self::Client(text.to_owned()));
        }
        Err(unknown(text, "no client", FEATURES))
    }
}

/// What the standard wants of a server, or allows it, and some real servers lack. The scripted
/// server has all of it.
pub const SERVER_CAPABILITIES: &[&str] = &[
    // CONNACK with a return code before the close; not the close alone.
    "connack_codes",
    // Topics that begin with $ are hidden from wildcards.
    "dollar_topics_hidden",
    "keep_alive_zero",
    // A message is delivered with the lower of its own QoS and the subscription's.
    "lower_qos",
    // A subscription is downgraded, or refused by the return code 128.
    "granted_qos",
    "psk",
    "pubrel_resend",
    "qos2",
    "redelivery_dup",
    "retained",
    // Session Present, and what was kept while the client was away.
    "session",
    "suback_failure",
    "takeover",
    "tls",
    "tls.mutual",
    "will",
    "ws",
    "wss",
];

const VIRTUAL_TIME: &str = "virtual_time";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_need_is_read_by_whom_it_is_asked_of() {
        let read = |text: &str| text.parse::<Need>().unwrap();
        assert_eq!(read("tls.alpn"), Need::Client("tls.alpn".into()));
        assert_eq!(read("x-blink"), Need::Client("x-blink".into()));
        assert_eq!(read("broker.takeover"), Need::Server("takeover"));
        assert_eq!(read("bench.virtual_time"), Need::VirtualTime);
    }

    #[test]
    fn what_nobody_can_offer_is_told() {
        let told = |text: &str| text.parse::<Need>().unwrap_err().to_string();
        assert_eq!(told("qos3"), "no client can offer \"qos3\"");
        assert_eq!(told("broker.takeovr"), "no server can offer \"takeovr\"");
        assert_eq!(told("bench.magic"), "no bench can offer \"magic\"");
        assert_eq!(told("x-"), "no client can offer \"x-\"");
    }
}
