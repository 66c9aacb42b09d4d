//! The reference client, as its adapters drive it.

use std::{
    hint::black_box,
    time::{Duration, Instant},
};

use mqttspec_client::{
    Client, Event, Settings, Storage, TransportWanted,
    packet::{Connect, Field, ProtocolVersion, QoS, TopicName, Utf8String},
    reconnect::BackupServer,
};

use crate::{PAYLOAD, PUBLISH_LEN, TOPIC_NAME, answer};

/// `count` cycles, `window` messages at a time.
pub fn cycles(count: usize, window: usize) -> Duration {
    let mut storage = Box::new(Storage::<16384, 16384, 16384, 100>::new());
    let mut client = Client::new(storage.buffers());
    let clock = Instant::now();
    connect(&mut client);
    let mut answers = Vec::new();
    let mut published = 0;
    let start = Instant::now();
    for _ in 0..count / window {
        let now = mqttspec_client::Instant::from_millis(clock.elapsed().as_millis() as u64);
        for _ in 0..window {
            let topic_name = TopicName::new(black_box(TOPIC_NAME)).unwrap();
            client.publish(now, topic_name, black_box(PAYLOAD), QoS::AtLeastOnce, false).unwrap();
        }
        let sent = black_box(client.poll_transmit().unwrap());
        let len = sent.len();
        debug_assert_eq!(len, window * PUBLISH_LEN);
        answer(sent, &mut answers);
        client.handle_transmitted(now, len);
        client.receive_space()[..answers.len()].copy_from_slice(&answers);
        client.handle_received(now, answers.len());
        while let Some(event) = black_box(client.poll_event()) {
            published += usize::from(matches!(event, Event::Published { .. }));
        }
    }
    let time = start.elapsed();
    assert_eq!(published, count / window * window);
    time
}

fn connect(client: &mut Client<'_>) {
    let now = mqttspec_client::Instant::from_millis(0);
    let connect = Connect {
        protocol_version: ProtocolVersion::V3_1_1,
        clean_session: true,
        keep_alive_s: 60,
        client_identifier: Utf8String::new(Field::ClientIdentifier, "bench").unwrap(),
        will: None,
        login: None,
    };
    client.connect(now, &connect, &Settings::default(), BackupServer::None).unwrap();
    while client.poll_event().is_some() {}
    assert!(matches!(client.transport_wanted(), TransportWanted::Open(_)));
    client.handle_opened(now, &connect).unwrap();
    let len = client.poll_transmit().unwrap().len();
    client.handle_transmitted(now, len);
    client.handle_bytes(now, &[0x20, 2, 0, 0]);
    while client.poll_event().is_some() {}
    assert!(client.is_connected());
}
