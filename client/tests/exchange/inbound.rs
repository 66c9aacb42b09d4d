//! Messages from the server: acknowledged in order, by the client or by the application.

use mqttspec_client::error::Misuse;
use mqttspec_client::packet::PacketIdentifier;
use mqttspec_client::settings::Acknowledgement;
use mqttspec_client::{Client, Storage};

use crate::bench::{Bench, connect_packet, hex};

fn identifier(number: u16) -> PacketIdentifier {
    PacketIdentifier::new(number).unwrap()
}

#[test]
fn each_publish_is_acknowledged_by_its_qos_in_the_order_of_arrival() {
    let mut storage = Storage::<256, 64, 0, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.server(
        b"\x32\x05\0\x01t\0\x05\x34\x05\0\x01t\0\x06\x30\x03\0\x01t\
        \x32\x05\0\x01t\0\x05\x34\x05\0\x01t\0\x02",
    );
    assert_eq!(hex(&bench.sent()), "40020005 50020006 40020005 50020002");
    assert_eq!(bench.events().len(), 5);
}

#[test]
fn early_acknowledgements_wait_for_those_before_them() {
    let mut storage = Storage::<256, 64, 0, 8>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.acknowledgement = Acknowledgement::Manual;
    bench.connected(false);
    bench.server(
        b"\x32\x05\0\x01t\0\x01\x34\x05\0\x01t\0\x02\x32\x05\0\x01t\0\x03\x34\x05\0\x01t\0\x04",
    );
    assert_eq!(bench.events().len(), 4);
    let mut ack = |number| {
        let now = bench.now();
        bench.client.ack(now, identifier(number)).unwrap();
        bench.drive();
        hex(&bench.sent())
    };
    assert_eq!(ack(3), "", "PUBACK 1 comes first");
    assert_eq!(ack(4), "", "PUBREC 2 comes first");
    assert_eq!(ack(2), "50020002 50020004", "the two kinds do not wait for each other");
    assert_eq!(ack(1), "40020001 40020003");
    bench.server(b"\x62\x02\0\x02\x62\x02\0\x04");
    assert_eq!(hex(&bench.sent()), "70020002 70020004");
}

#[test]
fn what_cannot_be_acknowledged_is_misuse() {
    let mut storage = Storage::<64, 64, 0, 4>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.acknowledgement = Acknowledgement::Manual;
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    let now = bench.now();
    let nothing =
        |number| Err(Misuse::NothingToAcknowledge { packet_identifier: identifier(number) });
    assert_eq!(bench.client.ack(now, identifier(1)), nothing(1));
    bench.server(b"\x34\x05\0\x01t\0\x01\x32\x05\0\x01t\0\x02\x34\x05\0\x01t\0\x03");
    bench.client.ack(now, identifier(1)).unwrap();
    assert_eq!(bench.client.ack(now, identifier(1)), nothing(1), "twice");
    bench.server_closes();
    assert_eq!(bench.client.ack(now, identifier(2)), nothing(2), "its connection has ended");
    bench.connected(true);
    bench.server(b"\x3c\x05\0\x01t\0\x01\x3c\x05\0\x01t\0\x03");
    assert_eq!(bench.events().len(), 1, "what was not acknowledged is delivered again");
    assert_eq!(hex(&bench.sent()), "50020001", "what was acknowledged is not");
}

#[test]
fn a_message_waits_for_the_application_when_nothing_can_remember_it() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.acknowledgement = Acknowledgement::Manual;
    bench.connected(false);
    bench.server(b"\x32\x05\0\x01t\0\x01\x32\x05\0\x01t\0\x02");
    assert_eq!(bench.events().len(), 1);
    bench.client.ack(bench.now(), identifier(1)).unwrap();
    bench.drive();
    assert_eq!(bench.events().len(), 1, "the second came with the room for it");
    assert_eq!(hex(&bench.sent()), "40020001");
}

#[test]
fn more_unfinished_messages_than_slots_end_the_connection() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.server(b"\x34\x05\0\x01t\0\x01\x34\x05\0\x01t\0\x02");
    assert_eq!(
        bench.events()[1..],
        ["Error(Full(Inbound { max: 1 }))", "transport closed", "Disconnected(Limit)"]
    );
}

#[test]
fn pubrel_is_answered_also_when_its_exchange_is_forgotten() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.server(b"\x62\x02\0\x09");
    assert_eq!(hex(&bench.sent()), "70020009");
    assert_eq!(bench.events(), [""; 0]);
}

#[test]
fn pubrel_before_pubrec_ends_the_connection() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.acknowledgement = Acknowledgement::Manual;
    bench.connected(false);
    bench.server(b"\x34\x05\0\x01t\0\x01\x62\x02\0\x01");
    let events = bench.events();
    assert!(events[1].contains("PubrelBeforePubrec"), "{events:?}");
}

#[test]
fn acknowledgements_wait_for_a_transport_that_takes_nothing_and_lose_nothing() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.takes = 0;
    let mut unread = 0;
    for number in 1..=100_u8 {
        let publish = [0x32, 5, 0, 1, b't', 0, number];
        let taken = bench.client.handle_bytes(bench.now(), &publish);
        bench.drive();
        if taken < publish.len() {
            unread = number;
            break;
        }
    }
    assert!(unread > 16, "the send buffer holds 16 PUBACKs, the receive buffer 9 PUBLISHes");
    let delivered = bench.events().len();
    assert_eq!(delivered, 16);
    bench.takes = usize::MAX;
    bench.drive();
    assert_eq!(bench.sent().len(), usize::from(unread) - 1);
}

#[test]
fn answers_of_the_wrong_kind_end_the_connection() {
    for (answer, name) in [
        (b"\x50\x02\0\x01", "Pubrec"),
        (b"\x70\x02\0\x01", "Pubcomp"),
        (b"\x40\x02\0\x02", "Puback"),
        (b"\x70\x02\0\x02", "Pubcomp"),
        (b"\x40\x02\0\x03", "Puback"),
        (b"\xb0\x02\0\x03", "Unsuback"),
        (b"\xb0\x02\0\x01", "Unsuback"),
    ] {
        let mut storage = Storage::<64, 64, 128, 4>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.connected(false);
        bench.publish(b"1", mqttspec_client::packet::QoS::AtLeastOnce).unwrap();
        bench.publish(b"2", mqttspec_client::packet::QoS::ExactlyOnce).unwrap();
        bench.subscribe(&[("a", mqttspec_client::packet::QoS::AtMostOnce)]).unwrap();
        bench.server(answer);
        let events = bench.events();
        let expected = format!("Error(Misbehaved(UnexpectedAnswer {{ found: {name}");
        assert!(events[0].starts_with(&expected), "{events:?}");
        assert_eq!(events.last().unwrap(), "Disconnected(Protocol)");
    }
}

#[test]
fn a_suback_without_a_code_for_each_topic_filter_ends_the_connection() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.subscribe(&[("a", mqttspec_client::packet::QoS::AtMostOnce)]).unwrap();
    bench.server(b"\x90\x04\0\x01\0\0");
    assert_eq!(
        bench.events(),
        [
            "Error(Misbehaved(ReturnCodeCount { expected: 1, found: 2 }))",
            "transport closed",
            "Dropped(Request(PacketIdentifier(1)), Closed)",
            "Disconnected(Protocol)"
        ]
    );
}
