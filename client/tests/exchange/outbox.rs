//! Messages accepted for sending: the window, limits, expiry, identifiers.

use mqttspec_client::error::{Full, Misuse};
use mqttspec_client::packet::{PacketIdentifier, QoS};
use mqttspec_client::settings::OutboxOverflow;
use mqttspec_client::{Buffers, Client, InboundSlot, Published, ReleaseSlot, RequestSlot, Storage};

use crate::bench::{Bench, connect_packet, hex};

#[test]
fn no_more_messages_are_in_flight_than_the_window_allows() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.in_flight_max = 2;
    bench.connected(false);
    for payload in [b"1", b"2", b"3", b"4"] {
        bench.publish(payload, QoS::ExactlyOnce).unwrap();
    }
    assert_eq!(hex(&bench.sent()), "34060001740001'1' 34060001740002'2'");
    bench.server(b"\x50\x02\0\x01");
    assert_eq!(hex(&bench.sent()), "62020001", "a released exchange is still in flight");
    bench.server(b"\x70\x02\0\x01");
    assert_eq!(hex(&bench.sent()), "34060001740003'3'");
}

#[test]
fn a_full_outbox_refuses_and_keeps_what_it_has() {
    let mut storage = Storage::<64, 64, 72, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    for payload in [b"1", b"2", b"3"] {
        bench.publish(payload, QoS::AtLeastOnce).unwrap();
    }
    let full = Full::OutboxBytes { needed: 8, found: 0 };
    assert_eq!(bench.publish(b"4", QoS::AtLeastOnce), Err(full.into()));
    let never = Misuse::BufferTooSmall { needed: 67, found: 56 };
    assert_eq!(bench.publish(&[0; 60], QoS::AtLeastOnce), Err(never.into()));
    bench.server(b"\x40\x02\0\x02");
    bench.publish(b"4", QoS::AtLeastOnce).unwrap();
    bench.server(b"\x40\x02\0\x01\x40\x02\0\x03\x40\x02\0\x04");
    assert_eq!(bench.client.unfinished(), 0);
    assert_eq!(bench.events().len(), 4);
}

#[test]
fn the_number_of_messages_is_limited_too() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.outbox_messages_max = 1;
    bench.connected(false);
    bench.publish(b"1", QoS::AtLeastOnce).unwrap();
    assert_eq!(bench.publish(b"2", QoS::AtLeastOnce), Err(Full::OutboxCount { max: 1 }.into()));
}

#[test]
fn the_oldest_messages_that_never_left_make_place_and_are_reported() {
    let mut storage = Storage::<64, 64, 144, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.overflow = OutboxOverflow::DropOldest;
    bench.settings.outbox_messages_max = 4;
    bench.settings.in_flight_max = 2;
    bench.connected(false);
    for payload in [b"1", b"2", b"3", b"4"] {
        bench.publish(payload, QoS::AtLeastOnce).unwrap();
    }
    let now = bench.now();
    let five = crate::bench::topic("five");
    for _ in 0..2 {
        bench.client.publish(now, five, b"", QoS::AtLeastOnce, false).unwrap();
    }
    bench.drive();
    assert_eq!(
        bench.events(),
        [
            "Dropped(Message(PacketIdentifier(3)), Displaced)",
            "Dropped(Message(PacketIdentifier(4)), Displaced)"
        ]
    );
    bench.sent();
    bench.server(b"\x40\x02\0\x01\x40\x02\0\x02");
    assert_eq!(bench.sent().len(), 2);
    bench.server(b"\x40\x02\0\x05\x40\x02\0\x06");
    assert_eq!(bench.client.unfinished(), 0);
}

#[test]
fn messages_in_flight_are_never_displaced() {
    let mut storage = Storage::<64, 64, 48, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.overflow = OutboxOverflow::DropOldest;
    bench.connected(false);
    bench.publish(b"1", QoS::AtLeastOnce).unwrap();
    bench.publish(b"2", QoS::AtLeastOnce).unwrap();
    let full = Full::OutboxBytes { needed: 8, found: 0 };
    assert_eq!(bench.publish(b"3", QoS::AtLeastOnce), Err(full.into()));
    assert_eq!(bench.events(), [""; 0]);
}

#[test]
fn a_message_that_never_left_expires_and_one_that_left_does_not() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.message_expiry_ms = 30_000;
    bench.settings.in_flight_max = 1;
    bench.connected(false);
    bench.publish(b"1", QoS::AtLeastOnce).unwrap();
    bench.publish(b"2", QoS::AtLeastOnce).unwrap();
    bench.pass(29_999);
    bench.drive();
    assert_eq!(bench.events(), [""; 0]);
    bench.pass(1);
    assert_eq!(bench.events(), ["Dropped(Message(PacketIdentifier(2)), Expired)"]);
    bench.server(b"\x40\x02\0\x01");
    assert_eq!(bench.events(), ["Published { packet_identifier: PacketIdentifier(1) }"]);
}

#[test]
fn messages_published_while_connecting_leave_after_connack_in_order() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.dial();
    bench.publish(b"1", QoS::ExactlyOnce).unwrap();
    bench.publish(b"2", QoS::AtLeastOnce).unwrap();
    assert_eq!(bench.publish(b"0", QoS::AtMostOnce), Err(Misuse::NotConnected.into()));
    assert_eq!(bench.sent().len(), 1, "CONNECT only");
    bench.server(&[0x20, 2, 0, 0]);
    assert_eq!(hex(&bench.sent()), "34060001740001'1' 32060001740002'2'");
}

#[test]
fn a_message_of_qos_0_does_not_overtake_those_before_it() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    let (now, topic) = (bench.now(), crate::bench::topic("t"));
    bench.client.publish(now, topic, b"1", QoS::AtLeastOnce, false).unwrap();
    bench.client.publish(now, topic, b"0", QoS::AtMostOnce, false).unwrap();
    bench.client.publish(now, topic, b"2", QoS::AtLeastOnce, false).unwrap();
    bench.client.disconnect(now).unwrap();
    bench.drive();
    assert_eq!(hex(&bench.sent()), "32060001740001'1' 3004000174'0' 32060001740002'2' e000");
}

#[test]
fn all_identifiers_can_be_in_use_and_none_is_given_twice() {
    const ALL: usize = 65_535;
    let (mut receive, mut send) = ([0; 64], [0; 64]);
    let mut outbox = vec![0; (ALL + 1) * 24];
    let mut releases = vec![ReleaseSlot::default(); ALL];
    let (mut inbound, mut requests) = ([InboundSlot::default()], [RequestSlot::default(); 2]);
    let mut bench = Bench::new(Client::new(Buffers {
        receive: &mut receive,
        send: &mut send,
        outbox: &mut outbox,
        releases: &mut releases,
        inbound: &mut inbound,
        requests: &mut requests,
        journal: &mut [],
        subscriptions: &mut [],
    }));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    let subscribed = bench.subscribe(&[("a", QoS::AtMostOnce)]).unwrap();
    let mut in_use = vec![false; ALL + 1];
    in_use[usize::from(subscribed)] = true;
    for _ in 1..ALL {
        let Published::Kept(identifier) = bench.publish(b"x", QoS::AtLeastOnce).unwrap() else {
            panic!("QoS 1 is kept")
        };
        let in_use = &mut in_use[usize::from(identifier.to_u16())];
        assert!(!std::mem::replace(in_use, true), "{identifier:?} is in use");
    }
    let none_left = Err(Full::PacketIdentifiers.into());
    assert_eq!(bench.publish(b"x", QoS::AtLeastOnce), none_left);
    assert_eq!(bench.subscribe(&[("b", QoS::AtMostOnce)]), Err(Full::PacketIdentifiers.into()));
    bench.server(b"\x40\x02\x9c\x40");
    let freed = PacketIdentifier::new(40_000).unwrap();
    assert_eq!(bench.publish(b"x", QoS::AtLeastOnce), Ok(Published::Kept(freed)));
}

#[test]
fn the_first_identifier_can_be_chosen() {
    let mut storage = Storage::<64, 64, 256, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.start_packet_identifier = PacketIdentifier::new(65_535);
    bench.connected(false);
    for _ in 0..2 {
        bench.publish(b"x", QoS::AtLeastOnce).unwrap();
    }
    assert_eq!(hex(&bench.sent()), "3206000174ffff'x' 32060001740001'x'");
}
