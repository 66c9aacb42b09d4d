//! rumqttc: its packets own their Topic Name and share their payload.
//!
//! Measured in its favour: the payload is never copied to the heap, and packets are read from a
//! buffer that already holds all of them, as after one large read.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use rumqttc::{Packet, Publish, QoS};

use crate::case::Case;

fn publish(case: &Case, n: usize) -> Publish {
    let qos = match case.qos {
        0 => QoS::AtMostOnce,
        1 => QoS::AtLeastOnce,
        _ => QoS::ExactlyOnce,
    };
    let mut publish = Publish::from_bytes(case.topic_name, qos, Bytes::from_static(case.payload));
    if case.qos > 0 {
        publish.pkid = Case::packet_identifier(n);
    }
    publish
}

/// Makes the packet and encodes it into one buffer, again and again.
pub fn encode(case: &Case, count: usize) -> Duration {
    let mut buffer = BytesMut::with_capacity(8192);
    publish(case, 0).write(&mut buffer).unwrap();
    assert_eq!(buffer[..], case.bytes());
    let start = Instant::now();
    for n in 0..count {
        buffer.clear();
        black_box(publish(black_box(case), n).write(black_box(&mut buffer)).unwrap());
    }
    start.elapsed()
}

/// Frames and parses packets that lie one after the other.
pub fn parse(case: &Case, count: usize) -> Duration {
    const BATCH: usize = 100;
    let bytes = case.bytes();
    let mut one = BytesMut::from(&bytes[..]);
    assert_eq!(Packet::read(&mut one, MAX).unwrap(), Packet::Publish(publish(case, 0)));
    let batch = bytes.repeat(BATCH);
    let mut time = Duration::ZERO;
    for _ in 0..count / BATCH {
        let mut buffer = BytesMut::from(&batch[..]);
        let start = Instant::now();
        for _ in 0..BATCH {
            black_box(&Packet::read(black_box(&mut buffer), MAX).unwrap());
        }
        time += start.elapsed();
    }
    time
}

const MAX: usize = 1 << 20;
