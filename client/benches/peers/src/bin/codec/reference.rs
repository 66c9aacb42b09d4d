//! The reference client's codec.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use mqttspec_client::packet::{
    Delivery, FixedHeader, Packet, PacketIdentifier, Publish, TopicName,
};

use crate::case::Case;

fn publish(case: &Case, n: usize) -> Packet<'_> {
    let packet_identifier = PacketIdentifier::new(Case::packet_identifier(n)).unwrap();
    Packet::Publish(Publish {
        delivery: match case.qos {
            0 => Delivery::AtMostOnce,
            1 => Delivery::AtLeastOnce { dup: false, packet_identifier },
            _ => Delivery::ExactlyOnce { dup: false, packet_identifier },
        },
        retain: false,
        topic_name: TopicName::new(case.topic_name).unwrap(),
        payload: case.payload,
    })
}

/// Checks the Topic Name, makes the packet and encodes it into one buffer, again and again.
pub fn encode(case: &Case, count: usize) -> Duration {
    let mut buffer = [0; 8192];
    let len = publish(case, 0).encode(&mut buffer).unwrap();
    assert_eq!(buffer[..len], case.bytes());
    let start = Instant::now();
    for n in 0..count {
        let packet = publish(black_box(case), n);
        black_box(packet.encode(black_box(&mut buffer)).unwrap());
    }
    start.elapsed()
}

/// Frames and parses one packet, again and again.
pub fn parse(case: &Case, count: usize) -> Duration {
    let bytes = case.bytes();
    assert_eq!(parse_one(&bytes), publish(case, 0));
    let start = Instant::now();
    for _ in 0..count {
        black_box(&parse_one(black_box(&bytes)));
    }
    start.elapsed()
}

fn parse_one(bytes: &[u8]) -> Packet<'_> {
    let header = FixedHeader::parse(bytes).unwrap().unwrap();
    let body = &bytes[header.len..header.len + header.remaining_length];
    Packet::parse(header.first_byte, body).unwrap()
}
