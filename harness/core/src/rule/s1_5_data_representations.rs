//! Section 1.5: strings.

use super::{Exchange, Packet, Tally, irregular::each};
use crate::wire::PacketType;

/// Every statement that asks for well-formed UTF-8, in whatever field.
const UTF8: &[&str] = &[
    "MQTT-1.5.3-1",
    "MQTT-3.1.3-4",
    "MQTT-3.1.3-10",
    "MQTT-3.1.3-11",
    "MQTT-3.8.3-1",
    "MQTT-3.10.3-1",
];

/// `[MQTT-1.5.3-1]` Strings are well-formed UTF-8 without surrogates.
pub(super) fn mqtt_1_5_3_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, UTF8, holds_strings);
}

/// `[MQTT-1.5.3-2]` Strings hold no U+0000.
pub(super) fn mqtt_1_5_3_2(exchange: &Exchange<'_>, tally: &mut Tally) {
    each(exchange, tally, &["MQTT-1.5.3-2"], holds_strings);
}

fn holds_strings(packet: &Packet<'_>) -> bool {
    matches!(
        packet.said.packet_type,
        PacketType::Connect | PacketType::Publish | PacketType::Subscribe | PacketType::Unsubscribe
    )
}
