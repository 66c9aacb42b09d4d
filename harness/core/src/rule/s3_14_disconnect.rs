//! Section 3.14: DISCONNECT, the last packet of a client.

use super::{Exchange, Tally};
use crate::wire::{Direction, PacketType};

/// `[MQTT-3.14.4-2]` Nothing follows DISCONNECT on its Network Connection.
pub(super) fn mqtt_3_14_4_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in &exchange.conversations {
        let mut sent = exchange
            .packets_of(conversation)
            .filter(|packet| packet.seen.direction == Direction::ToServer)
            .skip_while(|packet| packet.said.packet_type != PacketType::Disconnect);
        let Some(disconnect) = sent.next() else { continue };
        let unframed = conversation.connection.unframed(Direction::ToServer);
        let expected = || "no byte after DISCONNECT".to_owned();
        if let Some(late) = sent.next() {
            tally.broken([disconnect.record(), late.record()], expected, || late.name());
        } else if !unframed.is_empty() {
            tally.broken([disconnect.record()], expected, || {
                format!(
                    "{} more bytes: {}",
                    unframed.len(),
                    hex::encode(&unframed[..unframed.len().min(16)])
                )
            });
        } else {
            tally.kept(disconnect.record());
        }
    }
}
