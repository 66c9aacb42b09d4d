//! PUBACK, PUBREC, PUBREL, PUBCOMP and UNSUBACK (3.4 to 3.7, 3.11).

use super::{NO_STATEMENT, reader::Reader};
use crate::wire::{dissection::Body, layout::PacketType};

pub(super) fn dissect<'a>(reader: &mut Reader<'a>, packet_type: PacketType) -> Body<'a> {
    let packet_identifier = packet_identifier(reader, echoes(packet_type));
    reader.finish(NO_STATEMENT, "nothing after the Packet Identifier");
    Body::Acknowledgement { packet_identifier }
}

/// Reads the Packet Identifier of a packet in which 0 breaks `requirement`.
pub(super) fn packet_identifier(reader: &mut Reader<'_>, requirement: &'static str) -> Option<u16> {
    let offset = reader.position();
    let packet_identifier = reader.integer(NO_STATEMENT, "a Packet Identifier");
    if packet_identifier == Some(0) {
        reader.report(offset, requirement, "a Packet Identifier above 0", || "0".to_owned());
    }
    packet_identifier
}

/// The statement that makes a packet of this type echo the Packet Identifier of another.
fn echoes(packet_type: PacketType) -> &'static str {
    match packet_type {
        PacketType::Unsuback | PacketType::Suback => "MQTT-2.3.1-7",
        PacketType::Pubcomp => "MQTT-4.3.3-2",
        _ => "MQTT-2.3.1-6",
    }
}
