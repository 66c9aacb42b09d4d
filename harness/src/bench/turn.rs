//! One turn of the bench: the next thing that happens is taken in, recorded and answered.

use futures::FutureExt as _;
use mqttspec_core::{
    fault::{Fault, Latency, Ways},
    mutant::Mutant,
    scripted::{Interpreter, Note},
    stage::Pipeline,
    time::{At, Span},
    trace::{ConnectionId, Event},
    verdict::ErrorClass,
    wire::Direction,
};
use mqttspec_link::{FromShim, Reply};
use tokio::time::{Instant, sleep_until};

use super::{
    Bench, Line,
    clock::Lateness,
    path::connection_seed,
    path::{Passed, Path},
};
use crate::{
    cut::FromLink,
    door::{Arrival, DoorEvent},
};

/// What woke the bench.
enum Woken {
    Door(Option<DoorEvent>),
    Link(Instant, FromLink),
    Due,
}

impl Bench {
    /// Waits for the next thing that happens, at the latest until `until`; a reply if it was one.
    pub(super) async fn turn(&mut self, until: Option<At>) -> Option<Reply> {
        let due = [self.poll_timeout(), until].into_iter().flatten().min();
        let due = due.map(|due| self.clock.instant(due));
        if let (Some(due), Some(lateness)) = (due, &mut self.lateness) {
            lateness.expect_by(due);
        }
        let due = due.into_iter().chain(self.lateness.as_ref().map(Lateness::due)).min();
        let woken = {
            let Self { arrivals, seat, door_is_gone, .. } = self;
            tokio::select! {
                biased;
                event = arrivals.recv(), if !*door_is_gone => Woken::Door(event),
                (at, event) = async {
                    match seat {
                        Some(seat) => seat.link.recv().await,
                        None => std::future::pending().await,
                    }
                } => Woken::Link(at, event),
                () = async {
                    match due {
                        Some(due) => sleep_until(due).await,
                        None => std::future::pending().await,
                    }
                } => Woken::Due,
            }
        };
        let mut reply = None;
        match woken {
            Woken::Door(Some(event)) => self.handle_door(event),
            Woken::Door(None) => {
                self.door_is_gone = true;
                self.error(ErrorClass::Infrastructure, "no client can connect any more");
            }
            Woken::Link(at, event) => {
                self.settle().await;
                reply = self.handle_link(at, event);
            }
            // What was waiting for us counts before anything is too late.
            Woken::Due => {
                self.settle().await;
                reply = self.hear_waiting().await;
            }
        }
        let now = self.moment();
        self.handle_timeouts(now);
        self.watch_standstill();
        reply
    }

    /// Ends what goes round in circles without time passing: on a virtual clock it would never
    /// end by itself.
    fn watch_standstill(&mut self) {
        let now = self.clock.now();
        let (at, turns) = self.standstill;
        self.standstill = if at == now { (at, turns + 1) } else { (now, 0) };
        if self.standstill.1 > STANDSTILL_TURNS_MAX {
            let text = format!("more than {STANDSTILL_TURNS_MAX} things happen at {now}");
            self.error(ErrorClass::Harness, text);
            self.standstill = (now, 0);
            self.seat = None;
            self.lines.clear();
            self.server = Interpreter::new();
        }
    }

    /// Takes in what the client did on its Network Connections until now: before it wrote the line
    /// that we have just read, for example. The machine may tell us of the two in any order.
    async fn settle(&mut self) {
        for _ in 0..SETTLE_TURNS {
            tokio::task::yield_now().await;
            while let Ok(event) = self.arrivals.try_recv() {
                self.handle_door(event);
            }
        }
    }

    /// Takes in what the shim has said until now, up to a reply.
    async fn hear_waiting(&mut self) -> Option<Reply> {
        for _ in 0..LINES_WAITING_MAX {
            let (at, event) = self.seat.as_mut()?.link.recv().now_or_never()?;
            self.settle().await;
            if let Some(reply) = self.handle_link(at, event) {
                return Some(reply);
            }
        }
        None
    }

    fn handle_door(&mut self, event: DoorEvent) {
        match event {
            DoorEvent::Arrived(Arrival { connection, at, orders }) => {
                let at = self.clock.at(at);
                self.handle_timeouts(at);
                self.record_at(at, Event::Opened { connection });
                let faults = self.network.stages(at, connection_seed(self.seed, connection));
                let path = Path::new(connection, self.mutants(connection), Pipeline::new(faults));
                let path = path.over(self.under(connection));
                self.lines.insert(connection, Line { path, orders, is_reading: true });
                self.server.handle_opened(at, connection);
                self.serve(at);
            }
            DoorEvent::Received { connection, at, signal } => {
                let at = self.clock.at(at);
                self.handle_timeouts(at);
                if let Some(line) = self.lines.get_mut(&connection) {
                    line.path.handle_from_client(at, signal);
                }
                self.move_on(at, connection);
                self.serve(at);
            }
            DoorEvent::Broken(error) => {
                let text = format!("the door is broken: {error}");
                self.error(ErrorClass::Infrastructure, text);
            }
        }
    }

    fn handle_link(&mut self, at: Instant, event: FromLink) -> Option<Reply> {
        let at = self.clock.at(at);
        let event = match event {
            FromLink::Message(message) => return self.handle_message(at, message),
            FromLink::Log(text) => Event::ShimLog { text },
            FromLink::Bad(text) => {
                self.is_whole = false;
                let text = format!("the shim wrote a bad line: {text}");
                Event::Error { class: ErrorClass::Bench, text }
            }
            FromLink::Closed => {
                self.is_whole = false;
                return None;
            }
            FromLink::Exited(status) => {
                self.is_whole = false;
                self.shim_is_gone = true;
                Event::CutExited { status }
            }
        };
        self.record_at(at, event);
        None
    }

    fn handle_message(&mut self, at: At, message: FromShim) -> Option<Reply> {
        match &self.mutant {
            Some(mutant) => mutant.handle_from_shim(message),
            None => return self.hear(at, message),
        }
        self.serve_mutant(at)
    }

    /// Carries what a mutant says on the control link, to both sides.
    pub(super) fn serve_mutant(&mut self, at: At) -> Option<Reply> {
        let mutant = self.mutant.clone()?;
        while let Some(text) = mutant.poll_note() {
            self.record_at(at, Event::Mutated { text });
        }
        while let Some(request) = mutant.poll_request() {
            if let Some(seat) = &mut self.seat {
                seat.link.send(request);
            }
        }
        let mut last = None;
        while let Some(message) = mutant.poll_from_shim() {
            last = self.hear(at, message).or(last);
        }
        last
    }

    /// Records what the harness hears from the shim.
    fn hear(&mut self, at: At, message: FromShim) -> Option<Reply> {
        match message {
            FromShim::Reply(reply) => {
                self.record_at(at, Event::Reply { reply: reply.clone() });
                Some(reply)
            }
            FromShim::Indication(indication) => {
                self.record_at(at, Event::Indication { indication: Box::new(indication) });
                None
            }
        }
    }

    /// Does what is due at `now`. What we hear of late is still taken in after what was due
    /// before it.
    fn handle_timeouts(&mut self, now: At) {
        let is_due = |at: Option<At>| at.is_some_and(|at| at <= now);
        let due = self.lines.iter().filter(|(_, line)| is_due(line.path.poll_timeout()));
        let due: Vec<ConnectionId> = due.map(|(connection, _)| *connection).collect();
        for connection in due {
            if let Some(line) = self.lines.get_mut(&connection) {
                line.path.handle_timeout(now);
            }
            self.move_on(now, connection);
        }
        if is_due(self.server.poll_timeout()) {
            self.server.handle_timeout(now);
        }
        self.serve(now);
    }

    /// Carries what the server put out to the clients, and tells what it did.
    pub(super) fn serve(&mut self, now: At) {
        while let Some((connection, signal)) = self.server.poll_output() {
            if let Some(line) = self.lines.get_mut(&connection) {
                line.path.handle_from_server(now, signal);
            }
            self.move_on(now, connection);
        }
        while let Some(note) = self.server.poll_note() {
            match note {
                Note::Did(text) => {
                    self.record_at(now, Event::Faulted { text });
                }
                Note::Broken(text) => self.error(ErrorClass::Harness, text),
            }
        }
    }

    /// Carries what was done under MQTT on one Network Connection.
    pub(super) fn carry_under(&mut self, now: At, connection: ConnectionId) {
        if let Some(line) = self.lines.get_mut(&connection) {
            line.path.handle_under(now);
        }
        self.move_on(now, connection);
        self.serve(now);
    }

    /// Hands on what comes out of a path.
    fn move_on(&mut self, now: At, connection: ConnectionId) {
        let Some(line) = self.lines.get_mut(&connection) else { return };
        let mut events = Vec::new();
        while let Some(passed) = line.path.poll_output() {
            match passed {
                Passed::Tap(event) => events.push(event),
                Passed::Client(signal) => {
                    if let Err(unread) = line.orders.send(signal) {
                        let text = unread.to_string();
                        events.push(Event::Error { class: ErrorClass::Harness, text });
                    }
                }
                Passed::Server(signal) => self.server.handle_signal(now, connection, signal),
            }
        }
        let takes = line.path.takes_from_client();
        if takes != line.is_reading {
            line.is_reading = takes;
            line.orders.read(takes);
            events.push(Event::Reading { connection, on: takes });
        }
        for event in events {
            self.record_at(now, event);
        }
        let answer = self.serve_mutant(now);
        debug_assert_eq!(answer, None, "no packet answers a command");
    }

    fn poll_timeout(&self) -> Option<At> {
        let paths = self.lines.values().filter_map(|line| line.path.poll_timeout());
        paths.chain(self.server.poll_timeout()).min()
    }

    fn mutants(&self, connection: ConnectionId) -> Pipeline {
        // What it sends is not delayed: a shim's line is never heard before bytes sent earlier.
        let slowness = (self.slowness > Span::ZERO).then(|| {
            let ways = Ways::One(Direction::ToClient);
            let latency = Latency { least: Span::ZERO, jitter: self.slowness, ways };
            Fault::Latency(latency).build(connection_seed(self.seed, connection))
        });
        // One under WebSocket leaves MQTT alone, as it was cut into frames.
        let is_here = |mutant: &&Mutant| mutant.stage_under_web_socket().is_none();
        let mutant = self.mutant.iter().filter(is_here).map(|mutant| mutant.stage(connection));
        Pipeline::new(slowness.into_iter().chain(mutant).collect())
    }
}

/// Things that may happen at one moment: a storm of connections, or a packet a byte.
const STANDSTILL_TURNS_MAX: u32 = 1_000_000;

/// Lines of the shim that are taken in at one deadline; the next turn takes the others.
const LINES_WAITING_MAX: usize = 1024;

/// How often other tasks may run before a line of the shim is taken in: once for the machine to
/// tell of bytes, once for the door to read them.
const SETTLE_TURNS: usize = 2;
