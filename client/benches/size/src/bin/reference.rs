//! The reference client: connects, subscribes, publishes with QoS 1 and 2, receives, connects again.
#![no_std]
#![no_main]

use core::sync::atomic::AtomicU8;

use mqttspec_client::{
    Client, Event, Instant, Settings, Storage, TransportEnd, TransportWanted,
    packet::{
        Connect, Field, ProtocolVersion, QoS, Subscriptions, TopicFilter, TopicName, Utf8String,
    },
    reconnect::{BackupServer, Reconnect},
    time::ExtendedClock,
};
use mqttspec_size as board;

/// Its size is what a client takes besides its buffers; zeros, so that no section of the file holds it.
#[used]
#[unsafe(no_mangle)]
static SIZE_OF_CLIENT: [AtomicU8; size_of::<Client<'static>>()] = [const { AtomicU8::new(0) }; _];
const _: () = assert!(size_of::<Client<'static>>() < 1024);

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut storage = Storage::<256, 256, 512, 4>::new();
    let mut client = Client::new(storage.buffers());
    let _ = run(&mut client);
    loop {}
}

fn run(client: &mut Client<'_>) -> Option<()> {
    let mut clock = ExtendedClock::new(board::now_ms());
    let mut now = Instant::default();
    let connect = Connect {
        protocol_version: ProtocolVersion::V3_1_1,
        clean_session: false,
        keep_alive_s: 60,
        client_identifier: Utf8String::new(Field::ClientIdentifier, "thermometer").ok()?,
        will: None,
        login: None,
    };
    let reconnect = Reconnect::Fixed { delay_ms: 10_000 };
    let settings = Settings { reconnect, ..Settings::default() };
    client.connect(now, &connect, &settings, BackupServer::None).ok()?;
    let topic_name = TopicName::new("room/temperature").ok()?;
    let filters = [(TopicFilter::new("room/heating").ok()?, QoS::ExactlyOnce)];
    let subscriptions = Subscriptions::new(&filters).ok()?;
    let mut is_open = false;
    loop {
        now = clock.extend(board::now_ms());
        let mut is_fresh = false;
        while let Some(event) = client.poll_event() {
            match event {
                Event::Connected { session_present } => is_fresh = !session_present,
                Event::Message(message) => {
                    board::actuate(message.topic_name.as_str(), message.payload);
                }
                _ => {}
            }
        }
        if is_fresh {
            let _ = client.subscribe(now, subscriptions);
        }
        let qos = match board::sensor() {
            1 => Some(QoS::AtLeastOnce),
            2 => Some(QoS::ExactlyOnce),
            _ => None,
        };
        if let Some(qos) = qos {
            let _ = client.publish(now, topic_name, b"21.5", qos, false);
        }
        match client.transport_wanted() {
            TransportWanted::Open(_) if !is_open => {
                is_open = board::dial();
                if is_open {
                    let _ = client.handle_opened(now, &connect);
                } else {
                    client.handle_closed(now, TransportEnd::Tcp);
                }
            }
            TransportWanted::Close => {
                board::close();
                is_open = false;
                client.handle_closed(now, TransportEnd::Other);
            }
            TransportWanted::Open(_) | TransportWanted::Nothing => {}
        }
        if is_open && !board::is_open() {
            is_open = false;
            client.handle_closed(now, TransportEnd::PeerClosed);
        }
        if is_open {
            if let Some(bytes) = client.poll_transmit() {
                let count = board::write(bytes);
                client.handle_transmitted(now, count);
            }
            let count = board::read(client.receive_space());
            client.handle_received(now, count);
        }
        client.handle_timeout(now);
    }
}
