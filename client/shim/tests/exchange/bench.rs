//! The Upper Tester with both ends in the test's hands.

use std::{cell::RefCell, collections::VecDeque, io, rc::Rc, time::Duration};

use mqttspec_link::{ErrorKind, FromShim, IndicationEvent, Outcome, Reply};
use mqttspec_shim::{Connector, Platform, serve_on};
use tokio::{
    io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader, DuplexStream},
    time::timeout,
};

/// Virtual time, so that waiting costs nothing.
const DEADLINE: Duration = Duration::from_secs(3600);

pub(crate) const CONNACK: &[u8] = &[0x20, 2, 0, 0];

/// Bytes that a pipe holds before the writer has to wait.
pub(crate) const PIPE: usize = 16 * 1024;

pub(crate) struct Lines {
    read: tokio::io::Lines<BufReader<DuplexStream>>,
    write: DuplexStream,
    pub(crate) seq: u64,
}

pub(crate) struct Wire(DuplexStream);

/// Hands the far ends of the client's connections to the test.
#[derive(Clone, Default)]
pub(crate) struct Net(pub(crate) Rc<RefCell<VecDeque<DuplexStream>>>, Rc<tokio::sync::Notify>);

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
    pub(crate) async fn accept(&self) -> Wire {
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
    #[cfg(any(feature = "psk", all(feature = "tls", feature = "ws")))]
    pub(crate) fn into_stream(self) -> DuplexStream {
        self.0
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.0.write_all(bytes).await.expect("the client reads");
    }

    pub(crate) async fn expect(&mut self, bytes: &[u8]) {
        let mut found = vec![0; bytes.len()];
        let read = timeout(3 * DEADLINE, self.0.read_exact(&mut found)).await;
        read.expect("in time").expect("the client writes");
        assert_eq!(found, bytes);
    }

    pub(crate) async fn expect_connect(&mut self) {
        let mut head = [0; 2];
        timeout(DEADLINE, self.0.read_exact(&mut head)).await.expect("in time").expect("CONNECT");
        assert_eq!(head[0], 0x10);
        let mut rest = vec![0; head[1].into()];
        self.0.read_exact(&mut rest).await.expect("all of CONNECT");
    }

    pub(crate) async fn expect_end(&mut self) {
        let mut rest = Vec::new();
        let read = timeout(DEADLINE, self.0.read_to_end(&mut rest)).await;
        read.expect("in time").expect("the end");
        assert_eq!(rest, b"");
    }
}

impl Lines {
    /// Sends a command and returns its reply, which has to be the next line.
    pub(crate) async fn call(&mut self, command: &str) -> Reply {
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

    pub(crate) async fn next(&mut self) -> FromShim {
        let line = timeout(3 * DEADLINE, self.read.next_line()).await;
        let line = line.expect("in time").expect("a line").expect("not the end");
        FromShim::parse(&line).expect("a line of the link")
    }

    pub(crate) async fn event(&mut self) -> IndicationEvent {
        match self.next().await {
            FromShim::Indication(said) => said.event,
            FromShim::Reply(reply) => panic!("{reply:?}"),
        }
    }
}

pub(crate) trait Said {
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

pub(crate) trait Answered {
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
pub(crate) async fn requested(lines: &Lines) -> Reply {
    Reply::ok(lines.seq)
}

/// Begins to connect and takes CONNECT off the wire.
pub(crate) async fn begin(lines: &mut Lines, net: &Net, options: &str) -> Wire {
    let reply = lines.call(&format!(r#""do":"connect","host":"h","client_id":"c"{options}"#)).await;
    assert_eq!(reply, Reply::ok(lines.seq));
    let attempt = Some(1);
    assert_eq!(lines.event().await, IndicationEvent::BeforeConnect { attempt });
    let mut wire = net.accept().await;
    wire.expect_connect().await;
    wire
}

/// Reconnects to a server that has kept the Session.
pub(crate) async fn resume(lines: &mut Lines, net: &Net, options: &str) -> Wire {
    let mut wire = begin(lines, net, options).await;
    wire.send(&[0x20, 2, 1, 0]).await;
    let session_present = Some(true);
    assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
    wire
}

/// Connects without Session Present.
pub(crate) async fn connect(lines: &mut Lines, net: &Net, options: &str) -> Wire {
    let mut wire = begin(lines, net, options).await;
    wire.send(CONNACK).await;
    let session_present = Some(false);
    assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
    wire
}

/// Runs a test beside the shim; ends the shim's input afterwards.
pub(crate) async fn run(test: impl AsyncFnOnce(&mut Lines, &Net)) {
    run_on(Platform::host("test"), test).await;
}

/// The same on another platform.
pub(crate) async fn run_on(platform: Platform, test: impl AsyncFnOnce(&mut Lines, &Net)) {
    let (write, input) = tokio::io::duplex(PIPE);
    let (output, read) = tokio::io::duplex(PIPE);
    let net = Net::default();
    let shim = serve_on(platform, BufReader::new(input), output, net.clone());
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
