//! Mutants of SUBSCRIBE and UNSUBSCRIBE (3.8, 3.10).

use std::collections::BTreeSet;

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Patch},
        mutation::{Mutation, Packet, Way},
    },
    wire::{
        Body,
        Direction::ToServer,
        PacketType::{Subscribe, Unsubscribe},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new("subscribe-flags-0", "SUBSCRIBE has flags 0000", "MQTT-3.8.1-1", &[], || {
        Amend::sent("SUBSCRIBE", "flags=0")
    }),
    MutantInfo::new(
        "unsubscribe-flags-0",
        "UNSUBSCRIBE has flags 0000",
        "MQTT-3.10.1-1",
        &[],
        || Amend::sent("UNSUBSCRIBE", "flags=0"),
    ),
    MutantInfo::new(
        "subscribe-to-nothing",
        "SUBSCRIBE has no Topic Filter",
        "MQTT-3.8.3-3",
        &[116],
        || Amend::sent("SUBSCRIBE", "filters=none"),
    ),
    MutantInfo::new(
        "unsubscribe-from-nothing",
        "UNSUBSCRIBE has no Topic Filter",
        "MQTT-3.10.3-2",
        &[116],
        || Amend::sent("UNSUBSCRIBE", "filters=none"),
    ),
    MutantInfo::new(
        "requested-qos-reserved-bits",
        "a reserved bit beside the requested QoS is set",
        "MQTT-3.8.3-4",
        &[],
        || {
            let set_bit = |packet: &Packet| {
                let mut bytes = packet.bytes.clone();
                bytes.last_mut().into_iter().for_each(|last| *last |= 0x04);
                packet.with_bytes(bytes)
            };
            Patch::sent("SUBSCRIBE", set_bit)
        },
    ),
    MutantInfo::new(
        "number-sign-inside-filter",
        "a Topic Filter has \"#\" before its last level",
        "MQTT-4.7.1-2",
        &[118],
        || Amend::sent("SUBSCRIBE", "filters=\"a/#/b\":0"),
    ),
    MutantInfo::new(
        "plus-sign-inside-level",
        "a Topic Filter has \"+\" beside other characters of a level",
        "MQTT-4.7.1-3",
        &[118],
        || Amend::sent("SUBSCRIBE", "filters=\"a+/b\":0"),
    ),
    MutantInfo::new(
        "empty-topic-filter",
        "a Topic Filter is empty",
        "MQTT-4.7.3-1",
        &[117],
        || Amend::sent("SUBSCRIBE", "filters=\"\":0"),
    ),
    MutantInfo::new(
        "topic-filter-ill-formed",
        "a Topic Filter is not UTF-8",
        "MQTT-3.8.3-1",
        &[],
        || Amend::sent("SUBSCRIBE", "filters=hex:61c3:0"),
    ),
    MutantInfo::new(
        "topic-filter-with-nul",
        "a Topic Filter holds U+0000",
        "MQTT-4.7.3-2",
        &[],
        || Amend::sent("SUBSCRIBE", "filters=hex:610062:0"),
    ),
    MutantInfo::new(
        "unsubscribe-ill-formed",
        "a Topic Filter of UNSUBSCRIBE is not UTF-8",
        "MQTT-3.10.3-1",
        &[],
        || Amend::sent("UNSUBSCRIBE", "filters=hex:61c3"),
    ),
    MutantInfo::new(
        "requested-qos-is-lost",
        "the requested QoS is 0, whatever the application asked for",
        "ROB-SUBSCRIBE-1",
        &[],
        || {
            let clear = |packet: &Packet| {
                let mut bytes = packet.bytes.clone();
                bytes.last_mut().into_iter().for_each(|last| *last = 0);
                packet.with_bytes(bytes)
            };
            Patch::sent("SUBSCRIBE", clear)
        },
    ),
    MutantInfo::new(
        "unsubscribe-is-not-sent",
        "UNSUBSCRIBE is never sent, and the client thinks that it was answered",
        "ROB-SUBSCRIBE-1",
        &[123],
        || Box::new(NeverUnsubscribes),
    ),
    MutantInfo::new(
        "no-resubscription",
        "what was subscribed on an earlier Network Connection is not subscribed again",
        "ROB-SESSION-2",
        &[119, 120, 189],
        || Box::<Forgetful>::default(),
    ),
];

#[derive(Debug)]
struct NeverUnsubscribes;

impl Mutation for NeverUnsubscribes {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Unsubscribe) {
            way.swallow(&packet);
            let [high, low] = packet.identifier().to_be_bytes();
            way.answer(vec![0xB0, 2, high, low]);
        } else {
            way.pass(packet);
        }
    }
}

/// Answers a SUBSCRIBE of earlier subscriptions itself.
#[derive(Debug, Default)]
struct Forgetful {
    earlier: BTreeSet<Vec<u8>>,
    here: BTreeSet<Vec<u8>>,
}

impl Mutation for Forgetful {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.earlier.append(&mut self.here);
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if !packet.is(ToServer, Subscribe) {
            return way.pass(packet);
        }
        let Body::Subscribe { filters, .. } = packet.dissect().body else { return };
        if filters.iter().all(|(filter, _)| self.earlier.contains(*filter)) {
            way.swallow(&packet);
            let codes = filters.iter().map(|(_, requested)| requested.unwrap_or_default());
            let [high, low] = packet.identifier().to_be_bytes();
            let body: Vec<u8> = [high, low].into_iter().chain(codes).collect();
            let remaining = u8::try_from(body.len()).unwrap_or(127).min(127);
            return way.answer([&[0x90, remaining][..], &body[..remaining.into()]].concat());
        }
        self.here.extend(filters.iter().map(|(filter, _)| filter.to_vec()));
        way.pass(packet);
    }
}
