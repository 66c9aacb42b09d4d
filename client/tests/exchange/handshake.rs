//! From CONNECT to CONNACK: every answer a server can give, and none.

use mqttspec_client::error::Misuse;
use mqttspec_client::packet::QoS;
use mqttspec_client::{Client, Storage, TransportEnd};

use crate::bench::{Bench, connect_packet};

/// What the client makes of `answer`, clean or not.
fn outcome(clean_session: bool, answer: &[u8]) -> Vec<String> {
    let mut storage = Storage::<64, 64, 64, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(clean_session, 0);
    bench.dial();
    bench.events();
    bench.server(answer);
    assert_eq!(bench.client.is_connected(), bench.open, "a refused connection is closed");
    bench.events()
}

#[test]
fn each_connack_is_connected_refused_or_failed() {
    let mut log = String::new();
    for clean_session in [true, false] {
        for flags in [0, 1, 2, 0x80] {
            for code in [0, 1, 2, 3, 4, 5, 6, 255] {
                let events = outcome(clean_session, &[0x20, 2, flags, code]);
                log += &format!("clean {clean_session} {flags:02x} {code:02x}: {events:?}\n");
            }
        }
    }
    insta::assert_snapshot!(log);
}

#[test]
fn whatever_comes_before_connack_fails_the_attempt() {
    let mut log = String::new();
    for (name, bytes) in PACKETS {
        log += &format!("{name}: {:?}\n", outcome(true, bytes));
    }
    insta::assert_snapshot!(log);
}

#[test]
fn what_a_server_must_not_send_after_connack_ends_the_connection() {
    let mut log = String::new();
    for (name, bytes) in PACKETS {
        let after = [&[0x20, 2, 0, 0], bytes].concat();
        log += &format!("{name}: {:?}\n", outcome(true, &after));
    }
    insta::assert_snapshot!(log);
}

/// One packet of each type, and some that are none.
const PACKETS: [(&str, &[u8]); 20] = [
    ("CONNECT", b"\x10\x0d\0\x04MQTT\x04\x02\0\0\0\x01c"),
    ("CONNACK", b"\x20\x02\0\0"),
    ("PUBLISH QoS 0", b"\x30\x03\0\x01t"),
    ("PUBLISH QoS 1", b"\x32\x05\0\x01t\0\x01"),
    ("PUBLISH QoS 3", b"\x36\x05\0\x01t\0\x01"),
    ("PUBLISH QoS 0 DUP", b"\x38\x03\0\x01t"),
    ("PUBLISH identifier 0", b"\x32\x05\0\x01t\0\0"),
    ("PUBLISH to a wildcard", b"\x30\x03\0\x01#"),
    ("PUBACK", b"\x40\x02\0\x01"),
    ("PUBREC", b"\x50\x02\0\x01"),
    ("PUBREL", b"\x62\x02\0\x01"),
    ("PUBREL flags 0", b"\x60\x02\0\x01"),
    ("PUBCOMP", b"\x70\x02\0\x01"),
    ("SUBSCRIBE", b"\x82\x06\0\x01\0\x01a\0"),
    ("SUBACK", b"\x90\x03\0\x01\0"),
    ("UNSUBSCRIBE", b"\xa2\x05\0\x01\0\x01a"),
    ("UNSUBACK", b"\xb0\x02\0\x01"),
    ("PINGREQ", b"\xc0\0"),
    ("PINGRESP", b"\xd0\0"),
    ("DISCONNECT", b"\xe0\0"),
];

#[test]
fn an_attempt_without_connack_fails_at_the_deadline_and_not_before() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.connect_timeout_ms = 5_000;
    bench.dial();
    bench.events();
    bench.pass(4_999);
    assert_eq!(bench.events(), [""; 0]);
    bench.pass(1);
    assert_eq!(bench.events(), ["transport closed", "Failed(Timeout)"]);
}

#[test]
fn the_deadline_counts_from_dialling() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.stall_opening = true;
    bench.dial();
    bench.events();
    bench.pass(10_000);
    assert_eq!(bench.events(), ["transport closed", "Failed(Timeout)"]);
    assert_eq!(bench.sent().len(), 0);
}

#[test]
fn a_transport_that_takes_nothing_fails_the_attempt() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.connect_timeout_ms = 0;
    bench.takes = 5;
    bench.dial();
    bench.events();
    bench.pass(10_000);
    assert_eq!(bench.events(), ["transport closed", "Failed(Timeout)"]);
}

#[test]
fn a_transport_that_cannot_be_opened_says_why() {
    for end in [TransportEnd::Dns, TransportEnd::Tcp, TransportEnd::Tls, TransportEnd::WebSocket] {
        let mut storage = Storage::<64, 64, 0, 0>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.openings.push_back(end);
        bench.dial();
        assert_eq!(bench.events().last().unwrap(), &format!("Failed(Transport({end:?}))"));
    }
}

#[test]
fn a_refusal_and_the_close_in_one_breath_is_a_refusal() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.dial();
    bench.events();
    bench.client.handle_bytes(bench.now(), &[0x20, 2, 0, 5]);
    bench.server_closes();
    assert_eq!(bench.events(), ["Refused(NotAuthorized)"]);
}

#[test]
fn what_came_before_the_close_is_delivered_before_its_report() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.client.handle_bytes(bench.now(), b"\x30\x04\0\x01ta\x30\x04\0\x01tb\x30\x04\0");
    bench.server_closes();
    let events = bench.events();
    assert_eq!(events.len(), 3, "{events:?}");
    assert_eq!(events[2], "Disconnected(Transport(PeerClosed))");
}

#[test]
fn a_connect_that_fits_no_buffer_is_refused_before_anything_is_dialled() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    let long = "c".repeat(60);
    let mut connect = connect_packet(true, 0);
    connect.client_identifier =
        mqttspec_client::packet::Utf8String::new(mqttspec_client::packet::Field::UserName, &long)
            .unwrap();
    let now = bench.now();
    let refused = bench.client.connect(now, &connect, &bench.settings, bench.backup);
    assert_eq!(refused, Err(Misuse::BufferTooSmall { needed: 74, found: 64 }));
    let mut connect = connect_packet(false, 0);
    connect.client_identifier = mqttspec_client::packet::Utf8String::default();
    let refused = bench.client.connect(now, &connect, &bench.settings, bench.backup);
    assert_eq!(refused, Err(Misuse::ClientIdentifierEmpty));
    bench.drive();
    assert_eq!(bench.events(), [""; 0]);
}

#[test]
fn commands_without_a_connection_are_refused() {
    let mut storage = Storage::<64, 64, 64, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    let now = bench.now();
    assert_eq!(bench.publish(b"", QoS::AtMostOnce), Err(Misuse::NotConnected.into()));
    assert_eq!(bench.publish(b"", QoS::AtLeastOnce), Err(Misuse::NotConnected.into()));
    assert_eq!(bench.subscribe(&[("a", QoS::AtMostOnce)]), Err(Misuse::NotConnected.into()));
    assert_eq!(bench.client.ping(now), Err(Misuse::NotConnected));
    assert_eq!(bench.client.disconnect(now), Err(Misuse::NotConnected));
    assert_eq!(bench.client.abort(now), Err(Misuse::NotConnected));
    bench.connected(false);
    let again = bench.client.connect(now, &bench.connect, &bench.settings, bench.backup);
    assert_eq!(again, Err(Misuse::AlreadyConnecting));
}
