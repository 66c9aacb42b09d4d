//! Section 3.1.2: the variable header of CONNECT, and the flags against the payload.

use super::{
    Exchange, Tally,
    irregular::{each, each_connect, is},
};
use crate::wire::PacketType;

const WILL: u8 = 0x04;
const WILL_QOS: u8 = 0x18;
const PASSWORD: u8 = 0x40;
const USER_NAME: u8 = 0x80;

/// `[MQTT-3.1.2-1]` The Protocol Name is `MQTT`.
pub(super) fn mqtt_3_1_2_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.2-1"], is(PacketType::Connect));
}

/// `[MQTT-3.1.2-2]` The Protocol Level is 4.
pub(super) fn mqtt_3_1_2_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.2-2"], is(PacketType::Connect));
}

/// `[MQTT-3.1.2-3]` The reserved Connect Flag is 0.
pub(super) fn mqtt_3_1_2_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.2-3"], is(PacketType::Connect));
}

/// `[MQTT-3.1.2-9]` With the Will Flag, Will Topic and Will Message are in the payload.
pub(super) fn mqtt_3_1_2_9(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-9"], |flags| flags & WILL != 0);
}

/// `[MQTT-3.1.2-11]` Without the Will Flag, Will QoS and Will Retain are 0 and the payload holds
/// nothing of a Will.
pub(super) fn mqtt_3_1_2_11(exchange: &Exchange<'_>, tally: &mut Tally) {
    let statements = &[
        "MQTT-3.1.2-11",
        "MQTT-3.1.2-13",
        "MQTT-3.1.2-15",
        // Bytes that no flag announces may be those of a Will.
        "MQTT-3.1.2-18",
        "MQTT-3.1.2-20",
    ];
    each_connect(exchange, tally, statements, |flags| flags & WILL == 0);
}

/// `[MQTT-3.1.2-13]` Without the Will Flag, Will QoS is 0.
pub(super) fn mqtt_3_1_2_13(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-13"], |flags| flags & WILL == 0);
}

/// `[MQTT-3.1.2-14]` With the Will Flag, Will QoS is 0, 1 or 2.
pub(super) fn mqtt_3_1_2_14(exchange: &Exchange<'_>, tally: &mut Tally) {
    let has_will_qos = |flags| flags & WILL != 0 && flags & WILL_QOS != 0;
    each_connect(exchange, tally, &["MQTT-3.1.2-14"], has_will_qos);
}

/// `[MQTT-3.1.2-15]` Without the Will Flag, Will Retain is 0.
pub(super) fn mqtt_3_1_2_15(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-15"], |flags| flags & WILL == 0);
}

/// `[MQTT-3.1.2-18]` Without the User Name Flag, no User Name is in the payload.
pub(super) fn mqtt_3_1_2_18(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-18"], |flags| flags & USER_NAME == 0);
}

/// `[MQTT-3.1.2-19]` With the User Name Flag, a User Name is in the payload.
pub(super) fn mqtt_3_1_2_19(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-19"], |flags| flags & USER_NAME != 0);
}

/// `[MQTT-3.1.2-20]` Without the Password Flag, no Password is in the payload.
pub(super) fn mqtt_3_1_2_20(exchange: &Exchange<'_>, tally: &mut Tally) {
    // Without a User Name too, bytes that no flag announces may be those of a Password.
    let statements = &["MQTT-3.1.2-20", "MQTT-3.1.2-18"];
    each_connect(exchange, tally, statements, |flags| flags & PASSWORD == 0);
}

/// `[MQTT-3.1.2-21]` With the Password Flag, a Password is in the payload.
pub(super) fn mqtt_3_1_2_21(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-21"], |flags| flags & PASSWORD != 0);
}

/// `[MQTT-3.1.2-22]` Without the User Name Flag, the Password Flag is 0.
pub(super) fn mqtt_3_1_2_22(exchange: &Exchange<'_>, tally: &mut Tally) {
    each_connect(exchange, tally, &["MQTT-3.1.2-22"], |flags| flags & USER_NAME == 0);
}
