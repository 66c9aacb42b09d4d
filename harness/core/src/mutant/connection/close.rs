//! Mutants that close without a reason, or trust what they should not (4.3, 4.5).

use std::collections::BTreeSet;

use crate::{
    mutant::{
        MutantInfo,
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Direction::{ToClient, ToServer},
        PacketType::{
            Puback, Pubcomp, Publish, Pubrec, Pubrel, Suback, Subscribe, Unsuback, Unsubscribe,
        },
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "closes-on-unknown-acknowledgement",
        "an acknowledgement that nobody waits for ends the Network Connection",
        "ROB-ACK-1",
        &[66],
        || Touchy::on(|known, packet| is_answer(packet) && !known.in_flight(packet)),
    ),
    MutantInfo::new(
        "closes-on-unknown-pubrel",
        "a PUBREL whose PUBLISH came on an earlier Network Connection ends this one",
        "MQTT-4.3.3-2",
        &[82],
        || Touchy::on(|known, packet| packet.kind() == Pubrel && !known.received(packet)),
    ),
    MutantInfo::new(
        "closes-on-second-pubrel",
        "a PUBREL that is sent again ends the Network Connection",
        "MQTT-4.3.3-2",
        &[83],
        || Touchy::on(|known, packet| packet.kind() == Pubrel && known.released(packet)),
    ),
    MutantInfo::new(
        "closes-on-unsuback",
        "UNSUBACK ends the Network Connection",
        "ROB-SUBSCRIBE-1",
        &[108, 109],
        || Touchy::on(|_, packet| packet.kind() == Unsuback),
    ),
    MutantInfo::new(
        "closes-on-refused-filter",
        "a SUBACK with return code 128 ends the Network Connection",
        "ROB-SUBSCRIBE-1",
        &[],
        || Touchy::on(|_, packet| packet.kind() == Suback && packet.bytes.last() == Some(&0x80)),
    ),
    MutantInfo::new(
        "closes-on-publish-before-suback",
        "a PUBLISH between SUBSCRIBE and SUBACK ends the Network Connection",
        "ROB-INTERLEAVE-1",
        &[110, 111],
        || Touchy::on(|known, packet| packet.kind() == Publish && known.waits_for_suback()),
    ),
    MutantInfo::new(
        "closes-on-unasked-message",
        "a PUBLISH before any SUBSCRIBE ends the Network Connection",
        "MQTT-4.5.0-2",
        &[],
        || Touchy::on(|known, packet| packet.kind() == Publish && !known.has_subscribed),
    ),
    MutantInfo::new(
        "trusts-dup-of-qos-1",
        "a QoS 1 PUBLISH with DUP is acknowledged and thrown away, though it is new",
        "MQTT-4.3.2-2",
        &[93],
        || Box::new(Trusting { qos: 1, own: BTreeSet::new() }),
    ),
    MutantInfo::new(
        "trusts-dup-of-qos-2",
        "a QoS 2 PUBLISH with DUP is acknowledged and thrown away, though it is new",
        "MQTT-4.3.3-2",
        &[93],
        || Box::new(Trusting { qos: 2, own: BTreeSet::new() }),
    ),
];

fn is_answer(packet: &Packet) -> bool {
    matches!(packet.kind(), Puback | Pubrec | Pubcomp | Suback | Unsuback)
}

/// Closes at some packets of the server.
#[derive(Debug)]
struct Touchy {
    known: Known,
    is_too_much: fn(&Known, &Packet) -> bool,
}

/// What went over the Network Connection, and in flight before it.
#[derive(Debug, Default)]
struct Known {
    asked: BTreeSet<u16>,
    received_here: BTreeSet<u16>,
    released_here: BTreeSet<u16>,
    open_subscribes: BTreeSet<u16>,
    has_subscribed: bool,
}

impl Known {
    fn in_flight(&self, packet: &Packet) -> bool {
        self.asked.contains(&packet.identifier())
    }

    fn received(&self, packet: &Packet) -> bool {
        self.received_here.contains(&packet.identifier())
    }

    fn released(&self, packet: &Packet) -> bool {
        self.released_here.contains(&packet.identifier())
    }

    fn waits_for_suback(&self) -> bool {
        !self.open_subscribes.is_empty()
    }

    fn learn(&mut self, packet: &Packet) {
        let identifier = packet.identifier();
        let has_qos = packet.qos_and_dup().is_some_and(|(qos, _)| qos > 0);
        match (packet.direction, packet.kind()) {
            (ToServer, Publish) if has_qos => {
                self.asked.insert(identifier);
            }
            (ToServer, Subscribe) => {
                self.has_subscribed = true;
                self.asked.insert(identifier);
                self.open_subscribes.insert(identifier);
            }
            (ToServer, Unsubscribe) => {
                self.asked.insert(identifier);
            }
            (ToClient, Puback | Pubcomp | Suback | Unsuback) => {
                self.asked.remove(&identifier);
                self.open_subscribes.remove(&identifier);
            }
            (ToClient, Publish) if has_qos => {
                self.received_here.insert(identifier);
                self.released_here.remove(&identifier);
            }
            (ToClient, Pubrel) => {
                self.released_here.insert(identifier);
            }
            _ => {}
        }
    }
}

impl Touchy {
    fn on(is_too_much: fn(&Known, &Packet) -> bool) -> Box<dyn Mutation> {
        Box::new(Self { known: Known::default(), is_too_much })
    }
}

impl Mutation for Touchy {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.known.received_here.clear();
        self.known.released_here.clear();
        self.known.open_subscribes.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToClient && (self.is_too_much)(&self.known, &packet) {
            return way.close();
        }
        self.known.learn(&packet);
        way.pass(packet);
    }
}

/// Acknowledges what has DUP without giving it to the client.
#[derive(Debug)]
struct Trusting {
    qos: u8,
    own: BTreeSet<u16>,
}

impl Mutation for Trusting {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        let [high, low] = identifier.to_be_bytes();
        if packet.direction != ToClient {
            return way.pass(packet);
        }
        if packet.qos_and_dup() == Some((self.qos, true)) {
            way.swallow(&packet);
            let first = if self.qos == 1 { 0x40 } else { 0x50 };
            self.own.insert(identifier);
            return way.forge(vec![first, 2, high, low]);
        }
        if packet.kind() == Pubrel && self.own.remove(&identifier) {
            return way.forge(vec![0x70, 2, high, low]);
        }
        way.pass(packet);
    }
}
