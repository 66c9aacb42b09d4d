//! Mutants of what is sent again after a reconnection, and of what is not (3.1.2.4, 4.4, 4.6).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Swallow, Swap},
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Direction::{ToClient, ToServer},
        PacketType::{Connack, Puback, Pubcomp, Publish, Pubrec, Pubrel},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "resend-without-dup",
        "a PUBLISH that is sent again has DUP 0",
        "MQTT-3.3.1-1",
        &[57, 58, 59, 71],
        || Amend::sent("PUBLISH dup=1", "dup=0"),
    ),
    MutantInfo::new(
        "publish-is-not-resent",
        "a PUBLISH without its acknowledgement is not sent again",
        "MQTT-4.4.0-1",
        &[172, 173, 176, 178, 188],
        || Swallow::sent("PUBLISH dup=1"),
    ),
    MutantInfo::new(
        "session-ends-with-connection",
        "with Clean Session 0, nothing of an earlier Network Connection is sent again",
        "MQTT-3.1.2-4",
        &[157, 173],
        || Box::<Forgetful>::default(),
    ),
    MutantInfo::new(
        "pubrel-is-not-resent",
        "a PUBREL without its PUBCOMP is not sent again",
        "MQTT-4.4.0-1",
        &[79, 80],
        || Box::<Unreleased>::default(),
    ),
    MutantInfo::new(
        "resent-out-of-order",
        "PUBLISH packets are not sent again in their first order",
        "MQTT-4.6.0-1",
        &[177],
        || Swap::sent("PUBLISH dup=1"),
    ),
    MutantInfo::new(
        "resent-payload-differs",
        "a PUBLISH that is sent again has another payload",
        "MQTT-4.4.0-1",
        &[59],
        || Amend::sent("PUBLISH dup=1", "payload=\"other\""),
    ),
    MutantInfo::new(
        "clean-session-is-not-clean",
        "with Clean Session 1, what was not acknowledged before is sent again",
        "MQTT-3.1.2-6",
        &[174, 175],
        || Box::<Nostalgic>::default(),
    ),
    MutantInfo::new(
        "pubrel-into-new-session",
        "the server lost the Session, and PUBREL of before is sent all the same",
        "ROB-SESSION-1",
        &[174, 175],
        || Box::<Releasing>::default(),
    ),
    MutantInfo::new(
        "completed-message-again",
        "after a reconnection a message is sent again that was acknowledged",
        "MQTT-4.3.3-1",
        &[88, 190],
        || Box::<Repeating>::default(),
    ),
];

fn is_session_present(connack: &Packet) -> bool {
    connack.bytes.get(2) == Some(&1)
}

fn acknowledgement(first: u8, identifier: u16) -> Vec<u8> {
    let [high, low] = identifier.to_be_bytes();
    vec![first, 2, high, low]
}

/// Lets PUBREL pass only on the Network Connection of its PUBREC.
#[derive(Debug, Default)]
struct Unreleased {
    received_here: BTreeSet<u16>,
}

impl Mutation for Unreleased {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.received_here.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.is(ToClient, Pubrec) {
            self.received_here.insert(identifier);
        }
        if packet.is(ToServer, Pubrel) && !self.received_here.contains(&identifier) {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Lets nothing pass that belongs to a flow of an earlier Network Connection.
#[derive(Debug, Default)]
struct Forgetful {
    received_here: BTreeSet<u16>,
}

impl Mutation for Forgetful {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.received_here.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.is(ToClient, Pubrec) {
            self.received_here.insert(identifier);
        }
        let is_resent = packet.qos_and_dup().is_some_and(|(_, dup)| dup)
            || (packet.kind() == Pubrel && !self.received_here.contains(&identifier));
        if packet.direction == ToServer && is_resent {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Sends into a new session what the last one left, and swallows what comes of it.
#[derive(Debug, Default)]
struct Nostalgic {
    left: BTreeMap<u16, Packet>,
    own: BTreeSet<u16>,
}

impl Mutation for Nostalgic {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        match (packet.direction, packet.kind()) {
            (ToServer, Publish) if packet.qos_and_dup().is_some_and(|(qos, _)| qos == 1) => {
                self.left.insert(identifier, packet.clone());
                self.own.remove(&identifier);
            }
            (ToClient, Puback) => {
                self.left.remove(&identifier);
                if self.own.remove(&identifier) {
                    return;
                }
            }
            (ToClient, Connack) if !is_session_present(&packet) => {
                way.pass(packet);
                for (identifier, publish) in &self.left {
                    self.own.insert(*identifier);
                    way.forge(publish.amended("dup=1").bytes);
                }
                return;
            }
            _ => {}
        }
        way.pass(packet);
    }
}

/// Releases in a new session what the last one had received.
#[derive(Debug, Default)]
struct Releasing {
    received: BTreeSet<u16>,
    own: BTreeSet<u16>,
}

impl Mutation for Releasing {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        match (packet.direction, packet.kind()) {
            (ToClient, Pubrec) => {
                self.received.insert(identifier);
            }
            (ToClient, Pubcomp) => {
                self.received.remove(&identifier);
                if self.own.remove(&identifier) {
                    return;
                }
            }
            (ToClient, Connack) if !is_session_present(&packet) => {
                way.pass(packet);
                for identifier in &self.received {
                    self.own.insert(*identifier);
                    way.forge(acknowledgement(0x62, *identifier));
                }
                return;
            }
            _ => {}
        }
        way.pass(packet);
    }
}

/// Sends the last message that was acknowledged once more after each reconnection, under a
/// Packet Identifier of its own, and finishes that flow without the client.
#[derive(Debug, Default)]
struct Repeating {
    sent: BTreeMap<u16, Packet>,
    completed: Option<Packet>,
    own: BTreeSet<u16>,
}

impl Mutation for Repeating {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.direction == ToServer {
            if packet.qos_and_dup().is_some_and(|(qos, _)| qos > 0) {
                self.sent.insert(identifier, packet.clone());
            }
            return way.pass(packet);
        }
        match packet.kind() {
            Pubrec if self.own.contains(&identifier) => {
                return way.forge(acknowledgement(0x62, identifier));
            }
            Puback | Pubcomp if self.own.remove(&identifier) => return,
            Puback | Pubcomp => {
                self.completed = self.sent.remove(&identifier).or(self.completed.take());
            }
            _ => {}
        }
        let is_accepted = packet.kind() == Connack && packet.bytes.get(3) == Some(&0);
        way.pass(packet);
        if let Some(completed) = self.completed.take_if(|_| is_accepted) {
            let other = completed.identifier() ^ 0x2000;
            self.own.insert(other);
            way.forge(completed.with_identifier(other).amended("dup=0").bytes);
        }
    }
}
