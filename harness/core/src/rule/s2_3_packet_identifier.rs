//! Section 2.3: the Packet Identifier.

use super::{Exchange, Packet, Tally};
use crate::wire::{Body, PacketType};

/// `[MQTT-2.3.1-1]` SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS above 0 carry an identifier that
/// is not zero.
pub(super) fn mqtt_2_3_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for packet in exchange.sent().filter(|packet| needs_identifier(packet)) {
        match packet.said.packet_identifier() {
            Some(0) | None => tally.broken(
                [packet.record()],
                || format!("a Packet Identifier above 0 in {}", packet.said.packet_type),
                || format!("{}, which has none or 0", packet.name()),
            ),
            Some(_) => tally.kept(packet.record()),
        }
    }
}

fn needs_identifier(packet: &Packet<'_>) -> bool {
    match &packet.said.body {
        Body::Publish { qos, .. } => *qos == 1 || *qos == 2,
        _ => matches!(packet.said.packet_type, PacketType::Subscribe | PacketType::Unsubscribe),
    }
}
