//! The Upper Tester in process and in virtual time: lines on one side, bytes on the other.

#![cfg(feature = "tokio")]

mod bench;
mod durable;
mod machine;
#[cfg(all(feature = "tls", feature = "ws"))]
#[path = "../../../tests/pki/mod.rs"]
#[expect(dead_code, reason = "the client's own tests use the rest")]
mod pki;
#[cfg(feature = "psk")]
mod psk;
#[cfg(all(feature = "tls", feature = "ws"))]
mod transport;

use std::time::Duration;

use mqttspec_link::{ErrorKind, IndicationEvent, Outcome};

use bench::*;

#[tokio::test(start_paused = true)]
async fn a_publish_of_each_qos_is_reported_when_it_is_finished() {
    run(async |lines, net| {
        let mut wire = connect(lines, net, "").await;

        let reply = lines.call(r#""do":"publish","topic":"a","payload":{"text":"x"}"#).await;
        assert_eq!(reply.to_line_of(), r#"{"token":1}"#);
        wire.expect(&[0x30, 4, 0, 1, b'a', b'x']).await;
        assert_eq!(lines.event().await, IndicationEvent::Sent { token: 1 });

        let reply = lines.call(r#""do":"publish","topic":"a","qos":1"#).await;
        assert_eq!(reply.to_line_of(), r#"{"packet":1,"token":2}"#);
        wire.expect(&[0x32, 5, 0, 1, b'a', 0, 1]).await;
        wire.send(&[0x40, 2, 0, 1]).await;
        assert_eq!(lines.event().await, IndicationEvent::Published { token: 2 });

        lines.call(r#""do":"publish","topic":"a","qos":2"#).await;
        wire.expect(&[0x34, 5, 0, 1, b'a', 0, 2]).await;
        wire.send(&[0x50, 2, 0, 2]).await;
        wire.expect(&[0x62, 2, 0, 2]).await;
        wire.send(&[0x70, 2, 0, 2]).await;
        assert_eq!(lines.event().await, IndicationEvent::Published { token: 3 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn subscriptions_and_messages_are_reported_whole() {
    run(async |lines, net| {
        let mut wire = connect(lines, net, "").await;
        let filters = r#"[{"filter":"a","qos":2},{"filter":"b"}]"#;
        lines.call(&format!(r#""do":"subscribe","filters":{filters}"#)).await;
        wire.expect(&[0x82, 10, 0, 1, 0, 1, b'a', 2, 0, 1, b'b', 0]).await;
        wire.send(&[0x90, 4, 0, 1, 1, 0x80]).await;
        let codes = Some(vec![1, 128]);
        assert_eq!(lines.event().await, IndicationEvent::Subscribed { token: Some(1), codes });

        wire.send(&[0x3b, 6, 0, 1, b'a', 0, 9, b'x']).await;
        let line = lines.next().await.to_line();
        let said = concat!(
            r#"{"on":"message","topic":"a","qos":1,"retain":true,"dup":true,"packet":9,"#,
            r#""len":1,"hex":"78","at_ms":0}"#
        );
        assert_eq!(line.replace(r#""qos":2"#, r#""qos":1"#), said);

        lines.call(r#""do":"unsubscribe","filters":["a"]"#).await;
        wire.expect(&[0x40, 2, 0, 9]).await;
        wire.expect(&[0xa2, 5, 0, 2, 0, 1, b'a']).await;
        wire.send(&[0xb0, 2, 0, 2]).await;
        assert_eq!(lines.event().await, IndicationEvent::Unsubscribed { token: 2 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn disconnect_is_answered_when_the_connection_is_closed() {
    run(async |lines, net| {
        let mut wire = connect(lines, net, "").await;
        assert_eq!(lines.call(r#""do":"disconnect""#).await, requested(lines).await);
        wire.expect(&[0xe0, 0]).await;
        wire.expect_end().await;
        let reply = lines.call(r#""do":"disconnect""#).await;
        assert_eq!(reply.kind(), Some(ErrorKind::NotConnected));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn disconnect_is_answered_in_time_when_the_server_takes_nothing() {
    run(async |lines, net| {
        let _wire = connect(lines, net, "").await;
        let fill = format!(r#"{{"fill":{{"len":{}}}}}"#, 2 * PIPE);
        lines.call(&format!(r#""do":"publish","topic":"a","payload":{fill}"#)).await;
        let before = tokio::time::Instant::now();
        let reply = lines.call(r#""do":"disconnect""#).await;
        assert_eq!(reply.kind(), Some(ErrorKind::Io));
        assert!(before.elapsed() < Duration::from_secs(2));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn abort_closes_without_disconnect_and_no_attempt_follows() {
    run(async |lines, net| {
        let reconnect = r#","reconnect":{"mode":"fixed","min_ms":5}"#;
        let mut wire = connect(lines, net, reconnect).await;
        assert_eq!(lines.call(r#""do":"abort""#).await, requested(lines).await);
        wire.expect_end().await;
        tokio::time::sleep(Duration::from_secs(60)).await; // virtual
        let reply = lines.call(r#""do":"publish","topic":"a","qos":1"#).await;
        assert_eq!(reply.kind(), Some(ErrorKind::NotConnected));
        assert!(net.0.borrow().is_empty(), "it dialled again");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_refusal_and_a_failure_end_an_attempt() {
    run(async |lines, net| {
        let mut wire = begin(lines, net, "").await;
        wire.send(&[0x20, 2, 0, 6]).await;
        assert_eq!(lines.event().await.name(), "error");
        assert_eq!(lines.next().await.without_time(), r#"{"on":"failed","why":"protocol"}"#);
        drop(begin(lines, net, "").await);
        assert_eq!(lines.next().await.without_time(), r#"{"on":"failed","why":"peer_closed"}"#);
        lines.call(r#""do":"connect","host":"nowhere""#).await;
        assert_eq!(lines.event().await.name(), "before_connect");
        assert_eq!(lines.next().await.without_time(), r#"{"on":"failed","why":"dns"}"#);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_lost_connection_is_reported_once_and_its_messages_come_again() {
    run(async |lines, net| {
        let options = r#","clean_session":false,"reconnect":{"mode":"fixed","min_ms":1000}"#;
        let mut wire = connect(lines, net, options).await;
        lines.call(r#""do":"publish","topic":"a","qos":1"#).await;
        wire.expect(&[0x32, 5, 0, 1, b'a', 0, 1]).await;
        drop(wire);
        let said = lines.next().await.without_time();
        assert_eq!(said, r#"{"on":"disconnected","why":"peer_closed"}"#);
        let attempt = Some(2);
        assert_eq!(lines.event().await, IndicationEvent::BeforeConnect { attempt });
        let mut wire = net.accept().await;
        wire.expect_connect().await;
        wire.send(&[0x20, 2, 1, 0]).await;
        let session_present = Some(true);
        assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
        wire.expect(&[0x3a, 5, 0, 1, b'a', 0, 1]).await;
        wire.send(&[0x40, 2, 0, 1]).await;
        assert_eq!(lines.event().await, IndicationEvent::Published { token: 1 });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_connect_during_an_attempt_replaces_it_silently() {
    run(async |lines, net| {
        let mut first = begin(lines, net, "").await;
        lines.call(r#""do":"connect","host":"h","client_id":"other""#).await;
        first.expect_end().await;
        assert_eq!(lines.event().await.name(), "before_connect");
        let mut second = net.accept().await;
        second.expect_connect().await;
        second.send(CONNACK).await;
        assert_eq!(lines.event().await.name(), "connected");
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn reset_drops_every_instance_and_nothing_is_said_of_them() {
    run(async |lines, net| {
        let mut one = connect(lines, net, "").await;
        let mut two = connect(lines, net, r#","client":1"#).await;
        lines.call(r#""do":"reset""#).await;
        one.expect_end().await;
        two.expect_end().await;
        let reply = lines.call(r#""do":"ping","client":1"#).await;
        assert_eq!(reply.kind(), Some(ErrorKind::NotConnected));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn an_idle_client_pings_and_the_answer_is_reported() {
    run(async |lines, net| {
        let mut wire = connect(lines, net, r#","keep_alive_s":7200"#).await;
        wire.expect(&[0xc0, 0]).await;
        wire.send(&[0xd0, 0]).await;
        assert_eq!(lines.event().await, IndicationEvent::Pong);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_is_not_implemented_is_refused_by_name() {
    run(async |lines, _net| {
        for (command, name) in [
            (r#""do":"bogus""#, "bogus"),
            (r#""do":"x-blink""#, "x-blink"),
            (r#""do":"connect","colour":"red""#, "colour"),
            (r#""do":"set","will":{"shade":1}"#, "will.shade"),
            (r#""do":"connect","host":"h","backup":{"hue":1}"#, "backup.hue"),
            (r#""do":"connect","host":"h","client_id":{"hex":"ff"}"#, "client_id"),
            (r#""do":"again","from":1"#, "again"),
        ] {
            let reply = lines.call(command).await;
            assert_eq!(reply.outcome, Outcome::Unsupported(name.into()), "{command}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_the_client_refuses_is_an_invalid_argument() {
    run(async |lines, net| {
        let _wire = connect(lines, net, "").await;
        for command in [
            r#""do":"publish","topic":"a/#""#,
            r#""do":"publish","topic":"""#,
            r#""do":"publish","topic":"a","qos":3"#,
            r#""do":"subscribe","filters":[]"#,
            r#""do":"subscribe","filters":[{"filter":"a#"}]"#,
            r#""do":"ack","packet":1"#,
            r#""do":"connect","host":"h""#,
            r#""do":"connect","client":1"#,
            r#""do":"connect","client":1,"uri":"http://h""#,
        ] {
            let reply = lines.call(command).await;
            assert_eq!(reply.kind(), Some(ErrorKind::InvalidArgument), "{command}");
        }
    })
    .await;
}

#[cfg(not(any(feature = "tls", feature = "ws")))]
#[tokio::test(start_paused = true)]
async fn a_transport_that_the_program_was_built_without_is_unsupported() {
    run(async |lines, _| {
        for (options, name) in [
            (r#""transport":"tls""#, "transport"),
            (r#""transport":"ws""#, "transport"),
            (r#""uri":"wss://h""#, "transport"),
            (r#""tls":{"ca":"c"}"#, "tls.ca"),
            (r#""backup":{"tls":{"psk_identity":"i"}}"#, "backup.tls.psk_identity"),
        ] {
            let reply = lines.call(&format!(r#""do":"connect","host":"h",{options}"#)).await;
            assert_eq!(reply.outcome, Outcome::Unsupported(name.into()), "{options}");
        }
    })
    .await;
}
