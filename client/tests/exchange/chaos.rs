//! Anything at any time: whatever the server sends and the application asks for, every accepted
//! message is delivered, kept or reported, and the client comes to rest.

use mqttspec_client::packet::{Packet, PacketIdentifier, QoS};
use mqttspec_client::reconnect::{Backoff, BackupServer, Reconnect};
use mqttspec_client::settings::{Acknowledgement, OutboxOverflow, Oversize, SessionEnd};
use mqttspec_client::{Client, Storage};
use proptest::prelude::*;

use crate::bench::{Bench, connect_packet, topic};

#[derive(Clone, Debug)]
enum Act {
    Publish {
        qos: u8,
        payload_len: usize,
    },
    PublishInParts {
        qos: u8,
        payload_len: usize,
    },
    Supply {
        len: usize,
    },
    Subscribe,
    Ack {
        number: u16,
    },
    Ping,
    Disconnect,
    Abort,
    Connect,
    /// A packet that a server may send, its identifier from a small range.
    Server {
        kind: u8,
        number: u16,
        payload_len: usize,
    },
    Noise {
        bytes: Vec<u8>,
    },
    Accept {
        session_present: bool,
    },
    Close,
    Takes {
        count: usize,
    },
    Pass {
        ms: u64,
    },
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        6 => (0..3_u8, 0..200_usize)
            .prop_map(|(qos, payload_len)| Act::Publish { qos, payload_len }),
        2 => (0..3_u8, 0..200_usize)
            .prop_map(|(qos, payload_len)| Act::PublishInParts { qos, payload_len }),
        2 => (1..200_usize).prop_map(|len| Act::Supply { len }),
        1 => Just(Act::Subscribe),
        2 => (1..6_u16).prop_map(|number| Act::Ack { number }),
        1 => Just(Act::Ping),
        1 => Just(Act::Disconnect),
        1 => Just(Act::Abort),
        3 => Just(Act::Connect),
        12 => (0..9_u8, 1..8_u16, 0..150_usize)
            .prop_map(|(kind, number, payload_len)| Act::Server { kind, number, payload_len }),
        1 => prop::collection::vec(any::<u8>(), 1..40).prop_map(|bytes| Act::Noise { bytes }),
        4 => any::<bool>().prop_map(|session_present| Act::Accept { session_present }),
        1 => Just(Act::Close),
        2 => prop_oneof![Just(0), Just(usize::MAX), 1..100_usize]
            .prop_map(|count| Act::Takes { count }),
        2 => prop_oneof![0..100_u64, 900..12_000_u64].prop_map(|ms| Act::Pass { ms }),
    ]
}

fn server_packet(kind: u8, number: u16, payload_len: usize) -> Vec<u8> {
    let [high, low] = number.to_be_bytes();
    match kind {
        0 => vec![0x40, 2, high, low],
        1 => vec![0x50, 2, high, low],
        2 => vec![0x62, 2, high, low],
        3 => vec![0x70, 2, high, low],
        4 => vec![0x90, 3, high, low, 0],
        5 => vec![0xd0, 0],
        qos => {
            let mut packet = vec![0; payload_len + 16];
            let packet_identifier = PacketIdentifier::new(number).unwrap();
            let delivery = match qos {
                6 => mqttspec_client::packet::Delivery::AtMostOnce,
                7 => {
                    mqttspec_client::packet::Delivery::AtLeastOnce { dup: false, packet_identifier }
                }
                _ => {
                    mqttspec_client::packet::Delivery::ExactlyOnce { dup: false, packet_identifier }
                }
            };
            let payload = vec![b'p'; payload_len];
            let publish = mqttspec_client::packet::Publish {
                delivery,
                retain: false,
                topic_name: topic("t"),
                payload: &payload,
            };
            let len = Packet::Publish(publish).encode(&mut packet).unwrap();
            packet.truncate(len);
            packet
        }
    }
}

fn perform(bench: &mut Bench<'_>, act: Act, accepted: &mut usize) {
    let now = bench.now();
    match act {
        Act::Publish { qos, payload_len } => {
            let qos = QoS::from_u8(qos).unwrap();
            let published =
                bench.client.publish(now, topic("t"), &vec![b'x'; payload_len], qos, false);
            *accepted += usize::from(published.is_ok() && qos != QoS::AtMostOnce);
        }
        Act::PublishInParts { qos, payload_len } => {
            let qos = QoS::from_u8(qos).unwrap();
            let published = bench.client.publish_in_parts(now, topic("t"), payload_len, qos, false);
            *accepted += usize::from(published.is_ok() && qos != QoS::AtMostOnce);
        }
        Act::Supply { len } => {
            bench.client.supply_payload(now, &vec![b'y'; len]);
        }
        Act::Subscribe => {
            let _ = bench.subscribe(&[("s", QoS::ExactlyOnce)]);
        }
        Act::Ack { number } => {
            let _ = bench.client.ack(now, PacketIdentifier::new(number).unwrap());
        }
        Act::Ping => {
            let _ = bench.client.ping(now);
        }
        Act::Disconnect => {
            let _ = bench.client.disconnect(now);
        }
        Act::Abort => {
            let _ = bench.client.abort(now);
        }
        Act::Connect => {
            let _ = bench.client.connect(now, &bench.connect, &bench.settings, bench.backup);
        }
        Act::Server { kind, number, payload_len } => {
            bench.offer(&server_packet(kind, number, payload_len));
        }
        Act::Noise { bytes } => bench.offer(&bytes),
        Act::Accept { session_present } => bench.offer(&[0x20, 2, u8::from(session_present), 0]),
        Act::Close if bench.open => bench.server_closes(),
        Act::Close => {}
        Act::Takes { count } => bench.takes = count,
        Act::Pass { ms } => bench.pass(ms),
    }
    bench.drive();
}

proptest! {
    #[test]
    fn every_accepted_message_is_delivered_kept_or_reported(
        acts in prop::collection::vec(act(), 1..120),
        (clean, manual, overflow, drop_oldest, resend) in any::<(bool, bool, bool, bool, bool)>(),
    ) {
        let mut storage = Storage::<64, 64, 400, 4, 32>::new();
        let mut bench = Bench::new(Client::new(storage.buffers()));
        bench.connect = connect_packet(clean, 5);
        bench.backup = BackupServer::EachFailure;
        bench.settings.reconnect = Reconnect::Backoff(Backoff::default());
        bench.settings.message_expiry_ms = 20_000;
        bench.settings.resubscribe = true;
        if manual {
            bench.settings.acknowledgement = Acknowledgement::Manual;
        }
        if overflow {
            bench.settings.oversize = Oversize::Overflow;
        }
        if drop_oldest {
            bench.settings.overflow = OutboxOverflow::DropOldest;
        }
        bench.settings.session_end = if resend { SessionEnd::Resend } else { SessionEnd::Drop };
        bench.connected_with(false);
        bench.events();
        let mut accepted = 0;
        let mut finished = 0;
        for act in acts {
            perform(&mut bench, act.clone(), &mut accepted);
            for event in bench.events() {
                let is_message = ["Published", "Dropped(Message"];
                let is_message = is_message.iter().any(|begin| event.starts_with(begin));
                finished += usize::from(is_message);
            }
            prop_assert_eq!(accepted, finished + bench.client.unfinished(), "after {:?}", act);
        }
    }

    #[test]
    fn any_split_of_the_server_s_bytes_gives_the_same_events(
        packets in prop::collection::vec((0..9_u8, 1..5_u16, 0..150_usize), 1..30),
        read_len in 1..64_usize,
    ) {
        let mut logs = Vec::new();
        for read_len in [read_len, 1, 64] {
            let mut storage = Storage::<64, 64, 400, 4>::new();
            let mut bench = Bench::new(Client::new(storage.buffers()));
            bench.connected(false);
            for payload in [b"1", b"2"] {
                bench.publish(payload, QoS::ExactlyOnce).unwrap();
            }
            let bytes: Vec<u8> = packets
                .iter()
                .flat_map(|&(kind, number, len)| server_packet(kind, number, len))
                .collect();
            bench.read_len = read_len;
            bench.server(&bytes);
            // What a connection that is given up did not send in time differs.
            let sent = if bench.open { bench.sent() } else { Vec::new() };
            logs.push((bench.events(), sent));
        }
        prop_assert_eq!(&logs[0], &logs[1]);
        prop_assert_eq!(&logs[0], &logs[2]);
    }
}
