//! A watch: what WebSocket says in both directions of one connection, read off the bytes.
//!
//! It sees them as they are at the client, and believes neither side. *Not here:* what to think of
//! it; that is the rules' business.

use mqttspec_core::{
    trace::{WsFact, WsOpcode},
    wire::{
        Direction,
        web_socket::{FrameHead, HttpHead, WsPiece, WsSplitter, base64_len},
    },
};
use tungstenite::handshake::derive_accept_key;

/// Both directions of one connection.
#[derive(Debug, Default)]
pub struct Watch {
    to_server: WsSplitter,
    to_client: WsSplitter,
    /// What a right answer to the request holds.
    accept: Option<String>,
}

impl Watch {
    /// What became whole by these bytes.
    pub fn handle_bytes(&mut self, direction: Direction, bytes: &[u8]) -> Vec<WsFact> {
        let splitter = match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        };
        splitter.handle_bytes(bytes);
        let pieces: Vec<WsPiece> = std::iter::from_fn(|| splitter.poll_piece()).collect();
        let fact = |piece| match (piece, direction) {
            (WsPiece::Head(head), Direction::ToServer) => self.upgrade(&head),
            (WsPiece::Head(head), Direction::ToClient) => self.answer(&head),
            (WsPiece::Frame(head, _), _) => frame(&head),
        };
        pieces.into_iter().map(fact).collect()
    }

    fn upgrade(&mut self, head: &HttpHead) -> WsFact {
        let key = head.values(KEY).next();
        self.accept = key.map(|key| derive_accept_key(key.as_bytes()));
        let mut words = head.line.splitn(3, ' ').map(str::to_owned);
        let mut word = || words.next().unwrap_or_default();
        let field = |(name, value): &(String, String)| match name.eq_ignore_ascii_case(KEY) {
            true => (name.clone(), "…".to_owned()),
            false => (name.clone(), value.clone()),
        };
        WsFact::Upgrade {
            method: word(),
            path: word(),
            version: word(),
            sub_protocols: head.list(SUB_PROTOCOL).map(str::to_owned).collect(),
            headers: head.fields.iter().map(field).collect(),
            key_bytes: key.and_then(base64_len),
        }
    }

    fn answer(&self, head: &HttpHead) -> WsFact {
        let status = head.line.split(' ').nth(1).and_then(|status| status.parse().ok());
        let accept = head.values(ACCEPT).next();
        WsFact::Answer {
            status: status.unwrap_or_default(),
            sub_protocol: head.values(SUB_PROTOCOL).next().map(str::to_owned),
            key_fits: accept.is_some() && accept == self.accept.as_deref(),
        }
    }
}

fn frame(head: &FrameHead) -> WsFact {
    WsFact::Frame {
        opcode: WsOpcode::of(head.opcode),
        fin: head.fin,
        masked: head.mask.is_some(),
        len: head.len,
        reserved_bits: head.reserved_bits,
        is_overlong: head.is_overlong,
    }
}

/// The header field of a request with a random value, another one each time.
pub(super) const KEY: &str = "Sec-WebSocket-Key";

/// The header field of an answer that proves that the key was read.
pub(super) const ACCEPT: &str = "Sec-WebSocket-Accept";

/// The header field that names the sub-protocols.
pub(super) const SUB_PROTOCOL: &str = "Sec-WebSocket-Protocol";
