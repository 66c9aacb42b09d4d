//! Messages larger than the buffers, both ways.

use mqttspec_client::packet::QoS;
use mqttspec_client::settings::{Durability, Oversize};
use mqttspec_client::{Client, Published, Record, Storage};

use crate::bench::{Bench, connect_packet, hex, topic};

/// A PUBLISH packet to topic `tt` with Packet Identifier 7.
fn publish(qos: u8, dup: bool, payload_len: usize) -> Vec<u8> {
    let identifier: &[u8] = if qos == 0 { &[] } else { &[0, 7] };
    let mut packet = vec![0x30 | qos << 1 | u8::from(dup) << 3];
    let mut len = 4 + identifier.len() + payload_len;
    while len > 0x7f {
        packet.push(len as u8 | 0x80);
        len >>= 7;
    }
    packet.push(len as u8);
    packet.extend(b"\0\x02tt");
    packet.extend(identifier);
    packet.extend((0..payload_len).map(|at| at as u8));
    packet
}

/// Offset, length and total of each fragment or overflow.
fn fragments(events: &[String]) -> Vec<String> {
    let fragment = |event: &String| {
        let kind = event.split('(').next().unwrap();
        let payload = event.split("payload: [").nth(1).unwrap().split(']').next().unwrap();
        let len = payload.split(", ").filter(|byte| !byte.is_empty()).count();
        let rest = event.split("], ").nth(1).unwrap();
        assert!(event.contains("TopicName(\"tt\")"), "{event}");
        format!("{kind} {len} bytes, {}", rest.split(", delivery_number").next().unwrap())
    };
    events.iter().map(fragment).collect()
}

#[test]
fn a_message_longer_than_the_buffer_is_streamed_and_acknowledged_at_its_end() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    let bytes = publish(1, false, 150);
    bench.server(&bytes[..bytes.len() - 1]);
    assert_eq!(bench.sent(), Vec::<Vec<u8>>::new());
    bench.server(&bytes[bytes.len() - 1..]);
    assert_eq!(hex(&bench.sent()), "40020007");
    assert_eq!(
        fragments(&bench.events()),
        [
            "Message 62 bytes, offset: 0, total: 150",
            "Message 62 bytes, offset: 62, total: 150",
            "Message 26 bytes, offset: 124, total: 150"
        ]
    );
    bench.server(b"\x30\x04\0\x02tt");
    assert_eq!(fragments(&bench.events()), ["Message 0 bytes, offset: 0, total: 0"]);
}

#[test]
fn a_long_repeated_message_of_qos_2_is_taken_off_the_wire_silently() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    bench.server(&publish(2, false, 1_000));
    assert_eq!(bench.events().len(), 17);
    assert_eq!(hex(&bench.sent()), "50020007");
    bench.server_closes();
    bench.connected(true);
    bench.server(&publish(2, true, 1_000));
    assert_eq!(bench.events(), [""; 0]);
    assert_eq!(hex(&bench.sent()), "50020007");
}

#[test]
fn a_message_cut_off_begins_anew_on_the_next_connection() {
    let mut storage = Storage::<64, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    bench.server(&publish(2, false, 150)[..120]);
    assert_eq!(fragments(&bench.events()), ["Message 62 bytes, offset: 0, total: 150"]);
    bench.server_closes();
    bench.connected(true);
    bench.server(&publish(2, true, 150));
    assert_eq!(fragments(&bench.events()).len(), 3);
}

#[test]
fn an_overflow_tells_what_fits_discards_the_rest_and_acknowledges() {
    for qos in 0..=2 {
        let mut storage = Storage::<64, 64, 0, 1>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.settings.oversize = Oversize::Overflow;
        bench.connected(false);
        bench.server(&publish(qos, false, 300));
        bench.server(b"\x30\x04\0\x02tt");
        assert_eq!(
            fragments(&bench.events()),
            ["Overflow 62 bytes, total: 300 })", "Message 0 bytes, offset: 0, total: 0"]
        );
        assert_eq!(hex(&bench.sent()), ["", "40020007", "50020007"][usize::from(qos)]);
    }
}

#[test]
fn a_packet_longer_than_the_limit_overflows_at_the_limit() {
    let mut storage = Storage::<256, 64, 0, 1>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.settings.packet_len_max = 50;
    bench.connected(false);
    let (at_limit, above) = (publish(1, false, 42), publish(1, false, 43));
    assert_eq!(at_limit.len(), 50);
    bench.server(&at_limit);
    bench.server(&above);
    assert_eq!(
        fragments(&bench.events()),
        ["Message 42 bytes, offset: 0, total: 42", "Overflow 42 bytes, total: 43 })"]
    );
    assert_eq!(hex(&bench.sent()), "40020007 40020007");
}

#[test]
fn a_message_longer_than_the_send_buffer_leaves_whole() {
    let mut storage = Storage::<64, 64, 4_096, 2>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    let payload: Vec<u8> = (0..1_000).map(|at| at as u8).collect();
    bench.publish(&payload, QoS::AtLeastOnce).unwrap();
    bench.publish(b"2", QoS::AtLeastOnce).unwrap();
    let sent = bench.sent();
    assert_eq!(sent.len(), 2);
    assert_eq!(sent[0][8..], payload);
    bench.server(b"\x40\x02\0\x01\x40\x02\0\x02");
    assert_eq!(bench.events().len(), 2);
}

#[test]
fn a_message_longer_than_the_send_buffer_is_repeated_whole() {
    let mut storage = Storage::<64, 64, 4_096, 2>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    bench.takes = 500;
    bench.publish(&[b'x'; 1_000], QoS::ExactlyOnce).unwrap();
    bench.server_closes();
    bench.takes = usize::MAX;
    bench.forget_sent();
    bench.connected_with(true);
    let sent = bench.sent();
    assert_eq!((sent.len(), sent[1][0], sent[1].len()), (2, 0x3c, 1_008));
}

#[test]
fn disconnect_lets_a_long_message_end_first() {
    let mut storage = Storage::<64, 64, 4_096, 2>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    bench.takes = 100;
    bench.publish(&[b'x'; 1_000], QoS::AtLeastOnce).unwrap();
    bench.client.disconnect(bench.now()).unwrap();
    bench.takes = usize::MAX;
    bench.drive();
    let sent = bench.sent();
    assert_eq!((sent.len(), &sent[1][..]), (2, &b"\xe0\0"[..]));
    assert_eq!(bench.events(), ["transport closed", "Disconnected(Requested)"]);
}

#[test]
fn a_payload_of_qos_0_is_handed_in_while_it_is_sent() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connected(false);
    let now = bench.now();
    let published =
        bench.client.publish_in_parts(now, topic("t"), 1_000, QoS::AtMostOnce, false).unwrap();
    let payload: Vec<u8> = (0..1_000).map(|at| at as u8).collect();
    let mut rest = &payload[..];
    while !rest.is_empty() {
        let taken = bench.client.supply_payload(now, rest);
        rest = &rest[taken..];
        bench.drive();
    }
    assert_eq!(bench.client.supply_payload(now, b"more"), 0, "not a byte more than announced");
    bench.client.ping(now).unwrap();
    bench.drive();
    let sent = bench.sent();
    assert_eq!(sent[0][6..], payload);
    assert_eq!(hex(&sent[1..]), "c000");
    let Published::AtMostOnce(position) = published else { panic!("QoS 0 is not kept") };
    assert!(bench.events().contains(&format!("Sent {{ through: {position:?} }}")));
}

#[test]
fn a_payload_of_qos_1_is_wanted_again_on_each_connection() {
    let mut storage = Storage::<64, 64, 64, 2>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.connected(false);
    let now = bench.now();
    bench.client.publish_in_parts(now, topic("t"), 100, QoS::AtLeastOnce, false).unwrap();
    bench.drive();
    let wanted = "PayloadWanted { packet_identifier: PacketIdentifier(1), len: 100 }";
    assert_eq!(bench.events(), [wanted]);
    let taken = bench.client.supply_payload(now, &[b'x'; 40]);
    assert_eq!(taken, 40);
    bench.server_closes();
    bench.forget_sent();
    bench.connected_with(true);
    assert_eq!(bench.events().last().unwrap(), wanted);
    for _ in 0..2 {
        bench.client.supply_payload(now, &[b'y'; 50]);
        bench.drive();
    }
    let sent = bench.sent();
    assert_eq!((sent[1][0], &sent[1][7..]), (0x3a, &[b'y'; 100][..]));
    bench.server(b"\x40\x02\0\x01");
    assert_eq!(bench.events(), ["Published { packet_identifier: PacketIdentifier(1) }"]);
}

#[test]
fn a_payload_is_wanted_again_by_the_next_program() {
    let mut storage = Storage::<64, 64, 64, 2>::new();
    let mut bench = Bench::new(Client::new(storage.buffers()));
    bench.connect = connect_packet(false, 0);
    bench.settings.durability = Durability::Persisted;
    bench.connected(false);
    let now = bench.now();
    bench.client.publish_in_parts(now, topic("t"), 100, QoS::ExactlyOnce, false).unwrap();
    bench.drive();
    assert_eq!(bench.events(), [""; 0], "not before the record is persisted");
    let (number, record) = bench.client.poll_persist().unwrap();
    let mut file = [0; 64];
    let len = record.encode(&mut file).unwrap();
    bench.client.handle_persisted(now, number);
    bench.drive();
    let wanted = "PayloadWanted { packet_identifier: PacketIdentifier(1), len: 100 }";
    assert_eq!(bench.events(), [wanted]);

    let mut storage = Storage::<64, 64, 64, 2>::new();
    let mut client = Client::new(storage.buffers());
    client.restore(Record::parse(&file[..len]).unwrap().0).unwrap();
    let mut bench = Bench::new(client);
    bench.connect = connect_packet(false, 0);
    bench.settings.durability = Durability::Persisted;
    bench.connected_with(true);
    assert_eq!(bench.events().last().unwrap(), wanted);
    let now = bench.now();
    for _ in 0..2 {
        bench.client.supply_payload(now, &[b'y'; 50]);
        bench.drive();
    }
    let sent = bench.sent();
    let publish = sent.last().unwrap();
    assert_eq!((publish[0], &publish[7..]), (0x3c, &[b'y'; 100][..]));
}
