//! What many rules have in common: something has to come within the client's time for answers.

use super::{Exchange, Tally, flows::Inbound};
use crate::{
    time::At,
    trace::ConnectionId,
    wire::{Direction, PacketType},
};

/// Whether the client had its whole time for an answer on a connection, from `from` on: the
/// connection was open, the client had not said DISCONNECT, the server had sent nothing malformed,
/// which ends all duties but that to close, and the harness read.
pub(super) fn had_time(exchange: &Exchange<'_>, connection: ConnectionId, from: At) -> bool {
    let Some(conversation) = exchange.conversation(connection) else { return false };
    let deadline = exchange.deadline(from, exchange.settings.answer_deadline());
    let disconnected = exchange.packets_of(conversation).rfind(|packet| {
        packet.seen.direction == Direction::ToServer
            && packet.said.packet_type == PacketType::Disconnect
    });
    let until = conversation.until(exchange);
    let end = disconnected.map_or(until, |packet| packet.seen.at.min(until));
    let is_spoilt = exchange.packets_of(conversation).any(|packet| {
        packet.seen.direction == Direction::ToClient
            && packet.seen.at <= deadline
            && !packet.said.is_regular()
    });
    let is_spoilt = is_spoilt || conversation.connection.framing_lost(Direction::ToClient);
    end > deadline && !is_spoilt && conversation.was_read(from, deadline)
}

/// Holds the answers to what the client was handed against what has to answer it.
pub(super) fn hold_answers(
    exchange: &Exchange<'_>,
    tally: &mut Tally,
    applies: impl Fn(&Inbound) -> bool,
) {
    for inbound in exchange.flows.inbound.iter().filter(|inbound| applies(inbound)) {
        let asked = &exchange.packets[inbound.place];
        let expected = || format!("{} id={} for {}", inbound.wants, inbound.id, asked.name());
        match inbound.answer {
            Some(answer) if answer.is_right => {
                tally.kept(exchange.packets[answer.place].record());
            }
            Some(answer) => {
                let packet = &exchange.packets[answer.place];
                let found = || packet.name();
                tally.broken([asked.record(), packet.record()], expected, found);
            }
            None if inbound.is_owed
                && !exchange.asked.acknowledges_by_hand()
                && had_time(exchange, inbound.connection, asked.seen.at) =>
            {
                let limit = exchange.settings.answer_deadline();
                tally.broken([asked.record()], expected, || format!("none within {limit}"));
            }
            None => {}
        }
    }
}
