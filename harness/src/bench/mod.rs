//! The bench: a client under test, the path of its bytes, a server, a clock and the trace.
//!
//! Two kinds share everything but streams and time: *simulated* runs the reference client in this
//! process on a virtual clock, *live* talks to a shim's process and to real sockets.
//!
//! One loop owns all of it: nothing happens on a bench but while a step waits on it, so the order
//! of the records is the order of the events. *Not here:* verdicts.

mod ask;
mod clock;
mod fit;
pub mod need;
mod network;
mod open;
mod path;
mod turn;
mod under;
mod web_socket;

use std::{collections::BTreeMap, sync::Arc};

use mqttspec_core::{
    expectation::{Decision, Expectation},
    mutant::{Mutant, MutantInfo},
    scripted::Interpreter,
    time::{At, Span},
    trace::{BenchKind, ConnectionId, Event, Record, Settings, Trace},
    verdict::{ErrorClass, RecordIndex, Verdict},
    wire::Bindings,
};
use tokio::{sync::mpsc, time::Instant};

pub use ask::Answer;
use clock::{Clock, Lateness};
use network::Network;
pub use network::Reach;
use path::Path;

use crate::{
    cut::{Seat, Seats},
    door::{DoorEvent, Gate, Orders},
};

/// What every bench of a campaign is made of.
#[derive(Clone, Debug)]
pub struct BenchPlan {
    /// What carries the bytes: [`BenchKind::Simulated`] or [`BenchKind::Live`].
    pub kind: BenchKind,
    /// The client under test.
    pub seats: Arc<Seats>,
    /// What makes it wrong, if anything.
    pub mutant: Option<&'static MutantInfo>,
    /// The seed of everything random.
    pub seed: u64,
    /// Up to how much later than it could a simulated client does each thing, at random: what
    /// only holds for a fast one is found so.
    pub slowness: Span,
}

/// A Network Connection, from the client's socket to the server.
#[derive(Debug)]
struct Line {
    path: Path,
    orders: Orders,
    /// Whether the client's socket is read from.
    is_reading: bool,
}

/// A client under test in front of a scripted server, for one scenario.
#[derive(Debug)]
pub struct Bench {
    kind: BenchKind,
    clock: Clock,
    lateness: Option<Lateness>,
    trace: Trace,
    seat: Option<Seat>,
    /// Whether the shim may serve the next scenario too.
    is_whole: bool,
    is_over: bool,
    shim_is_gone: bool,
    door_is_gone: bool,
    seats: Arc<Seats>,
    port: u16,
    /// `None`: there is no door.
    gate: Option<Gate>,
    arrivals: mpsc::Receiver<DoorEvent>,
    lines: BTreeMap<ConnectionId, Line>,
    server: Interpreter,
    mutant: Option<Mutant>,
    network: Network,
    /// Options that the shim keeps until its reset, because they were given in parts.
    kept: Vec<String>,
    /// How many things happened at which moment: time has to go on.
    standstill: (At, u32),
    seed: u64,
    slowness: Span,
}

impl Bench {
    /// What was seen so far.
    #[must_use]
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The client's tolerances.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.trace.settings()
    }

    /// The moment it is.
    #[must_use]
    pub fn now(&self) -> At {
        self.clock.now()
    }

    /// A mark for all that is seen from now on.
    #[must_use]
    pub fn mark(&self) -> RecordIndex {
        self.trace.next_index()
    }

    /// Where the client finds the server.
    #[must_use]
    pub fn address(&self) -> (&'static str, u16) {
        (HOST, self.port)
    }

    /// What `$name` stands for, for expectations and for the server alike.
    pub fn bindings(&mut self) -> &mut Bindings {
        self.server.bindings()
    }

    /// The Network Connection that the server can send on, if there is one.
    #[must_use]
    pub fn current(&self) -> Option<ConnectionId> {
        self.server.current()
    }

    /// Whether the scenario cannot go on: our side broke, or the client does not offer something.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// Whether the client's documentation offers `feature`, as far as the cut file agrees.
    #[must_use]
    pub fn offers(&self, feature: &str) -> bool {
        let cut = self.trace.start().map(|start| &start.cut);
        cut.is_some_and(|cut| cut.features.iter().any(|offered| offered == feature))
    }

    /// Whether the client can handle a Control Packet of so many bytes; if not, the scenario says
    /// nothing of it.
    pub fn can_handle(&mut self, packet_bytes: usize) -> bool {
        let limit = self.trace.start().and_then(|start| start.cut.packet_max);
        let fits =
            limit.is_none_or(|limit| u32::try_from(packet_bytes).is_ok_and(|bytes| bytes <= limit));
        if !fits {
            let capability = format!("packet_max of {packet_bytes} bytes");
            self.record(Event::Lacks { capability });
        }
        fits
    }

    /// Has the server do something, and carries what comes of it.
    pub fn serve_by<T>(&mut self, order: impl FnOnce(&mut Interpreter, At) -> T) -> T {
        let now = self.now();
        let done = order(&mut self.server, now);
        self.serve(now);
        done
    }

    /// The moment it is; how late we are is recorded before anything is decided by it.
    fn moment(&mut self) -> At {
        let late = self.lateness.as_mut().and_then(|lateness| lateness.look(Instant::now()));
        if let Some(late) = late {
            self.record(Event::Jitter { us: late.us() });
        }
        self.now()
    }

    /// Adds what was seen, or done, just now.
    pub fn record(&mut self, event: Event) -> RecordIndex {
        let at = self.clock.now();
        self.record_at(at, event)
    }

    fn record_at(&mut self, at: At, event: Event) -> RecordIndex {
        self.is_over |=
            matches!(event, Event::Error { .. } | Event::Unsupported { .. } | Event::Lacks { .. });
        self.trace.push(Record { at, event })
    }

    /// Says that our side broke.
    pub fn error(&mut self, class: ErrorClass, text: impl Into<String>) {
        self.is_whole = false;
        self.record(Event::Error { class, text: text.into() });
    }

    /// Records `expectation` and waits until it is decided; what it comes to, if it has a sense.
    pub async fn expect(&mut self, expectation: Expectation) -> Option<Verdict> {
        self.record(Event::Expect { expectation: Box::new(expectation.clone()) });
        loop {
            let now = self.moment();
            match expectation.decide(&self.trace, now) {
                Decision::Decided { finding, bindings } => {
                    // Meanwhile the server may have bound others.
                    self.bindings().take_over(&expectation.bindings, bindings);
                    return Some(finding.verdict);
                }
                Decision::Undecided { wake_at } => self.turn(Some(wake_at)).await,
                Decision::Meaningless { class, text } => {
                    self.error(class, text);
                    return None;
                }
            };
        }
    }

    /// Waits for the next thing that happens, at the latest until `until`.
    pub async fn wait(&mut self, until: At) {
        self.turn(Some(until)).await;
    }

    /// Lets `span` pass.
    pub async fn idle(&mut self, span: Span) {
        let until = self.now() + span;
        while self.now() < until {
            self.turn(Some(until)).await;
        }
    }

    /// Gives the scenario up: the trace has no end, and the shim serves no other.
    #[must_use]
    pub fn abandon(self) -> Trace {
        self.trace
    }

    /// Ends the scenario: the trace is whole, and the shim may serve the next one.
    #[must_use]
    pub fn finish(mut self) -> Trace {
        self.record(Event::End);
        if let Some(seat) = self.seat.take().filter(|_| self.is_whole) {
            self.seats.give_back(seat);
        }
        self.trace
    }
}

/// Everything binds to the loopback address.
const HOST: &str = "127.0.0.1";
