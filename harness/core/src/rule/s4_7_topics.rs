//! Section 4.7: Topic Names and Topic Filters.

use super::{
    Exchange, Packet, Tally,
    irregular::{connect, each},
};
use crate::wire::{Body, PacketType};

/// `[MQTT-4.7.1-1]` Topic Names have no wildcard, of a PUBLISH as of a Will.
pub(super) fn mqtt_4_7_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-4.7.1-1", "MQTT-3.3.2-2"], holds_topic_name);
}

/// `[MQTT-4.7.1-2]` `#` stands alone in the last level of a Topic Filter.
pub(super) fn mqtt_4_7_1_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-4.7.1-2"], |packet| holds_filter_with(packet, b'#'));
}

/// `[MQTT-4.7.1-3]` `+` stands alone in its level of a Topic Filter.
pub(super) fn mqtt_4_7_1_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-4.7.1-3"], |packet| holds_filter_with(packet, b'+'));
}

/// `[MQTT-4.7.3-1]` Topic Names and Topic Filters have at least one character.
pub(super) fn mqtt_4_7_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-4.7.3-1"], holds_topic);
}

/// `[MQTT-4.7.3-2]` Topic Names and Topic Filters hold no U+0000.
pub(super) fn mqtt_4_7_3_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    for packet in exchange.sent().filter(|packet| holds_topic(packet)) {
        if topics(packet).iter().any(|topic| topic.contains(&0)) {
            let expected = || "no U+0000".to_owned();
            tally.broken([packet.record()], expected, || format!("U+0000 in {}", packet.name()));
        } else {
            tally.kept(packet.record());
        }
    }
}

/// The Topic Name or Topic Filters of a packet.
fn topics<'p>(packet: &'p Packet<'_>) -> Vec<&'p [u8]> {
    match &packet.said.body {
        Body::Connect(connect) => connect.will_topic.into_iter().collect(),
        Body::Publish { topic_name, .. } => topic_name.iter().copied().collect(),
        Body::Subscribe { filters, .. } => filters.iter().map(|(filter, _)| *filter).collect(),
        Body::Unsubscribe { filters, .. } => filters.clone(),
        _ => Vec::new(),
    }
}

fn holds_topic_name(packet: &Packet<'_>) -> bool {
    packet.said.packet_type == PacketType::Publish
        || connect(packet).is_some_and(|connect| connect.will_topic.is_some())
}

fn holds_topic(packet: &Packet<'_>) -> bool {
    holds_topic_name(packet)
        || matches!(packet.said.packet_type, PacketType::Subscribe | PacketType::Unsubscribe)
}

fn holds_filter_with(packet: &Packet<'_>, wildcard: u8) -> bool {
    matches!(packet.said.packet_type, PacketType::Subscribe | PacketType::Unsubscribe)
        && topics(packet).iter().any(|filter| filter.contains(&wildcard))
}
