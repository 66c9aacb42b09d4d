//! The handle: calls that return when the server has answered.

use std::time::Duration;

use mqttspec_client::error::{Full, Misuse, Refused, Rejected};
use mqttspec_client::event::{DropReason, Failure};
use mqttspec_client::io::tokio::{CommandError, EVENTS_MAX, Handle, Publication, spawn};
use mqttspec_client::io::{OwnedEvent, Sizes};
use mqttspec_client::packet::{QoS, SubackReturnCode};
use mqttspec_client::reconnect::Reconnect;

use tokio::sync::mpsc::UnboundedReceiver;

use crate::server::{Server, config, connector};

async fn within<T>(future: impl Future<Output = T>) -> T {
    let deadline = Duration::from_secs(1_000);
    tokio::time::timeout(deadline, future).await.expect("it ends in time")
}

#[tokio::test(start_paused = true)]
async fn publish_returns_when_the_message_is_delivered() {
    let (connector, mut accepted) = connector(1024);
    let (client, _events) = spawn(config(), Sizes::default(), connector);
    let mut server = connected(&client, &mut accepted).await;
    for (qos, packets) in [
        (QoS::AtMostOnce, &[("3004000174", "")][..]),
        (QoS::AtLeastOnce, &[("32060001740001", "40020001")]),
        (QoS::ExactlyOnce, &[("34060001740002", "50020002"), ("62020002", "70020002")]),
    ] {
        let publication = Publication::new("t", &b"x"[..]).qos(qos);
        let publish = tokio::spawn({
            let client = client.clone();
            async move { client.publish(publication).await }
        });
        for (sent, answer) in packets {
            assert!(server.packet().await.starts_with(sent));
            assert_eq!(publish.is_finished(), qos == QoS::AtMostOnce);
            server.send(&bytes(answer)).await;
        }
        within(publish).await.unwrap().unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_batch_returns_when_all_of_it_is_delivered_however_small_the_memory() {
    let sizes = Sizes { receive: 64, send: 64, outbox: 128, in_flight: 3, ..Sizes::default() };
    let (connector, mut accepted) = connector(16);
    let (client, events) = spawn(config(), sizes, connector);
    drop(events);
    let mut server = connected(&client, &mut accepted).await;
    let publication = |number: u8| {
        let qos = QoS::from_u8(number % 3).unwrap();
        Publication::new("t", vec![number]).qos(qos)
    };
    let publish = client.publish_all((0..100).map(publication).collect());
    let (published, mut seen) = tokio::join!(within(publish), answer_all(&mut server, 100));
    published.unwrap();
    // Each QoS keeps its order; QoS 0 does not wait for the window.
    for qos in 0..3 {
        let of_qos: Vec<_> = seen.iter().copied().filter(|number| number % 3 == qos).collect();
        assert!(of_qos.is_sorted(), "{of_qos:?}");
    }
    seen.sort_unstable();
    assert!(seen.iter().copied().eq(0..100));
}

/// Connects, and accepts.
async fn connected(client: &Handle, accepted: &mut UnboundedReceiver<Server>) -> Server {
    let accept = async {
        let mut server = accepted.recv().await.unwrap();
        server.accept().await;
        server
    };
    let (connected, server) = tokio::join!(within(client.connect()), accept);
    connected.unwrap();
    server
}

/// Answers so many PUBLISH packets; their payloads.
async fn answer_all(server: &mut Server, count: usize) -> Vec<u8> {
    let (mut seen, mut open) = (Vec::new(), 0);
    while seen.len() < count || open > 0 {
        let packet = server.packet().await;
        let identifier = |at: usize| bytes(&packet[at..at + 4]);
        match &packet[..2] {
            "30" => {}
            "32" => server.send(&[&[0x40, 2][..], &identifier(10)].concat()).await,
            "34" => {
                open += 1;
                server.send(&[&[0x50, 2][..], &identifier(10)].concat()).await;
            }
            "62" => {
                open -= 1;
                server.send(&[&[0x70, 2][..], &identifier(4)].concat()).await;
            }
            other => panic!("{other}"),
        }
        if packet.starts_with('3') {
            seen.push(bytes(&packet[packet.len() - 2..])[0]);
        }
    }
    seen
}

#[tokio::test(start_paused = true)]
async fn subscribe_returns_what_was_granted_and_messages_are_events() {
    let (connector, mut accepted) = connector(1024);
    let (client, mut events) = spawn(config(), Sizes::default(), connector);
    let mut server = connected(&client, &mut accepted).await;
    let filters = [("a", QoS::ExactlyOnce), ("b", QoS::AtMostOnce)];
    let subscribe = client.subscribe(&filters);
    let serve = async {
        assert_eq!(server.packet().await, "820a0001000161020001620".to_owned() + "0");
        server.send(b"\x90\x04\0\x01\x01\x80\x30\x04\0\x01ax").await;
    };
    let (granted, ()) = tokio::join!(subscribe, serve);
    let expected = [SubackReturnCode::Granted(QoS::AtLeastOnce), SubackReturnCode::Failure];
    assert_eq!(granted.unwrap(), expected);
    let message = async {
        loop {
            if let Some(OwnedEvent::Message(message)) = events.next().await {
                return message;
            }
        }
    };
    let message = within(message).await;
    assert_eq!((&message.topic_name[..], &message.payload[..]), ("a", &b"x"[..]));
    let unsubscribe = client.unsubscribe(&["a"]);
    let serve = async {
        assert_eq!(server.packet().await, "a2050002000161");
        server.send(b"\xb0\x02\0\x02").await;
    };
    tokio::join!(unsubscribe, serve).0.unwrap();
}

#[tokio::test(start_paused = true)]
async fn what_cannot_be_done_is_said() {
    let (connector, mut accepted) = connector(1024);
    let sizes = Sizes { requests: 1, ..Sizes::default() };
    let (client, _events) = spawn(config(), sizes, connector);
    let not_connected = Err(CommandError::Rejected(Rejected::Misuse(Misuse::NotConnected)));
    assert_eq!(client.publish(Publication::new("t", &b""[..])).await, not_connected);
    assert_eq!(client.ping().await, not_connected);
    assert_eq!(client.disconnect().await, not_connected);
    let mut server = connected(&client, &mut accepted).await;
    within(client.ping()).await.unwrap();
    assert!(matches!(
        client.publish(Publication::new("t/#", &b""[..])).await,
        Err(CommandError::Rejected(Rejected::Misuse(Misuse::Wildcard { .. })))
    ));
    let first = tokio::spawn({
        let client = client.clone();
        async move { client.subscribe(&[("a", QoS::AtMostOnce)]).await }
    });
    assert_eq!(server.packet().await, "c000");
    assert!(server.packet().await.starts_with("82"));
    let full = Err(CommandError::Rejected(Full::Requests { max: 1 }.into()));
    assert_eq!(client.unsubscribe(&["a"]).await, full);
    drop(server);
    let dropped = Err(CommandError::Dropped(DropReason::Closed));
    assert_eq!(within(first).await.unwrap(), dropped);
}

#[tokio::test(start_paused = true)]
async fn a_message_is_delivered_over_a_second_connection() {
    let (connector, mut accepted) = connector(1024);
    let mut config = config();
    config.primary.identity.clean_session = false;
    config.settings.reconnect = Reconnect::Fixed { delay_ms: 5_000 };
    let (client, _events) = spawn(config, Sizes::default(), connector);
    let mut server = connected(&client, &mut accepted).await;
    let publish = client.publish(Publication::new("t", &b"x"[..]).qos(QoS::AtLeastOnce));
    let serve = async {
        assert_eq!(server.packet().await, "3206000174000178");
        drop(server);
        let mut server = accepted.recv().await.unwrap();
        server.accept().await;
        assert_eq!(server.packet().await, "3a06000174000178");
        server.send(b"\x40\x02\0\x01").await;
        server
    };
    tokio::join!(within(publish), serve).0.unwrap();
}

#[tokio::test(start_paused = true)]
async fn disconnect_returns_when_the_transport_is_closed() {
    let (connector, mut accepted) = connector(1024);
    let (client, _events) = spawn(config(), Sizes::default(), connector);
    for _ in 0..2 {
        let mut server = connected(&client, &mut accepted).await;
        client.disconnect().await.unwrap();
        assert_eq!(server.packet().await, "e000");
        assert_eq!(server.packet().await, "end");
    }
    let mut server = connected(&client, &mut accepted).await;
    client.abort().await.unwrap();
    assert_eq!(server.packet().await, "end");
}

#[tokio::test(start_paused = true)]
async fn dropping_the_last_handle_disconnects_and_ends_the_task() {
    let (connector, mut accepted) = connector(1024);
    let (client, mut events) = spawn(config(), Sizes::default(), connector);
    let mut server = connected(&client, &mut accepted).await;
    drop(client);
    assert_eq!(server.packet().await, "e000");
    assert_eq!(server.packet().await, "end");
    within(async { while events.next().await.is_some() {} }).await;
}

#[tokio::test(start_paused = true)]
async fn a_slow_reader_of_events_loses_none_and_publishing_goes_on() {
    let (connector, mut accepted) = connector(1024);
    let (client, mut events) = spawn(config(), Sizes::default(), connector);
    let mut server = connected(&client, &mut accepted).await;
    let count = EVENTS_MAX + 500;
    let served = tokio::spawn(async move {
        for _ in 0..count {
            server.send(b"\x30\x04\0\x01tx").await;
        }
        server
    });
    // Nobody takes events out: the client stops reading, but not writing.
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert!(!served.is_finished());
    let publish = client.publish(Publication::new("t", &b"y"[..]));
    let mut messages = 0;
    let receive = async {
        while messages < count {
            messages += usize::from(matches!(events.next().await, Some(OwnedEvent::Message(_))));
        }
    };
    tokio::join!(within(publish), within(receive)).0.unwrap();
    assert_eq!(served.await.unwrap().packet().await, "300400017479");
}

fn bytes(hex: &str) -> Vec<u8> {
    let pairs = hex.as_bytes().chunks(2);
    pairs.map(|pair| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap()).collect()
}

#[tokio::test(start_paused = true)]
async fn connect_says_why_there_is_no_connection() {
    let (connector, mut accepted) = connector(1024);
    let (client, _events) = spawn(config(), Sizes::default(), connector);
    let refuse = async {
        let mut server = accepted.recv().await.unwrap();
        server.packet().await;
        server.send(&[0x20, 2, 0, 5]).await;
    };
    let refused = Err(CommandError::Refused(Refused::NotAuthorized));
    assert_eq!(tokio::join!(client.connect(), refuse).0, refused);
    let silent = async { accepted.recv().await.unwrap() };
    let (failed, server) = tokio::join!(within(client.connect()), silent);
    assert_eq!(failed, Err(CommandError::Failed(Failure::Timeout)));
    drop(server);
    let hasty = tokio::spawn({
        let client = client.clone();
        async move { client.connect().await }
    });
    let _server = accepted.recv().await.unwrap();
    client.abort().await.unwrap();
    assert_eq!(hasty.await.unwrap(), Err(CommandError::Dropped(DropReason::Closed)));
}
