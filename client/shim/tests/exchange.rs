//! The Upper Tester in process and in virtual time: lines on one side, bytes on the other.

#![cfg(feature = "tokio")]

use std::{cell::RefCell, collections::VecDeque, io, rc::Rc, time::Duration};

use mqttspec_link::{ErrorKind, FromShim, IndicationEvent, Outcome, Reply};
use mqttspec_shim::{Connector, serve};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream},
    time::timeout,
};

/// Virtual time, so that waiting costs nothing.
const DEADLINE: Duration = Duration::from_secs(3600);

const CONNACK: &[u8] = &[0x20, 2, 0, 0];

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
        assert_eq!(reply.kind(), Some(ErrorKind::Other));
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

// ---- the bench

/// Bytes that a pipe holds before the writer has to wait.
const PIPE: usize = 16 * 1024;

struct Lines {
    read: tokio::io::Lines<BufReader<DuplexStream>>,
    write: DuplexStream,
    seq: u64,
}

struct Wire(DuplexStream);

/// Hands the far ends of the client's connections to the test.
#[derive(Clone, Default)]
struct Net(Rc<RefCell<VecDeque<DuplexStream>>>, Rc<tokio::sync::Notify>);

impl Connector for Net {
    type Stream = DuplexStream;

    async fn connect(&self, host: &str, _port: u16) -> io::Result<DuplexStream> {
        if host == "nowhere" {
            return Err(io::ErrorKind::NotFound.into());
        }
        let (near, far) = tokio::io::duplex(PIPE);
        self.0.borrow_mut().push_back(far);
        self.1.notify_one();
        Ok(near)
    }
}

impl Net {
    async fn accept(&self) -> Wire {
        let accepted = async {
            loop {
                if let Some(far) = self.0.borrow_mut().pop_front() {
                    return Wire(far);
                }
                self.1.notified().await;
            }
        };
        timeout(DEADLINE, accepted).await.expect("the client dials")
    }
}

impl Wire {
    async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the client reads");
    }

    async fn expect(&mut self, bytes: &[u8]) {
        let mut found = vec![0; bytes.len()];
        let read = timeout(3 * DEADLINE, self.0.read_exact(&mut found)).await;
        read.expect("in time").expect("the client writes");
        assert_eq!(found, bytes);
    }

    async fn expect_connect(&mut self) {
        let mut head = [0; 2];
        timeout(DEADLINE, self.0.read_exact(&mut head)).await.expect("in time").expect("CONNECT");
        assert_eq!(head[0], 0x10);
        let mut rest = vec![0; head[1].into()];
        self.0.read_exact(&mut rest).await.expect("all of CONNECT");
    }

    async fn expect_end(&mut self) {
        let mut rest = Vec::new();
        let read = timeout(DEADLINE, self.0.read_to_end(&mut rest)).await;
        read.expect("in time").expect("the end");
        assert_eq!(rest, b"");
    }
}

impl Lines {
    /// Sends a command and returns its reply, which has to be the next line.
    async fn call(&mut self, command: &str) -> Reply {
        self.seq += 1;
        let line = format!("{{\"seq\":{},{command}}}\n", self.seq);
        self.write.write_all(line.as_bytes()).await.expect("the shim reads");
        loop {
            match self.next().await {
                FromShim::Reply(reply) => {
                    assert_eq!(reply.re, self.seq);
                    return reply;
                }
                // It may come on either side of the reply.
                FromShim::Indication(said) if said.event.name() == "disconnected" => {}
                FromShim::Indication(said) => panic!("{said:?} before the reply to {command}"),
            }
        }
    }

    async fn next(&mut self) -> FromShim {
        let line = timeout(3 * DEADLINE, self.read.next_line()).await;
        let line = line.expect("in time").expect("a line").expect("not the end");
        FromShim::parse(&line).expect("a line of the link")
    }

    async fn event(&mut self) -> IndicationEvent {
        match self.next().await {
            FromShim::Indication(said) => said.event,
            FromShim::Reply(reply) => panic!("{reply:?}"),
        }
    }
}

trait Said {
    fn without_time(&self) -> String;
}

impl Said for FromShim {
    fn without_time(&self) -> String {
        let mut said = self.clone();
        if let FromShim::Indication(indication) = &mut said {
            indication.at_ms = None;
        }
        said.to_line()
    }
}

trait Answered {
    fn to_line_of(&self) -> String;
    fn kind(&self) -> Option<ErrorKind>;
}

impl Answered for Reply {
    fn to_line_of(&self) -> String {
        match &self.outcome {
            Outcome::Ok(members) => serde_json::to_string(members).expect("JSON"),
            outcome => panic!("{outcome:?}"),
        }
    }

    fn kind(&self) -> Option<ErrorKind> {
        match &self.outcome {
            Outcome::Error(refusal) => Some(refusal.kind),
            _ => None,
        }
    }
}

/// The reply that an empty `ok` is, for the last command.
async fn requested(lines: &Lines) -> Reply {
    Reply::ok(lines.seq)
}

/// Begins to connect and takes CONNECT off the wire.
async fn begin(lines: &mut Lines, net: &Net, options: &str) -> Wire {
    let reply = lines.call(&format!(r#""do":"connect","host":"h","client_id":"c"{options}"#)).await;
    assert_eq!(reply, Reply::ok(lines.seq));
    let attempt = Some(1);
    assert_eq!(lines.event().await, IndicationEvent::BeforeConnect { attempt });
    let mut wire = net.accept().await;
    wire.expect_connect().await;
    wire
}

/// Connects without Session Present.
async fn connect(lines: &mut Lines, net: &Net, options: &str) -> Wire {
    let mut wire = begin(lines, net, options).await;
    wire.send(CONNACK).await;
    let session_present = Some(false);
    assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
    wire
}

/// Runs a test beside the shim; ends the shim's input afterwards.
async fn run(test: impl AsyncFnOnce(&mut Lines, &Net)) {
    let (write, input) = tokio::io::duplex(PIPE);
    let (output, read) = tokio::io::duplex(PIPE);
    let net = Net::default();
    let shim = serve(BufReader::new(input), output, net.clone());
    let test = async {
        let mut lines = Lines { read: BufReader::new(read).lines(), write, seq: 0 };
        test(&mut lines, &net).await;
        drop(lines.write);
        let end = async { while let Ok(Some(_)) = lines.read.next_line().await {} };
        timeout(DEADLINE, end).await.expect("the end of input ends the shim");
    };
    let (shim, ()) = tokio::join!(shim, test);
    shim.expect("it ends well");
}
