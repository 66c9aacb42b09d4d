//! Section 3.1.3: the payload of CONNECT.

use super::{
    Exchange, Tally,
    irregular::{connect, each, is},
};
use crate::wire::PacketType;

/// `[MQTT-3.1.3-1]` The announced fields stand in their order and fill the payload.
pub(super) fn mqtt_3_1_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    let statements = &[
        "MQTT-3.1.3-3",
        "MQTT-3.1.2-9",
        "MQTT-3.1.2-11",
        "MQTT-3.1.2-18",
        "MQTT-3.1.2-19",
        "MQTT-3.1.2-20",
        "MQTT-3.1.2-21",
        "ROB-STREAM-1",
    ];
    each(exchange, tally, statements, is(PacketType::Connect));
}

/// `[MQTT-3.1.3-3]` The payload begins with a Client Identifier.
pub(super) fn mqtt_3_1_3_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.3-3"], is(PacketType::Connect));
}

/// `[MQTT-3.1.3-4]` The Client Identifier is well-formed UTF-8.
pub(super) fn mqtt_3_1_3_4(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.3-4"], is(PacketType::Connect));
}

/// `[MQTT-3.1.3-7]` A Client Identifier of zero length comes with Clean Session 1.
pub(super) fn mqtt_3_1_3_7(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.3-7"], |packet| {
        connect(packet).is_some_and(|connect| connect.client_identifier == Some(b""))
    });
}

/// `[MQTT-3.1.3-10]` The Will Topic is well-formed UTF-8.
pub(super) fn mqtt_3_1_3_10(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.3-10"], |packet| {
        connect(packet).is_some_and(|connect| connect.will_topic.is_some())
    });
}

/// `[MQTT-3.1.3-11]` The User Name is well-formed UTF-8.
pub(super) fn mqtt_3_1_3_11(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-3.1.3-11"], |packet| {
        connect(packet).is_some_and(|connect| connect.user_name.is_some())
    });
}
