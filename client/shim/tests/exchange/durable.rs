//! Sessions that outlive the program.

use std::path::Path;

use mqttspec_link::{ErrorKind, IndicationEvent, Outcome, Reply};
use mqttspec_shim::{Platform, SessionFiles};

use crate::bench::*;

const DURABLE: &str = r#","clean_session":false,"session":"durable""#;

fn platform(folder: &Path) -> Platform {
    let mut platform = Platform::host("test");
    platform.sessions = Some(Box::new(SessionFiles::new(folder)));
    platform
}

fn files(folder: &Path) -> usize {
    folder.read_dir().expect("a folder").count()
}

#[tokio::test(start_paused = true)]
async fn a_durable_session_goes_on_in_the_next_program() {
    let folder = tempfile::tempdir().expect("a folder");
    run_on(platform(folder.path()), async |lines, net| {
        let mut wire = connect(lines, net, DURABLE).await;
        lines.call(r#""do":"publish","topic":"a","payload":{"text":"x"},"qos":1"#).await;
        wire.expect(&[0x32, 6, 0, 1, b'a', 0, 1, b'x']).await;
        wire.send(&[0x34, 6, 0, 1, b'b', 0, 9, b'y']).await;
        assert_eq!(delivery(lines).await, Some(1));
        wire.expect(&[0x50, 2, 0, 9]).await;
    })
    .await;
    run_on(platform(folder.path()), async |lines, net| {
        let mut wire = resume(lines, net, DURABLE).await;
        wire.expect(&[0x3a, 6, 0, 1, b'a', 0, 1, b'x']).await;
        // It was told by the program before: repeated, it is answered and not told again.
        wire.send(&[0x3c, 6, 0, 1, b'b', 0, 9, b'y']).await;
        wire.expect(&[0x50, 2, 0, 9]).await;
        wire.send(&[0x62, 2, 0, 9, 0x40, 2, 0, 1]).await;
        wire.expect(&[0x70, 2, 0, 9]).await;
        wire.send(&[0x34, 6, 0, 1, b'b', 0, 9, b'z']).await;
        assert_eq!(delivery(lines).await, Some(2));
        wire.expect(&[0x50, 2, 0, 9]).await;
    })
    .await;
    run_on(platform(folder.path()), async |lines, net| {
        let mut wire = resume(lines, net, DURABLE).await;
        lines.call(r#""do":"ping""#).await;
        wire.expect(&[0xc0, 0]).await; // nothing was sent before it: PUBACK had come
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn reset_forgets_durable_sessions() {
    let folder = tempfile::tempdir().expect("a folder");
    run_on(platform(folder.path()), async |lines, net| {
        let mut wire = connect(lines, net, DURABLE).await;
        lines.call(r#""do":"publish","topic":"a","qos":1"#).await;
        wire.expect(&[0x32, 5, 0, 1, b'a', 0, 1]).await;
        assert_ne!(files(folder.path()), 0);
        assert_eq!(lines.call(r#""do":"reset""#).await, requested(lines).await);
        assert_eq!(files(folder.path()), 0);
        let mut wire = resume(lines, net, DURABLE).await;
        lines.call(r#""do":"ping""#).await;
        wire.expect(&[0xc0, 0]).await;
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn each_client_identifier_has_its_own_session_and_one_user() {
    let folder = tempfile::tempdir().expect("a folder");
    run_on(platform(folder.path()), async |lines, net| {
        let _wire = connect(lines, net, DURABLE).await;
        let again = format!(r#""do":"connect","client":1,"host":"h","client_id":"c"{DURABLE}"#);
        assert_eq!(lines.call(&again).await.kind(), Some(ErrorKind::Io), "it is in use");
        let other = again.replace(r#""client_id":"c""#, r#""client_id":"d""#);
        assert_eq!(lines.call(&other).await, requested(lines).await);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn without_a_place_for_sessions_none_is_durable() {
    run(async |lines, _| {
        let reply = lines.call(&format!(r#""do":"connect","host":"h"{DURABLE}"#)).await;
        assert_eq!(reply.outcome, Outcome::Unsupported("session".into()));
        assert!(!offers_durable(&lines.call(r#""do":"hello","link":1"#).await));
    })
    .await;
    let folder = tempfile::tempdir().expect("a folder");
    run_on(platform(folder.path()), async |lines, _| {
        assert!(offers_durable(&lines.call(r#""do":"hello","link":1"#).await));
    })
    .await;
}

fn offers_durable(reply: &Reply) -> bool {
    let Outcome::Ok(hello) = &reply.outcome else { panic!("{reply:?}") };
    let features = hello["features"].as_array().expect("an array");
    features.iter().any(|feature| feature == "durable_session")
}

/// The number of the message that is told next.
async fn delivery(lines: &mut Lines) -> Option<u64> {
    match lines.event().await {
        IndicationEvent::Message(message) => message.delivery,
        said => panic!("{said:?}"),
    }
}
