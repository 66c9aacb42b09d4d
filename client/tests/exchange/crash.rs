//! A program with a persisted Session that dies at every possible step, and its next run.
//!
//! The disk keeps what was handed to it, the server its Session, the application the numbers of the
//! messages it has seen. Whatever the step: messages of QoS 2 arrive exactly once on both sides,
//! those of QoS 1 at least once, nothing is published again after PUBREL.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use mqttspec_client::packet::{
    Connack, Connect, Delivery, FixedHeader, Packet, PacketIdentifier, Publish, QoS,
};
use mqttspec_client::reconnect::BackupServer;
use mqttspec_client::settings::Durability;
use mqttspec_client::{
    Client, Event, Instant, Published, Record, Settings, Storage, TransportEnd, TransportWanted,
};

use crate::bench::{connect_packet, topic};

/// A server that keeps to the specification and never loses its Session.
#[derive(Default)]
struct Server {
    has_session: bool,
    input: Vec<u8>,
    output: VecDeque<u8>,
    /// Payloads of the messages that arrived, in their order.
    arrived: Vec<Vec<u8>>,
    received: BTreeSet<PacketIdentifier>,
    released: BTreeSet<PacketIdentifier>,
    /// Messages to the client that are not finished; true: PUBREL instead of PUBLISH.
    outgoing: BTreeMap<PacketIdentifier, (QoS, bool)>,
}

impl Server {
    fn send(&mut self, packet: &Packet<'_>) {
        let mut buffer = [0; 64];
        let len = packet.encode(&mut buffer).unwrap();
        self.output.extend(&buffer[..len]);
    }

    fn publish(&mut self, packet_identifier: PacketIdentifier, qos: QoS, dup: bool) {
        let delivery = match qos {
            QoS::AtMostOnce => Delivery::AtMostOnce,
            QoS::AtLeastOnce => Delivery::AtLeastOnce { dup, packet_identifier },
            QoS::ExactlyOnce => Delivery::ExactlyOnce { dup, packet_identifier },
        };
        let payload = &[packet_identifier.to_u16() as u8];
        let publish = Publish { delivery, retain: false, topic_name: topic("t"), payload };
        self.send(&Packet::Publish(publish));
    }

    fn on_bytes(&mut self, bytes: &[u8]) {
        self.input.extend_from_slice(bytes);
        while let Ok(Some(header)) = FixedHeader::parse(&self.input) {
            let len = header.len + header.remaining_length;
            if len > self.input.len() {
                break;
            }
            let packet: Vec<u8> = self.input.drain(..len).collect();
            self.on_packet(&Packet::parse(header.first_byte, &packet[header.len..]).unwrap());
        }
    }

    fn on_packet(&mut self, packet: &Packet<'_>) {
        match packet {
            Packet::Connect(_) => self.on_connect(),
            Packet::Publish(publish) => self.on_publish(publish),
            Packet::Pubrel(packet_identifier) => {
                let packet_identifier = *packet_identifier;
                self.received.remove(&packet_identifier);
                self.released.insert(packet_identifier);
                self.send(&Packet::Pubcomp(packet_identifier));
            }
            Packet::Puback(packet_identifier) => {
                assert_eq!(
                    self.outgoing.remove(packet_identifier),
                    Some((QoS::AtLeastOnce, false))
                );
            }
            Packet::Pubrec(packet_identifier) => {
                let packet_identifier = *packet_identifier;
                let outgoing = self.outgoing.get_mut(&packet_identifier);
                *outgoing.expect("PUBREC answers a PUBLISH") = (QoS::ExactlyOnce, true);
                self.send(&Packet::Pubrel(packet_identifier));
            }
            Packet::Pubcomp(packet_identifier) => {
                self.outgoing.remove(packet_identifier);
            }
            other => panic!("the client sent {other:?}"),
        }
    }

    fn on_connect(&mut self) {
        let session_present = std::mem::replace(&mut self.has_session, true);
        self.send(&Packet::Connack(Connack::Accepted { session_present }));
        let again = session_present;
        for (packet_identifier, (qos, released)) in self.outgoing.clone() {
            if released {
                self.send(&Packet::Pubrel(packet_identifier));
            } else {
                self.publish(packet_identifier, qos, again);
            }
        }
    }

    fn on_publish(&mut self, publish: &Publish<'_>) {
        match publish.delivery {
            Delivery::AtMostOnce => self.arrived.push(publish.payload.to_vec()),
            Delivery::AtLeastOnce { packet_identifier, .. } => {
                self.arrived.push(publish.payload.to_vec());
                self.send(&Packet::Puback(packet_identifier));
            }
            Delivery::ExactlyOnce { packet_identifier, .. } => {
                let released = self.released.contains(&packet_identifier);
                assert!(!released, "published again after PUBREL [MQTT-4.3.3-1]");
                if self.received.insert(packet_identifier) {
                    self.arrived.push(publish.payload.to_vec());
                }
                self.send(&Packet::Pubrec(packet_identifier));
            }
        }
    }
}

/// What outlives a run of the program.
#[derive(Default)]
struct World {
    server: Server,
    /// Records in their form in bytes.
    disk: Vec<u8>,
    /// True when the disk gets a record only after everything else is done.
    lazy_disk: bool,
    /// Numbers of the messages of QoS 2 that the application has seen, with their payload.
    seen: BTreeMap<u32, Vec<u8>>,
    /// Payloads of the messages of QoS 1 that the application has seen.
    seen_at_least_once: BTreeSet<Vec<u8>>,
}

impl World {
    /// Runs the program for at most so many steps. True if everything was done before.
    fn run(&mut self, steps: usize) -> bool {
        let mut storage = Storage::<64, 64, 512, 8>::new();
        let mut client = Client::new(storage.buffers());
        let mut stored = BTreeSet::new();
        let mut rest = &self.disk[..];
        while let Some((record, len)) = Record::parse(rest) {
            if let Record::Stored { packet, .. } = record {
                stored.insert(packet[packet.len() - 1]);
            }
            client.restore(record).unwrap();
            rest = &rest[len..];
        }
        let settings = Settings { durability: Durability::Persisted, ..Settings::default() };
        let now = Instant::default();
        let connect = connect_packet(false, 0);
        client.connect(now, &connect, &settings, BackupServer::None).unwrap();
        for (payload, qos) in MESSAGES {
            // What an earlier run had persisted is the client's business, the rest the program's.
            if !stored.contains(&payload) {
                let published = client.publish(now, topic("t"), &[payload], qos, false).unwrap();
                assert!(matches!(published, Published::Kept(_)));
            }
        }
        self.server.input.clear();
        self.server.output.clear();
        let mut open = false;
        for _ in 0..steps {
            if !self.step(&mut client, &connect, &mut open) {
                return true;
            }
        }
        false
    }

    /// One action on the world outside; false when there is none left.
    fn step(&mut self, client: &mut Client<'_>, connect: &Connect<'_>, open: &mut bool) -> bool {
        let now = Instant::default();
        if let Some(event) = client.poll_event() {
            self.on_event(&event);
            return true;
        }
        if !self.lazy_disk && self.persist(client) {
            return true;
        }
        if client.transport_wanted() != TransportWanted::Nothing && !*open {
            *open = true;
            client.handle_opened(now, connect).unwrap();
            return true;
        }
        if let Some(bytes) = client.poll_transmit() {
            // One packet at a time: a program can die between any two.
            let header = FixedHeader::parse(bytes).unwrap().unwrap();
            let len = header.len + header.remaining_length;
            self.server.on_bytes(&bytes[..len]);
            client.handle_transmitted(now, len);
            return true;
        }
        if let Some(byte) = self.server.output.pop_front() {
            assert_eq!(client.handle_bytes(now, &[byte]), 1);
            return true;
        }
        if self.persist(client) {
            return true;
        }
        client.handle_closed(now, TransportEnd::Io);
        false
    }

    /// Brings one record to the disk; false when none waits.
    fn persist(&mut self, client: &mut Client<'_>) -> bool {
        let Some((number, record)) = client.poll_persist() else { return false };
        let mut buffer = [0; 64];
        let len = record.encode(&mut buffer).unwrap();
        self.disk.extend_from_slice(&buffer[..len]);
        client.handle_persisted(Instant::default(), number);
        true
    }

    fn on_event(&mut self, event: &Event<'_>) {
        match event {
            Event::Message(message) => {
                if let Some(number) = message.delivery_number {
                    let payload = message.payload.to_vec();
                    let earlier = self.seen.insert(number, payload.clone());
                    assert!(earlier.is_none_or(|earlier| earlier == payload), "a number names one");
                } else {
                    self.seen_at_least_once.insert(message.payload.to_vec());
                }
            }
            Event::Dropped(..) | Event::Error(_) | Event::Failed(_) => panic!("{event:?}"),
            _ => {}
        }
    }

    fn check(&self, crashes: &[usize]) {
        for (payload, qos) in MESSAGES {
            let times =
                self.server.arrived.iter().filter(|arrived| arrived[..] == [payload]).count();
            match qos {
                QoS::ExactlyOnce => assert_eq!(times, 1, "{payload} after {crashes:?}"),
                _ => assert!(times >= 1, "{payload} after {crashes:?}"),
            }
        }
        let seen: Vec<_> = self.seen.values().cloned().collect();
        assert_eq!(seen, [[2], [3]], "after {crashes:?}");
        assert_eq!(self.seen_at_least_once.len(), 1, "after {crashes:?}");
        assert!(self.server.outgoing.is_empty() && self.server.received.is_empty(), "{crashes:?}");
    }
}

/// A world in which the server has three messages for the client.
fn world(lazy_disk: bool) -> World {
    let mut world = World { lazy_disk, ..World::default() };
    for (number, qos) in [(1, QoS::AtLeastOnce), (2, QoS::ExactlyOnce), (3, QoS::ExactlyOnce)] {
        let packet_identifier = PacketIdentifier::new(number).unwrap();
        world.server.outgoing.insert(packet_identifier, (qos, false));
    }
    world
}

/// What the application publishes: one byte each, and the QoS.
const MESSAGES: [(u8, QoS); 3] =
    [(b'a', QoS::ExactlyOnce), (b'b', QoS::AtLeastOnce), (b'c', QoS::ExactlyOnce)];

#[test]
fn nothing_is_lost_or_doubled_whatever_the_step_at_which_the_program_dies() {
    for lazy_disk in [false, true] {
        let mut crash_points = 0;
        for crash in 0.. {
            let mut world = world(lazy_disk);
            if world.run(crash) {
                break;
            }
            assert!(world.run(STEPS_MAX), "the next run ends");
            world.check(&[crash]);
            crash_points += 1;
        }
        assert!(crash_points > 50, "{crash_points} steps");
    }
}

#[test]
fn nothing_is_lost_or_doubled_when_the_program_dies_twice() {
    for (lazy_disk, first) in (0..200).flat_map(|first| [(false, first), (true, first)]) {
        if world(lazy_disk).run(first) {
            continue;
        }
        for second in (0..).step_by(2) {
            let mut world = world(lazy_disk);
            world.run(first);
            if world.run(second) {
                break;
            }
            assert!(world.run(STEPS_MAX), "the last run ends");
            world.check(&[first, second]);
        }
    }
}

const STEPS_MAX: usize = 2_000;
