//! A connector whose transports end at the test: it reads packets and answers them.

use std::future::Ready;
use std::time::Duration;

use mqttspec_client::Options;
use mqttspec_client::io::tokio::{Connector, OpenError};
use mqttspec_client::io::{Config, Endpoint};
use mqttspec_client::packet::FixedHeader;
use mqttspec_client::reconnect;
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::sync::mpsc;

/// Hands the other end of each transport to the test.
pub(crate) struct DuplexConnector {
    servers: mpsc::UnboundedSender<Server>,
    buffer_len: usize,
}

/// The server's end of a transport.
pub(crate) struct Server {
    stream: DuplexStream,
    input: Vec<u8>,
}

pub(crate) fn connector(buffer_len: usize) -> (DuplexConnector, mpsc::UnboundedReceiver<Server>) {
    let (servers, accepted) = mpsc::unbounded_channel();
    (DuplexConnector { servers, buffer_len }, accepted)
}

pub(crate) fn config() -> Config {
    Config::new(&Options::new("server").client_identifier("c").keep_alive_s(0)).unwrap()
}

impl Connector for DuplexConnector {
    type Transport = DuplexStream;
    type Opening = Ready<Result<DuplexStream, OpenError>>;

    fn open(&mut self, _: reconnect::Server, _: &Endpoint) -> Self::Opening {
        let (client, stream) = duplex(self.buffer_len);
        self.servers.send(Server { stream, input: Vec::new() }).unwrap();
        std::future::ready(Ok(client))
    }
}

impl Server {
    /// The next packet of the client, in hexadecimal digits; `end` when it has closed.
    pub(crate) async fn packet(&mut self) -> String {
        loop {
            if let Ok(Some(header)) = FixedHeader::parse(&self.input) {
                let len = header.len + header.remaining_length;
                if len <= self.input.len() {
                    let packet = self.input.drain(..len);
                    return packet.map(|byte| format!("{byte:02x}")).collect();
                }
            }
            let read = self.stream.read_buf(&mut self.input);
            let read = tokio::time::timeout(DEADLINE, read).await;
            if read.expect("the client sends or closes in time").unwrap() == 0 {
                return "end".into();
            }
        }
    }

    pub(crate) async fn send(&mut self, bytes: &[u8]) {
        self.stream.write_all(bytes).await.unwrap();
    }

    /// Takes CONNECT and accepts.
    pub(crate) async fn accept(&mut self) {
        assert!(self.packet().await.starts_with("10"));
        self.send(&[0x20, 2, 0, 0]).await;
    }
}

/// Longer than any deadline of the client.
const DEADLINE: Duration = Duration::from_secs(100);
