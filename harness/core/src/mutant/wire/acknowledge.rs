//! Mutants of the acknowledgements that the client owes the server (3.3.4, 4.3, 4.6).

use std::collections::BTreeSet;

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Patch, Swallow, Swap},
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Direction::{ToClient, ToServer},
        PacketType::{Connack, Puback, Pubcomp, Publish, Pubrec, Pubrel, Subscribe},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "puback-for-qos-2",
        "a QoS 2 PUBLISH is answered by PUBACK",
        "MQTT-3.3.4-1",
        &[70, 72, 73],
        || Patch::sent("PUBREC", |packet| with_first_byte(packet, 0x40)),
    ),
    MutantInfo::new(
        "pubrec-for-qos-1",
        "a QoS 1 PUBLISH is answered by PUBREC",
        "MQTT-3.3.4-1",
        &[70],
        || Box::<PubrecForQos1>::default(),
    ),
    MutantInfo::new("puback-flags", "PUBACK has flags 0010", "MQTT-2.2.2-1", &[], || {
        Amend::sent("PUBACK", "flags=2")
    }),
    MutantInfo::new(
        "puback-other-identifier",
        "PUBACK has another Packet Identifier than its PUBLISH",
        "MQTT-2.3.1-6",
        &[63, 102],
        || Patch::sent("PUBACK", with_next_identifier),
    ),
    MutantInfo::new(
        "pubrec-other-identifier",
        "PUBREC has another Packet Identifier than its PUBLISH",
        "MQTT-2.3.1-6",
        &[102],
        || Patch::sent("PUBREC", with_next_identifier),
    ),
    MutantInfo::new("no-puback", "a QoS 1 PUBLISH is not answered", "MQTT-4.3.2-2", &[65], || {
        Swallow::sent("PUBACK")
    }),
    MutantInfo::new(
        "no-puback-for-repetition",
        "of two PUBLISH with the same Packet Identifier only the first is answered",
        "MQTT-4.3.2-2",
        &[65],
        || Box::new(Once { kind: Puback, answered: BTreeSet::new() }),
    ),
    MutantInfo::new("no-pubrec", "a QoS 2 PUBLISH is not answered", "MQTT-3.3.4-1", &[84], || {
        Swallow::sent("PUBREC")
    }),
    MutantInfo::new(
        "no-pubrec-for-repetition",
        "of two QoS 2 PUBLISH with the same Packet Identifier only the first is answered",
        "MQTT-4.3.3-2",
        &[91],
        || Box::new(Once { kind: Pubrec, answered: BTreeSet::new() }),
    ),
    MutantInfo::new("no-pubcomp", "PUBREL is not answered", "MQTT-4.3.3-2", &[74, 84], || {
        Swallow::sent("PUBCOMP")
    }),
    MutantInfo::new(
        "no-pubcomp-for-repetition",
        "of two PUBREL with the same Packet Identifier only the first is answered",
        "MQTT-4.3.3-2",
        &[83],
        || Box::new(Once { kind: Pubcomp, answered: BTreeSet::new() }),
    ),
    MutantInfo::new(
        "pubacks-out-of-order",
        "PUBACKs are not sent in the order of the PUBLISH packets",
        "MQTT-4.6.0-2",
        &[],
        || Swap::sent("PUBACK"),
    ),
    MutantInfo::new(
        "pubrecs-out-of-order",
        "PUBRECs are not sent in the order of the PUBLISH packets",
        "MQTT-4.6.0-3",
        &[],
        || Swap::sent("PUBREC"),
    ),
    MutantInfo::new(
        "unasked-is-not-acknowledged",
        "a PUBLISH that came before any SUBSCRIBE was sent is not answered",
        "MQTT-4.5.0-2",
        &[84],
        || Box::<Unasked>::default(),
    ),
    MutantInfo::new(
        "puback-of-earlier-connection",
        "in a new Session a PUBACK is sent for what came in an earlier one",
        "MQTT-3.1.2-6",
        &[68],
        || Box::<Stray>::default(),
    ),
];

fn with_first_byte(packet: &Packet, first: u8) -> Packet {
    let mut bytes = packet.bytes.clone();
    bytes[0] = first;
    packet.with_bytes(bytes)
}

fn with_next_identifier(packet: &Packet) -> Packet {
    packet.with_identifier(packet.identifier().checked_add(1).unwrap_or(1))
}

/// Answers QoS 1 by PUBREC, and the PUBREL that follows without the client.
#[derive(Debug, Default)]
struct PubrecForQos1 {
    own: BTreeSet<u16>,
}

impl Mutation for PubrecForQos1 {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Puback) {
            self.own.insert(packet.identifier());
            way.pass_instead(with_first_byte(&packet, 0x50), &packet);
        } else if packet.is(ToClient, Pubrel) && self.own.remove(&packet.identifier()) {
            way.forge(with_first_byte(&packet, 0x70).bytes);
        } else {
            way.pass(packet);
        }
    }
}

/// Lets only the first acknowledgement of each Packet Identifier pass.
#[derive(Debug)]
struct Once {
    kind: crate::wire::PacketType,
    answered: BTreeSet<u16>,
}

impl Mutation for Once {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, self.kind) && !self.answered.insert(packet.identifier()) {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

#[derive(Debug, Default)]
struct Unasked {
    asked: bool,
}

impl Mutation for Unasked {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        self.asked |= packet.is(ToServer, Subscribe);
        let is_answer = packet.is(ToServer, Puback) || packet.is(ToServer, Pubrec);
        if is_answer && !self.asked {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Remembers the last QoS 1 PUBLISH that came, and acknowledges it on the next connection.
#[derive(Debug, Default)]
struct Stray {
    here: Option<u16>,
    before: Option<u16>,
}

impl Mutation for Stray {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.before = self.here.take();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Publish) && packet.qos_and_dup().is_some_and(|(qos, _)| qos == 1) {
            self.here = Some(packet.identifier()).filter(|identifier| *identifier > 0);
        }
        let is_new_session = packet.is(ToClient, Connack) && packet.bytes[2..] == [0, 0];
        way.pass(packet);
        if let Some(identifier) = self.before.take_if(|_| is_new_session) {
            let [high, low] = identifier.to_be_bytes();
            way.forge(vec![0x40, 2, high, low]);
        }
    }
}
