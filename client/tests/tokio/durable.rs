//! A Session on disk: the program ends in the middle of things and starts again.

use mqttspec_client::io::tokio::{Publication, client};
use mqttspec_client::io::{FileJournal, OwnedEvent, Sizes};
use mqttspec_client::packet::QoS;
use mqttspec_client::settings::Durability;

use crate::server::{config, connector};

#[tokio::test(start_paused = true)]
async fn what_was_unfinished_goes_on_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session");
    let mut config = config();
    config.primary.identity.clean_session = false;
    config.settings.durability = Durability::Persisted;

    let (duplex, mut accepted) = connector(1024);
    let journal = FileJournal::open(&path).unwrap();
    let (handle, _events, running) =
        client(config.clone(), Sizes::default(), duplex, Some(journal));
    let running = tokio::spawn(running);
    let serve = async {
        let mut server = accepted.recv().await.unwrap();
        server.accept().await;
        server
    };
    let (connected, mut server) = tokio::join!(handle.connect(), serve);
    connected.unwrap();
    for payload in [&b"1"[..], b"2"] {
        let publication = Publication::new("t", payload).qos(QoS::ExactlyOnce);
        let handle = handle.clone();
        tokio::spawn(async move { handle.publish(publication).await });
    }
    assert_eq!(server.packet().await, "3406000174000131");
    assert_eq!(server.packet().await, "3406000174000232");
    server.send(b"\x50\x02\0\x01\x34\x06\0\x01t\0\x09x").await;
    assert_eq!(server.packet().await, "62020001");
    assert_eq!(server.packet().await, "50020009");
    // The program dies.
    running.abort();
    assert!(running.await.unwrap_err().is_cancelled());

    let (duplex, mut accepted) = connector(1024);
    let journal = FileJournal::open(&path).unwrap();
    let (handle, mut events, running) = client(config, Sizes::default(), duplex, Some(journal));
    let running = tokio::spawn(running);
    let serve = async {
        let mut server = accepted.recv().await.unwrap();
        assert!(server.packet().await.starts_with("10"));
        server.send(&[0x20, 2, 1, 0]).await;
        assert_eq!(server.packet().await, "62020001");
        assert_eq!(server.packet().await, "3c06000174000232");
        server.send(b"\x3c\x06\0\x01t\0\x09x").await;
        assert_eq!(server.packet().await, "50020009");
        server.send(b"\x62\x02\0\x09\x70\x02\0\x01\x50\x02\0\x02").await;
        assert_eq!(server.packet().await, "70020009");
        assert_eq!(server.packet().await, "62020002");
        server.send(b"\x70\x02\0\x02").await;
        server
    };
    tokio::join!(handle.connect(), serve).0.unwrap();
    let mut published = 0;
    while published < 2 {
        match events.next().await.unwrap() {
            OwnedEvent::Published { .. } => published += 1,
            OwnedEvent::Message(message) => panic!("delivered twice: {message:?}"),
            _ => {}
        }
    }
    drop(handle);
    running.await.unwrap().unwrap();
}
