//! Mutants of PUBLISH as the client sends it (3.3, 4.3.1, 4.3.2).

use std::collections::BTreeSet;

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Patch},
        mutation::{Mutation, Packet, Way},
    },
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
    wire::{
        Bindings, Body, Composition,
        Direction::{self, ToClient, ToServer},
        PacketType::{Puback, Pubcomp, Pubrec},
        notation::Field,
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "dup-on-first-qos-1",
        "a QoS 1 PUBLISH has DUP 1 the first time",
        "MQTT-4.3.2-1",
        &[165],
        || Amend::sent("PUBLISH qos=1", "dup=1"),
    ),
    MutantInfo::new(
        "dup-on-first-qos-2",
        "a QoS 2 PUBLISH has DUP 1 the first time",
        "MQTT-4.3.3-1",
        &[165],
        || Amend::sent("PUBLISH qos=2", "dup=1"),
    ),
    MutantInfo::new(
        "dup-on-qos-0",
        "a QoS 0 PUBLISH has DUP 1",
        "MQTT-3.3.1-2",
        &[142, 165, 168],
        || Amend::sent("PUBLISH qos=0", "dup=1"),
    ),
    MutantInfo::new("qos-3", "a QoS 2 PUBLISH is sent with QoS 3", "MQTT-3.3.1-4", &[160], || {
        Amend::sent("PUBLISH qos=2", "qos=3")
    }),
    MutantInfo::new(
        "topic-name-with-wildcard",
        "a Topic Name holds a wildcard",
        "MQTT-3.3.2-2",
        &[118],
        || Amend::sent("PUBLISH", "topic=\"a/+\""),
    ),
    MutantInfo::new("empty-topic-name", "a Topic Name is empty", "MQTT-4.7.3-1", &[117], || {
        Amend::sent("PUBLISH", "topic=\"\"")
    }),
    MutantInfo::new(
        "topic-name-with-nul",
        "a Topic Name holds U+0000",
        "MQTT-4.7.3-2",
        &[],
        || Amend::sent("PUBLISH", "topic=hex:610062"),
    ),
    MutantInfo::new(
        "topic-name-ill-formed",
        "a Topic Name is not UTF-8",
        "MQTT-1.5.3-1",
        &[],
        || Amend::sent("PUBLISH", "topic=hex:eda080"),
    ),
    MutantInfo::new(
        "byte-order-mark-not-sent",
        "U+FEFF is taken out of a Topic Name before it is sent",
        "MQTT-1.5.3-3",
        &[],
        || Patch::sent("PUBLISH", without_byte_order_mark),
    ),
    MutantInfo::new(
        "identifier-in-qos-0",
        "a QoS 0 PUBLISH has a Packet Identifier",
        "MQTT-2.3.1-5",
        &[],
        || Amend::sent("PUBLISH qos=0", "id=7"),
    ),
    MutantInfo::new("qos-0-twice", "a QoS 0 PUBLISH is sent twice", "MQTT-4.3.1-1", &[186], || {
        Box::new(Twice)
    }),
    MutantInfo::new(
        "stuck-once-many-were-in-flight",
        "once sixteen messages were unacknowledged at a time, no new one is sent",
        "ROB-ID-1",
        &[96, 97, 100, 224],
        || Box::<Stuck>::default(),
    ),
    MutantInfo::new(
        "resends-by-the-clock",
        "a message that is not acknowledged within a second is sent again on its connection",
        "ROB-RESEND-1",
        &[],
        || Box::<Resending>::default(),
    ),
    MutantInfo::new(
        "identifier-before-topic-name",
        "in a QoS 1 or 2 PUBLISH the Packet Identifier stands before the Topic Name",
        "MQTT-3.3.2-1",
        &[63],
        || Patch::sent("PUBLISH qos!=0", identifier_first),
    ),
];

fn without_byte_order_mark(packet: &Packet) -> Packet {
    let dissection = packet.dissect();
    let Body::Publish { topic_name: Some(name), .. } = dissection.body else {
        return packet.clone();
    };
    let mut stripped = Vec::with_capacity(name.len());
    let mut rest = name;
    while let Some(first) = rest.first() {
        match rest.strip_prefix(BYTE_ORDER_MARK) {
            Some(after) => rest = after,
            None => {
                stripped.push(*first);
                rest = &rest[1..];
            }
        }
    }
    if stripped.len() == name.len() {
        return packet.clone();
    }
    let composition = Composition::of(&dissection).with(Field::Topic, &stripped[..]);
    let bytes = composition.compose(&Bindings::default());
    packet.with_bytes(bytes.unwrap_or_else(|_| packet.bytes.clone()))
}

const BYTE_ORDER_MARK: &[u8] = &[0xEF, 0xBB, 0xBF];

fn identifier_first(packet: &Packet) -> Packet {
    let dissection = packet.dissect();
    let Body::Publish { topic_name: Some(name), .. } = dissection.body else {
        return packet.clone();
    };
    let begin = dissection.fixed_header_len();
    let end = begin + 2 + name.len() + 2;
    let mut bytes = packet.bytes.clone();
    if let Some(fields) = bytes.get_mut(begin..end) {
        fields.rotate_right(2);
    }
    packet.with_bytes(bytes)
}

#[derive(Debug)]
struct Twice;

impl Mutation for Twice {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let is_qos_0 = packet.direction == ToServer && packet.qos_and_dup() == Some((0, false));
        let again = is_qos_0.then(|| packet.bytes.clone());
        way.pass(packet);
        if let Some(again) = again {
            way.forge(again);
        }
    }
}

/// Sends the last message again, once, if nothing acknowledges it within a second.
#[derive(Debug, Default)]
struct Resending {
    open: Option<(ConnectionId, At, Packet)>,
}

impl Mutation for Resending {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let is_new = packet.qos_and_dup().is_some_and(|(qos, dup)| qos > 0 && !dup);
        if packet.direction == ToServer && is_new {
            self.open = Some((way.connection, way.now + Span::from_s(1), packet.clone()));
        }
        if packet.is(ToClient, Puback) || packet.is(ToClient, Pubrec) {
            self.open = None;
        }
        way.pass(packet);
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        self.open = None;
        way.end(direction, end);
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        if let Some((.., packet)) = self.open.take() {
            way.forge(packet.amended("dup=1").bytes);
        }
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        self.open.as_ref().filter(|(on, ..)| *on == connection).map(|(_, due, _)| *due)
    }
}

/// Sends no new message after too many were in flight.
#[derive(Debug, Default)]
struct Stuck {
    in_flight: BTreeSet<u16>,
    is_stuck: bool,
}

impl Mutation for Stuck {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        let is_new = packet.qos_and_dup().is_some_and(|(qos, dup)| qos > 0 && !dup);
        if packet.is(ToClient, Puback) || packet.is(ToClient, Pubcomp) {
            self.in_flight.remove(&identifier);
        }
        if packet.direction == ToServer && is_new {
            if self.is_stuck {
                return way.swallow(&packet);
            }
            self.in_flight.insert(identifier);
            self.is_stuck = self.in_flight.len() >= MANY;
        }
        way.pass(packet);
    }
}

const MANY: usize = 16;
