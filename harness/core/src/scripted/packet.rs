//! The Control Packets that a correct server sends.

use super::message::{Message, QoS};
use crate::wire::PacketType;

/// CONNACK.
pub(super) fn connack(session_present: bool, return_code: u8) -> Vec<u8> {
    whole(PacketType::Connack, 0, &[&[u8::from(session_present), return_code]])
}

/// PUBLISH; `identifier` exactly where QoS is above 0.
pub(super) fn publish(message: &Message, identifier: Option<u16>, dup: bool) -> Vec<u8> {
    let flags = u8::from(dup) << 3 | message.qos.number() << 1 | u8::from(message.retain);
    let topic_len = u16::try_from(message.topic_name.len()).unwrap_or(u16::MAX);
    let topic = &message.topic_name[..usize::from(topic_len)];
    let identifier = identifier.map(u16::to_be_bytes);
    let identifier = identifier.as_ref().map_or(&[][..], |bytes| &bytes[..]);
    let parts = [&topic_len.to_be_bytes()[..], topic, identifier, &message.payload];
    whole(PacketType::Publish, flags, &parts)
}

/// PUBACK, PUBREC, PUBREL, PUBCOMP, UNSUBACK.
pub(super) fn acknowledgement(packet_type: PacketType, identifier: u16) -> Vec<u8> {
    let flags = if packet_type == PacketType::Pubrel { 0b0010 } else { 0 };
    whole(packet_type, flags, &[&identifier.to_be_bytes()])
}

/// SUBACK that grants what `granted` says.
pub(super) fn suback(identifier: u16, granted: &[QoS]) -> Vec<u8> {
    let codes: Vec<u8> = granted.iter().map(|qos| qos.number()).collect();
    whole(PacketType::Suback, 0, &[&identifier.to_be_bytes(), &codes])
}

/// PINGRESP.
pub(super) fn pingresp() -> Vec<u8> {
    whole(PacketType::Pingresp, 0, &[])
}

/// A packet of less than 256 MiB, which `PACKET_BYTES_MAX` sees to.
fn whole(packet_type: PacketType, flags: u8, parts: &[&[u8]]) -> Vec<u8> {
    let mut remaining: usize = parts.iter().map(|part| part.len()).sum();
    let mut packet = Vec::with_capacity(remaining + 5);
    packet.push(packet_type.number() << 4 | flags);
    while remaining > 0x7F {
        packet.push((remaining & 0x7F) as u8 | 0x80);
        remaining >>= 7;
    }
    packet.push(remaining as u8);
    parts.iter().for_each(|part| packet.extend_from_slice(part));
    packet
}
