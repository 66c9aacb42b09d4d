//! Section 2.3: the Packet Identifier.

use super::{
    Exchange, Packet, Tally,
    flows::{Sent, Unfinished},
};
use crate::wire::{Body, PacketType};

/// `[MQTT-2.3.1-1]` SUBSCRIBE, UNSUBSCRIBE and PUBLISH with QoS above 0 carry an identifier that
/// is not zero.
pub(super) fn mqtt_2_3_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for packet in exchange.sent().filter(|packet| needs_identifier(packet)) {
        match packet.said.packet_identifier() {
            Some(0) | None => tally.broken(
                [packet.record()],
                || format!("a Packet Identifier above 0 in {}", packet.said.packet_type),
                || format!("{} without one", packet.name()),
            ),
            Some(_) => tally.kept(packet.record()),
        }
    }
}

/// `[MQTT-2.3.1-2]` A new packet takes an identifier that is not in use.
pub(super) fn mqtt_2_3_1_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    for place in &exchange.flows.fresh {
        tally.kept(exchange.packets[*place].record());
    }
    for reuse in &exchange.flows.reuses {
        let (packet, earlier) = (&exchange.packets[reuse.place], &exchange.packets[reuse.earlier]);
        let expected = || "a Packet Identifier that is not in use".to_owned();
        let found = || format!("{}, still in use for {}", packet.name(), earlier.name());
        let evidence = [earlier.record(), packet.record()];
        // A client that somebody else started again may have lost its Session.
        if reuse.is_across && exchange.asked.is_recording() {
            tally.doubted(evidence, expected, found);
        } else {
            tally.broken(evidence, expected, found);
        }
    }
}

/// `[MQTT-2.3.1-3]` A message that is sent again keeps its identifier.
pub(super) fn mqtt_2_3_1_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    let outbound = &exchange.flows.outbound;
    for resumption in &exchange.flows.resumptions {
        for pending in &resumption.pending {
            let message = &outbound[pending.message];
            let here = |sent: &&Sent| sent.connection == resumption.connection;
            if let Some(sent) = message.sent.iter().find(here) {
                tally.kept(exchange.packets[sent.place].record());
                continue;
            }
            let first = &exchange.packets[message.sent[0].place];
            let renamed = outbound[pending.message + 1..]
                .iter()
                .filter(|other| here(&&other.sent[0]))
                .map(|other| &exchange.packets[other.sent[0].place])
                .find(|other| is_same_message(first, other));
            let Some(renamed) = renamed.filter(|_| pending.wants == Unfinished::Publish) else {
                continue;
            };
            let evidence = [first.record(), renamed.record()];
            let expected = || format!("{} again as id={}", first.name(), message.id);
            if exchange.asked.is_recording() {
                // Nobody knows what the application asked for.
                tally.doubted(evidence, expected, || renamed.name());
            } else if !is_another(exchange, first) {
                tally.broken(evidence, expected, || renamed.name());
            }
        }
    }
}

/// `[MQTT-2.3.1-6]` An acknowledgement names the identifier of what it answers.
pub(super) fn mqtt_2_3_1_6(exchange: &Exchange<'_>, tally: &mut Tally) {
    let answers = exchange.flows.inbound.iter().filter_map(|inbound| inbound.answer);
    for answer in answers.filter(|answer| answer.is_right) {
        tally.kept(exchange.packets[answer.place].record());
    }
    for stray in exchange.flows.strays.iter().filter(|stray| !stray.is_allowed) {
        let packet = &exchange.packets[stray.place];
        if stray.is_of_lost_session {
            continue; // [MQTT-3.1.2-6] speaks of these.
        }
        tally.broken(
            [packet.record()],
            || "the Packet Identifier of a packet that is to be acknowledged".to_owned(),
            || format!("{}, which acknowledges nothing", packet.name()),
        );
    }
}

/// Whether the application published the content of a packet as often as it came: then a packet
/// with another identifier is another message.
fn is_another(exchange: &Exchange<'_>, packet: &Packet<'_>) -> bool {
    let Body::Publish { topic_name, payload, .. } = &packet.said.body else { return false };
    let asked = exchange.asked.publishes_of(topic_name.unwrap_or_default(), payload);
    let firsts = exchange.flows.outbound.iter().map(|message| &message.sent[0]);
    asked >= firsts.filter(|s| is_same_message(packet, &exchange.packets[s.place])).count()
}

fn is_same_message(one: &Packet<'_>, other: &Packet<'_>) -> bool {
    match (&one.said.body, &other.said.body) {
        (
            Body::Publish { qos: a, topic_name: b, payload: c, .. },
            Body::Publish { qos: x, topic_name: y, payload: z, .. },
        ) => (a, b, c) == (x, y, z),
        _ => false,
    }
}

fn needs_identifier(packet: &Packet<'_>) -> bool {
    match &packet.said.body {
        Body::Publish { qos, .. } => *qos == 1 || *qos == 2,
        _ => matches!(packet.said.packet_type, PacketType::Subscribe | PacketType::Unsubscribe),
    }
}
