//! Facts of the layers below MQTT: TLS handshakes and WebSocket frames.
//!
//! They are records so that expectations and rules can speak of them; who terminates TLS and
//! WebSocket writes them.

use serde::{Deserialize, Serialize};

/// One fact of a TLS handshake or session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum TlsFact {
    /// The client offered this.
    ClientHello {
        /// The server name it asked for, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        server_name: Option<String>,
        /// The protocols it offered by ALPN, in order.
        #[serde(default)]
        alpn: Vec<String>,
        /// The versions it offered, in order: `1.3`, `1.2`.
        #[serde(default)]
        versions: Vec<String>,
        /// The cipher suites it offered, by their registered numbers.
        #[serde(default)]
        cipher_suites: Vec<u16>,
    },
    /// The handshake is done.
    Established {
        /// The version agreed on.
        version: String,
        /// The cipher suite agreed on.
        cipher_suite: String,
        /// The protocol agreed on by ALPN, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        alpn: Option<String>,
        /// Whether the client showed a certificate.
        client_certificate: bool,
    },
    /// An alert passed, in the record's direction.
    Alert {
        /// Its registered number.
        description: u8,
        /// Whether it ends the session.
        fatal: bool,
    },
    /// The handshake failed on our side of it.
    Failed {
        /// Why, for people.
        text: String,
    },
}

/// One fact of a WebSocket connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "fact", rename_all = "snake_case")]
pub enum WsFact {
    /// The client's opening request.
    Upgrade {
        /// What it does: `GET`.
        #[serde(default)]
        method: String,
        /// The path and query it asked for.
        path: String,
        /// The version of HTTP: `HTTP/1.1`.
        #[serde(default)]
        version: String,
        /// The sub-protocols it offered, in order.
        #[serde(default)]
        sub_protocols: Vec<String>,
        /// The names and values of all header fields, in order; that of the key is left out,
        /// because it is another one each time.
        #[serde(default)]
        headers: Vec<(String, String)>,
        /// How many bytes the key stands for; absent where it is no Base64.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        key_bytes: Option<usize>,
    },
    /// The server's answer to it.
    Answer {
        /// The status code.
        status: u16,
        /// The sub-protocol selected, if any.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sub_protocol: Option<String>,
        /// Whether it has the key that belongs to the request's.
        #[serde(default)]
        key_fits: bool,
    },
    /// A frame passed, in the record's direction.
    Frame {
        /// Its kind.
        opcode: WsOpcode,
        /// Whether it ends its message.
        fin: bool,
        /// Whether its payload was masked.
        masked: bool,
        /// The length of its payload in bytes.
        len: u64,
        /// The reserved bits, which are 0 where no extension was agreed on.
        #[serde(default, skip_serializing_if = "is_zero")]
        reserved_bits: u8,
        /// Whether the length stands in more bytes than it needs.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        is_overlong: bool,
    },
    /// What came is against the rules of WebSocket: our side gives the connection up.
    Failed {
        /// Why, for people.
        text: String,
    },
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes references")]
fn is_zero(bits: &u8) -> bool {
    *bits == 0
}

/// The kinds of WebSocket frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WsOpcode {
    /// Goes on with a message.
    Continuation,
    /// Text, which MQTT forbids.
    Text,
    /// Binary, which MQTT travels in.
    Binary,
    /// Ends the connection.
    Close,
    /// Asks for a pong.
    Ping,
    /// Answers a ping.
    Pong,
    /// A reserved kind.
    Reserved(u8),
}

impl WsOpcode {
    /// The kind with this number, of which four bits count.
    #[must_use]
    pub const fn of(number: u8) -> Self {
        match number & 0x0F {
            0 => Self::Continuation,
            1 => Self::Text,
            2 => Self::Binary,
            8 => Self::Close,
            9 => Self::Ping,
            10 => Self::Pong,
            other => Self::Reserved(other),
        }
    }

    /// Whether it steers the connection and is no part of a message.
    #[must_use]
    pub const fn is_control(self) -> bool {
        match self {
            Self::Close | Self::Ping | Self::Pong => true,
            Self::Continuation | Self::Text | Self::Binary => false,
            Self::Reserved(number) => number >= 8,
        }
    }
}
