//! One Network Connection at the door: a task that reads events off it and carries orders out.
//!
//! *Invariant:* the task never waits for the bench and the peer at once: orders are unbounded in
//! the channel and bounded in bytes by [`Orders`], so that neither can block the other.

use std::{cell::Cell, collections::VecDeque, io, rc::Rc};

use mqttspec_core::{stage::Signal, trace::ConnectionId};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{Listener, Stream};

/// A Network Connection that was accepted.
#[derive(Debug)]
pub struct Arrival {
    /// Its number.
    pub connection: ConnectionId,
    /// When.
    pub at: Instant,
    /// How to write to it.
    pub orders: Orders,
}

/// What happens at the door.
#[derive(Debug)]
pub enum DoorEvent {
    /// A client dialled in.
    Arrived(Arrival),
    /// Something came from a client.
    Received {
        /// On which Network Connection.
        connection: ConnectionId,
        /// When it was read.
        at: Instant,
        /// What.
        signal: Signal,
    },
    /// The listener broke.
    Broken(io::Error),
}

/// The way to write to a Network Connection.
#[derive(Debug)]
pub struct Orders {
    sender: mpsc::UnboundedSender<Order>,
    unwritten: Rc<Cell<usize>>,
}

#[derive(Debug)]
enum Order {
    Send(Signal),
    Read(bool),
}

/// The client does not read: more than [`UNWRITTEN_BYTES_MAX`] wait to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the client leaves more than {UNWRITTEN_BYTES_MAX} bytes unread")]
pub struct Unread;

impl Orders {
    /// Has `signal` sent to the client; nothing happens where the connection is gone.
    ///
    /// # Errors
    /// [`Unread`], and the signal is lost.
    pub fn send(&self, signal: Signal) -> Result<(), Unread> {
        if let Signal::Bytes(bytes) = &signal {
            let unwritten = self.unwritten.get() + bytes.len();
            if unwritten > UNWRITTEN_BYTES_MAX {
                return Err(Unread);
            }
            self.unwritten.set(unwritten);
        }
        // A task that ended has no one to write to.
        let _ = self.sender.send(Order::Send(signal));
        Ok(())
    }

    /// Whether to read from the client; while not, its own buffers fill (a stalled window).
    pub fn read(&self, wanted: bool) {
        let _ = self.sender.send(Order::Read(wanted));
    }
}

/// The way to open and close the door.
#[derive(Debug)]
pub struct Gate(mpsc::UnboundedSender<GateOrder>);

type GateOrder = (Setting, oneshot::Sender<io::Result<()>>);

#[derive(Debug)]
enum Setting {
    Open(bool),
    Window(usize),
}

impl Gate {
    /// Opens the door, or closes it so that whoever dials is refused; ready when it is so.
    ///
    /// # Errors
    /// What the machine says, or that there is no door any more.
    pub async fn set_open(&self, is_open: bool) -> io::Result<()> {
        self.set(Setting::Open(is_open)).await
    }

    /// Has later connections hold no more than so many unread bytes, or what the machine allows.
    ///
    /// # Errors
    /// What the machine says, or that there is no door any more.
    pub async fn set_window(&self, bytes: usize) -> io::Result<()> {
        self.set(Setting::Window(bytes)).await
    }

    async fn set(&self, setting: Setting) -> io::Result<()> {
        let (done, is_done) = oneshot::channel();
        let gone = || io::Error::other("there is no door any more");
        self.0.send((setting, done)).map_err(|_| gone())?;
        is_done.await.map_err(|_| gone())?
    }
}

/// A door on `listener`: what happens there goes to `events`, until nobody receives it.
pub fn open<T: From<DoorEvent> + 'static>(
    listener: impl Listener,
    events: mpsc::Sender<T>,
) -> Gate {
    let (gate, orders) = mpsc::unbounded_channel();
    tokio::task::spawn_local(serve(listener, orders, events));
    Gate(gate)
}

/// Accepts clients until the events' receiver is gone; each gets a task of its own.
async fn serve<T: From<DoorEvent> + 'static>(
    mut listener: impl Listener,
    mut gate: mpsc::UnboundedReceiver<GateOrder>,
    events: mpsc::Sender<T>,
) {
    for number in 1..=CONNECTIONS_MAX {
        let stream = loop {
            tokio::select! {
                biased;
                () = events.closed() => return,
                Some((setting, done)) = gate.recv() => {
                    let set = match setting {
                        Setting::Open(is_open) => listener.set_open(is_open),
                        Setting::Window(bytes) => listener.set_window(bytes),
                    };
                    // Who asked may be gone.
                    let _ = done.send(set);
                }
                accepted = listener.accept() => break accepted,
            }
        };
        let at = Instant::now();
        let stream = match stream {
            Ok(stream) => stream,
            Err(error) => {
                let _ = events.send(DoorEvent::Broken(error).into()).await;
                return;
            }
        };
        let connection = ConnectionId(number);
        let (sender, orders) = mpsc::unbounded_channel();
        let unwritten = Rc::new(Cell::new(0));
        let arrival =
            Arrival { connection, at, orders: Orders { sender, unwritten: unwritten.clone() } };
        if events.send(DoorEvent::Arrived(arrival).into()).await.is_err() {
            return;
        }
        tokio::task::spawn_local(attend(stream, connection, events.clone(), orders, unwritten));
    }
    let text = format!("more than {CONNECTIONS_MAX} Network Connections in one scenario");
    let _ = events.send(DoorEvent::Broken(io::Error::other(text)).into()).await;
}

/// Reads and writes one Network Connection until both sides ended or the bench is gone.
async fn attend<S: Stream, T: From<DoorEvent>>(
    stream: S,
    connection: ConnectionId,
    events: mpsc::Sender<T>,
    mut orders: mpsc::UnboundedReceiver<Order>,
    unwritten: Rc<Cell<usize>>,
) {
    let (mut reader, mut writer) = tokio::io::split(stream);
    let mut buffer = vec![0; READ_BYTES_MAX];
    let mut waiting: VecDeque<Signal> = VecDeque::new();
    let (mut reading, mut writing, mut ordered) = (true, true, true);
    let mut wanted = true;
    while reading || (ordered && writing) {
        tokio::select! {
            biased;
            order = orders.recv(), if ordered => match order {
                Some(Order::Send(Signal::Reset)) => {
                    reader.unsplit(writer).reset();
                    return;
                }
                Some(Order::Send(signal)) => waiting.push_back(signal),
                Some(Order::Read(now)) => wanted = now,
                None => ordered = false,
            },
            written = write_some(&mut writer, &mut waiting), if writing && !waiting.is_empty() => {
                match written {
                    Ok(Written::Bytes(count)) => {
                        unwritten.set(unwritten.get() - count);
                        // What was cut into segments is to be read in segments.
                        tokio::task::yield_now().await;
                    }
                    Ok(Written::Fin) | Err(_) => writing = false,
                }
            }
            read = reader.read(&mut buffer), if reading && wanted => {
                let signal = match read {
                    Ok(0) => Signal::Fin,
                    Ok(count) => Signal::Bytes(buffer[..count].to_vec()),
                    Err(_) => Signal::Reset,
                };
                reading = matches!(signal, Signal::Bytes(_));
                let gone = signal == Signal::Reset;
                let received = DoorEvent::Received { connection, at: Instant::now(), signal };
                if events.send(received.into()).await.is_err() || gone {
                    return;
                }
            }
        }
    }
}

enum Written {
    Bytes(usize),
    Fin,
}

/// Writes what the peer takes of the first signal; cancel safe, since `write` is.
async fn write_some(
    writer: &mut (impl tokio::io::AsyncWrite + Unpin),
    waiting: &mut VecDeque<Signal>,
) -> io::Result<Written> {
    match waiting.front_mut() {
        Some(Signal::Bytes(bytes)) => {
            let count = writer.write(bytes).await?;
            bytes.drain(..count);
            if bytes.is_empty() {
                waiting.pop_front();
            }
            Ok(Written::Bytes(count))
        }
        Some(Signal::Fin | Signal::Reset) | None => {
            writer.shutdown().await?;
            Ok(Written::Fin)
        }
    }
}

/// Network Connections that one scenario may see: a reconnect storm must not fill the memory.
pub const CONNECTIONS_MAX: u32 = 10_000;

/// Bytes that may wait for a client that does not read.
pub const UNWRITTEN_BYTES_MAX: usize = 64 * 1024 * 1024;

/// Bytes taken from a client at once.
const READ_BYTES_MAX: usize = 16 * 1024;
