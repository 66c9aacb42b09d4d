//! Section 3.14: DISCONNECT, the last packet of a client.

use super::{
    Exchange, Tally,
    irregular::{each, is},
};
use crate::{
    trace::Ending,
    wire::{Direction, PacketType},
};

/// `[MQTT-3.14.1-1]` The flags of DISCONNECT are 0000.
pub(super) fn mqtt_3_14_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-2.2.2-1"], is(PacketType::Disconnect));
}

/// `[MQTT-3.14.4-1]` After DISCONNECT the client ends its side of the Network Connection.
pub(super) fn mqtt_3_14_4_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    let limit = exchange.settings.close_deadline();
    for disconnect in exchange.sent_of(PacketType::Disconnect) {
        let Some(conversation) = exchange.conversation(disconnect.seen.connection) else {
            continue;
        };
        let ended = conversation.connection.ended(Direction::ToServer);
        let deadline = exchange.deadline(disconnect.seen.at, limit);
        // After our RST, or while we do not read, nobody sees what the client does.
        let reset = conversation.connection.ended(Direction::ToClient);
        let is_reset =
            reset.is_some_and(|(moment, how)| how == Ending::Reset && moment.at <= deadline);
        let is_watched = !is_reset && conversation.was_read(disconnect.seen.at, deadline);
        let expected = || format!("the end of the connection within {limit} of DISCONNECT");
        match ended {
            Some((moment, _)) if moment.at <= deadline => tally.kept(moment.record),
            Some((moment, how)) if is_watched => {
                tally.broken([disconnect.record(), moment.record], expected, || {
                    format!("{} after {}", how.name(), moment.at.since(disconnect.seen.at))
                });
            }
            None if is_watched && exchange.trace.last_at() > deadline => {
                let found = || "the connection stayed open".to_owned();
                tally.broken([disconnect.record()], expected, found);
            }
            Some(_) | None => {}
        }
    }
}

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
