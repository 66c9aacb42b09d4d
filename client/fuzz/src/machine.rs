//! A client and its surroundings, driven until it rests; both the framer's and the session's target
//! use it. What the client sends is always held against the harness's codec.

use mqttspec_client::{
    Client, Event, Instant, Options, TransportEnd, TransportWanted, packet::FixedHeader,
};

use super::agreement::is_regular;

/// A client with its transport and what was seen of both.
pub struct Machine<'b> {
    /// The client.
    pub client: Client<'b>,
    /// What CONNECT says and how the client behaves.
    pub options: Options<'static>,
    /// Milliseconds of the virtual clock.
    pub now_ms: u64,
    /// The events, fragments of a message put together again.
    pub events: Vec<String>,
    /// What the client sent.
    pub sent: Vec<u8>,
    open: bool,
    connection_from: usize,
    message: Vec<u8>,
}

impl<'b> Machine<'b> {
    /// A machine that is not connected.
    pub fn new(client: Client<'b>, options: Options<'static>) -> Self {
        let (events, sent, message) = (Vec::new(), Vec::new(), Vec::new());
        Self { client, options, now_ms: 1, events, sent, open: false, connection_from: 0, message }
    }

    /// The virtual clock.
    pub fn now(&self) -> Instant {
        Instant::from_millis(self.now_ms)
    }

    /// Begins to connect.
    pub fn connect(&mut self) {
        let connect = self.options.connect().expect("the options were chosen so");
        let backup = self.options.backup_server();
        let _ = self.client.connect(self.now(), &connect, &self.options.settings, backup);
    }

    /// The server sends `bytes`, at most `piece` at a time, as long as the transport is open.
    pub fn server(&mut self, mut bytes: &[u8], piece: usize) {
        for _ in 0..STEPS_MAX {
            self.settle();
            if bytes.is_empty() || !self.open {
                return;
            }
            let taken = self.client.handle_bytes(self.now(), &bytes[..bytes.len().min(piece)]);
            bytes = &bytes[taken..];
        }
        panic!("the client takes no bytes: {:?}", self.events);
    }

    /// The transport ends.
    pub fn close(&mut self) {
        self.open = false;
        self.client.handle_closed(self.now(), TransportEnd::PeerClosed);
    }

    /// Lets the client do all it can do at this moment.
    pub fn settle(&mut self) {
        for _ in 0..STEPS_MAX {
            if !self.step() {
                return;
            }
        }
        panic!("the client does not come to rest: {:?}", self.events);
    }

    fn step(&mut self) -> bool {
        let now = self.now();
        if let Some(event) = self.client.poll_event() {
            note(&mut self.events, &mut self.message, &event);
            return true;
        }
        match self.client.transport_wanted() {
            TransportWanted::Close => {
                self.open = false;
                self.client.handle_closed(now, TransportEnd::Other);
                return true;
            }
            TransportWanted::Open(_) if !self.open => {
                self.open = true;
                self.connection_from = self.sent.len();
                let connect = self.options.connect().expect("the options were chosen so");
                self.client.handle_opened(now, &connect).expect("the same as before");
                return true;
            }
            TransportWanted::Open(_) | TransportWanted::Nothing => {}
        }
        if let Some((number, _)) = self.client.poll_persist() {
            self.client.handle_persisted(now, number);
            return true;
        }
        let Some(bytes) = self.client.poll_transmit() else { return false };
        let count = bytes.len();
        self.sent.extend_from_slice(bytes);
        self.client.handle_transmitted(now, count);
        true
    }

    /// Holds what was sent on the last connection against the harness's codec.
    pub fn check_sent(&self) {
        let mut rest = &self.sent[self.connection_from..];
        while let Some(header) = FixedHeader::parse(rest).expect("a well-formed fixed header") {
            let Some(packet) = rest.get(..header.len + header.remaining_length) else { return };
            assert!(is_regular(packet), "sent {packet:02x?}");
            let first = rest.len() == self.sent.len() - self.connection_from;
            assert_eq!(packet[0] == 0x10, first, "CONNECT comes first, and once");
            rest = &rest[packet.len()..];
        }
    }
}

fn note(events: &mut Vec<String>, whole: &mut Vec<u8>, event: &Event<'_>) {
    let Event::Message(message) = event else { return events.push(format!("{event:?}")) };
    if message.offset == 0 {
        whole.clear();
    }
    assert_eq!(whole.len(), message.offset, "fragments follow each other");
    whole.extend_from_slice(message.payload);
    if message.is_complete() {
        let head = (message.delivery, message.retain, message.topic_name);
        events.push(format!("{head:?} {whole:02x?}"));
    }
}

const STEPS_MAX: usize = 10_000;
