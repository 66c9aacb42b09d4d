//! The Upper Tester of a board: guarded lines over a UART, one connection over a socket.

#![cfg(all(feature = "embedded", feature = "tokio"))]

use std::{cell::RefCell, collections::VecDeque, rc::Rc, time::Duration};

use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
use mqttspec_client::{
    Instant, TransportEnd,
    io::embedded::{Clock, Transport},
};
use mqttspec_link::{
    FromShim, Outcome,
    framing::{Line, guarded},
};
use mqttspec_shim::{
    Platform, Target,
    board::{Dialler, run},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream, ReadHalf, WriteHalf, duplex, split},
    time::timeout,
};

const BOOT: u64 = 7;
/// Virtual time, so that waiting costs nothing.
const DEADLINE: Duration = Duration::from_secs(3600);

/// A half of a stream of tokio's in the traits of embedded-io.
struct Half<T>(T);

impl<T> ErrorType for Half<T> {
    type Error = ErrorKind;
}

impl<T: tokio::io::AsyncRead + Unpin> Read for Half<T> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        self.0.read(buffer).await.map_err(|_| ErrorKind::Other)
    }
}

impl<T: tokio::io::AsyncWrite + Unpin> Write for Half<T> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.write(bytes).await.map_err(|_| ErrorKind::Other)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.flush().await.map_err(|_| ErrorKind::Other)
    }
}

struct Socket(DuplexStream);

impl Transport for Socket {
    type Reader<'t> = Half<ReadHalf<&'t mut DuplexStream>>;
    type Writer<'t> = Half<WriteHalf<&'t mut DuplexStream>>;

    fn split(&mut self) -> (Self::Reader<'_>, Self::Writer<'_>) {
        let (reader, writer) = split(&mut self.0);
        (Half(reader), Half(writer))
    }
}

/// Dials what the test has laid ready, or for ever.
#[derive(Clone, Default)]
struct Net(Rc<RefCell<VecDeque<DuplexStream>>>);

impl Dialler for Net {
    type Transport = Socket;

    async fn dial(&mut self, target: &Target) -> Result<Socket, TransportEnd> {
        if target.host == "nowhere" {
            return Err(TransportEnd::Dns);
        }
        let near = self.0.borrow_mut().pop_front();
        match near {
            Some(near) => Ok(Socket(near)),
            None => std::future::pending().await,
        }
    }
}

struct TokioClock(tokio::time::Instant);

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        Instant::from_millis(self.0.elapsed().as_millis() as u64)
    }

    async fn wait_until(&self, at: Instant) {
        tokio::time::sleep_until(self.0 + Duration::from_millis(at.as_millis())).await;
    }
}

/// The harness's end of the UART.
struct Harness {
    uart: DuplexStream,
    deframer: guarded::Deframer,
    lines: VecDeque<FromShim>,
    seq: u64,
}

impl Harness {
    async fn call(&mut self, command: &str) -> Outcome {
        self.seq += 1;
        let line = guarded::encode(&format!("{{\"seq\":{},{command}}}", self.seq));
        self.uart.write_all(line.as_bytes()).await.expect("the board reads");
        loop {
            match self.next().await {
                FromShim::Reply(reply) if reply.re == self.seq => return reply.outcome,
                // It may come on either side of the reply.
                FromShim::Indication(said) if said.event.name() == "disconnected" => {}
                said => panic!("{said:?} instead of the reply to {command}"),
            }
        }
    }

    async fn event(&mut self) -> String {
        match self.next().await {
            FromShim::Indication(mut said) => {
                said.at_ms = None;
                FromShim::from(said).to_line()
            }
            FromShim::Reply(reply) => panic!("{reply:?}"),
        }
    }

    async fn next(&mut self) -> FromShim {
        while self.lines.is_empty() {
            let mut bytes = [0; 64];
            let read = timeout(DEADLINE, self.uart.read(&mut bytes)).await;
            let count = read.expect("in time").expect("the UART works");
            assert_ne!(count, 0, "the board ended");
            for line in self.deframer.feed(&bytes[..count]) {
                if let Line::Object(json) = line {
                    self.lines.push_back(FromShim::parse(&json).expect("a line of the link"));
                }
            }
        }
        self.lines.pop_front().expect("there is one")
    }
}

/// Runs a test beside the board, which has to end by `exit`.
async fn beside(test: impl AsyncFnOnce(&mut Harness, &Net)) {
    let (near, uart) = duplex(48); // less than a line
    let (lines_in, lines_out) = split(near);
    let platform = Platform::board("test", BOOT);
    let net = Net::default();
    let clock = TokioClock(tokio::time::Instant::now());
    let board = run(platform, (Half(lines_in), Half(lines_out)), net.clone(), clock);
    let test = async {
        let deframer = guarded::Deframer::new(64 * 1024);
        let mut harness = Harness { uart, deframer, lines: VecDeque::new(), seq: 0 };
        assert_eq!(harness.event().await, format!(r#"{{"on":"ready","boot":{BOOT}}}"#));
        test(&mut harness, &net).await;
        assert_eq!(harness.call(r#""do":"exit""#).await, ok());
    };
    let (ended, ()) = tokio::join!(timeout(2 * DEADLINE, board), test);
    ended.expect("exit ends it").expect("the UART works");
}

fn ok() -> Outcome {
    Outcome::Ok(mqttspec_link::Members::new())
}

async fn expect(server: &mut DuplexStream, bytes: &[u8]) {
    let mut found = vec![0; bytes.len()];
    let read = timeout(DEADLINE, server.read_exact(&mut found)).await;
    read.expect("in time").expect("the client writes");
    assert_eq!(found, bytes);
}

const CONNECT: &[u8] = b"\x10\x0d\0\x04MQTT\x04\x02\0\x0a\0\x01c";

#[tokio::test(start_paused = true)]
async fn it_connects_exchanges_messages_keeps_alive_and_disconnects() {
    beside(async |harness, net| {
        let (near, mut server) = duplex(5);
        net.0.borrow_mut().push_back(near);
        let connect = r#""do":"connect","host":"h","client_id":"c","keep_alive_s":10"#;
        assert_eq!(harness.call(connect).await, ok());
        assert_eq!(harness.event().await, r#"{"on":"before_connect","attempt":1}"#);
        expect(&mut server, CONNECT).await;
        server.write_all(b"\x20\x02\0\0").await.expect("it reads");
        assert_eq!(harness.event().await, r#"{"on":"connected","session_present":false}"#);

        let payload = "x".repeat(600);
        let publish =
            format!(r#""do":"publish","topic":"a","payload":{{"text":"{payload}"}},"qos":1"#);
        assert!(matches!(harness.call(&publish).await, Outcome::Ok(_)));
        expect(&mut server, b"\x32\xdd\x04\0\x01a\0\x01").await;
        expect(&mut server, payload.as_bytes()).await;
        server.write_all(b"\x40\x02\0\x01\x30\x04\0\x01by").await.expect("it reads");
        assert_eq!(harness.event().await, r#"{"on":"published","token":1}"#);
        assert!(harness.event().await.starts_with(r#"{"on":"message","topic":"b","#));

        expect(&mut server, &[0xc0, 0]).await;
        server.write_all(&[0xd0, 0]).await.expect("it reads");
        assert_eq!(harness.event().await, r#"{"on":"pong"}"#);
        assert_eq!(harness.call(r#""do":"disconnect","client":0"#).await, ok());
        expect(&mut server, &[0xe0, 0]).await;
        assert_eq!(server.read(&mut [0]).await.expect("the end"), 0);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn the_uart_is_served_while_it_dials_and_an_attempt_is_given_up_in_time() {
    beside(async |harness, net| {
        let connect = r#""do":"connect","host":"h","timeout_ms":5000"#;
        assert_eq!(harness.call(connect).await, ok());
        assert_eq!(harness.event().await, r#"{"on":"before_connect","attempt":1}"#);
        assert!(matches!(harness.call(r#""do":"stats""#).await, Outcome::Ok(_)));
        assert_eq!(harness.event().await, r#"{"on":"failed","why":"timeout"}"#);

        assert_eq!(harness.call(connect).await, ok());
        assert_eq!(harness.event().await, r#"{"on":"before_connect","attempt":1}"#);
        assert_eq!(harness.call(r#""do":"reset""#).await, ok());
        assert_eq!(harness.call(r#""do":"connect","host":"nowhere""#).await, ok());
        assert_eq!(harness.event().await, r#"{"on":"before_connect","attempt":1}"#);
        assert_eq!(harness.event().await, r#"{"on":"failed","why":"dns"}"#);

        let (near, server) = duplex(64);
        net.0.borrow_mut().push_back(near);
        assert_eq!(harness.call(connect).await, ok());
        assert_eq!(harness.event().await, r#"{"on":"before_connect","attempt":1}"#);
        drop(server);
        assert_eq!(harness.event().await, r#"{"on":"failed","why":"peer_closed"}"#);
        let other = harness.call(r#""do":"connect","client":1,"host":"h""#).await;
        assert!(matches!(other, Outcome::Error(_)), "a board has one client: {other:?}");
    })
    .await;
}
