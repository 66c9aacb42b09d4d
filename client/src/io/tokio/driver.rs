//! Moves bytes between a client and its transport.

use alloc::boxed::Box;
use core::fmt;
use core::future::{Future, poll_fn};
use core::pin::Pin;
use core::task::{Context, Poll};
use core::time::Duration;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use ::tokio::time::{self, Sleep};

use super::connector::{Connector, OpenError};
use crate::buffers::Buffers;
use crate::client::{Client, TransportWanted};
use crate::connection::TransportEnd;
use crate::error::{Misuse, Rejected};
use crate::event::Event;
use crate::io::{Config, FileJournal, end_of};
use crate::reconnect::Server;
use crate::time::Instant;

/// A client with its transport, its clock and its configuration.
///
/// It does something only while [`Driver::next_event`] is awaited.
pub struct Driver<'b, C: Connector> {
    client: Client<'b>,
    connector: C,
    config: Config,
    origin: time::Instant,
    link: Link<C>,
    /// Bytes were written that may still lie in a buffer of the transport.
    unflushed: bool,
    timer: Pin<Box<Sleep>>,
    journal: Option<FileJournal>,
    /// What was said of the last transport, or journal, that failed.
    transport_error: Option<io::Error>,
}

/// Where the transport stands.
enum Link<C: Connector> {
    None,
    Opening(Pin<Box<C::Opening>>),
    Open(C::Transport),
    /// Being shut down until then.
    Closing(C::Transport, time::Instant),
}

impl<'b, C: Connector> Driver<'b, C> {
    /// A client that is not connected.
    pub fn new(buffers: Buffers<'b>, config: Config, connector: C) -> Self {
        Self {
            client: Client::new(buffers),
            connector,
            config,
            origin: time::Instant::now(),
            link: Link::None,
            unflushed: false,
            timer: Box::pin(time::sleep(Duration::ZERO)),
            journal: None,
            transport_error: None,
        }
    }

    /// Restores the Session that the journal keeps, and keeps it there from now on. Before
    /// [`Driver::connect`]; the settings have to say
    /// [`Durability::Persisted`](crate::settings::Durability::Persisted).
    ///
    /// # Errors
    /// The memory is smaller than that of the earlier run.
    pub fn set_journal(&mut self, journal: FileJournal) -> Result<(), Rejected> {
        journal.restore(&mut self.client)?;
        self.journal = Some(journal);
        Ok(())
    }

    /// Wants a connection from now on, as the configuration says.
    ///
    /// # Errors
    /// Those of [`Client::connect`].
    pub fn connect(&mut self) -> Result<(), Misuse> {
        let connect = self.config.primary.identity.connect()?;
        let (settings, backup) = (self.config.settings, self.config.backup_server());
        self.client.connect(now(self.origin), &connect, &settings, backup)
    }

    /// The next event. Reading, writing, dialling and waiting happen in it.
    ///
    /// Cancel-safe: nothing is lost when the future is dropped, a transport in the opening goes on.
    pub async fn next_event(&mut self) -> Event<'_> {
        poll_fn(|cx| self.poll_turn(cx, true)).await;
        self.client.poll_event().expect("the turn ended with an event")
    }

    /// The client, for commands; pass [`Driver::now`] to them.
    pub fn client(&mut self) -> &mut Client<'b> {
        &mut self.client
    }

    /// The time as the client sees it.
    pub fn now(&self) -> Instant {
        now(self.origin)
    }

    /// The configuration, which can be changed until the next attempt: credentials at
    /// [`Event::BeforeConnect`], settings before [`Driver::connect`].
    pub fn config(&mut self) -> &mut Config {
        &mut self.config
    }

    /// What the system said when a transport or the journal failed last.
    pub fn transport_error(&self) -> Option<&io::Error> {
        self.transport_error.as_ref()
    }

    /// Does what can be done now. Ready when there is an event and `events` are wanted; while they
    /// are not, nothing is read.
    pub(super) fn poll_turn(&mut self, cx: &mut Context<'_>, events: bool) -> Poll<()> {
        loop {
            if events && self.client.event_ready() {
                return Poll::Ready(());
            }
            let now = now(self.origin);
            let progress = self.persist(now)
                || self.poll_link(cx, now)
                || self.poll_write(cx, now)
                || (events && self.poll_read(cx, now))
                || self.poll_timer(cx, now);
            if !progress {
                return Poll::Pending;
            }
        }
    }

    /// Persists what is to be. True when something was.
    fn persist(&mut self, now: Instant) -> bool {
        let Some(journal) = &mut self.journal else { return false };
        match journal.persist(now, &mut self.client) {
            Ok(progress) => progress,
            Err(error) => {
                // Nothing that depends on it is sent; the next turn tries again.
                self.transport_error = Some(error);
                false
            }
        }
    }

    /// Opens and closes the transport. True when that changed something.
    fn poll_link(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        match (self.client.transport_wanted(), &mut self.link) {
            (TransportWanted::Open(server), Link::None) => {
                let endpoint = &self.config.destination(server).endpoint;
                self.link = Link::Opening(Box::pin(self.connector.open(server, endpoint)));
                true
            }
            (TransportWanted::Open(server), Link::Opening(opening)) => {
                match opening.as_mut().poll(cx) {
                    Poll::Pending => false,
                    Poll::Ready(opened) => {
                        self.on_opened(now, server, opened);
                        true
                    }
                }
            }
            (TransportWanted::Open(_), Link::Open(_))
            | (TransportWanted::Nothing, Link::None | Link::Opening(_) | Link::Open(_)) => false,
            (TransportWanted::Close, Link::Open(_)) => {
                let Link::Open(transport) = core::mem::replace(&mut self.link, Link::None) else {
                    return false;
                };
                self.link = Link::Closing(transport, time::Instant::now() + SHUTDOWN_TIME);
                true
            }
            (TransportWanted::Close, Link::None | Link::Opening(_)) => {
                self.link = Link::None;
                self.client.handle_closed(now, TransportEnd::Other);
                true
            }
            (_, Link::Closing(transport, due)) => {
                // A transport that cannot say goodbye in time is dropped.
                if Pin::new(transport).poll_shutdown(cx).is_pending() && time::Instant::now() < *due
                {
                    return false;
                }
                self.link = Link::None;
                self.client.handle_closed(now, TransportEnd::Other);
                true
            }
        }
    }

    fn on_opened(&mut self, now: Instant, server: Server, opened: Result<C::Transport, OpenError>) {
        self.unflushed = false;
        match opened {
            Ok(transport) => {
                self.link = Link::Open(transport);
                let connect = self.config.destination(server).identity.connect();
                // What CONNECT refuses ends the attempt: the application changed it to no good.
                let opened = connect.and_then(|connect| self.client.handle_opened(now, &connect));
                if let Err(misuse) = opened {
                    // The client wants the transport closed now, and reports that the attempt
                    // failed.
                    self.transport_error = Some(io::Error::other(misuse));
                }
            }
            Err(OpenError { end, error }) => self.fail(now, end, error),
        }
    }

    /// Writes what is queued. True when something was taken.
    fn poll_write(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Link::Open(transport) = &mut self.link else { return false };
        let Some(bytes) = self.client.poll_transmit() else {
            if self.unflushed
                && let Poll::Ready(flushed) = Pin::new(transport).poll_flush(cx)
            {
                self.unflushed = false;
                if let Err(error) = flushed {
                    self.fail(now, end_of(&error), error);
                }
            }
            return false;
        };
        match Pin::new(transport).poll_write(cx, bytes) {
            Poll::Pending => return false,
            Poll::Ready(Ok(0)) => {
                self.fail(now, TransportEnd::Io, io::ErrorKind::WriteZero.into());
            }
            Poll::Ready(Ok(count)) => {
                self.unflushed = true;
                self.client.handle_transmitted(now, count);
            }
            Poll::Ready(Err(error)) => self.fail(now, end_of(&error), error),
        }
        true
    }

    /// Reads what has come. True when something had.
    fn poll_read(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let Link::Open(transport) = &mut self.link else { return false };
        let space = self.client.receive_space();
        if space.is_empty() {
            // Packets wait for room in the send buffer.
            return false;
        }
        let mut space = ReadBuf::new(space);
        match Pin::new(transport).poll_read(cx, &mut space) {
            Poll::Pending => return false,
            Poll::Ready(Ok(())) => match space.filled().len() {
                0 => self.closed(now, TransportEnd::PeerClosed),
                count => self.client.handle_received(now, count),
            },
            Poll::Ready(Err(error)) => self.fail(now, end_of(&error), error),
        }
        true
    }

    /// Wakes the client when it is time. True when it was.
    fn poll_timer(&mut self, cx: &mut Context<'_>, now: Instant) -> bool {
        let due = self.client.poll_timeout();
        if due.is_some_and(|due| due <= now) {
            self.client.handle_timeout(now);
            return true;
        }
        let due = due.map(|due| self.origin + Duration::from_millis(due.as_millis()));
        let due = match &self.link {
            Link::Closing(_, shut_down) => Some(due.map_or(*shut_down, |due| due.min(*shut_down))),
            Link::None | Link::Opening(_) | Link::Open(_) => due,
        };
        let Some(due) = due else { return false };
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        // Due now: the next round sees it with a later time.
        self.timer.as_mut().poll(cx).is_ready()
    }

    fn fail(&mut self, now: Instant, end: TransportEnd, error: io::Error) {
        self.transport_error = Some(error);
        self.closed(now, end);
    }

    fn closed(&mut self, now: Instant, end: TransportEnd) {
        self.link = Link::None;
        self.client.handle_closed(now, end);
    }
}

impl<C: Connector> fmt::Debug for Driver<'_, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("client", &self.client).finish_non_exhaustive()
    }
}

/// Milliseconds since the driver was made.
fn now(origin: time::Instant) -> Instant {
    Instant::from_millis(u64::try_from(origin.elapsed().as_millis()).unwrap_or(u64::MAX))
}

/// How long a transport may take to say goodbye (TLS close_notify, WebSocket close).
const SHUTDOWN_TIME: Duration = Duration::from_secs(1);
