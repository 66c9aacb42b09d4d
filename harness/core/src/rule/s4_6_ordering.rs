//! Section 4.6: message ordering.

use super::{
    Exchange, Tally,
    flows::{Outbound, Unfinished},
};
use crate::{trace::ConnectionId, wire::PacketType};

/// `[MQTT-4.6.0-1]` What is sent again comes in the order in which it was first sent.
pub(super) fn mqtt_4_6_0_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for resumption in &exchange.flows.resumptions {
        let again: Vec<usize> = resumption
            .pending
            .iter()
            .filter(|pending| pending.wants != Unfinished::Pubrel)
            .filter_map(|pending| {
                let sent = &exchange.flows.outbound[pending.message].sent;
                let here = sent.iter().find(|sent| sent.connection == resumption.connection);
                here.map(|sent| sent.place)
            })
            .collect();
        hold_order(exchange, tally, &again, "the order in which they were first sent");
    }
}

/// `[MQTT-4.6.0-2]` PUBACKs follow the order of the PUBLISH packets.
pub(super) fn mqtt_4_6_0_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    answers_in_order(exchange, tally, PacketType::Puback);
}

/// `[MQTT-4.6.0-3]` PUBRECs follow the order of the PUBLISH packets.
pub(super) fn mqtt_4_6_0_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    answers_in_order(exchange, tally, PacketType::Pubrec);
}

/// `[MQTT-4.6.0-4]` PUBRELs follow the order of the PUBRECs.
pub(super) fn mqtt_4_6_0_4(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in &exchange.conversations {
        let connection = conversation.connection.id();
        let release = |message: &Outbound| release_here(exchange, message, connection);
        let mut pairs: Vec<(usize, usize)> =
            exchange.flows.outbound.iter().filter_map(release).collect();
        pairs.sort_unstable();
        let releases: Vec<usize> = pairs.into_iter().map(|(_, release)| release).collect();
        hold_order(exchange, tally, &releases, "the order of the PUBRECs");
    }
}

/// The places of the PUBREC and the first PUBREL of a message, both on one connection.
fn release_here(
    exchange: &Exchange<'_>,
    message: &Outbound,
    connection: ConnectionId,
) -> Option<(usize, usize)> {
    let received = message.received?;
    let is_here = exchange.packets[received].seen.connection == connection;
    let (release, _) = message.released.iter().find(|(_, on)| *on == connection)?;
    is_here.then_some((received, *release))
}

fn answers_in_order(exchange: &Exchange<'_>, tally: &mut Tally, wants: PacketType) {
    // The order is then the application's.
    if exchange.asked.acknowledges_by_hand() {
        return;
    }
    for conversation in &exchange.conversations {
        let connection = conversation.connection.id();
        let answers: Vec<usize> = exchange
            .flows
            .inbound
            .iter()
            .filter(|inbound| inbound.connection == connection && inbound.wants == wants)
            .filter_map(|inbound| inbound.answer)
            .filter(|answer| answer.is_right)
            .map(|answer| answer.place)
            .collect();
        hold_order(exchange, tally, &answers, "the order of the PUBLISH packets");
    }
}

/// Holds places that have to rise; fewer than two say nothing of an order.
fn hold_order(exchange: &Exchange<'_>, tally: &mut Tally, places: &[usize], order: &str) {
    for pair in places.windows(2) {
        let [before, after] = [pair[0], pair[1]].map(|place| &exchange.packets[place]);
        if pair[0] < pair[1] {
            tally.kept(after.record());
        } else {
            tally.broken(
                [after.record(), before.record()],
                || format!("{} before {}: {order}", before.name(), after.name()),
                || format!("{} first", after.name()),
            );
        }
    }
}
