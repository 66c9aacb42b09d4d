//! Mutants of reading: packets lost or late because of how the bytes were cut.

use std::collections::VecDeque;

use crate::{
    mutant::{
        MutantInfo,
        change::Swallow,
        mutation::{Mutation, Packet, Way},
    },
    stage::Signal,
    wire::{
        Direction::{self, ToClient, ToServer},
        PacketType::Puback,
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "only-first-packet-of-segment",
        "of several packets in one segment only the first is read",
        "ROB-READ-1",
        &[80, 121, 134],
        || Box::new(Unread { is_lost: |packet| packet.place_in_chunk > 0 }),
    ),
    MutantInfo::new(
        "loses-packet-in-pieces",
        "a packet that comes in several segments is lost",
        "ROB-READ-1",
        &[134, 148],
        || Box::new(Unread { is_lost: |packet| packet.is_pieced }),
    ),
    MutantInfo::new(
        "rest-of-segment-waits",
        "all but the first packet of a segment are read only when more arrives",
        "ROB-READ-1",
        &[50, 192, 193],
        || Box::<Waiting>::default(),
    ),
    MutantInfo::new(
        "half-packet-survives-reconnection",
        "the part of a packet that a lost Network Connection left is read before the next one",
        "ROB-READ-1",
        &[149],
        || Box::<Stale>::default(),
    ),
    MutantInfo::new(
        "loses-length-above-127",
        "a packet whose Remaining Length takes more than one byte is lost",
        "ROB-LENGTH-1",
        &[107],
        || Swallow::received("any remaining_length>=128"),
    ),
    MutantInfo::new(
        "loses-length-above-16383",
        "a packet whose Remaining Length takes more than two bytes is lost",
        "ROB-LENGTH-1",
        &[144],
        || Swallow::received("any remaining_length>=16384"),
    ),
    MutantInfo::new(
        "loses-message-above-600-bytes",
        "a message of more than 600 bytes is lost without a word",
        "ROB-LIMIT-3",
        &[151, 152],
        || Swallow::received("PUBLISH payload_length>=601"),
    ),
    MutantInfo::new(
        "loses-empty-message",
        "a message of zero length is lost",
        "ROB-DELIVERY-1",
        &[102],
        || Swallow::received("PUBLISH payload_length=0"),
    ),
    MutantInfo::new(
        "loses-retained-message",
        "a message with RETAIN 1 is lost",
        "ROB-DELIVERY-1",
        &[],
        || Swallow::received("PUBLISH retain=1"),
    ),
    MutantInfo::new(
        "loses-acknowledgement-out-of-order",
        "a PUBACK is lost while an earlier PUBLISH is not acknowledged",
        "ROB-ACK-2",
        &[64],
        || Box::<Strict>::default(),
    ),
    MutantInfo::new(
        "loses-unsuback",
        "UNSUBACK is not understood",
        "ROB-SUBSCRIBE-1",
        &[108],
        || Swallow::received("UNSUBACK"),
    ),
];

/// Loses packets of the server by how they came.
#[derive(Debug)]
struct Unread {
    is_lost: fn(&Packet) -> bool,
}

impl Mutation for Unread {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToClient && (self.is_lost)(&packet) {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Reads only the PUBACK that is next in order.
#[derive(Debug, Default)]
struct Strict {
    in_flight: VecDeque<u16>,
}

impl Mutation for Strict {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.direction == ToServer && packet.qos_and_dup() == Some((1, false)) {
            self.in_flight.push_back(identifier);
        }
        if packet.is(ToClient, Puback) && self.in_flight.contains(&identifier) {
            if self.in_flight.front() != Some(&identifier) {
                return way.swallow(&packet);
            }
            self.in_flight.pop_front();
        }
        way.pass(packet);
    }
}

/// Keeps what followed the first packet of a segment until the next segment.
#[derive(Debug, Default)]
struct Waiting {
    kept: Vec<Packet>,
}

impl Mutation for Waiting {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.kept.clear();
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction != ToClient {
            return way.pass(packet);
        }
        if packet.place_in_chunk > 0 {
            way.outlet.note("a packet waits for the next segment");
            self.kept.push(packet);
            return;
        }
        self.kept.drain(..).for_each(|kept| way.pass(kept));
        way.pass(packet);
    }
}

/// Reads the rest of an earlier Network Connection first.
#[derive(Debug, Default)]
struct Stale {
    here: Vec<u8>,
    before: Vec<u8>,
}

impl Mutation for Stale {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.before = std::mem::take(&mut self.here);
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToClient && !self.before.is_empty() {
            way.outlet.note("bytes of an earlier connection were read first");
            way.answer(std::mem::take(&mut self.before));
        }
        way.pass(packet);
    }

    fn on_unframed(&mut self, direction: Direction, bytes: Vec<u8>, way: &mut Way<'_>) {
        if direction == ToClient {
            self.here.clone_from(&bytes);
        }
        way.outlet.pass(direction, Signal::Bytes(bytes));
    }
}
