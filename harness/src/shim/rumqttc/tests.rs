//! The shim over memory lines, and a server of a few fixed bytes on loopback.

use std::{io, time::Duration};

use mqttspec_link::{FromShim, IndicationEvent, Outcome, Reply};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream},
    net::{TcpListener, TcpStream},
    task::LocalSet,
    time::timeout,
};

const DEADLINE: Duration = Duration::from_secs(10);

const CONNACK: &[u8] = &[0x20, 2, 0, 0];

#[test]
fn an_exchange_of_each_kind_is_reported() {
    run(async |mut lines, server| {
        let mut wire = lines.connect(&server, CONNACK).await;

        lines.send(r#"{"seq":2,"do":"publish","topic":"a","payload":{"text":"hi"},"qos":1}"#).await;
        assert_eq!(lines.reply().await.outcome.taken().map(|taken| taken.token), Some(1));
        expect(&mut wire, &[0x32, 7, 0, 1, b'a', 0, 1, b'h', b'i']).await;
        wire.write_all(&[0x40, 2, 0, 1]).await.unwrap();
        assert_eq!(lines.event().await, IndicationEvent::Published { token: 1 });

        lines.send(r#"{"seq":3,"do":"subscribe","filters":[{"filter":"a","qos":1}]}"#).await;
        assert_eq!(lines.reply().await.outcome.taken().map(|taken| taken.token), Some(2));
        expect(&mut wire, &[0x82, 6, 0, 2, 0, 1, b'a', 1]).await;
        wire.write_all(&[0x90, 3, 0, 2, 0x80, 0x30, 4, 0, 1, b'a', b'x']).await.unwrap();
        let subscribed = IndicationEvent::Subscribed { token: Some(2), codes: Some(vec![128]) };
        assert_eq!(lines.event().await, subscribed);
        let IndicationEvent::Message(message) = lines.event().await else { panic!() };
        assert!(message.payload.matches(b"x"));
    });
}

#[test]
fn a_disconnect_is_answered_when_the_connection_is_closed() {
    run(async |mut lines, server| {
        let mut wire = lines.connect(&server, CONNACK).await;
        lines.send(r#"{"seq":2,"do":"disconnect"}"#).await;
        expect(&mut wire, &[0xe0, 0]).await;
        drop(wire);
        let mut said = [lines.next().await, lines.next().await];
        said.sort_by_key(|said| matches!(said, FromShim::Reply(_)));
        assert_eq!(said[0].to_line(), r#"{"on":"disconnected","why":"requested"}"#);
        assert_eq!(said[1], Reply::ok(2).into());
    });
}

#[test]
fn an_abort_closes_without_disconnect_and_is_not_followed_by_an_attempt() {
    run(async |mut lines, server| {
        let mut wire = lines.connect(&server, CONNACK).await;
        lines.send(r#"{"seq":2,"do":"abort"}"#).await;
        let mut rest = Vec::new();
        timeout(DEADLINE, wire.read_to_end(&mut rest)).await.unwrap().unwrap();
        assert_eq!(rest, b"");
        lines.next().await;
        lines.next().await;
        lines.send(r#"{"seq":3,"do":"publish","topic":"a"}"#).await;
        let Outcome::Error(refusal) = lines.reply().await.outcome else { panic!() };
        assert_eq!(refusal.kind, mqttspec_link::ErrorKind::NotConnected);
    });
}

#[test]
fn tokens_of_a_session_that_the_server_lost_are_dropped() {
    run(async |mut lines, server| {
        let mut wire = lines.connect(&server, CONNACK).await;
        lines.send(r#"{"seq":2,"do":"publish","topic":"a","qos":2}"#).await;
        lines.reply().await;
        expect(&mut wire, &[0x34, 5, 0, 1, b'a', 0, 1]).await;
        drop(wire);
        assert_eq!(lines.event().await.name(), "disconnected");
        let _wire = lines.connect(&server, CONNACK).await;
        let dropped = lines.event().await;
        assert_eq!((dropped.name(), dropped.token()), ("dropped", Some(1)));
    });
}

struct Lines {
    read: tokio::io::Lines<BufReader<DuplexStream>>,
    write: DuplexStream,
}

impl Lines {
    /// Connects with Clean Session 0 and takes the packet CONNECT off the wire.
    async fn connect(&mut self, server: &TcpListener, connack: &[u8]) -> TcpStream {
        let port = server.local_addr().unwrap().port();
        let connect = format!(
            r#"{{"seq":1{port},"do":"connect","host":"127.0.0.1","port":{port},"client_id":"c","clean_session":false}}"#
        );
        self.send(&connect).await;
        self.reply().await;
        assert_eq!(self.event().await, IndicationEvent::BeforeConnect { attempt: Some(1) });
        let (mut wire, _) = timeout(DEADLINE, server.accept()).await.unwrap().unwrap();
        let packet = [&[0x10, 13, 0, 4], &b"MQTT"[..], &[4, 0, 0, 60, 0, 1, b'c']].concat();
        expect(&mut wire, &packet).await;
        wire.write_all(connack).await.unwrap();
        let connected = IndicationEvent::Connected { session_present: Some(false) };
        assert_eq!(self.event().await, connected);
        wire
    }

    async fn send(&mut self, line: &str) {
        self.write.write_all(format!("{line}\n").as_bytes()).await.unwrap();
    }

    async fn next(&mut self) -> FromShim {
        let line = timeout(DEADLINE, self.read.next_line()).await.unwrap().unwrap().unwrap();
        FromShim::parse(&line).unwrap()
    }

    async fn reply(&mut self) -> Reply {
        match self.next().await {
            FromShim::Reply(reply) => reply,
            FromShim::Indication(indication) => panic!("{indication:?}"),
        }
    }

    async fn event(&mut self) -> IndicationEvent {
        match self.next().await {
            FromShim::Indication(indication) => indication.event,
            FromShim::Reply(reply) => panic!("{reply:?}"),
        }
    }
}

async fn expect(wire: &mut TcpStream, bytes: &[u8]) {
    let mut found = vec![0; bytes.len()];
    timeout(DEADLINE, wire.read_exact(&mut found)).await.unwrap().unwrap();
    assert_eq!(found, bytes);
}

/// Runs a test beside the shim, then ends its input.
fn run(test: impl AsyncFnOnce(Lines, TcpListener)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    LocalSet::new().block_on(&runtime, async {
        let (write, input) = tokio::io::duplex(64 * 1024);
        let (output, read) = tokio::io::duplex(64 * 1024);
        let shim = super::serve(input, output);
        let test = async {
            let server = TcpListener::bind("127.0.0.1:0").await?;
            test(Lines { read: BufReader::new(read).lines(), write }, server).await;
            io::Result::Ok(())
        };
        let (shim, test) = tokio::join!(shim, test);
        test.unwrap();
        shim.unwrap();
    });
}
