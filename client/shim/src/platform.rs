//! What the Upper Tester runs on: its name, the client's memory, the limits of the link.

use alloc::{boxed::Box, string::String, vec::Vec};

use mqttspec_link::{HelloInfo, LINK_VERSION};

#[cfg(feature = "tokio")]
use crate::{process::Process, session_files::SessionFiles};
use crate::{
    session_store::SessionStore,
    surroundings::{Surroundings, Unknown},
};

/// What the Upper Tester has to know of its surroundings.
pub struct Platform {
    /// What the client runs on, for `hello`.
    pub name: String,
    /// How many instances there may be at once.
    pub clients_max: u32,
    /// The longest command line in bytes, framing not counted.
    pub line_max: usize,
    /// The memory of each instance.
    pub sizes: Sizes,
    /// What the surroundings offer besides the client itself, for `hello`: transports, `clock`,
    /// `network`. What is not named is answered `unsupported`.
    pub features: Vec<&'static str>,
    /// Where durable Sessions are kept; with it `durable_session` is offered.
    pub sessions: Option<Box<dyn SessionStore>>,
    /// What only the machine can answer.
    pub surroundings: Box<dyn Surroundings>,
    /// The nonce of this start; with it the link is a guarded one.
    pub boot: Option<u64>,
}

/// The memory lent to a client: bytes, and numbers of slots.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// The receive buffer, unless `buffer` of `connect` says otherwise.
    pub receive: usize,
    /// The largest receive buffer that `buffer` may ask for.
    pub receive_max: usize,
    /// The send buffer.
    pub send: usize,
    /// The outbox.
    pub outbox: usize,
    /// Outbound messages in flight, unless `in_flight_max` of `connect` says more.
    pub in_flight: usize,
    /// The most outbound messages in flight that `in_flight_max` gets memory for.
    pub in_flight_max: usize,
    /// Inbound messages of QoS 1 and 2 that may be unfinished: one more ends the connection.
    pub inbound: usize,
    /// SUBSCRIBE and UNSUBSCRIBE packets in flight.
    pub requests: usize,
    /// Records of a durable Session that may be on their way to where it is kept.
    pub journal: usize,
    /// Bytes for the Topic Filters that the client subscribes to again.
    pub subscriptions: usize,
}

impl Sizes {
    /// For a host: every packet with fields of their largest lengths fits, and a PUBLISH whose
    /// Remaining Length is the first of four bytes, 2,097,152.
    pub const HOST: Self = Self {
        receive: 256 * 1024,
        receive_max: 16 * 1024 * 1024,
        send: 2 * 1024 * 1024 + 512 * 1024,
        outbox: 3 * 1024 * 1024,
        in_flight: 64,
        in_flight_max: 65_535,
        inbound: 4096,
        requests: 32,
        journal: 256,
        subscriptions: 256 * 1024,
    };

    /// For a microcontroller.
    pub const BOARD: Self = Self {
        receive: 1024,
        receive_max: 4096,
        send: 1024,
        outbox: 4096,
        in_flight: 16,
        in_flight_max: 16,
        inbound: 16,
        requests: 8,
        journal: 8,
        subscriptions: 512,
    };

    /// For how many outbound messages in flight there is memory, where `asked` is what
    /// `in_flight_max` says.
    pub(crate) fn in_flight_for(&self, asked: Option<usize>) -> usize {
        asked.unwrap_or(self.in_flight).clamp(self.in_flight, self.in_flight_max)
    }
}

impl Platform {
    /// A host, with a plain link, in a process that does nothing else.
    #[cfg(feature = "tokio")]
    #[must_use]
    pub fn host(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            clients_max: 64,
            line_max: 64 * 1024,
            sizes: Sizes::HOST,
            features: OF_A_HOST.into(),
            sessions: SessionFiles::of_the_harness().map(|files| Box::new(files) as _),
            surroundings: Box::new(Process),
            boot: None,
        }
    }

    /// A board with one client and a guarded link, which `boot`, another one at each start, names.
    #[must_use]
    pub fn board(name: impl Into<String>, boot: u64) -> Self {
        Self {
            name: name.into(),
            clients_max: 1,
            line_max: 2048,
            sizes: Sizes::BOARD,
            features: Vec::from(["tcp"]),
            sessions: None,
            surroundings: Box::new(Unknown),
            boot: Some(boot),
        }
    }

    /// The answer to `hello`.
    pub(crate) fn hello(&self) -> HelloInfo {
        let durable = self.sessions.is_some().then_some(&DURABLE_SESSION);
        let features = FEATURES.iter().chain(&self.features).chain(durable);
        HelloInfo {
            link: LINK_VERSION,
            client: "mqttspec-client".into(),
            version: env!("CARGO_PKG_VERSION").into(),
            platform: self.name.clone(),
            boot: self.boot,
            clients: self.clients_max,
            line_max: u32::try_from(self.line_max).unwrap_or(u32::MAX),
            packet_max: None,
            features: features.map(|feature| (*feature).into()).collect(),
            hides: Vec::new(),
        }
    }
}

/// What a host offers: the ways to a server, and a clock.
#[cfg(feature = "tokio")]
const OF_A_HOST: &[&str] = &[
    "clock",
    "tcp",
    #[cfg(feature = "tls")]
    "tls",
    #[cfg(feature = "tls")]
    "tls.mutual",
    #[cfg(feature = "psk")]
    "tls.psk",
    #[cfg(any(feature = "tls", feature = "psk"))]
    "tls.alpn",
    #[cfg(any(feature = "tls", feature = "psk"))]
    "tls.server_name",
    #[cfg(any(feature = "tls", feature = "psk"))]
    "tls.ciphers",
    #[cfg(feature = "ws")]
    "ws",
    #[cfg(all(feature = "tls", feature = "ws"))]
    "wss",
];

/// What is offered where there is a place for Sessions.
pub(crate) const DURABLE_SESSION: &str = "durable_session";

/// What the client does everywhere.
const FEATURES: &[&str] = &[
    "v3.1",
    "v3.1.1",
    "qos1",
    "qos2",
    "will",
    "will_binary",
    "user_name",
    "user_name_alone",
    "password_binary",
    "client_id_empty",
    "clean_session_false",
    "session_present",
    "session_kept",
    "keep_alive_zero",
    "connect_timeout",
    "ping",
    "pong",
    "abort",
    "unsubscribe",
    "multi_subscribe",
    "granted_qos",
    "manual_ack",
    "stream",
    "overflow",
    "packet_max",
    "auto_reconnect",
    "backoff",
    "fixed_reconnect",
    "backup_server",
    "refresh",
    "resubscribe",
    "offline_queue",
    "in_flight_max",
    "start_packet",
    "multi_client",
    "uri",
    "raw_strings",
    "preset",
    "stats",
];
