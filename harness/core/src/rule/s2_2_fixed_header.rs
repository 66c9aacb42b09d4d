//! Section 2.2: the fixed header.

use super::{Exchange, Tally};

/// `[MQTT-2.2.2-1]` Reserved flag bits hold the value given for the packet type.
pub(super) fn mqtt_2_2_2_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for packet in exchange.sent() {
        let Some(fixed) = packet.said.packet_type.fixed_flags() else { continue };
        if packet.said.flags == fixed {
            tally.kept(packet.record());
        } else {
            tally.broken(
                [packet.record()],
                || format!("flags {fixed:04b} in {}", packet.said.packet_type),
                || format!("flags {:04b} in {}", packet.said.flags, packet.name()),
            );
        }
    }
}
