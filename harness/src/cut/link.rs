//! The control link as the harness holds it: lines go out, events come in.
//!
//! *Invariant:* whatever the shim does, a wait on it has a deadline, and its end is an event.
//! *Not here:* what carries the lines; see the drivers beside this file.

use std::{fmt, time::Duration};

use mqttspec_link::{
    BadLine, Command, FromShim, HARNESS_LINE_MAX, Reply, Request,
    framing::{Line, guarded, plain},
};
use serde::Deserialize;
use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until, timeout_at},
};

use super::guard::{Guard, PATIENCE};

/// How lines are told apart, and what is done about losses.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Framing {
    /// A line is a message; nothing is lost.
    #[default]
    Plain,
    /// For serial lines: checksums, numbers, repetition.
    Guarded,
}

/// A shim's lines, framed and numbered.
#[derive(Debug)]
pub struct Link {
    lines: mpsc::UnboundedSender<String>,
    events: mpsc::Receiver<LinkEvent>,
    last_seq: u64,
    /// `None`: the framing is plain.
    guard: Option<Guard>,
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
    #[error("the shim ended ({status}) before it answered \"{command}\"; {said}")]
    Ended {
        /// The command without an answer.
        command: String,
        /// How it ended.
        status: String,
        /// What it said last.
        said: LastWords,
    },
    /// It wrote what is no line of the link.
    #[error("the shim wrote a bad line: {0}")]
    Garbled(String),
    /// Its answer to `hello` tells of another link, or of nothing.
    #[error("the shim's hello cannot be used: {0}")]
    Hello(String),
    /// It did not answer.
    #[error("the shim did not answer \"{command}\" within {deadline:?}; {said}")]
    Silent {
        /// The command without an answer.
        command: String,
        /// How long we waited.
        deadline: Duration,
        /// What it said last.
        said: LastWords,
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

/// What a shim wrote last that is no message of the link: often the reason of its trouble.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LastWords(Option<String>);

impl LastWords {
    /// Takes in a line of its log; an empty one says nothing.
    pub fn hear(&mut self, text: &str) {
        let text = text.trim();
        if !text.is_empty() {
            let cut =
                text.char_indices().nth(LAST_WORDS_CHARS_MAX).map_or(text.len(), |(at, _)| at);
            self.0 = Some(text[..cut].to_owned());
        }
    }
}

impl fmt::Display for LastWords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(text) => write!(f, "its last words: {text}"),
            None => f.write_str("it said nothing at all"),
        }
    }
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
    pub fn new(framing: Framing) -> (Self, LinkEnds) {
        let (lines, to_shim) = mpsc::unbounded_channel();
        let (from_shim, events) = mpsc::channel(EVENTS_MAX);
        let guard = match framing {
            Framing::Plain => None,
            Framing::Guarded => Some(Guard::default()),
        };
        let inlet = Inlet::new(framing);
        (Self { lines, events, last_seq: 0, guard }, LinkEnds { to_shim, from_shim, inlet })
    }

    /// Gives a command its number. What is not sent afterwards leaves a gap, which is no harm.
    pub fn number(&mut self, command: &Command) -> Request {
        self.last_seq += 1;
        Request { seq: self.last_seq, command: command.clone() }
    }

    /// Sends a command. Where the shim is gone, [`Link::recv`] says so.
    pub fn send(&mut self, request: Request) {
        match &mut self.guard {
            Some(guard) => guard.handle_request(Instant::now(), request),
            None => _ = self.lines.send(plain::encode(&request.to_line())),
        }
        self.flush();
    }

    /// How much longer an answer may take, because the line loses some.
    #[must_use]
    pub fn patience(&self) -> Duration {
        self.guard.as_ref().map_or(Duration::ZERO, |_| PATIENCE)
    }

    /// Waits for the next event; cancel safe.
    pub async fn recv(&mut self) -> (Instant, FromLink) {
        loop {
            if let Some(message) = self.guard.as_mut().and_then(Guard::poll_message) {
                return message;
            }
            let due = self.guard.as_ref().and_then(Guard::poll_timeout);
            let event = tokio::select! {
                biased;
                event = self.events.recv() => event,
                () = async {
                    match due {
                        Some(due) => sleep_until(due).await,
                        None => std::future::pending().await,
                    }
                } => {
                    if let Some(guard) = &mut self.guard {
                        guard.handle_timeout(Instant::now(), &mut self.last_seq);
                    }
                    self.flush();
                    continue;
                }
            };
            let Some(event) = event else {
                // The driver is gone: it has told the end before, and nothing is left to tell.
                return std::future::pending().await;
            };
            if let Some(message) = self.take_in(event.at, event.kind) {
                return (event.at, message);
            }
        }
    }

    /// What an event says; nothing where a guard keeps it for now.
    fn take_in(&mut self, at: Instant, kind: LinkEventKind) -> Option<FromLink> {
        let line = match kind {
            LinkEventKind::Line(line) => line,
            LinkEventKind::Closed => return Some(FromLink::Closed),
            LinkEventKind::Exited(status) => return Some(FromLink::Exited(status)),
        };
        Some(match (line, &mut self.guard) {
            (Line::Object(json), Some(guard)) => {
                guard.handle_line(at, json, &mut self.last_seq);
                self.flush();
                return None;
            }
            (Line::Object(json), None) => match FromShim::parse(&json) {
                Ok(message) => FromLink::Message(message),
                Err(BadLine::NotJson { .. }) => FromLink::Log(json),
                Err(error) => FromLink::Bad(format!("{error}: {json}")),
            },
            (Line::Log(text), _) => FromLink::Log(text),
            // Its number is missing now, and is asked for.
            (Line::Damaged, _) => FromLink::Log("a line with a bad checksum".to_owned()),
            (Line::TooLong { len }, _) => {
                FromLink::Bad(format!("a line of {len} bytes, the most is {HARNESS_LINE_MAX}"))
            }
        })
    }

    fn flush(&mut self) {
        while let Some(line) = self.guard.as_mut().and_then(Guard::poll_line) {
            let _ = self.lines.send(guarded::encode(&line));
        }
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
        let deadline = deadline + self.patience();
        self.send(request);
        let until = Instant::now() + deadline;
        let mut said = LastWords::default();
        let command = || command.name().to_owned();
        let mut is_closed = false;
        loop {
            let Ok((_, message)) = timeout_at(until, self.recv()).await else {
                return Err(match is_closed {
                    true => Trouble::Ended { command: command(), status: CLOSED.into(), said },
                    false => Trouble::Silent { command: command(), deadline, said },
                });
            };
            match message {
                FromLink::Message(FromShim::Reply(reply)) if reply.re == seq => return Ok(reply),
                FromLink::Message(_) => {}
                FromLink::Log(text) => said.hear(&text),
                FromLink::Bad(text) => return Err(Trouble::Garbled(text)),
                FromLink::Closed => is_closed = true,
                FromLink::Exited(status) => {
                    return Err(Trouble::Ended { command: command(), status, said });
                }
            }
        }
    }
}

/// The driver's ends of a link.
#[derive(Debug)]
pub struct LinkEnds {
    /// Lines for the shim, in their framing.
    pub to_shim: mpsc::UnboundedReceiver<String>,
    /// What comes from it.
    pub from_shim: mpsc::Sender<LinkEvent>,
    /// Makes that out of its bytes.
    pub inlet: Inlet,
}

/// Cuts what a shim writes into events.
#[derive(Debug)]
pub struct Inlet {
    deframer: Deframer,
}

#[derive(Debug)]
enum Deframer {
    Plain(plain::Deframer),
    Guarded(guarded::Deframer),
}

impl Inlet {
    fn new(framing: Framing) -> Self {
        let deframer = match framing {
            Framing::Plain => Deframer::Plain(plain::Deframer::new(HARNESS_LINE_MAX)),
            Framing::Guarded => Deframer::Guarded(guarded::Deframer::new(HARNESS_LINE_MAX)),
        };
        Self { deframer }
    }

    /// The events that `bytes` finish; no bytes are the end.
    pub fn events(&mut self, bytes: &[u8]) -> Vec<LinkEvent> {
        let at = Instant::now();
        let mut lines = match &mut self.deframer {
            Deframer::Plain(deframer) => deframer.feed(bytes),
            Deframer::Guarded(deframer) => deframer.feed(bytes),
        };
        if let (Deframer::Plain(deframer), true) = (&mut self.deframer, bytes.is_empty()) {
            lines.extend(deframer.finish());
        }
        let mut kinds: Vec<_> = lines.into_iter().map(LinkEventKind::Line).collect();
        if bytes.is_empty() {
            kinds.push(LinkEventKind::Closed);
        }
        kinds.into_iter().map(|kind| LinkEvent { at, kind }).collect()
    }
}

/// How a shim ended whose output did, and nothing more is known.
const CLOSED: &str = "its output closed";

/// Where last words are cut.
const LAST_WORDS_CHARS_MAX: usize = 200;

/// Events that may wait for the bench; a shim that writes faster has to wait.
const EVENTS_MAX: usize = 1024;
