//! What a client costs in memory: nothing from the heap, and under 1 KiB besides the buffers lent.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

use allocation_counter::measure;
use mqttspec_client::packet::{
    Connect, Field, PacketIdentifier, ProtocolVersion, QoS, Subscriptions, TopicFilter, TopicName,
    Utf8String,
};
use mqttspec_client::reconnect::{BackupServer, Reconnect};
use mqttspec_client::settings::Acknowledgement;
use mqttspec_client::{
    Client, Event, Instant, Published, Settings, Storage, TransportEnd, TransportWanted,
};

#[test]
fn a_client_takes_under_one_kibibyte_besides_its_buffers() {
    let size = size_of::<Client<'_>>();
    assert!(size < 1024, "{size} bytes");
}

#[test]
fn the_counter_sees_an_allocation() {
    let info = measure(|| drop(std::hint::black_box(Box::new(1))));
    assert_eq!(info.count_total, 1);
}

#[test]
fn connecting_and_reconnecting_allocate_nothing() {
    let mut storage = Storage::<256, 256, 1024, 8, 64>::new();
    let mut peer = Peer::new(Client::new(storage.buffers()));
    let info = measure(|| {
        peer.dial();
        peer.subscribe();
        peer.publish(QoS::AtLeastOnce);
        for _ in 0..100 {
            peer.lose_transport();
            peer.await_attempt();
            peer.accept();
            // Nothing was acknowledged: the message leaves again on each connection.
            assert_eq!(peer.sent.first_byte(), 0x3A, "PUBLISH with DUP");
        }
    });
    assert_eq!(info.count_total, 0, "{info:?}");
}

#[test]
fn messages_of_each_qos_both_ways_allocate_nothing() {
    let mut storage = Storage::<256, 256, 1024, 8>::new();
    let mut peer = Peer::new(Client::new(storage.buffers()));
    peer.dial();
    let info = measure(|| {
        for _ in 0..1_000 {
            peer.publish(QoS::AtMostOnce);
            for number in [peer.publish(QoS::AtLeastOnce), peer.publish(QoS::AtLeastOnce)] {
                peer.answer(0x40, number);
            }
            let number = peer.publish(QoS::ExactlyOnce);
            peer.answer(0x50, number);
            assert_eq!(peer.sent.first_byte(), 0x62, "PUBREL");
            peer.answer(0x70, number);
            assert_eq!(peer.client.unfinished(), 0);

            peer.bytes(b"\x30\x04\x00\x01tx");
            peer.bytes(b"\x32\x06\x00\x01t\x00\x07x");
            assert_eq!(peer.sent.first_byte(), 0x40, "PUBACK");
            peer.bytes(b"\x34\x06\x00\x01t\x00\x08x");
            assert_eq!(peer.sent.first_byte(), 0x50, "PUBREC");
            peer.bytes(b"\x62\x02\x00\x08");
            assert_eq!(peer.sent.first_byte(), 0x70, "PUBCOMP");
        }
    });
    assert_eq!(info.count_total, 0, "{info:?}");
    assert_eq!((peer.published, peer.messages), (3_000, 3_000));
}

#[test]
fn manual_acknowledgement_keep_alive_and_long_messages_allocate_nothing() {
    let mut storage = Storage::<64, 64, 1024, 8>::new();
    let mut peer = Peer::new(Client::new(storage.buffers()));
    peer.settings.acknowledgement = Acknowledgement::Manual;
    peer.dial();
    let long = [b'x'; 300];
    let info = measure(|| {
        for _ in 0..100 {
            // 2 + 1 + 2 + 300 bytes: many times the receive buffer.
            peer.bytes(b"\x32\xB1\x02\x00\x01t\x00\x07");
            peer.bytes(&long);
            peer.client.ack(peer.now, PacketIdentifier::new(7).unwrap()).unwrap();
            peer.drive();
            assert_eq!(peer.sent.first_byte(), 0x40, "PUBACK");

            peer.idle(60_000);
            assert_eq!(peer.sent.first_byte(), 0xC0, "PINGREQ");
            peer.bytes(b"\xD0\x00");
        }
    });
    assert_eq!(info.count_total, 0, "{info:?}");
    assert!(peer.messages > 400, "{} fragments", peer.messages);
}

/// A client and the server that the test plays, without memory of their own.
struct Peer<'b> {
    client: Client<'b>,
    connect: Connect<'static>,
    settings: Settings,
    now: Instant,
    open: bool,
    sent: Sent,
    published: usize,
    messages: usize,
}

/// The bytes that left with the last call.
struct Sent {
    bytes: [u8; 1024],
    len: usize,
}

impl Sent {
    fn first_byte(&self) -> u8 {
        assert!(self.len > 0, "nothing was sent");
        self.bytes[0]
    }
}

impl<'b> Peer<'b> {
    fn new(client: Client<'b>) -> Self {
        let connect = Connect {
            protocol_version: ProtocolVersion::V3_1_1,
            clean_session: false,
            keep_alive_s: 60,
            client_identifier: Utf8String::new(Field::ClientIdentifier, "c").unwrap(),
            will: None,
            login: None,
        };
        let reconnect = Reconnect::Fixed { delay_ms: 1_000 };
        let settings = Settings { reconnect, resubscribe: true, ..Settings::default() };
        let sent = Sent { bytes: [0; 1024], len: 0 };
        let now = Instant::from_millis(0);
        Self { client, connect, settings, now, open: false, sent, published: 0, messages: 0 }
    }

    fn dial(&mut self) {
        self.client.connect(self.now, &self.connect, &self.settings, BackupServer::None).unwrap();
        self.drive();
        self.accept();
    }

    /// CONNACK with Session Present.
    fn accept(&mut self) {
        assert_eq!(self.sent.first_byte(), 0x10, "CONNECT");
        self.bytes(b"\x20\x02\x01\x00");
        assert!(self.client.is_connected());
    }

    fn subscribe(&mut self) {
        let filters = [(TopicFilter::new("t").unwrap(), QoS::ExactlyOnce)];
        let subscriptions = Subscriptions::new(&filters).unwrap();
        let number = self.client.subscribe(self.now, subscriptions).unwrap().to_u16();
        self.drive();
        let [high, low] = number.to_be_bytes();
        self.bytes(&[0x90, 3, high, low, 2]);
    }

    fn publish(&mut self, qos: QoS) -> u16 {
        let topic_name = TopicName::new("t").unwrap();
        let published = self.client.publish(self.now, topic_name, b"payload", qos, false).unwrap();
        self.drive();
        match published {
            Published::Kept(packet_identifier) => packet_identifier.to_u16(),
            Published::AtMostOnce(_) => 0,
        }
    }

    fn answer(&mut self, first_byte: u8, packet_identifier: u16) {
        let [high, low] = packet_identifier.to_be_bytes();
        self.bytes(&[first_byte, 2, high, low]);
    }

    fn bytes(&mut self, mut bytes: &[u8]) {
        self.sent.len = 0;
        while !bytes.is_empty() {
            let count = self.client.handle_bytes(self.now, bytes);
            bytes = &bytes[count..];
            self.poll();
        }
    }

    fn lose_transport(&mut self) {
        self.open = false;
        self.client.handle_closed(self.now, TransportEnd::PeerClosed);
        self.drive();
    }

    fn await_attempt(&mut self) {
        let at = self.client.poll_timeout().unwrap();
        self.idle(at.millis_since(self.now));
    }

    fn idle(&mut self, time_ms: u64) {
        self.now = self.now.plus_millis(time_ms);
        self.client.handle_timeout(self.now);
        self.drive();
    }

    fn drive(&mut self) {
        self.sent.len = 0;
        self.poll();
    }

    /// Polls until nothing more comes.
    fn poll(&mut self) {
        for _ in 0..STEPS_MAX {
            let mut busy = false;
            while let Some(event) = self.client.poll_event() {
                busy = true;
                match event {
                    Event::Published { .. } => self.published += 1,
                    Event::Message(_) => self.messages += 1,
                    _ => {}
                }
            }
            if let TransportWanted::Open(_) = self.client.transport_wanted()
                && !self.open
            {
                (self.open, busy) = (true, true);
                self.client.handle_opened(self.now, &self.connect).unwrap();
            }
            if let Some(bytes) = self.client.poll_transmit() {
                let end = self.sent.len + bytes.len();
                self.sent.bytes[self.sent.len..end].copy_from_slice(bytes);
                (self.sent.len, busy) = (end, true);
                let count = bytes.len();
                self.client.handle_transmitted(self.now, count);
            }
            if !busy {
                return;
            }
        }
        panic!("the client does not come to rest");
    }
}

/// More steps than any call of these tests needs.
const STEPS_MAX: usize = 100;
