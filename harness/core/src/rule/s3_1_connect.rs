//! Section 3.1: CONNECT as the beginning of a Network Connection.

use super::{Exchange, Tally};
use crate::wire::{Direction, PacketType};

/// `[MQTT-3.1.0-1]` The first packet on a Network Connection is CONNECT.
pub(super) fn mqtt_3_1_0_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in exchange.conversations.iter().filter(|one| one.whole) {
        let bytes = conversation.connection.bytes(Direction::ToServer);
        let Some(first) = bytes.first() else { continue };
        let sent = |packet: &&super::Packet<'_>| packet.seen.direction == Direction::ToServer;
        let first_packet = exchange.packets_of(conversation).find(sent);
        let record =
            first_packet.map_or(conversation.connection.opened().record, super::Packet::record);
        let packet_type = PacketType::of_first_byte(*first);
        if packet_type == PacketType::Connect {
            tally.kept(record);
        } else {
            tally.broken(
                [record],
                || "CONNECT as the first packet".to_owned(),
                || {
                    let id = conversation.connection.id().0;
                    format!("{packet_type} as the first packet on connection {id}")
                },
            );
        }
    }
}
