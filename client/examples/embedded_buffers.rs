//! The core alone, in the memory of a small microcontroller: no heap, no task, one loop.
//!
//! On a board the socket and the clock are others, the loop is the same.
//! `cargo run -p mqttspec-client --example embedded_buffers -- localhost:1883`

use std::error::Error;
use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant as SystemInstant};

use mqttspec_client::packet::{Connect, QoS, Subscriptions, TopicFilter, TopicName};
use mqttspec_client::reconnect::BackupServer;
use mqttspec_client::{
    Client, Event, Instant, Options, Settings, Storage, TransportEnd, TransportWanted,
};

/// What the program waits for.
#[derive(Default)]
struct Progress {
    connected: bool,
    payload_len: usize,
    done: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let address = std::env::args().nth(1).unwrap_or("localhost:1883".into());
    exchange(&address)?;
    Ok(())
}

/// Publishes a message to itself and answers how many bytes of payload came back.
pub(crate) fn exchange(address: &str) -> Result<usize, Box<dyn Error>> {
    // 64 bytes each way: the message below is longer than both buffers together.
    let mut storage = Storage::<64, 64, 512, 2>::new();
    let mut client = Client::new(storage.buffers());
    report(&format!("{} bytes in all", size_of_val(&client) + 64 + 64 + 512));

    let start = SystemInstant::now();
    let clock = || Instant::from_millis(start.elapsed().as_millis() as u64);
    let options = Options::new("").client_identifier("mqttspec-small").keep_alive_s(10);
    let connect = options.connect()?;
    client.connect(clock(), &connect, &Settings::default(), BackupServer::None)?;

    let mut socket = None;
    let mut progress = Progress::default();
    while !progress.done {
        while let Some(event) = client.poll_event() {
            on_event(&event, &mut progress)?;
        }
        if core::mem::take(&mut progress.connected) {
            let filter = [(TopicFilter::new("mqttspec/small")?, QoS::AtLeastOnce)];
            client.subscribe(clock(), Subscriptions::new(&filter)?)?;
            let topic_name = TopicName::new("mqttspec/small")?;
            client.publish(clock(), topic_name, &[b'x'; 400], QoS::AtLeastOnce, false)?;
        }
        turn(&mut client, &connect, address, &mut socket, &clock)?;
    }
    client.disconnect(clock())?;
    while client.transport_wanted() != TransportWanted::Nothing {
        turn(&mut client, &connect, address, &mut socket, &clock)?;
        while client.poll_event().is_some() {}
    }
    Ok(progress.payload_len)
}

fn on_event(event: &Event<'_>, progress: &mut Progress) -> Result<(), Box<dyn Error>> {
    match event {
        Event::Connected { .. } => progress.connected = true,
        Event::Message(fragment) => {
            progress.payload_len += fragment.payload.len();
            let (offset, total) = (fragment.offset, fragment.total);
            report(&format!("{} bytes at {offset} of {total}", fragment.payload.len()));
            progress.done = fragment.is_complete();
        }
        Event::Refused(_) | Event::Failed(_) | Event::Disconnected(_) => {
            return Err(format!("{event:?}").into());
        }
        _ => {}
    }
    Ok(())
}

/// Opens, closes, writes, reads and lets time pass, as the client wants.
fn turn(
    client: &mut Client<'_>,
    connect: &Connect<'_>,
    address: &str,
    socket: &mut Option<TcpStream>,
    clock: &dyn Fn() -> Instant,
) -> Result<(), Box<dyn Error>> {
    match client.transport_wanted() {
        TransportWanted::Open(_) if socket.is_none() => match TcpStream::connect(address) {
            Ok(stream) => {
                stream.set_read_timeout(Some(Duration::from_millis(10)))?;
                *socket = Some(stream);
                client.handle_opened(clock(), connect)?;
            }
            Err(_) => client.handle_closed(clock(), TransportEnd::Tcp),
        },
        TransportWanted::Close => {
            *socket = None;
            client.handle_closed(clock(), TransportEnd::Other);
        }
        TransportWanted::Open(_) | TransportWanted::Nothing => {}
    }
    if let Some(stream) = socket {
        if let Some(bytes) = client.poll_transmit() {
            let count = stream.write(bytes)?;
            client.handle_transmitted(clock(), count);
        }
        match stream.read(client.receive_space()) {
            Ok(0) => {
                *socket = None;
                client.handle_closed(clock(), TransportEnd::PeerClosed);
            }
            Ok(count) => client.handle_received(clock(), count),
            Err(error) if error.kind() == ErrorKind::WouldBlock => {}
            Err(error) => return Err(error.into()),
        }
    }
    client.handle_timeout(clock());
    Ok(())
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("{line}");
    }
}
