//! mqttrs: its slice functions, which copy nothing either.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use mqttrs::{Packet, Pid, Publish, QosPid, decode_slice, encode_slice};

use crate::case::Case;

fn publish(case: &Case, n: usize) -> Packet<'_> {
    let pid = Pid::try_from(Case::packet_identifier(n)).unwrap();
    Packet::Publish(Publish {
        dup: false,
        qospid: match case.qos {
            0 => QosPid::AtMostOnce,
            1 => QosPid::AtLeastOnce(pid),
            _ => QosPid::ExactlyOnce(pid),
        },
        retain: false,
        topic_name: case.topic_name,
        payload: case.payload,
    })
}

/// Makes the packet and encodes it into one buffer, again and again.
pub fn encode(case: &Case, count: usize) -> Duration {
    let mut buffer = [0; 8192];
    let len = encode_slice(&publish(case, 0), &mut buffer).unwrap();
    assert_eq!(buffer[..len], case.bytes());
    let start = Instant::now();
    for n in 0..count {
        let packet = publish(black_box(case), n);
        black_box(encode_slice(&packet, black_box(&mut buffer)).unwrap());
    }
    start.elapsed()
}

/// Frames and parses one packet, again and again.
pub fn parse(case: &Case, count: usize) -> Duration {
    let bytes = case.bytes();
    assert_eq!(decode_slice(&bytes).unwrap(), Some(publish(case, 0)));
    let start = Instant::now();
    for _ in 0..count {
        black_box(&decode_slice(black_box(&bytes)).unwrap());
    }
    start.elapsed()
}
