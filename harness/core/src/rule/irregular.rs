//! What many rules have in common: a packet keeps or breaks a statement by itself.

use super::{Exchange, Packet, Tally};
use crate::wire::{Body, Connect, PacketType};

/// Holds each packet from the client that `applies` against the irregularities of these
/// statements.
pub(super) fn each(
    exchange: &Exchange<'_>,
    tally: &mut Tally,
    statements: &[&str],
    applies: impl Fn(&Packet<'_>) -> bool,
) {
    for packet in exchange.sent().filter(|packet| applies(packet)) {
        let irregular = packet
            .said
            .irregularities
            .iter()
            .find(|one| statements.contains(&one.requirement.as_str()));
        match irregular {
            None => tally.kept(packet.record()),
            Some(one) => tally.broken(
                [packet.record()],
                || one.expected.to_owned(),
                || format!("{} at byte {} of {}", one.found, one.offset, packet.name()),
            ),
        }
    }
}

/// Holds each CONNECT to which `flags` apply against a statement.
pub(super) fn each_connect(
    exchange: &Exchange<'_>,
    tally: &mut Tally,
    statements: &[&str],
    flags: impl Fn(u8) -> bool,
) {
    each(exchange, tally, statements, |packet| {
        connect(packet).and_then(|connect| connect.connect_flags).is_some_and(&flags)
    });
}

/// The body of a CONNECT.
pub(super) fn connect<'p>(packet: &'p Packet<'_>) -> Option<&'p Connect<'p>> {
    match &packet.said.body {
        Body::Connect(connect) => Some(connect),
        _ => None,
    }
}

/// Whether a packet is of a type.
pub(super) fn is(packet_type: PacketType) -> impl Fn(&Packet<'_>) -> bool {
    move |packet| packet.said.packet_type == packet_type
}
