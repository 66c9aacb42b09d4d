//! What the WebSocket server is told to do besides its duty, in words.
//!
//! ```text
//! answer 404 | answer without sub-protocol | answer sub-protocol chat
//! answer with a wrong key | answer in lower case
//! frames of 3 B | frames of 3 B with pings between | frames of whole messages
//! send text PACKET | send masked PACKET | send reserved PACKET
//! send empty message | send ping "hi" | send pong "hi" | send close 1001
//! ```

use std::{fmt, str::FromStr};

use mqttspec_core::wire::Composition;

/// How a WebSocket server does its work, for connections to come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Manner {
    /// How it answers the opening request.
    pub answer: Answer,
    /// How it puts bytes into frames.
    pub framing: Framing,
}

/// How the opening request is answered.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// As it should be: status 101, and the sub-protocol `mqtt` if it was offered
    /// `[MQTT-6.0.0-4]`.
    #[default]
    Right,
    /// By another status, and the end.
    Status(u16),
    /// Without a sub-protocol.
    WithoutSubProtocol,
    /// With this sub-protocol, offered or not.
    SubProtocol(String),
    /// With a `Sec-WebSocket-Accept` that belongs to no key.
    WrongKey,
    /// With all names of header fields, and what knows no case, in lower case.
    LowerCase,
}

/// How bytes for the client are put into frames: what is sent at once is one message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Framing {
    /// Of one frame.
    #[default]
    Whole,
    /// Of frames of at most so many bytes, the later ones continuations.
    Cut {
        /// At least 1.
        bytes: usize,
        /// Whether a ping follows each frame but the last.
        has_pings: bool,
    },
}

/// Something that is sent once, besides the bytes of MQTT.
#[derive(Clone, Debug, PartialEq)]
pub enum Sending {
    /// A text message that holds a packet.
    Text(Composition),
    /// A binary message that is masked, as only a client's is, and holds a packet.
    Masked(Composition),
    /// A frame of a reserved kind that holds a packet.
    Reserved(Composition),
    /// A binary message of no bytes.
    Empty,
    /// A ping with this payload.
    Ping(String),
    /// A pong that answers nothing.
    Pong(String),
    /// Close with this status code; the Network Connection stays open until the client answers.
    Close(u16),
}

/// One order.
#[derive(Clone, Debug, PartialEq)]
pub enum Order {
    /// From now on opening requests are answered so.
    Answer(Answer),
    /// From now on frames are made so.
    Framing(Framing),
    /// This is sent now.
    Send(Sending),
}

/// No order; says which there are.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is nothing that a WebSocket server does, such as {EXAMPLES}")]
pub struct UnknownOrder(String);

impl FromStr for Order {
    type Err = UnknownOrder;

    fn from_str(text: &str) -> Result<Self, UnknownOrder> {
        let order = match text.split_once(' ') {
            Some(("answer", how)) => answer(how).map(Self::Answer),
            Some(("frames", how)) => framing(how).map(Self::Framing),
            Some(("send", what)) => sending(what).map(Self::Send),
            _ => None,
        };
        order.ok_or_else(|| UnknownOrder(text.to_owned()))
    }
}

fn answer(how: &str) -> Option<Answer> {
    if let Some(name) = how.strip_prefix("sub-protocol ") {
        return Some(Answer::SubProtocol(name.to_owned()));
    }
    match how {
        "as it should be" => Some(Answer::Right),
        "without sub-protocol" => Some(Answer::WithoutSubProtocol),
        "with a wrong key" => Some(Answer::WrongKey),
        "in lower case" => Some(Answer::LowerCase),
        status => status.parse().ok().filter(|status| *status >= 200).map(Answer::Status),
    }
}

fn framing(how: &str) -> Option<Framing> {
    if how == "of whole messages" {
        return Some(Framing::Whole);
    }
    let size = how.strip_prefix("of ")?;
    let (size, has_pings) = match size.strip_suffix(" with pings between") {
        Some(size) => (size, true),
        None => (size, false),
    };
    let bytes = size.strip_suffix(" B")?.parse().ok().filter(|bytes| *bytes > 0)?;
    Some(Framing::Cut { bytes, has_pings })
}

fn sending(what: &str) -> Option<Sending> {
    let (kind, rest) = what.split_once(' ').unwrap_or((what, ""));
    let packet = || rest.parse::<Composition>().ok();
    let payload = || Some(rest.strip_prefix('"')?.strip_suffix('"')?.to_owned());
    match kind {
        "text" => packet().map(Sending::Text),
        "masked" => packet().map(Sending::Masked),
        "reserved" => packet().map(Sending::Reserved),
        "empty" => (rest == "message").then_some(Sending::Empty),
        "ping" => payload().filter(|text| text.len() <= CONTROL_LEN_MAX).map(Sending::Ping),
        "pong" => payload().filter(|text| text.len() <= CONTROL_LEN_MAX).map(Sending::Pong),
        "close" => rest.parse().ok().map(Sending::Close),
        _ => None,
    }
}

impl fmt::Display for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Right => f.write_str("answer as it should be"),
            Self::Status(status) => write!(f, "answer {status}"),
            Self::WithoutSubProtocol => f.write_str("answer without sub-protocol"),
            Self::SubProtocol(name) => write!(f, "answer sub-protocol {name}"),
            Self::WrongKey => f.write_str("answer with a wrong key"),
            Self::LowerCase => f.write_str("answer in lower case"),
        }
    }
}

impl fmt::Display for Framing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Whole => f.write_str("frames of whole messages"),
            Self::Cut { bytes, has_pings: false } => write!(f, "frames of {bytes} B"),
            Self::Cut { bytes, has_pings: true } => {
                write!(f, "frames of {bytes} B with pings between")
            }
        }
    }
}

/// The longest payload of a control frame.
const CONTROL_LEN_MAX: usize = 125;

const EXAMPLES: &str = "\"answer 404\", \"frames of 1 B\", \"send text PINGRESP\"";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_and_framings_read_as_they_are_written() {
        for text in [
            "answer as it should be",
            "answer 404",
            "answer without sub-protocol",
            "answer sub-protocol chat",
            "answer with a wrong key",
            "answer in lower case",
            "frames of 3 B",
            "frames of 3 B with pings between",
            "frames of whole messages",
        ] {
            let written = match text.parse::<Order>().unwrap() {
                Order::Answer(answer) => answer.to_string(),
                Order::Framing(framing) => framing.to_string(),
                Order::Send(_) => panic!("{text}"),
            };
            assert_eq!(written, text);
        }
    }

    #[test]
    fn what_is_sent_is_read() {
        let read = |text: &str| text.parse::<Order>();
        assert_eq!(read("send empty message"), Ok(Order::Send(Sending::Empty)));
        assert_eq!(read("send ping \"hi\""), Ok(Order::Send(Sending::Ping("hi".into()))));
        assert_eq!(read("send close 1001"), Ok(Order::Send(Sending::Close(1001))));
        assert!(matches!(read("send text PINGRESP"), Ok(Order::Send(Sending::Text(_)))));
    }

    #[test]
    fn what_is_no_order_is_told() {
        for text in ["answer 101", "frames of 0 B", "send ping hi", "send text", "dance"] {
            let told = text.parse::<Order>().unwrap_err().to_string();
            assert!(told.starts_with(&format!("\"{text}\" is nothing")), "{told}");
        }
    }
}
