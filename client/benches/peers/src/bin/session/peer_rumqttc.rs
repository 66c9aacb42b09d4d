//! rumqttc: `MqttState`, and the codec that its event loop puts around it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use bytes::{Bytes, BytesMut};
use rumqttc::{Event, Incoming, MqttState, Packet, PubAck, Publish, QoS, Request};

use crate::{PAYLOAD, PUBLISH_LEN, TOPIC_NAME, answer};

/// One more than the largest window: its identifiers start anew after it.
const IN_FLIGHT_MAX: u16 = 101;

fn publish() -> Request {
    let (topic_name, payload) = (black_box(TOPIC_NAME), Bytes::from_static(black_box(PAYLOAD)));
    Request::Publish(Publish::from_bytes(topic_name, QoS::AtLeastOnce, payload))
}

/// `count` cycles, `window` messages at a time, bytes out and bytes in.
pub fn cycles(count: usize, window: usize) -> Duration {
    let mut state = MqttState::new(IN_FLIGHT_MAX, false);
    let mut sent = BytesMut::with_capacity(16384);
    let mut received = BytesMut::with_capacity(16384);
    let mut answers = Vec::new();
    let mut published = 0;
    let start = Instant::now();
    for _ in 0..count / window {
        for _ in 0..window {
            let packet = state.handle_outgoing_packet(publish()).unwrap().unwrap();
            packet.write(&mut sent, usize::MAX).unwrap();
        }
        debug_assert_eq!(sent.len(), window * PUBLISH_LEN);
        answer(black_box(&sent), &mut answers);
        sent.clear();
        received.extend_from_slice(&answers);
        while !received.is_empty() {
            let packet = Packet::read(&mut received, usize::MAX).unwrap();
            state.handle_incoming_packet(packet).unwrap();
        }
        published += events(&mut state);
    }
    let time = start.elapsed();
    assert_eq!(published, count / window * window);
    time
}

/// The same without bytes: packets are handed in and taken out as values.
pub fn cycles_of_state(count: usize, window: usize) -> Duration {
    let mut state = MqttState::new(IN_FLIGHT_MAX, false);
    let mut identifiers = Vec::with_capacity(window);
    let mut published = 0;
    let start = Instant::now();
    for _ in 0..count / window {
        identifiers.clear();
        for _ in 0..window {
            match black_box(state.handle_outgoing_packet(publish()).unwrap()) {
                Some(Packet::Publish(publish)) => identifiers.push(publish.pkid),
                other => panic!("{other:?}"),
            }
        }
        for &identifier in &identifiers {
            state.handle_incoming_packet(Packet::PubAck(PubAck::new(identifier))).unwrap();
        }
        published += events(&mut state);
    }
    let time = start.elapsed();
    assert_eq!(published, count / window * window);
    time
}

/// What the application is told; the number of PUBACKs among it.
fn events(state: &mut MqttState) -> usize {
    let mut published = 0;
    while let Some(event) = black_box(state.events.pop_front()) {
        published += usize::from(matches!(event, Event::Incoming(Incoming::PubAck(_))));
    }
    published
}
