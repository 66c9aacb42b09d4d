//! The Upper Tester as a sans-IO object: lines, bytes and time in; lines, bytes and wishes out.

use alloc::{
    collections::{BTreeMap, VecDeque},
    format,
    string::String,
    vec::Vec,
};

use mqttspec_client::{Instant, TransportEnd};
use mqttspec_link::{
    BadLine, Command, ErrorKind, FromShim, Indication, IndicationEvent, Outcome, Refusal, Reply,
    Request,
    command::ConnectOptions,
    framing::{Admission, Gate, Numbering},
};

use crate::{
    clock::Clock,
    file::Files,
    instance::{Instance, InstanceKey, Wanted},
    platform::Platform,
    profile::Profile,
    tls::TlsSettings,
};

mod command;

/// How long `disconnect` may take to be answered, in milliseconds; less than the link allows.
const DISCONNECT_MS: u64 = 1_800;

/// How many lines may wait to be written before the clients have to wait too.
const LINES_MAX: usize = 1_024;

/// The Upper Tester: one object for all instances of the client.
///
/// Its owner moves lines, bytes and time. After each `handle_…` it looks at
/// [`wanted`](Self::wanted) first, then at [`poll_line`](Self::poll_line) and
/// [`poll_transmit`](Self::poll_transmit): a socket is closed before the harness hears of it.
pub struct Tester {
    platform: Platform,
    gate: Gate,
    numbering: Option<Numbering>,
    lines: VecDeque<String>,
    instances: BTreeMap<u32, Slot>,
    kept: ConnectOptions,
    files: Files,
    clock: Clock,
    /// What the clock showed last.
    now: Instant,
    tokens: u64,
    keys: u64,
    exiting: bool,
}

/// An instance and the commands that wait for it.
struct Slot {
    instance: Instance,
    /// `disconnect` and `abort` that are answered when the connection is closed.
    ending: Vec<Ending>,
    /// A `connect` that begins when the earlier attempt is closed.
    next: Option<(u64, Profile)>,
}

struct Ending {
    seq: u64,
    due: Instant,
}

impl Tester {
    /// An Upper Tester without instances. With a nonce in `platform` its first line is `ready`.
    #[must_use]
    pub fn new(platform: Platform) -> Self {
        let boot = platform.boot;
        let mut tester = Self {
            platform,
            gate: Gate::new(),
            numbering: boot.map(|_| Numbering::new()),
            lines: VecDeque::new(),
            instances: BTreeMap::new(),
            kept: ConnectOptions::default(),
            files: Files::default(),
            clock: Clock::default(),
            now: Instant::default(),
            tokens: 0,
            keys: 0,
            exiting: false,
        };
        if let Some(boot) = boot {
            let ready = Indication::of(IndicationEvent::Ready { boot });
            tester.say(&ready.into());
        }
        tester
    }

    // ---- from outside

    /// Takes in the JSON of a command line. A line that is none is dropped.
    pub fn handle_line(&mut self, now: Instant, line: &str) {
        let now = self.clock.shown(now);
        match Request::parse(line) {
            Ok(request) => match self.gate.admit(&request) {
                Admission::Execute => self.execute(now, request),
                Admission::Repeat(answer) => {
                    let answer = answer.into();
                    if let Command::Again(again) = request.command {
                        self.repeat(again.from);
                    }
                    self.lines.push_back(answer);
                }
                Admission::Pending => {}
            },
            Err(BadLine::BadCommand { seq, text }) => {
                self.answer(&Reply::error(seq, ErrorKind::BadCommand, text));
            }
            Err(_) => {}
        }
        self.settle(now);
    }

    /// The transport that `key` wanted is open.
    pub fn handle_opened(&mut self, now: Instant, key: InstanceKey) {
        let now = self.clock.shown(now);
        self.with(now, key, |instance| instance.handle_opened(now));
    }

    /// The transport of `key` is gone, or could not be opened.
    pub fn handle_closed(&mut self, now: Instant, key: InstanceKey, end: TransportEnd) {
        let now = self.clock.shown(now);
        self.with(now, key, |instance| instance.handle_closed(now, end));
    }

    /// Where to read bytes of `key`'s transport to; empty while lines have to be written first.
    pub fn receive_space(&mut self, key: InstanceKey) -> &mut [u8] {
        let slot = self.instances.values_mut().find(|slot| slot.instance.key == key);
        slot.map_or(&mut [], |slot| slot.instance.receive_space())
    }

    /// `count` bytes are at the front of [`receive_space`](Self::receive_space).
    pub fn handle_received(&mut self, now: Instant, key: InstanceKey, count: usize) {
        let now = self.clock.shown(now);
        self.with(now, key, |instance| instance.handle_received(now, count));
    }

    /// The transport took `count` bytes of [`poll_transmit`](Self::poll_transmit).
    pub fn handle_transmitted(&mut self, now: Instant, key: InstanceKey, count: usize) {
        let now = self.clock.shown(now);
        self.with(now, key, |instance| instance.handle_transmitted(now, count));
    }

    /// The time of [`poll_timeout`](Self::poll_timeout) has come; harmless when it has not.
    pub fn handle_timeout(&mut self, now: Instant) {
        let now = self.clock.shown(now);
        for slot in self.instances.values_mut() {
            slot.instance.handle_timeout(now);
        }
        self.settle(now);
    }

    // ---- to be polled

    /// What each instance wants of its transport. A transport whose key is not here is to be
    /// closed: its instance is no more.
    pub fn wanted(&self) -> impl Iterator<Item = (InstanceKey, Wanted)> + '_ {
        self.instances.values().map(|slot| (slot.instance.key, slot.instance.wanted()))
    }

    /// What TLS needs to know for the transport that `key` wants; nothing without TLS.
    #[must_use]
    pub fn tls(&self, key: InstanceKey) -> Option<TlsSettings> {
        let slot = self.instances.values().find(|slot| slot.instance.key == key)?;
        let mut tls = slot.instance.tls()?.clone();
        tls.date_ahead_s = self.clock.date_ahead_s;
        Some(tls)
    }

    /// The next line to send, without framing.
    pub fn poll_line(&mut self, now: Instant) -> Option<String> {
        let line = self.lines.pop_front();
        if self.lines.len() == LINES_MAX - 1 {
            self.settle(self.clock.shown(now)); // there is room for what had to wait
        }
        line
    }

    /// Bytes for `key`'s transport.
    pub fn poll_transmit(&mut self, key: InstanceKey) -> Option<&[u8]> {
        let slot = self.instances.values_mut().find(|slot| slot.instance.key == key);
        slot.and_then(|slot| slot.instance.poll_transmit(self.now))
    }

    /// When [`handle_timeout`](Self::handle_timeout) has to be called.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<Instant> {
        let clients = self.instances.values().filter_map(|slot| slot.instance.poll_timeout());
        let endings = self.instances.values().flat_map(|slot| &slot.ending).map(|e| e.due);
        clients.chain(endings).min().map(|due| self.clock.own(due))
    }

    /// Whether `exit` was asked for; its answer is still to be sent.
    #[must_use]
    pub fn is_exiting(&self) -> bool {
        self.exiting
    }

    // ---- what follows from anything that happened

    /// Tells the harness what the clients say, and answers the commands that waited.
    fn settle(&mut self, now: Instant) {
        self.now = now;
        let clients: Vec<u32> = self.instances.keys().copied().collect();
        for client in clients {
            while self.lines.len() < LINES_MAX {
                let Some(slot) = self.instances.get_mut(&client) else { break };
                if let Some(said) = slot.instance.poll_event() {
                    for event in said {
                        self.indicate(now, client, event);
                    }
                    continue;
                }
                if slot.instance.persist(now) {
                    continue;
                }
                let Some(text) = slot.instance.take_failure() else { break };
                let (why, text) = (Some("session".into()), Some(text));
                self.indicate(now, client, IndicationEvent::Error { why, text });
            }
            self.answer_endings(now, client);
        }
    }

    fn answer_endings(&mut self, now: Instant, client: u32) {
        let Some(slot) = self.instances.get_mut(&client) else { return };
        let down = slot.instance.is_down();
        let (over, open): (Vec<_>, Vec<_>) =
            slot.ending.drain(..).partition(|ending| down || ending.due <= now);
        slot.ending = open;
        let next = if down { slot.next.take() } else { None };
        for Ending { seq, .. } in over {
            self.answer(&if down {
                Reply::ok(seq)
            } else {
                Reply::error(seq, ErrorKind::Io, "the transport has not taken DISCONNECT yet")
            });
        }
        if let Some((seq, profile)) = next {
            let outcome = self.begin(now, client, profile).and(command::done());
            let (Ok(Some(outcome)) | Err(outcome)) = outcome else { return };
            self.answer(&Reply { re: seq, outcome });
            self.settle(now);
        }
    }

    fn with(&mut self, now: Instant, key: InstanceKey, handle: impl FnOnce(&mut Instance)) {
        if let Some(slot) = self.instances.values_mut().find(|slot| slot.instance.key == key) {
            handle(&mut slot.instance);
            self.settle(now);
        }
    }

    fn slot(&mut self, client: u32) -> Result<&mut Slot, Outcome> {
        let text = format!("there is no client {client}");
        let refusal = Refusal { kind: ErrorKind::NotConnected, text };
        self.instances.get_mut(&client).ok_or(Outcome::Error(refusal))
    }

    fn indicate(&mut self, now: Instant, client: u32, event: IndicationEvent) {
        let indication = Indication { event, client, at_ms: Some(now.as_millis()) };
        self.say(&indication.into());
    }

    fn answer(&mut self, reply: &Reply) {
        let line = self.say(&reply.clone().into());
        self.gate.answered(reply.re, &line);
    }

    fn say(&mut self, message: &FromShim) -> String {
        let line = match &mut self.numbering {
            Some(numbering) => numbering.number(message),
            None => message.to_line(),
        };
        self.lines.push_back(line.clone());
        line
    }

    fn repeat(&mut self, from: u64) {
        if let Some(numbering) = &self.numbering {
            self.lines.extend(numbering.from(from).map(String::from));
        }
    }
}
