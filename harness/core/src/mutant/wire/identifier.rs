//! Mutants of Packet Identifiers: in use, zero, or another the second time (2.3.1).
//!
//! The client keeps its own identifiers: what the server answers is translated back.

use std::collections::{BTreeMap, VecDeque};

use crate::{
    mutant::{
        MutantInfo,
        change::Amend,
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Direction::{ToClient, ToServer},
        PacketType::{Puback, Pubcomp, Publish, Pubrec, Pubrel, Suback, Subscribe},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "publish-identifier-0",
        "a QoS 1 or 2 PUBLISH has Packet Identifier 0",
        "MQTT-2.3.1-1",
        &[104],
        || Amend::sent("PUBLISH qos!=0", "id=0"),
    ),
    MutantInfo::new(
        "subscribe-identifier-0",
        "SUBSCRIBE has Packet Identifier 0",
        "MQTT-2.3.1-1",
        &[104],
        || Amend::sent("SUBSCRIBE", "id=0"),
    ),
    MutantInfo::new(
        "publish-identifier-42",
        "every QoS 1 PUBLISH has the same Packet Identifier",
        "MQTT-2.3.1-2",
        &[94, 95, 99, 103],
        || Box::new(Always::of(Kind::Publish)),
    ),
    MutantInfo::new(
        "subscribe-identifier-42",
        "every SUBSCRIBE has the same Packet Identifier",
        "MQTT-2.3.1-2",
        &[98],
        || Box::new(Always::of(Kind::Subscribe)),
    ),
    MutantInfo::new(
        "resend-with-other-identifier",
        "a PUBLISH that is sent again has another Packet Identifier",
        "MQTT-2.3.1-3",
        &[88],
        || Box::<Renumbered>::default(),
    ),
];

/// Which packets get the same identifier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Publish,
    Subscribe,
}

/// Gives all packets of a kind the identifier 42, and the answers to whom they belong in turn.
#[derive(Debug)]
struct Always {
    kind: Kind,
    waiting: VecDeque<u16>,
}

impl Always {
    fn of(kind: Kind) -> Self {
        Self { kind, waiting: VecDeque::new() }
    }
}

impl Mutation for Always {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.waiting.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let (is_asking, is_answering) = match self.kind {
            Kind::Publish => (
                packet.direction == ToServer
                    && packet.qos_and_dup().is_some_and(|(qos, _)| qos == 1),
                packet.is(ToClient, Puback),
            ),
            Kind::Subscribe => (packet.is(ToServer, Subscribe), packet.is(ToClient, Suback)),
        };
        if is_asking {
            self.waiting.push_back(packet.identifier());
            return way.pass_instead(packet.with_identifier(SAME), &packet);
        }
        if is_answering
            && packet.identifier() == SAME
            && let Some(own) = self.waiting.pop_front()
        {
            return way.pass(packet.with_identifier(own));
        }
        way.pass(packet);
    }
}

const SAME: u16 = 42;

/// Gives a PUBLISH with DUP another identifier, and everything of its flow with it.
#[derive(Debug, Default)]
struct Renumbered {
    sent: BTreeMap<u16, u16>,
}

impl Mutation for Renumbered {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        let is_again = packet.qos_and_dup().is_some_and(|(_, dup)| dup);
        match (packet.direction, packet.kind()) {
            (ToServer, Publish) if is_again => {
                let other = identifier.checked_add(DISTANCE).unwrap_or(identifier / 2 + 1);
                self.sent.insert(identifier, other);
                way.pass_instead(packet.with_identifier(other), &packet);
            }
            (ToServer, Pubrel) => match self.sent.get(&identifier) {
                Some(other) => way.pass(packet.with_identifier(*other)),
                None => way.pass(packet),
            },
            (ToClient, Puback | Pubrec | Pubcomp) => {
                let own = self.sent.iter().find(|(_, other)| **other == identifier);
                match own.map(|(own, _)| *own) {
                    Some(own) => way.pass(packet.with_identifier(own)),
                    None => way.pass(packet),
                }
            }
            _ => way.pass(packet),
        }
    }
}

const DISTANCE: u16 = 20_000;
