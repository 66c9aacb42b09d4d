//! The adapter for `embedded-io-async`, over duplex streams in virtual time.
#![expect(clippy::unwrap_used, reason = "a test ends where it goes wrong")]

use std::time::Duration;

use embedded_io_async::{ErrorKind, ErrorType, Read, Write};
use mqttspec_client::io::embedded::{Clock, Connector, Driver, Transport};
use mqttspec_client::packet::{Connect, QoS, TopicName};
use mqttspec_client::reconnect::{BackupServer, Reconnect, Server};
use mqttspec_client::{Event, Instant, Options, Settings, Storage, TransportEnd};
use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, ReadHalf, WriteHalf, duplex};

/// A stream of tokio's in the traits of embedded-io.
struct Stream(DuplexStream);

struct Half<T>(T);

impl<T> ErrorType for Half<T> {
    type Error = ErrorKind;
}

impl Read for Half<ReadHalf<&mut DuplexStream>> {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, ErrorKind> {
        self.0.read(buffer).await.map_err(|_| ErrorKind::Other)
    }
}

impl Write for Half<WriteHalf<&mut DuplexStream>> {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        self.0.write(bytes).await.map_err(|_| ErrorKind::Other)
    }

    async fn flush(&mut self) -> Result<(), ErrorKind> {
        self.0.flush().await.map_err(|_| ErrorKind::Other)
    }
}

impl Transport for Stream {
    type Reader<'t> = Half<ReadHalf<&'t mut DuplexStream>>;
    type Writer<'t> = Half<WriteHalf<&'t mut DuplexStream>>;

    fn split(&mut self) -> (Self::Reader<'_>, Self::Writer<'_>) {
        let (reader, writer) = tokio::io::split(&mut self.0);
        (Half(reader), Half(writer))
    }
}

/// Gives away one end of each stream, or fails, or takes its time.
struct Streams {
    servers: Vec<Option<DuplexStream>>,
    opening_ms: u64,
}

impl Connector for Streams {
    type Transport = Stream;

    async fn open(&mut self, _: Server) -> Result<Stream, TransportEnd> {
        tokio::time::sleep(Duration::from_millis(self.opening_ms)).await;
        let end = self.servers.pop().flatten();
        end.map(Stream).ok_or(TransportEnd::Tcp)
    }

    fn connect(&mut self, _: Server) -> Connect<'_> {
        Options::new("").client_identifier("c").keep_alive_s(10).connect().unwrap()
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

#[tokio::test(start_paused = true)]
async fn it_connects_again_publishes_receives_and_keeps_the_connection_alive() {
    let (client_end, mut server) = duplex(5);
    let mut storage = Storage::<64, 64, 64, 2>::new();
    let streams = Streams { servers: vec![Some(client_end), None], opening_ms: 1 };
    let clock = TokioClock(tokio::time::Instant::now());
    let mut driver = Driver::new(storage.buffers(), streams, clock);
    let reconnect = Reconnect::Fixed { delay_ms: 1_000 };
    driver.connect(&Settings { reconnect, ..Settings::default() }, BackupServer::None).unwrap();
    let serving = tokio::spawn(async move {
        let mut connect = [0; 15];
        server.read_exact(&mut connect).await.unwrap();
        server.write_all(b"\x20\x02\0\0\x30\x04\0\x01ax").await.unwrap();
        let mut publish = [0; 8];
        server.read_exact(&mut publish).await.unwrap();
        assert_eq!(&publish, b"\x32\x06\0\x01t\0\x01y");
        server.write_all(b"\x40\x02\0\x01").await.unwrap();
        let mut pings = [0; 4];
        server.read_exact(&mut pings).await.unwrap();
        assert_eq!(pings, [0xc0, 0, 0xc0, 0]);
    });
    let mut seen = Vec::new();
    loop {
        let event = driver.next_event().await;
        let connected = matches!(event, Event::Connected { .. });
        let ended = matches!(event, Event::Disconnected(_));
        seen.push(format!("{event:?}"));
        if connected {
            let now = driver.now();
            let topic_name = TopicName::new("t").unwrap();
            driver.client().publish(now, topic_name, b"y", QoS::AtLeastOnce, false).unwrap();
        }
        if ended {
            break;
        }
    }
    serving.await.unwrap();
    insta::assert_snapshot!(seen.join("\n"));
}

#[tokio::test(start_paused = true)]
async fn an_opening_without_end_is_given_up_at_the_deadline() {
    let mut storage = Storage::<64, 64, 0, 0>::new();
    let streams = Streams { servers: Vec::new(), opening_ms: 1_000_000 };
    let clock = TokioClock(tokio::time::Instant::now());
    let mut driver = Driver::new(storage.buffers(), streams, clock);
    driver.connect(&Settings::default(), BackupServer::None).unwrap();
    assert!(matches!(driver.next_event().await, Event::BeforeConnect { .. }));
    assert_eq!(format!("{:?}", driver.next_event().await), "Failed(Timeout)");
    assert_eq!(driver.now().as_millis(), 10_000);
}
