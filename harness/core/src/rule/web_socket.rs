//! ROB-WS-1: the opening request and every frame are as RFC 6455 wants them, and pings are answered.

use super::{Conversation, Exchange, Tally};
use crate::{
    time::At,
    trace::{Event, WsFact, WsOpcode},
    verdict::RecordIndex,
    wire::Direction::{self, ToClient, ToServer},
};

/// `[ROB-WS-1]` The WebSocket handshake and all frame lengths are right.
pub(super) fn rob_ws_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in &exchange.conversations {
        let mut side = Side::default();
        for (index, at, direction, fact) in facts(exchange, conversation) {
            match direction {
                ToServer => side.hear(index, fact, tally),
                ToClient => side.tell(index, at, fact),
            }
        }
        side.end(exchange, conversation, tally);
    }
}

/// What is known of one connection so far.
#[derive(Debug, Default)]
struct Side {
    /// The sub-protocols that the client offered.
    offered: Vec<String>,
    /// An answer with which no connection is there, and why.
    refusal: Option<(RecordIndex, String)>,
    /// The client is within a message of several frames.
    is_in_message: bool,
    /// A ping that the client has not answered.
    ping: Option<(RecordIndex, At)>,
    /// Either side sent Close: no ping has to be answered any more.
    is_closing: bool,
}

impl Side {
    fn hear(&mut self, index: RecordIndex, fact: &WsFact, tally: &mut Tally) {
        match fact {
            WsFact::Upgrade { sub_protocols, .. } => {
                self.offered.clone_from(sub_protocols);
                judge_request(index, fact, tally);
            }
            WsFact::Frame { opcode, .. } => {
                if let Some((answer, why)) = &self.refusal {
                    let expected = || format!("no frame after {why}");
                    return tally.broken([*answer, index], expected, || format!("{opcode:?}"));
                }
                match self.flaw(fact) {
                    Some((expected, found)) => {
                        tally.broken([index], || expected.to_owned(), || found);
                    }
                    None => tally.kept(index),
                }
                self.follow(*opcode, fact);
            }
            WsFact::Failed { text } => {
                tally.broken([index], || "WebSocket as RFC 6455 says".to_owned(), || text.clone());
            }
            WsFact::Answer { .. } => {}
        }
    }

    /// What is wrong with a frame of the client.
    fn flaw(&self, fact: &WsFact) -> Option<(&'static str, String)> {
        let WsFact::Frame { opcode, fin, masked, len, reserved_bits, is_overlong } = fact else {
            return None;
        };
        let is_control = opcode.is_control();
        let is_first = matches!(opcode, WsOpcode::Binary | WsOpcode::Text);
        if !masked {
            Some(("each frame of a client is masked", format!("{opcode:?}, not masked")))
        } else if *reserved_bits != 0 {
            Some(("reserved bits are 0", format!("{opcode:?} with {reserved_bits:03b}")))
        } else if let WsOpcode::Reserved(number) = opcode {
            Some(("a kind of frame that exists", format!("kind {number}")))
        } else if *is_overlong {
            let found = format!("{len} bytes, written as if they were more");
            Some(("a length in as few bytes as possible", found))
        } else if is_control && (!fin || *len > CONTROL_LEN_MAX) {
            let found = format!("{opcode:?} of {len} bytes, fin={fin}");
            Some(("a control frame of one piece of at most 125 bytes", found))
        } else if *opcode == WsOpcode::Continuation && !self.is_in_message {
            Some(("a continuation goes on with a message", "nothing to go on with".to_owned()))
        } else if is_first && self.is_in_message {
            let found = format!("{opcode:?} within another message");
            Some(("a message begins after the one before has ended", found))
        } else {
            None
        }
    }

    fn follow(&mut self, opcode: WsOpcode, fact: &WsFact) {
        let WsFact::Frame { fin, .. } = fact else { return };
        match opcode {
            WsOpcode::Pong => self.ping = None,
            WsOpcode::Close => self.is_closing = true,
            _ if !opcode.is_control() => self.is_in_message = !fin,
            _ => {}
        }
    }

    fn tell(&mut self, index: RecordIndex, at: At, fact: &WsFact) {
        match fact {
            WsFact::Answer { status, sub_protocol, key_fits } => {
                let unwanted = sub_protocol.as_ref().filter(|name| !self.offered.contains(name));
                let why = match unwanted {
                    _ if *status != SWITCHING_PROTOCOLS => Some(format!("status {status}")),
                    _ if !key_fits => Some("a wrong Sec-WebSocket-Accept".to_owned()),
                    Some(name) => Some(format!("the sub-protocol {name}, which was not offered")),
                    None => None,
                };
                self.refusal = why.map(|why| (index, why));
            }
            WsFact::Frame { opcode: WsOpcode::Ping, .. } if !self.is_closing => {
                self.ping.get_or_insert((index, at));
            }
            WsFact::Frame { opcode: WsOpcode::Close, .. } => self.is_closing = true,
            WsFact::Frame { .. } | WsFact::Upgrade { .. } | WsFact::Failed { .. } => {}
        }
    }

    fn end(self, exchange: &Exchange<'_>, conversation: &Conversation<'_>, tally: &mut Tally) {
        let Some((index, at)) = self.ping.filter(|_| !self.is_closing) else { return };
        let deadline = exchange.deadline(at, exchange.settings.answer_deadline());
        let until = conversation.until(exchange);
        if until > deadline && conversation.was_read(at, until) {
            let found = || format!("none within {}", exchange.settings.answer_deadline());
            tally.broken([index], || "a pong for the server's ping".to_owned(), found);
        }
    }
}

/// The request line and the header fields of the opening request (RFC 6455, section 4.1).
fn judge_request(index: RecordIndex, fact: &WsFact, tally: &mut Tally) {
    let WsFact::Upgrade { method, path, version, headers, key_bytes, .. } = fact else { return };
    let values = |name: &str| -> Vec<&str> {
        let named = headers.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
        named.flat_map(|(_, value)| value.split(',').map(str::trim)).collect()
    };
    let has = |name: &str, wanted: &str| {
        values(name).iter().any(|value| value.eq_ignore_ascii_case(wanted))
    };
    let told = |name: &str| match values(name).join(", ") {
        none if none.is_empty() => "none".to_owned(),
        found => found,
    };
    let flaw = if method != "GET" || version != "HTTP/1.1" || !path.starts_with('/') {
        Some(("GET, a path and HTTP/1.1", format!("{method} {path} {version}")))
    } else if values("Host").concat().is_empty() {
        Some(("a Host", "none".to_owned()))
    } else if !has("Upgrade", "websocket") {
        Some(("Upgrade: websocket", told("Upgrade")))
    } else if !has("Connection", "Upgrade") {
        Some(("Connection: Upgrade", told("Connection")))
    } else if !has("Sec-WebSocket-Version", "13") {
        Some(("Sec-WebSocket-Version: 13", told("Sec-WebSocket-Version")))
    } else if *key_bytes != Some(KEY_BYTES) {
        let found = key_bytes.map_or("none".to_owned(), |bytes| format!("{bytes} bytes"));
        Some(("a Sec-WebSocket-Key of 16 bytes", found))
    } else {
        None
    };
    match flaw {
        Some((expected, found)) => tally.broken([index], || expected.to_owned(), || found),
        None => tally.kept(index),
    }
}

/// What WebSocket says on one connection, of both sides.
fn facts<'e>(
    exchange: &'e Exchange<'_>,
    conversation: &Conversation<'_>,
) -> impl Iterator<Item = (RecordIndex, At, Direction, &'e WsFact)> {
    let wanted = conversation.connection.id();
    let records = exchange.trace.records_from(RecordIndex(0));
    records.filter_map(move |(index, record)| match &record.event {
        Event::Ws { connection, direction, fact } if *connection == wanted => {
            Some((index, record.at, *direction, fact))
        }
        _ => None,
    })
}

/// The status with which HTTP ends and WebSocket begins.
const SWITCHING_PROTOCOLS: u16 = 101;

/// How many bytes a client's key stands for.
const KEY_BYTES: usize = 16;

/// The longest payload of a control frame.
const CONTROL_LEN_MAX: u64 = 125;
