//! Mutants of lengths: Remaining Length cut short, and packets that are not written whole.

use crate::{
    mutant::{
        MutantInfo,
        change::Patch,
        mutation::{Mutation, Packet, Way},
    },
    wire::{Direction::ToServer, PacketType::Pingreq},
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "connect-length-one-byte",
        "the Remaining Length of CONNECT has one byte, also above 127",
        "ROB-LENGTH-1",
        &[1, 2],
        || Patch::sent("CONNECT remaining_length>=128", |packet| shortened(packet, 1)),
    ),
    MutantInfo::new(
        "subscribe-length-one-byte",
        "the Remaining Length of SUBSCRIBE and UNSUBSCRIBE has one byte, also above 127",
        "ROB-LENGTH-1",
        &[106, 107],
        || {
            let above_127 = "SUBSCRIBE|UNSUBSCRIBE remaining_length>=128";
            Patch::sent(above_127, |packet| shortened(packet, 1))
        },
    ),
    MutantInfo::new(
        "publish-length-one-byte",
        "the Remaining Length of PUBLISH has one byte, also above 127",
        "ROB-LENGTH-1",
        &[145, 147, 154],
        || Patch::sent("PUBLISH remaining_length>=128", |packet| shortened(packet, 1)),
    ),
    MutantInfo::new(
        "publish-length-two-bytes",
        "the Remaining Length of PUBLISH has two bytes, also above 16,383",
        "ROB-LENGTH-1",
        &[96, 135, 140],
        || Patch::sent("PUBLISH remaining_length>=16384", |packet| shortened(packet, 2)),
    ),
    MutantInfo::new(
        "length-in-too-many-bytes",
        "Remaining Length is always sent in four bytes",
        "ROB-LENGTH-1",
        &[],
        || Patch::sent("PUBLISH", lengthened),
    ),
    MutantInfo::new(
        "rest-of-long-write-is-lost",
        "of a packet above 4096 bytes only the first 4096 are written",
        "ROB-WRITE-1",
        &[141, 142, 143, 146, 156],
        || {
            let begin = |packet: &Packet| packet.with_bytes(packet.bytes[..WRITE].to_vec());
            Patch::sent("any remaining_length>=4096", begin)
        },
    ),
    MutantInfo::new(
        "long-write-is-repeated",
        "the second half of a packet above 4096 bytes repeats the first",
        "ROB-WRITE-1",
        &[136, 139],
        || Patch::sent("any remaining_length>=4096", repeating),
    ),
    MutantInfo::new(
        "ping-inside-long-write",
        "PINGREQ is written into the middle of a packet above 4096 bytes",
        "ROB-WRITE-1",
        &[143, 156],
        || Box::new(Interrupting),
    ),
];

const WRITE: usize = 4096;

/// Cuts the Remaining Length field after `bytes` bytes, with no continuation bit in the last.
fn shortened(packet: &Packet, bytes: usize) -> Packet {
    let header_len = packet.dissect().fixed_header_len();
    let mut changed = packet.bytes[..1 + bytes].to_vec();
    changed[bytes] &= 0x7F;
    changed.extend(&packet.bytes[header_len..]);
    packet.with_bytes(changed)
}

fn lengthened(packet: &Packet) -> Packet {
    let dissection = packet.dissect();
    let length = dissection.remaining_length;
    let field = [0, 7, 14, 21].map(|shift| (length >> shift & 0x7F) as u8 | 0x80);
    let mut changed = vec![packet.bytes[0]];
    changed.extend(field);
    changed[4] &= 0x7F;
    changed.extend(&packet.bytes[dissection.fixed_header_len()..]);
    packet.with_bytes(changed)
}

/// What follows the first half of a long packet is that half again.
fn repeating(packet: &Packet) -> Packet {
    let mut bytes = packet.bytes.clone();
    let half = bytes.len() / 2;
    let (first, second) = bytes.split_at_mut(half);
    second[..half].copy_from_slice(first);
    packet.with_bytes(bytes)
}

#[derive(Debug)]
struct Interrupting;

impl Mutation for Interrupting {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction != ToServer || packet.bytes.len() <= WRITE {
            return way.pass(packet);
        }
        let (begin, end) = packet.bytes.split_at(WRITE);
        let pingreq = [Pingreq.number() << 4, 0];
        way.outlet.note("PINGREQ was written into the middle of a packet");
        let whole = [begin, &pingreq, end].concat();
        way.pass(packet.with_bytes(whole));
    }
}
