//! The exchanges that every client needs, one of each.

use mqttspec_client::packet::{QoS, Subscriptions, TopicFilter, TopicFilters};
use mqttspec_client::{Client, Storage};

use crate::bench::{Bench, connect_packet, topic};

#[test]
fn connect_publish_and_disconnect_are_events_and_packets_in_order() {
    let mut storage = Storage::<64, 64, 256, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.dial();
    assert_eq!(bench.sent(), [b"\x10\x0d\0\x04MQTT\x04\x02\0\0\0\x01c".to_vec()]);
    bench.server(&[0x20, 2, 0, 0]);
    let now = bench.now();
    bench.client.publish(now, topic("t"), b"0", QoS::AtMostOnce, false).unwrap();
    bench.client.publish(now, topic("t"), b"1", QoS::AtLeastOnce, true).unwrap();
    bench.client.publish(now, topic("t"), b"2", QoS::ExactlyOnce, false).unwrap();
    bench.drive();
    assert_eq!(
        bench.sent(),
        [
            b"\x30\x04\0\x01t0".to_vec(),
            b"\x33\x06\0\x01t\0\x011".to_vec(),
            b"\x34\x06\0\x01t\0\x022".to_vec()
        ]
    );
    bench.server(b"\x40\x02\0\x01\x50\x02\0\x02");
    assert_eq!(bench.sent(), [b"\x62\x02\0\x02".to_vec()]);
    bench.server(b"\x70\x02\0\x02");
    bench.client.disconnect(now).unwrap();
    bench.drive();
    assert_eq!(bench.sent(), [b"\xe0\0".to_vec()]);
    let log = bench.events().join("\n");
    insta::assert_snapshot!(log);
}

#[test]
fn subscribe_receive_unsubscribe_at_every_qos() {
    let mut storage = Storage::<64, 64, 256, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    let filters = [
        (TopicFilter::new("a/#").unwrap(), QoS::ExactlyOnce),
        (TopicFilter::new("b").unwrap(), QoS::AtMostOnce),
    ];
    let now = bench.now();
    bench.client.subscribe(now, Subscriptions::new(&filters).unwrap()).unwrap();
    bench.drive();
    assert_eq!(bench.sent(), [b"\x82\x0c\0\x01\0\x03a/#\x02\0\x01b\0".to_vec()]);
    bench.server(b"\x90\x04\0\x01\x02\x80");
    bench.server(b"\x30\x05\0\x03a/b");
    bench.server(b"\x33\x08\0\x03a/b\0\x091");
    bench.server(b"\x34\x08\0\x03a/b\0\x092\x3c\x08\0\x03a/b\0\x092");
    assert_eq!(
        bench.sent(),
        [b"\x40\x02\0\x09".to_vec(), b"\x50\x02\0\x09".to_vec(), b"\x50\x02\0\x09".to_vec()]
    );
    bench.server(b"\x62\x02\0\x09");
    assert_eq!(bench.sent(), [b"\x70\x02\0\x09".to_vec()]);
    let filters = [TopicFilter::new("a/#").unwrap()];
    bench.client.unsubscribe(now, TopicFilters::new(&filters).unwrap()).unwrap();
    bench.drive();
    assert_eq!(bench.sent(), [b"\xa2\x07\0\x02\0\x03a/#".to_vec()]);
    bench.server(b"\xb0\x02\0\x02");
    let log = bench.events().join("\n");
    insta::assert_snapshot!(log);
}

#[test]
fn an_idle_client_pings_and_gives_up_a_silent_server() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(true, 2);
    bench.connected(false);
    bench.pass(5_000);
    assert_eq!(bench.sent(), [b"\xc0\0".to_vec(), b"\xc0\0".to_vec()]);
    bench.server(b"\xd0\0\xd0\0");
    assert_eq!(bench.events(), ["Pong", "Pong"]);
    bench.pass(20_000);
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Timeout)"]);
}

#[test]
fn a_resumed_session_repeats_what_is_unfinished_with_dup_in_order() {
    let mut storage = Storage::<64, 64, 256, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    let now = bench.now();
    for (payload, qos) in
        [(b"1", QoS::AtLeastOnce), (b"2", QoS::ExactlyOnce), (b"3", QoS::ExactlyOnce)]
    {
        bench.client.publish(now, topic("t"), payload, qos, false).unwrap();
    }
    bench.drive();
    bench.server(b"\x50\x02\0\x03");
    bench.sent();
    bench.server_closes();
    assert_eq!(bench.events(), ["Disconnected(Transport(PeerClosed))"]);
    bench.dial();
    bench.sent();
    bench.server(b"\x20\x02\x01\0");
    assert_eq!(
        bench.sent(),
        [
            b"\x62\x02\0\x03".to_vec(),
            b"\x3a\x06\0\x01t\0\x011".to_vec(),
            b"\x3c\x06\0\x01t\0\x022".to_vec()
        ]
    );
}

#[test]
fn pings_keep_their_rhythm_across_the_wraps_of_shorter_clocks() {
    for wrap in [1_u64 << 31, 1 << 32] {
        let mut storage = Storage::<64, 64, 0, 0>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.set_now(wrap - 3_000);
        bench.connect = connect_packet(true, 2);
        bench.connected(false);
        bench.pass(6_000);
        assert_eq!(bench.sent().len(), 3, "one each 1.75 s");
    }
}

#[test]
fn a_ping_on_demand_is_answered_by_pong_and_an_unasked_pingresp_is_nothing() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.server(b"\xd0\0");
    assert_eq!(bench.events(), [""; 0]);
    bench.client.ping(bench.now()).unwrap();
    bench.drive();
    assert_eq!(bench.sent(), [b"\xc0\0".to_vec()]);
    bench.server(b"\xd0\0\xd0\0");
    assert_eq!(bench.events(), ["Pong"]);
}

#[test]
fn a_host_that_was_suspended_asks_before_it_gives_up() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(true, 60);
    bench.connected(false);
    // Eight hours pass without a call.
    bench.set_now(8 * 3_600_000);
    bench.client.handle_timeout(bench.now());
    bench.drive();
    assert_eq!(bench.sent(), [b"\xc0\0".to_vec()]);
    assert_eq!(bench.events(), [""; 0]);
    bench.pass(10_000);
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Timeout)"]);
}
