//! The client on `embedded-io-async`, without a heap: one future that moves bytes between a client
//! and its transport.
//!
//! The transport's `read`, `write` and `flush` have to be cancel-safe, as those of TCP sockets are:
//! each is dropped as soon as another one, or the clock, is first.
//! *Not here:* sockets, a clock, an executor.

use core::fmt;
use core::future::{Future, pending, poll_fn};
use core::pin::pin;
use core::task::Poll;

use embedded_io_async::{Error as _, ErrorKind, Read, Write};

use crate::buffers::Buffers;
use crate::client::{Client, TransportWanted};
use crate::connection::TransportEnd;
use crate::error::Misuse;
use crate::event::Event;
use crate::packet::Connect;
use crate::reconnect::{BackupServer, Server};
use crate::settings::Settings;
use crate::time::Instant;

/// Opens transports, and says what CONNECT says on each.
pub trait Connector {
    /// A byte stream to a server.
    type Transport: Transport;

    /// Opens a transport. Dropping the future gives the attempt up.
    fn open(
        &mut self,
        server: Server,
    ) -> impl Future<Output = Result<Self::Transport, TransportEnd>>;

    /// What CONNECT says to this server.
    fn connect(&mut self, server: Server) -> Connect<'_>;
}

/// A byte stream of which both directions can be used at a time.
pub trait Transport {
    /// From the server.
    type Reader<'t>: Read
    where
        Self: 't;
    /// To the server.
    type Writer<'t>: Write
    where
        Self: 't;

    /// Both directions.
    fn split(&mut self) -> (Self::Reader<'_>, Self::Writer<'_>);
}

/// Tells the time, and when a moment has come.
pub trait Clock {
    /// The time.
    fn now(&self) -> Instant;

    /// Returns at that time, or later. Cancel-safe.
    fn wait_until(&self, at: Instant) -> impl Future<Output = ()>;
}

/// A client with its transport and its clock.
///
/// It does something only while [`Driver::next_event`] is awaited.
pub struct Driver<'b, C: Connector, K> {
    client: Client<'b>,
    connector: C,
    clock: K,
    transport: Option<C::Transport>,
    /// Bytes were written that may still lie in a buffer of the transport.
    unflushed: bool,
}

/// Which part of a turn was first.
enum First {
    Read(Result<usize, ErrorKind>),
    Written(Result<usize, ErrorKind>),
    Flushed(Result<(), ErrorKind>),
    Time,
}

impl<'b, C: Connector, K: Clock> Driver<'b, C, K> {
    /// A client that is not connected.
    pub fn new(buffers: Buffers<'b>, connector: C, clock: K) -> Self {
        Self { client: Client::new(buffers), connector, clock, transport: None, unflushed: false }
    }

    /// Wants a connection from now on.
    ///
    /// # Errors
    /// Those of [`Client::connect`].
    pub fn connect(&mut self, settings: &Settings, backup: BackupServer) -> Result<(), Misuse> {
        let connect = self.connector.connect(Server::Primary);
        self.client.connect(self.clock.now(), &connect, settings, backup)
    }

    /// The next event. Reading, writing, dialling and waiting happen in it.
    ///
    /// Cancel-safe, except that a transport in the opening is opened anew by the next call.
    pub async fn next_event(&mut self) -> Event<'_> {
        while !self.client.event_ready() {
            self.turn().await;
        }
        self.client.poll_event().expect("an event is ready")
    }

    /// The client, for commands; pass [`Driver::now`] to them.
    pub fn client(&mut self) -> &mut Client<'b> {
        &mut self.client
    }

    /// The time as the client sees it.
    pub fn now(&self) -> Instant {
        self.clock.now()
    }

    /// The connector, whose credentials can be changed before each attempt.
    pub fn connector(&mut self) -> &mut C {
        &mut self.connector
    }

    /// Does one thing, or waits until one can be done.
    async fn turn(&mut self) {
        let now = self.clock.now();
        if self.client.poll_timeout().is_some_and(|due| due <= now) {
            return self.client.handle_timeout(now);
        }
        match (self.client.transport_wanted(), &mut self.transport) {
            (TransportWanted::Open(server), None) => self.open(server).await,
            (TransportWanted::Open(_), Some(_)) => self.exchange().await,
            (TransportWanted::Close, _) => self.closed(TransportEnd::Other),
            (TransportWanted::Nothing, _) => wait(&self.clock, self.client.poll_timeout()).await,
        }
    }

    /// Opens a transport, for as long as one is wanted.
    async fn open(&mut self, server: Server) {
        let Self { client, connector, clock, .. } = self;
        let opened = {
            let mut opening = pin!(connector.open(server));
            loop {
                let mut waiting = pin!(wait(clock, client.poll_timeout()));
                let first = poll_fn(|cx| match opening.as_mut().poll(cx) {
                    Poll::Ready(opened) => Poll::Ready(Some(opened)),
                    Poll::Pending => waiting.as_mut().poll(cx).map(|()| None),
                });
                match first.await {
                    Some(opened) => break opened,
                    None => client.handle_timeout(clock.now()),
                }
                if client.event_ready() || client.transport_wanted() == TransportWanted::Close {
                    return;
                }
            }
        };
        let now = clock.now();
        match opened {
            Ok(transport) => {
                self.unflushed = false;
                self.transport = Some(transport);
                // What CONNECT refuses makes the client want the transport closed: it reports that.
                let _ = client.handle_opened(now, &connector.connect(server));
            }
            Err(end) => client.handle_closed(now, end),
        }
    }

    /// Reads or writes, whichever comes first.
    async fn exchange(&mut self) {
        let Some(transport) = &mut self.transport else { return };
        let due = self.client.poll_timeout();
        let (bytes, space) = self.client.transmit_and_space();
        let (mut reader, mut writer) = transport.split();
        let first = {
            let mut reading = pin!(async {
                match space {
                    // Packets wait for room in the send buffer.
                    [] => pending().await,
                    space => reader.read(space).await.map_err(|error| error.kind()),
                }
            });
            let unflushed = self.unflushed;
            let mut writing = pin!(async {
                match bytes {
                    [] if unflushed => {
                        First::Flushed(writer.flush().await.map_err(|error| error.kind()))
                    }
                    [] => pending().await,
                    bytes => First::Written(writer.write(bytes).await.map_err(|e| e.kind())),
                }
            });
            let mut waiting = pin!(wait(&self.clock, due));
            poll_fn(|cx| {
                if let Poll::Ready(first) = writing.as_mut().poll(cx) {
                    return Poll::Ready(first);
                }
                if let Poll::Ready(read) = reading.as_mut().poll(cx) {
                    return Poll::Ready(First::Read(read));
                }
                waiting.as_mut().poll(cx).map(|()| First::Time)
            })
            .await
        };
        drop((reader, writer));
        let now = self.clock.now();
        match first {
            First::Read(Ok(0)) => self.closed(TransportEnd::PeerClosed),
            First::Read(Ok(count)) => self.client.handle_received(now, count),
            First::Written(Ok(count)) if count > 0 => {
                self.unflushed = true;
                self.client.handle_transmitted(now, count);
            }
            First::Flushed(Ok(())) => self.unflushed = false,
            First::Read(Err(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted)) => {
                self.closed(TransportEnd::PeerClosed);
            }
            First::Read(Err(_)) | First::Written(_) | First::Flushed(Err(_)) => {
                self.closed(TransportEnd::Io);
            }
            First::Time => {}
        }
    }

    fn closed(&mut self, end: TransportEnd) {
        self.transport = None;
        self.client.handle_closed(self.clock.now(), end);
    }
}

impl<C: Connector, K> fmt::Debug for Driver<'_, C, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Waits until then, or for ever.
async fn wait(clock: &impl Clock, due: Option<Instant>) {
    match due {
        Some(due) => clock.wait_until(due).await,
        None => pending().await,
    }
}
