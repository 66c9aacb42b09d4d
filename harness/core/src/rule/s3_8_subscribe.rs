//! Sections 3.6, 3.8 and 3.10: PUBREL, SUBSCRIBE and UNSUBSCRIBE, which have flags of their own.

use super::{
    Exchange, Tally,
    irregular::{each, is},
};
use crate::wire::PacketType;

/// `[MQTT-3.6.1-1]` The flags of PUBREL are 0010.
pub(super) fn mqtt_3_6_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.6.1-1"], is(PacketType::Pubrel));
}

/// `[MQTT-3.8.1-1]` The flags of SUBSCRIBE are 0010.
pub(super) fn mqtt_3_8_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.8.1-1"], is(PacketType::Subscribe));
}

/// `[MQTT-3.8.3-1]` Topic Filters in SUBSCRIBE are well-formed UTF-8.
pub(super) fn mqtt_3_8_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.8.3-1"], is(PacketType::Subscribe));
}

/// `[MQTT-3.8.3-3]` SUBSCRIBE holds at least one Topic Filter with its QoS.
pub(super) fn mqtt_3_8_3_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.8.3-3"], is(PacketType::Subscribe));
}

/// `[MQTT-3.8.3-4]` The requested QoS is 0, 1 or 2, its reserved bits are 0.
pub(super) fn mqtt_3_8_3_4(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.8.3-4"], is(PacketType::Subscribe));
}

/// `[MQTT-3.10.1-1]` The flags of UNSUBSCRIBE are 0010.
pub(super) fn mqtt_3_10_1_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.10.1-1"], is(PacketType::Unsubscribe));
}

/// `[MQTT-3.10.3-1]` Topic Filters in UNSUBSCRIBE are well-formed UTF-8, back to back.
pub(super) fn mqtt_3_10_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    let statements = &["MQTT-3.10.3-1", "ROB-STREAM-1"];
    each(exchange, tally, statements, is(PacketType::Unsubscribe));
}

/// `[MQTT-3.10.3-2]` UNSUBSCRIBE holds at least one Topic Filter.
pub(super) fn mqtt_3_10_3_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.10.3-2"], is(PacketType::Unsubscribe));
}
