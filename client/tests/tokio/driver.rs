//! The driver: one future, borrowed events.

use std::time::Duration;

use mqttspec_client::io::tokio::{Driver, TcpConnector};
use mqttspec_client::io::{Config, Memory, Sizes};
use mqttspec_client::packet::{QoS, TopicName};
use mqttspec_client::reconnect::Reconnect;
use mqttspec_client::{Event, Options, TransportEnd, event::Failure};
use tokio::net::TcpListener;

use crate::server::{config, connector};

#[tokio::test(start_paused = true)]
async fn next_event_is_cancel_safe() {
    let mut memory = Memory::new(&Sizes::default());
    let (connector, mut accepted) = connector(3);
    let mut driver = Driver::new(memory.buffers(), config(), connector);
    driver.connect().unwrap();
    let server = tokio::spawn(async move {
        let mut server = accepted.recv().await.unwrap();
        server.accept().await;
        server.send(b"\x30\x08\0\x05topicX").await;
        let publish = server.packet().await;
        (publish, server)
    });
    let mut events = Vec::new();
    let mut cancelled = 0;
    while events.len() < 3 {
        // Most calls are dropped before anything happens.
        tokio::select! {
            biased;
            event = driver.next_event() => events.push(format!("{event:?}")),
            () = tokio::task::yield_now() => cancelled += 1,
        }
        assert!(cancelled < 1_000, "{events:?}");
    }
    assert!(cancelled > 2);
    assert!(events[2].contains("payload: [88]"), "{events:?}");
    let now = driver.now();
    let topic_name = TopicName::new("a").unwrap();
    driver.client().publish(now, topic_name, b"b", QoS::AtMostOnce, false).unwrap();
    assert!(matches!(driver.next_event().await, Event::Sent { .. }));
    assert_eq!(server.await.unwrap().0, "300400016162");
}

#[tokio::test(start_paused = true)]
async fn keep_alive_holds_for_virtual_hours() {
    let mut memory = Memory::new(&Sizes::default());
    let (connector, mut accepted) = connector(1024);
    let mut config = config();
    config.primary.identity.keep_alive_s = 60;
    let mut driver = Driver::new(memory.buffers(), config, connector);
    driver.connect().unwrap();
    let server = tokio::spawn(async move {
        let mut server = accepted.recv().await.unwrap();
        server.accept().await;
        let mut last = tokio::time::Instant::now();
        for _ in 0..100 {
            assert_eq!(server.packet().await, "c000");
            assert!(last.elapsed() <= Duration::from_secs(60));
            last = tokio::time::Instant::now();
            server.send(&[0xd0, 0]).await;
        }
    });
    let mut pongs = 0;
    while pongs < 100 {
        pongs += u32::from(driver.next_event().await == Event::Pong);
    }
    server.await.unwrap();
}

#[tokio::test]
async fn a_port_without_listener_is_a_failed_attempt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let mut options = Options::new("127.0.0.1");
    options.address.port = Some(port);
    let mut memory = Memory::new(&Sizes::default());
    let mut driver = Driver::new(memory.buffers(), Config::new(&options).unwrap(), TcpConnector);
    driver.connect().unwrap();
    assert!(matches!(driver.next_event().await, Event::BeforeConnect { attempt: 1, .. }));
    let failed = Event::Failed(Failure::Transport(TransportEnd::Tcp));
    assert_eq!(driver.next_event().await, failed);
    let kind = driver.transport_error().map(std::io::Error::kind);
    assert_eq!(kind, Some(std::io::ErrorKind::ConnectionRefused));
}

#[tokio::test(start_paused = true)]
async fn credentials_can_change_before_each_attempt() {
    let mut memory = Memory::new(&Sizes::default());
    let (connector, mut accepted) = connector(1024);
    let mut config = config();
    config.settings.reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    let mut driver = Driver::new(memory.buffers(), config, connector);
    driver.connect().unwrap();
    let server = tokio::spawn(async move {
        let mut seen = Vec::new();
        for _ in 0..2 {
            let mut server = accepted.recv().await.unwrap();
            seen.push(server.packet().await);
            server.send(&[0x20, 2, 0, 4]).await;
        }
        seen
    });
    for attempt in [1, 2] {
        assert!(matches!(driver.next_event().await, Event::BeforeConnect { .. }));
        let identity = &mut driver.config().primary.identity;
        identity.user_name = Some("u".into());
        identity.password = Some(vec![attempt]);
        assert!(matches!(driver.next_event().await, Event::Refused(_)));
    }
    let seen = server.await.unwrap();
    assert!(seen[0].ends_with("000175000101"), "{seen:?}");
    assert!(seen[1].ends_with("000175000102"), "{seen:?}");
}
