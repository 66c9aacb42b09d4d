//! Connections that are lost in the middle of things, and what the next one repeats.

use mqttspec_client::packet::QoS;
use mqttspec_client::settings::SessionEnd;
use mqttspec_client::{Client, Published, Storage};

use crate::bench::{Bench, connect_packet, hex};

/// Where the first connection is cut.
#[derive(Clone, Copy, Debug)]
enum Cut {
    BeforePublishLeft,
    InPublish,
    AfterPublish,
    AfterPuback,
    AfterPubrec,
    AfterPubrel,
    AfterPubcomp,
}

/// Publishes one message, cuts the connection, connects again; what happened on the second
/// connection.
fn resumed(qos: QoS, cut: Cut, clean: bool, session_present: bool, end: SessionEnd) -> String {
    let mut storage = Storage::<64, 64, 256, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(clean, 0);
    bench.settings.session_end = end;
    bench.connected(false);
    bench.takes = match cut {
        Cut::BeforePublishLeft => 0,
        Cut::InPublish => 1,
        Cut::AfterPublish | Cut::AfterPuback | Cut::AfterPubrec => 8,
        Cut::AfterPubrel | Cut::AfterPubcomp => 12,
    };
    let published = bench.publish(b"x", qos).unwrap();
    assert!(matches!(published, Published::Kept(_)));
    match cut {
        Cut::BeforePublishLeft | Cut::InPublish | Cut::AfterPublish => {}
        Cut::AfterPuback => bench.server(b"\x40\x02\0\x01"),
        Cut::AfterPubrec | Cut::AfterPubrel => bench.server(b"\x50\x02\0\x01"),
        Cut::AfterPubcomp => {
            bench.server(b"\x50\x02\0\x01");
            bench.server(b"\x70\x02\0\x01");
        }
    }
    bench.server_closes();
    bench.takes = usize::MAX;
    bench.forget_sent();
    bench.events();
    bench.dial();
    bench.forget_sent();
    bench.server(&[0x20, 2, u8::from(session_present), 0]);
    let mut events = bench.events();
    events.retain(|event| !event.starts_with("dial") && !event.starts_with("BeforeConnect"));
    format!("{} {events:?}", hex(&bench.sent()))
}

#[test]
fn what_is_repeated_depends_on_how_far_it_got() {
    let mut log = String::new();
    for (qos, cuts) in [
        (
            QoS::AtLeastOnce,
            &[Cut::BeforePublishLeft, Cut::InPublish, Cut::AfterPublish, Cut::AfterPuback][..],
        ),
        (
            QoS::ExactlyOnce,
            &[
                Cut::BeforePublishLeft,
                Cut::InPublish,
                Cut::AfterPublish,
                Cut::AfterPubrec,
                Cut::AfterPubrel,
                Cut::AfterPubcomp,
            ],
        ),
    ] {
        for (clean, present) in [(false, true), (false, false), (true, false)] {
            for end in [SessionEnd::Resend, SessionEnd::Drop] {
                for &cut in cuts {
                    let seen = resumed(qos, cut, clean, present, end);
                    let qos = qos.to_u8();
                    log += &format!(
                        "QoS {qos} clean {clean} present {present} {end:?} {cut:?}: {seen}\n"
                    );
                }
            }
        }
    }
    insta::assert_snapshot!(log);
}

#[test]
fn repeated_messages_keep_their_order_before_new_ones() {
    let mut storage = Storage::<64, 64, 512, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.settings.reconnect = mqttspec_client::reconnect::Reconnect::Fixed { delay_ms: 1_000 };
    bench.connected(false);
    for payload in [b"1", b"2", b"3", b"4"] {
        bench.publish(payload, QoS::AtLeastOnce).unwrap();
    }
    bench.server(b"\x40\x02\0\x02");
    bench.server_closes();
    bench.publish(b"5", QoS::AtLeastOnce).unwrap();
    bench.pass(1_000);
    bench.sent();
    bench.server(&[0x20, 2, 1, 0]);
    assert_eq!(
        hex(&bench.sent()),
        "3a060001740001'1' 3a060001740003'3' 3a060001740004'4' 32060001740005'5'"
    );
}

#[test]
fn pubrels_are_repeated_in_the_order_of_their_pubrecs() {
    let mut storage = Storage::<64, 64, 512, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    for payload in [b"1", b"2", b"3"] {
        bench.publish(payload, QoS::ExactlyOnce).unwrap();
    }
    bench.sent();
    bench.server(b"\x50\x02\0\x03\x50\x02\0\x01\x50\x02\0\x02");
    assert_eq!(hex(&bench.sent()), "62020003 62020001 62020002");
    bench.server_closes();
    bench.dial();
    bench.sent();
    bench.server(&[0x20, 2, 1, 0]);
    assert_eq!(hex(&bench.sent()), "62020003 62020001 62020002");
    bench.server(b"\x70\x02\0\x01");
    bench.events();
    bench.server_closes();
    bench.dial();
    bench.sent();
    bench.server(&[0x20, 2, 1, 0]);
    assert_eq!(hex(&bench.sent()), "62020003 62020002");
}

#[test]
fn a_repeated_message_of_qos_2_is_delivered_once_over_connections() {
    let mut storage = Storage::<64, 64, 64, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    bench.server(b"\x34\x06\0\x01t\0\x07x");
    assert_eq!(bench.events().len(), 1);
    bench.server_closes();
    bench.connected(true);
    bench.server(b"\x3c\x06\0\x01t\0\x07x");
    assert_eq!(bench.events(), [""; 0]);
    assert_eq!(hex(&bench.sent()), "50020007");
    bench.server(b"\x62\x02\0\x07\x34\x06\0\x01t\0\x07y");
    assert_eq!(bench.events().len(), 1, "a new message with a free identifier");
    bench.server_closes();
    bench.connected(false);
    bench.server(b"\x34\x06\0\x01t\0\x07z");
    assert_eq!(bench.events().len(), 1, "a new Session has new messages");
}

#[test]
fn another_client_identifier_has_another_session() {
    let mut storage = Storage::<64, 64, 256, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    bench.publish(b"1", QoS::AtLeastOnce).unwrap();
    bench.publish(b"2", QoS::ExactlyOnce).unwrap();
    bench.server(b"\x50\x02\0\x02");
    bench.server_closes();
    bench.events();
    bench.connect.client_identifier =
        mqttspec_client::packet::Utf8String::new(mqttspec_client::packet::Field::UserName, "d")
            .unwrap();
    bench.dial();
    let events = bench.events();
    assert_eq!(
        events[1..3],
        [
            "Dropped(Message(PacketIdentifier(1)), SessionEnded)",
            "Dropped(Message(PacketIdentifier(2)), SessionEnded)"
        ]
    );
    bench.sent();
    bench.server(&[0x20, 2, 0, 0]);
    assert_eq!(bench.sent(), Vec::<Vec<u8>>::new());
}

#[test]
fn messages_of_qos_0_that_did_not_leave_are_reported() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.takes = 8;
    for payload in [b"1", b"2", b"3"] {
        bench.publish(payload, QoS::AtMostOnce).unwrap();
    }
    bench.server_closes();
    let events = bench.events().join("\n");
    insta::assert_snapshot!(events);
}

#[test]
fn unanswered_requests_are_reported_dropped() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.subscribe(&[("a", QoS::AtMostOnce)]).unwrap();
    bench.server_closes();
    assert_eq!(
        bench.events(),
        ["Dropped(Request(PacketIdentifier(1)), Closed)", "Disconnected(Transport(PeerClosed))"]
    );
}
