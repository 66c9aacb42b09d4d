//! The control link as the harness holds it: lines go out, events come in.
//!
//! *Invariant:* whatever the shim does, a wait on it has a deadline, and its end is an event.
//! *Not here:* what carries the lines; see the drivers beside this file.

use std::time::Duration;

use mqttspec_link::{
    BadLine, Command, FromShim, HARNESS_LINE_MAX, Reply, Request,
    framing::{Line, plain::Deframer},
};
use tokio::{
    sync::mpsc,
    time::{Instant, timeout_at},
};

/// A shim's lines, framed and numbered.
#[derive(Debug)]
pub struct Link {
    lines: mpsc::UnboundedSender<String>,
    events: mpsc::Receiver<LinkEvent>,
    last_seq: u64,
}

/// What comes from the shim.
#[derive(Clone, Debug)]
pub struct LinkEvent {
    /// When it was read.
    pub at: Instant,
    /// What it is.
    pub kind: LinkEventKind,
}

/// What can come from a shim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LinkEventKind {
    /// A line in its framing.
    Line(Line),
    /// The lines ended: there will be no more.
    Closed,
    /// The process ended, for people: `status 3`, `signal 11`.
    Exited(String),
}

/// The shim did not do its part: our bench is broken, nothing is said of the client.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// Its lines ended.
    #[error("the shim ended ({status}) before it answered \"{command}\"")]
    Ended {
        /// The command without an answer.
        command: String,
        /// How it ended.
        status: String,
    },
    /// It wrote what is no line of the link.
    #[error("the shim wrote a bad line: {0}")]
    Garbled(String),
    /// Its answer to `hello` tells of another link, or of nothing.
    #[error("the shim's hello cannot be used: {0}")]
    Hello(String),
    /// It did not answer.
    #[error("the shim did not answer \"{command}\" within {deadline:?}")]
    Silent {
        /// The command without an answer.
        command: String,
        /// How long we waited.
        deadline: Duration,
    },
    /// It cannot be started or reached.
    #[error("failed to start the shim {what}: {why}")]
    Unreachable {
        /// The program or the address.
        what: String,
        /// Why not.
        why: String,
    },
}

/// A message of the shim, read from its line.
#[derive(Clone, Debug, PartialEq)]
pub enum FromLink {
    /// A reply or an indication.
    Message(FromShim),
    /// A line of log.
    Log(String),
    /// A line that cannot be read.
    Bad(String),
    /// The lines ended.
    Closed,
    /// The process ended.
    Exited(String),
}

impl Link {
    /// A link over two channels, and their other ends for a driver.
    #[must_use]
    pub fn new() -> (Self, LinkEnds) {
        let (lines, to_shim) = mpsc::unbounded_channel();
        let (from_shim, events) = mpsc::channel(EVENTS_MAX);
        (Self { lines, events, last_seq: 0 }, LinkEnds { to_shim, from_shim })
    }

    /// Gives a command its number. What is not sent afterwards leaves a gap, which is no harm.
    pub fn number(&mut self, command: &Command) -> Request {
        self.last_seq += 1;
        Request { seq: self.last_seq, command: command.clone() }
    }

    /// Sends the line of a command. Where the shim is gone, [`Link::recv`] says so.
    pub fn send(&self, line: String) {
        let _ = self.lines.send(line);
    }

    /// Waits for the next event; cancel safe.
    pub async fn recv(&mut self) -> (Instant, FromLink) {
        let Some(event) = self.events.recv().await else {
            // The driver is gone: it has told the end before, and there is nothing left to tell.
            return std::future::pending().await;
        };
        let message = match event.kind {
            LinkEventKind::Line(Line::Object(line)) => match FromShim::parse(&line) {
                Ok(message) => FromLink::Message(message),
                Err(BadLine::NotJson { .. }) => FromLink::Log(line),
                Err(error) => FromLink::Bad(format!("{error}: {line}")),
            },
            LinkEventKind::Line(Line::Log(text)) => FromLink::Log(text),
            LinkEventKind::Line(Line::Damaged) => FromLink::Bad("a bad checksum".into()),
            LinkEventKind::Line(Line::TooLong { len }) => {
                FromLink::Bad(format!("a line of {len} bytes, the most is {HARNESS_LINE_MAX}"))
            }
            LinkEventKind::Closed => FromLink::Closed,
            LinkEventKind::Exited(status) => FromLink::Exited(status),
        };
        (event.at, message)
    }

    /// Sends a command and waits for its answer; what else comes meanwhile is dropped.
    ///
    /// # Errors
    /// [`Trouble`]: no answer in time, an end, a bad line.
    pub async fn exchange(
        &mut self,
        command: &Command,
        deadline: Duration,
    ) -> Result<Reply, Trouble> {
        let request = self.number(command);
        let seq = request.seq;
        self.send(request.to_line());
        let until = Instant::now() + deadline;
        let silent = || Trouble::Silent { command: command.name().into(), deadline };
        let mut closed = false;
        loop {
            let (_, message) = timeout_at(until, self.recv())
                .await
                .map_err(|_| if closed { ended(command, "its output closed") } else { silent() })?;
            match message {
                FromLink::Message(FromShim::Reply(reply)) if reply.re == seq => return Ok(reply),
                FromLink::Message(_) | FromLink::Log(_) => {}
                FromLink::Bad(text) => return Err(Trouble::Garbled(text)),
                FromLink::Closed => closed = true,
                FromLink::Exited(status) => return Err(ended(command, &status)),
            }
        }
    }
}

fn ended(command: &Command, status: &str) -> Trouble {
    Trouble::Ended { command: command.name().into(), status: status.into() }
}

/// The driver's ends of a link.
#[derive(Debug)]
pub struct LinkEnds {
    /// Lines for the shim, without their ending.
    pub to_shim: mpsc::UnboundedReceiver<String>,
    /// What comes from it.
    pub from_shim: mpsc::Sender<LinkEvent>,
}

/// Cuts what a shim writes into events.
#[derive(Debug)]
pub struct Inlet {
    deframer: Deframer,
}

impl Inlet {
    /// An inlet for plain framing.
    #[must_use]
    pub fn new() -> Self {
        Self { deframer: Deframer::new(HARNESS_LINE_MAX) }
    }

    /// The events that `bytes` finish; no bytes are the end.
    pub fn events(&mut self, bytes: &[u8]) -> Vec<LinkEvent> {
        let at = Instant::now();
        let mut lines = self.deframer.feed(bytes);
        if bytes.is_empty() {
            lines.extend(self.deframer.finish());
        }
        let mut kinds: Vec<_> = lines.into_iter().map(LinkEventKind::Line).collect();
        if bytes.is_empty() {
            kinds.push(LinkEventKind::Closed);
        }
        kinds.into_iter().map(|kind| LinkEvent { at, kind }).collect()
    }
}

impl Default for Inlet {
    fn default() -> Self {
        Self::new()
    }
}

/// Events that may wait for the bench; a shim that writes faster has to wait.
const EVENTS_MAX: usize = 1024;
