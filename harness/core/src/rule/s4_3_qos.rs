//! Section 4.3: Quality of Service levels.

use super::{
    Exchange, Tally,
    answer::{had_time, hold_answers},
    flows::{Outbound, Why},
    irregular::each,
    s3_3_publish::is_qos_0,
};
use crate::wire::{Body, PacketType};

/// `[MQTT-4.3.1-1]` QoS 0: DUP is 0.
pub(super) fn mqtt_4_3_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.3.1-2"], is_qos_0);
}

/// `[MQTT-4.3.2-1]` QoS 1, sender: an unused identifier, DUP 0 the first time.
pub(super) fn mqtt_4_3_2_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    first_transmissions(exchange, tally, 1);
}

/// `[MQTT-4.3.2-2]` QoS 1, receiver: PUBACK for every PUBLISH.
pub(super) fn mqtt_4_3_2_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    hold_answers(exchange, tally, |inbound| inbound.wants == PacketType::Puback);
}

/// `[MQTT-4.3.3-1]` QoS 2, sender: an unused identifier, DUP 0 the first time, PUBREL for
/// PUBREC, and no PUBLISH after that.
pub(super) fn mqtt_4_3_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    first_transmissions(exchange, tally, 2);
    for message in exchange.flows.outbound.iter().filter(|message| message.qos == 2) {
        releases(exchange, tally, message);
        let released = message.released.first();
        if let (Some((release, _)), Some(again)) = (released, message.after_release) {
            let (release, again) = (&exchange.packets[*release], &exchange.packets[again]);
            tally.broken(
                [release.record(), again.record()],
                || format!("no PUBLISH id={} between its PUBREL and PUBCOMP", message.id),
                || again.name(),
            );
        }
    }
}

/// `[MQTT-4.3.3-2]` QoS 2, receiver: PUBREC for every PUBLISH, PUBCOMP for every PUBREL, and the
/// application hears a message once.
pub(super) fn mqtt_4_3_3_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    hold_answers(exchange, tally, |inbound| inbound.wants != PacketType::Puback);
    super::delivery::hold_deliveries(exchange, tally);
}

/// DUP and identifier of first transmissions.
fn first_transmissions(exchange: &Exchange<'_>, tally: &mut Tally, qos: u8) {
    for message in exchange.flows.outbound.iter().filter(|message| message.qos == qos) {
        let first = &message.sent[0];
        let packet = &exchange.packets[first.place];
        if first.why != Why::First {
            continue;
        }
        if !first.dup {
            tally.kept(packet.record());
        } else if message.is_first_known {
            tally.broken(
                [packet.record()],
                || "DUP 0 in the first transmission".to_owned(),
                || format!("DUP 1 in {}, never sent before", packet.name()),
            );
        }
    }
    let reuses = exchange.flows.reuses.iter().filter(|reuse| !reuse.is_across);
    for reuse in reuses {
        let packet = &exchange.packets[reuse.place];
        if matches!(packet.said.body, Body::Publish { qos: its, .. } if its == qos) {
            let earlier = &exchange.packets[reuse.earlier];
            tally.broken(
                [earlier.record(), packet.record()],
                || "an unused Packet Identifier".to_owned(),
                || format!("{}, still in use for {}", packet.name(), earlier.name()),
            );
        }
    }
}

/// PUBREL answers the PUBREC of a message, on the same connection.
fn releases(exchange: &Exchange<'_>, tally: &mut Tally, message: &Outbound) {
    let Some(received) = message.received.map(|place| &exchange.packets[place]) else {
        if let (Some((place, _)), true) = (message.released.first(), message.is_first_known) {
            let release = &exchange.packets[*place];
            tally.broken(
                [release.record()],
                || format!("PUBREL id={} after its PUBREC", message.id),
                || format!("{} before any PUBREC", release.name()),
            );
        }
        return;
    };
    if message.confused {
        return;
    }
    // What is malformed is not answered: it ends the connection.
    let is_owed = message.done.is_none() && received.said.is_regular();
    let connection = received.seen.connection;
    match message.released.iter().find(|(_, on)| *on == connection) {
        Some((place, _)) => tally.kept(exchange.packets[*place].record()),
        None if is_owed && had_time(exchange, connection, received.seen.at) => {
            let limit = exchange.settings.answer_deadline();
            tally.broken(
                [received.record()],
                || format!("PUBREL id={} within {limit}", message.id),
                || format!("none for {}", received.name()),
            );
        }
        None => {}
    }
}
