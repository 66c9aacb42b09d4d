//! A client and a scripted server in virtual time: the test plays the server byte by byte.
//!
//! Every drive has a step bound: a client that never comes to rest fails the test.

use std::collections::VecDeque;

use mqttspec_client::error::Rejected;
use mqttspec_client::packet::{
    Connect, Field, FixedHeader, ProtocolVersion, QoS, Subscriptions, TopicFilter, TopicName,
    Utf8String,
};
use mqttspec_client::reconnect::BackupServer;
use mqttspec_client::{Client, Instant, Published, Settings, TransportEnd, TransportWanted};

/// A CONNECT with Client Identifier `c`.
pub(crate) fn connect_packet(clean_session: bool, keep_alive_s: u16) -> Connect<'static> {
    Connect {
        protocol_version: ProtocolVersion::V3_1_1,
        clean_session,
        keep_alive_s,
        client_identifier: Utf8String::new(Field::ClientIdentifier, "c").unwrap(),
        will: None,
        login: None,
    }
}

/// A Topic Name.
pub(crate) fn topic(text: &str) -> TopicName<'_> {
    TopicName::new(text).unwrap()
}

/// Packets in hexadecimal digits, the last byte of a PUBLISH as a character.
pub(crate) fn hex(packets: &[Vec<u8>]) -> String {
    let word = |packet: &Vec<u8>| {
        let mut word: String = packet.iter().map(|byte| format!("{byte:02x}")).collect();
        if packet[0] >> 4 == 3 {
            let last = char::from(packet[packet.len() - 1]);
            word.truncate(word.len() - 2);
            word += &format!("{last:?}");
        }
        word
    };
    packets.iter().map(word).collect::<Vec<_>>().join(" ")
}

/// The client under test, its transport and what was seen of both.
pub(crate) struct Bench<'b> {
    pub(crate) client: Client<'b>,
    pub(crate) connect: Connect<'static>,
    pub(crate) settings: Settings,
    pub(crate) backup: BackupServer,
    now_ms: u64,
    /// True while a transport is open.
    pub(crate) open: bool,
    /// What the next attempts to open a transport come to; success when empty.
    pub(crate) openings: VecDeque<TransportEnd>,
    /// True when transports stay in the opening.
    pub(crate) stall_opening: bool,
    /// How many bytes the transport takes in all; the rest waits.
    pub(crate) takes: usize,
    /// How many bytes the transport hands over at a time.
    pub(crate) read_len: usize,
    to_server: Vec<u8>,
    /// What happened, in words.
    pub(crate) log: Vec<String>,
}

impl<'b> Bench<'b> {
    pub(crate) fn new(client: Client<'b>) -> Self {
        Self {
            client,
            connect: connect_packet(true, 0),
            settings: Settings::default(),
            backup: BackupServer::None,
            now_ms: 1_000,
            open: false,
            openings: VecDeque::new(),
            stall_opening: false,
            takes: usize::MAX,
            read_len: usize::MAX,
            to_server: Vec::new(),
            log: Vec::new(),
        }
    }

    pub(crate) fn now(&self) -> Instant {
        Instant::from_millis(self.now_ms)
    }

    /// Starts the clock at another time.
    pub(crate) fn set_now(&mut self, now_ms: u64) {
        self.now_ms = now_ms;
    }

    /// Publishes to topic `t`, and lets the client do what follows.
    pub(crate) fn publish(&mut self, payload: &[u8], qos: QoS) -> Result<Published, Rejected> {
        let published = self.client.publish(self.now(), topic("t"), payload, qos, false);
        self.drive();
        published
    }

    /// Subscribes, and lets the client do what follows.
    pub(crate) fn subscribe(&mut self, filters: &[(&str, QoS)]) -> Result<u16, Rejected> {
        let filters: Vec<_> =
            filters.iter().map(|&(text, qos)| (TopicFilter::new(text).unwrap(), qos)).collect();
        let subscriptions = Subscriptions::new(&filters).unwrap();
        let packet_identifier = self.client.subscribe(self.now(), subscriptions)?;
        self.drive();
        Ok(packet_identifier.to_u16())
    }

    /// Calls `connect` and opens the transport.
    pub(crate) fn dial(&mut self) {
        let now = self.now();
        self.client.connect(now, &self.connect, &self.settings, self.backup).unwrap();
        self.drive();
    }

    /// Connects and swallows what belongs to it.
    pub(crate) fn connected(&mut self, session_present: bool) {
        self.dial();
        self.server(&[0x20, 2, u8::from(session_present), 0]);
        assert!(self.client.is_connected(), "{:?}", self.log);
        self.sent();
        self.log.clear();
    }

    /// Connects, and keeps what the client sent and what happened.
    pub(crate) fn connected_with(&mut self, session_present: bool) {
        self.dial();
        self.server(&[0x20, 2, u8::from(session_present), 0]);
    }

    /// Lets the client do all it can at this moment.
    pub(crate) fn drive(&mut self) {
        for _ in 0..STEPS_MAX {
            if !self.step() {
                return;
            }
        }
        panic!("the client does not come to rest: {:?}", self.log);
    }

    fn step(&mut self) -> bool {
        let now = self.now();
        if let Some(event) = self.client.poll_event() {
            let text = format!("{event:?}");
            self.log.push(text);
            return true;
        }
        match self.client.transport_wanted() {
            TransportWanted::Nothing => assert!(!self.open, "the client forgot its transport"),
            TransportWanted::Close => {
                self.log.push("transport closed".into());
                self.open = false;
                self.client.handle_closed(now, TransportEnd::Other);
                return true;
            }
            TransportWanted::Open(_) if self.open || self.stall_opening => {}
            TransportWanted::Open(server) => {
                self.log.push(format!("dial {server:?} at {}", self.now_ms));
                if let Some(end) = self.openings.pop_front() {
                    self.client.handle_closed(now, end);
                } else {
                    self.open = true;
                    self.client.handle_opened(now, &self.connect).unwrap();
                }
                return true;
            }
        }
        let takes = self.takes;
        if let Some(bytes) = self.client.poll_transmit()
            && takes > 0
        {
            let count = bytes.len().min(takes);
            self.to_server.extend_from_slice(&bytes[..count]);
            self.takes -= count;
            self.client.handle_transmitted(now, count);
            return true;
        }
        self.client.poll_event().map(|event| self.log.push(format!("{event:?}"))).is_some()
    }

    /// The server sends bytes.
    pub(crate) fn server(&mut self, mut bytes: &[u8]) {
        for _ in 0..STEPS_MAX {
            if bytes.is_empty() {
                return self.drive();
            }
            let now = self.now();
            let count = self.client.handle_bytes(now, &bytes[..bytes.len().min(self.read_len)]);
            bytes = &bytes[count..];
            self.drive();
            if !self.open {
                return;
            }
        }
        panic!("the client takes no bytes: {:?}", self.log);
    }

    /// The server sends bytes, of which the client may leave some.
    pub(crate) fn offer(&mut self, mut bytes: &[u8]) {
        while self.open && !bytes.is_empty() {
            let taken = self.client.handle_bytes(self.now(), bytes);
            bytes = &bytes[taken..];
            self.drive();
            if taken == 0 {
                return self.server_closes();
            }
        }
    }

    /// The server closes.
    pub(crate) fn server_closes(&mut self) {
        self.open = false;
        self.client.handle_closed(self.now(), TransportEnd::PeerClosed);
        self.drive();
    }

    /// Time passes, and the client is woken whenever it wants to be.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end = self.now_ms + ms;
        for _ in 0..STEPS_MAX {
            let due = self.client.poll_timeout().map_or(u64::MAX, Instant::as_millis);
            if due > end {
                self.now_ms = end;
                return;
            }
            self.now_ms = self.now_ms.max(due);
            self.client.handle_timeout(self.now());
            self.drive();
        }
        panic!("the client wants to be woken without end: {:?}", self.log);
    }

    /// The whole packets that reached the server since the last call.
    pub(crate) fn sent(&mut self) -> Vec<Vec<u8>> {
        let mut packets = Vec::new();
        while let Ok(Some(header)) = FixedHeader::parse(&self.to_server) {
            let len = header.len + header.remaining_length;
            if len > self.to_server.len() {
                break;
            }
            packets.push(self.to_server.drain(..len).collect());
        }
        packets
    }

    /// Forgets what reached the server.
    pub(crate) fn forget_sent(&mut self) {
        self.to_server.clear();
    }

    /// What happened since the last call.
    pub(crate) fn events(&mut self) -> Vec<String> {
        std::mem::take(&mut self.log)
    }
}

const STEPS_MAX: usize = 10_000;
