//! The two codecs agree: the client takes a packet exactly if the harness finds nothing irregular.

use mqttspec_client::packet::{FixedHeader, Packet, PacketType, ProtocolVersion};
use mqttspec_core::wire::{Direction, dissect};

/// `data` is a packet, perhaps with bytes after it.
pub fn run(data: &[u8]) {
    let header = match FixedHeader::parse(data) {
        Ok(Some(header)) => header,
        Ok(None) => return, // not whole, which is the framer's matter
        Err(malformed) => {
            assert!(!is_regular(data), "{malformed:?}, yet nothing irregular: {data:02x?}");
            return;
        }
    };
    let Some(packet) = data.get(..header.len + header.remaining_length) else { return };
    let parsed = Packet::parse(header.first_byte, &packet[header.len..]);
    // MQTT 3.1 is no irregularity to the client, which can be told to speak it
    let taken = match parsed {
        Ok(Packet::Connect(connect)) => connect.protocol_version == ProtocolVersion::V3_1_1,
        Ok(_) => true,
        Err(_) => false,
    };
    assert_eq!(taken, is_regular(packet), "{parsed:?}: {packet:02x?}");
}

/// Whether the harness finds nothing wrong with the packet, were it on its way from who may send it.
pub fn is_regular(packet: &[u8]) -> bool {
    const FROM_SERVER_ONLY: [PacketType; 4] =
        [PacketType::Connack, PacketType::Suback, PacketType::Unsuback, PacketType::Pingresp];
    let from_server = FROM_SERVER_ONLY.iter().any(|only| packet[0] >> 4 == *only as u8);
    let direction = if from_server { Direction::ToClient } else { Direction::ToServer };
    dissect(packet, direction).is_regular()
}
