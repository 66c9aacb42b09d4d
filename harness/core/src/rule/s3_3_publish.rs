//! Section 3.3: PUBLISH.

use super::{
    Exchange, Packet, Tally,
    answer::hold_answers,
    flows::{Sent, Why},
    irregular::{each, is},
};
use crate::wire::{Body, PacketType};

/// `[MQTT-3.3.1-1]` A PUBLISH that is sent again has DUP 1.
pub(super) fn mqtt_3_3_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for message in &exchange.flows.outbound {
        let again = |sent: &&Sent| matches!(sent.why, Why::Repeated | Why::Resumed);
        for sent in message.sent.iter().filter(again) {
            let packet = &exchange.packets[sent.place];
            if sent.dup {
                tally.kept(packet.record());
                continue;
            }
            let first = &exchange.packets[message.sent[0].place];
            tally.broken(
                [first.record(), packet.record()],
                || "DUP 1 in a PUBLISH that was sent before".to_owned(),
                || format!("DUP 0 in {}, first sent as {}", packet.name(), first.name()),
            );
        }
    }
}

/// `[MQTT-3.3.1-2]` PUBLISH with QoS 0 has DUP 0.
pub(super) fn mqtt_3_3_1_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.3.1-2"], is_qos_0);
}

/// `[MQTT-3.3.1-4]` No PUBLISH has both QoS bits set.
pub(super) fn mqtt_3_3_1_4(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.3.1-4"], is(PacketType::Publish));
}

/// `[MQTT-3.3.2-1]` PUBLISH begins with a well-formed Topic Name.
pub(super) fn mqtt_3_3_2_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    let statements = &["MQTT-3.3.2-1", "MQTT-1.5.3-1"];
    each(exchange, tally, statements, is(PacketType::Publish));
}

/// `[MQTT-3.3.2-2]` The Topic Name in PUBLISH has no wildcard.
pub(super) fn mqtt_3_3_2_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.3.2-2"], is(PacketType::Publish));
}

/// `[MQTT-3.3.4-1]` Each PUBLISH is answered by its QoS.
pub(super) fn mqtt_3_3_4_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    hold_answers(exchange, tally, |inbound| inbound.wants != PacketType::Pubcomp);
}

pub(super) fn is_qos_0(packet: &Packet<'_>) -> bool {
    matches!(packet.said.body, Body::Publish { qos: 0, .. })
}
