//! Section 3.1: CONNECT as the beginning of a Network Connection, and of a Session.

use super::{Exchange, Tally, flows::Stray, irregular::is};
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

/// `[MQTT-3.1.0-2]` There is no second CONNECT on a Network Connection.
pub(super) fn mqtt_3_1_0_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in &exchange.conversations {
        let mut connects = exchange
            .packets_of(conversation)
            .filter(|packet| packet.seen.direction == Direction::ToServer)
            .filter(|packet| is(PacketType::Connect)(packet));
        let Some(first) = connects.next() else { continue };
        match connects.next() {
            None => tally.kept(first.record()),
            Some(second) => tally.broken(
                [first.record(), second.record()],
                || "one CONNECT on a Network Connection".to_owned(),
                || format!("a second {}", second.name()),
            ),
        }
    }
}

/// `[MQTT-3.1.2-6]` After Clean Session 1, nothing of an earlier Session is acknowledged or
/// released.
pub(super) fn mqtt_3_1_2_6(exchange: &Exchange<'_>, tally: &mut Tally) {
    for place in &exchange.flows.fresh_starts {
        tally.kept(exchange.packets[*place].record());
    }
    let of_lost = |stray: &&Stray| stray.is_of_lost_session && !stray.is_allowed;
    for stray in exchange.flows.strays.iter().filter(of_lost) {
        let packet = &exchange.packets[stray.place];
        tally.broken(
            [packet.record()],
            || "nothing of an earlier Session after Clean Session 1".to_owned(),
            || format!("{}, whose identifier belongs to an earlier Session", packet.name()),
        );
    }
}
