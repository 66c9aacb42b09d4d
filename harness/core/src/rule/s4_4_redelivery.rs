//! Sections 4.4 and 4.5: delivery again after a reconnection, and acknowledgement of everything.

use super::{
    Exchange, Tally,
    answer::{had_time, hold_answers},
    flows::{Outbound, Resumption, Unfinished},
};
use crate::wire::PacketType;

/// `[MQTT-4.4.0-1]` On a resumed Session everything unfinished is sent again.
pub(super) fn mqtt_4_4_0_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for resumption in &exchange.flows.resumptions {
        for pending in &resumption.pending {
            let message = &exchange.flows.outbound[pending.message];
            if let Some(place) = again(message, resumption, pending.wants) {
                tally.kept(exchange.packets[place].record());
                continue;
            }
            let connack = &exchange.packets[resumption.connack];
            if message.done.is_some() || !had_time(exchange, resumption.connection, connack.seen.at)
            {
                continue;
            }
            let first = &exchange.packets[message.sent[0].place];
            let what = match pending.wants {
                Unfinished::Publish => "PUBLISH",
                Unfinished::Pubrel => "PUBREL",
                Unfinished::Either => "PUBREL or PUBLISH",
            };
            let evidence = [first.record(), connack.record()];
            let limit = exchange.settings.answer_deadline();
            let id = message.id;
            let expected = || format!("{what} id={id} again within {limit} of {}", connack.name());
            let found = || format!("none; {} is unfinished", first.name());
            // A client that somebody else started again may have lost its Session.
            if exchange.asked.is_recording() {
                tally.doubted(evidence, expected, found);
            } else {
                tally.broken(evidence, expected, found);
            }
        }
    }
}

/// `[MQTT-4.5.0-2]` Also what no subscription asked for is acknowledged.
pub(super) fn mqtt_4_5_0_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    hold_answers(exchange, tally, |inbound| {
        inbound.is_unasked && inbound.wants != PacketType::Pubcomp
    });
}

/// The place of what was sent again for a message on a resumed connection.
fn again(message: &Outbound, resumption: &Resumption, wants: Unfinished) -> Option<usize> {
    let connection = resumption.connection;
    let published =
        message.sent.iter().find(|sent| sent.connection == connection).map(|sent| sent.place);
    let released =
        message.released.iter().find(|(_, on)| *on == connection).map(|(place, _)| *place);
    match wants {
        Unfinished::Publish => published,
        Unfinished::Pubrel => released,
        Unfinished::Either => released.or(published),
    }
}
