//! Mutants of the QoS 2 flow as its sender (4.3.3).

use std::collections::{BTreeMap, BTreeSet};

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Patch, Swallow, Swap},
        mutation::{Mutation, Packet, Way},
    },
    time::{At, Span},
    wire::{
        Direction::{ToClient, ToServer},
        PacketType::{Pubcomp, Publish, Pubrec, Pubrel},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "pubrel-flags-0",
        "PUBREL has flags 0000",
        "MQTT-3.6.1-1",
        &[75, 76, 77],
        || Amend::sent("PUBREL", "flags=0"),
    ),
    MutantInfo::new(
        "pubrel-with-dup",
        "a PUBREL that is sent again has the flags 1010",
        "MQTT-3.6.1-1",
        &[78],
        || Box::<Marked>::default(),
    ),
    MutantInfo::new("no-pubrel", "PUBREC is not answered", "MQTT-4.3.3-1", &[74, 84], || {
        Swallow::sent("PUBREL")
    }),
    MutantInfo::new(
        "late-pubrec-is-forgotten",
        "a PUBREC that comes a second after its PUBLISH is not answered",
        "MQTT-4.1.0-2",
        &[91],
        || Box::<ShortOfMemory>::default(),
    ),
    MutantInfo::new(
        "publish-after-pubrec",
        "after a reconnection PUBLISH is sent again in place of PUBREL",
        "MQTT-4.3.3-1",
        &[81],
        || Box::<Restart>::default(),
    ),
    MutantInfo::new(
        "pubrel-other-identifier",
        "PUBREL has another Packet Identifier than its PUBLISH",
        "MQTT-2.3.1-6",
        &[102],
        || Box::new(Shifted),
    ),
    MutantInfo::new(
        "pubrel-out-of-order",
        "PUBRELs are not sent in the order of the PUBRECs",
        "MQTT-4.6.0-4",
        &[],
        || Swap::sent("PUBREL"),
    ),
    MutantInfo::new(
        "qos-2-message-twice",
        "a QoS 2 message is sent under two Packet Identifiers",
        "MQTT-4.3.3-1",
        &[89],
        || Box::<Doubled>::default(),
    ),
    MutantInfo::new(
        "pubcomp-of-other-type",
        "PUBCOMP is sent with the first byte of UNSUBACK",
        "ROB-STREAM-1",
        &[90],
        || {
            let other_type = |packet: &Packet| {
                let mut bytes = packet.bytes.clone();
                bytes[0] = 0xB0;
                packet.with_bytes(bytes)
            };
            Patch::sent("PUBCOMP", other_type)
        },
    ),
];

#[derive(Debug, Default)]
struct Marked {
    released: BTreeSet<u16>,
}

impl Mutation for Marked {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pubcomp) {
            self.released.remove(&packet.identifier());
        }
        if packet.is(ToServer, Pubrel) && !self.released.insert(packet.identifier()) {
            way.pass_instead(packet.amended("flags=10"), &packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Forgets a flow that takes long.
#[derive(Debug, Default)]
struct ShortOfMemory {
    published: BTreeMap<u16, At>,
}

impl Mutation for ShortOfMemory {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.published.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.direction == ToServer && packet.qos_and_dup().is_some_and(|(qos, _)| qos == 2) {
            self.published.insert(identifier, way.now);
        }
        let published = self.published.get(&identifier).copied();
        let is_old = published.is_some_and(|at| way.now.since(at) >= Span::from_s(1));
        if packet.is(ToServer, Pubrel) && is_old {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Remembers each QoS 2 PUBLISH until PUBCOMP, and the Network Connection of its PUBREC.
#[derive(Debug, Default)]
struct Restart {
    published: BTreeMap<u16, Packet>,
    released_here: BTreeSet<u16>,
}

impl Mutation for Restart {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.released_here.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        match (packet.direction, packet.kind()) {
            (ToServer, Publish) if packet.qos_and_dup().is_some_and(|(qos, _)| qos == 2) => {
                self.published.insert(identifier, packet.clone());
            }
            (ToClient, Pubrec) => {
                self.released_here.insert(identifier);
            }
            (ToClient, Pubcomp) => {
                self.published.remove(&identifier);
            }
            (ToServer, Pubrel) if !self.released_here.contains(&identifier) => {
                if let Some(publish) = self.published.get(&identifier) {
                    let again = publish.amended("dup=1");
                    return way.pass_instead(again, &packet);
                }
            }
            _ => {}
        }
        way.pass(packet);
    }
}

#[derive(Debug)]
struct Shifted;

impl Mutation for Shifted {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.is(ToServer, Pubrel) {
            let other = identifier.checked_add(1).unwrap_or(1);
            way.pass_instead(packet.with_identifier(other), &packet);
        } else if packet.is(ToClient, Pubcomp) {
            let own = identifier.checked_sub(1).filter(|own| *own > 0).unwrap_or(u16::MAX);
            way.pass(packet.with_identifier(own));
        } else {
            way.pass(packet);
        }
    }
}

/// Sends each QoS 2 message once more, and finishes that flow without the client.
#[derive(Debug, Default)]
struct Doubled {
    own: BTreeSet<u16>,
}

impl Mutation for Doubled {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.direction == ToServer && packet.qos_and_dup() == Some((2, false)) {
            let other = identifier ^ 0x4000;
            let second = packet.with_identifier(other).bytes;
            way.pass(packet);
            self.own.insert(other);
            return way.forge(second);
        }
        if packet.direction == ToClient && self.own.contains(&identifier) {
            if packet.kind() == Pubrec {
                let [high, low] = identifier.to_be_bytes();
                return way.forge(vec![0x62, 2, high, low]);
            }
            if packet.kind() == Pubcomp {
                self.own.remove(&identifier);
                return;
            }
        }
        way.pass(packet);
    }
}
