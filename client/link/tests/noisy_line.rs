//! A guarded link over a serial line that corrupts one byte in a hundred.
//!
//! A harness and a shim, both made of this crate's parts, exchange commands until 10,000 lines
//! went over the line each way. Each command is executed once, each indication comes once.

use mqttspec_link::{
    Command, FromShim, Indication, IndicationEvent, Outcome, Reply, Request,
    command::{Again, Hello, Publish},
    framing::{Admission, Gate, Line, Numbering, Order, guarded},
};

const LINES: usize = 10_000;

/// One byte in so many is corrupted.
const NOISE: u64 = 100;

/// More than this many repetitions of one command say that the link hangs, not that it is noisy.
const REPEAT_MAX: usize = 500;

const LINE_MAX: usize = 512;

#[test]
fn a_noisy_line_loses_and_doubles_nothing() {
    let mut link = Link::new(0x6d71_7474);
    link.call(Command::Hello(Hello { link: 1 }));
    let mut commands = 0;
    while link.lines_to_shim < LINES || link.lines_to_harness < LINES {
        commands += 1;
        let reply = link.call(Publish::new(format!("topic/{commands}")).into());
        assert_eq!(reply.outcome, Outcome::Ok(Default::default()), "command {commands}");
    }
    link.call(Command::Again(Again { from: link.order.next() }));

    let executed: Vec<u64> = (1..=commands).collect();
    assert_eq!(link.shim.executed, executed);
    let tokens: Vec<u64> = link.events.iter().filter_map(IndicationEvent::token).collect();
    let expected: Vec<u64> =
        executed.iter().flat_map(|at| vec![*at; Shim::events_of(*at)]).collect();
    assert_eq!(tokens, expected);
    assert!(link.harness_deframer.damaged() > 1000, "the line was not noisy");
}

/// The shim: executes each command once and says between none and five things about it.
struct Shim {
    deframer: guarded::Deframer,
    gate: Gate,
    numbering: Numbering,
    executed: Vec<u64>,
}

struct Link {
    shim: Shim,
    harness_deframer: guarded::Deframer,
    order: Order,
    events: Vec<IndicationEvent>,
    random: u64,
    seq: u64,
    lines_to_shim: usize,
    lines_to_harness: usize,
}

impl Shim {
    fn events_of(command: u64) -> usize {
        (command % 6) as usize
    }

    fn on_bytes(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        for line in self.deframer.feed(bytes) {
            let Line::Object(json) = line else { continue };
            let Ok(request) = Request::parse(&json) else { continue };
            let again = match &request.command {
                Command::Again(again) => Some(again.from),
                _ => None,
            };
            if let Some(from) = again {
                out.extend(self.numbering.from(from).map(String::from));
            }
            match self.gate.admit(&request) {
                Admission::Execute => {
                    let reply = self.numbering.number(&Reply::ok(request.seq).into());
                    self.gate.answered(request.seq, &reply);
                    out.push(reply);
                    if let Command::Publish(_) = request.command {
                        out.extend(self.execute());
                    }
                }
                Admission::Repeat(answer) => out.push(answer.into()),
                Admission::Pending => {}
            }
        }
        out
    }

    fn execute(&mut self) -> Vec<String> {
        let command = self.executed.len() as u64 + 1;
        self.executed.push(command);
        let event = IndicationEvent::Published { token: command };
        let events = (0..Self::events_of(command)).map(|_| Indication::of(event.clone()).into());
        events.map(|event| self.numbering.number(&event)).collect()
    }
}

impl Link {
    fn new(seed: u64) -> Self {
        let shim = Shim {
            deframer: guarded::Deframer::new(LINE_MAX),
            gate: Gate::new(),
            numbering: Numbering::new(),
            executed: Vec::new(),
        };
        Self {
            shim,
            harness_deframer: guarded::Deframer::new(LINE_MAX),
            order: Order::new(),
            events: Vec::new(),
            random: seed,
            seq: 0,
            lines_to_shim: 0,
            lines_to_harness: 0,
        }
    }

    /// Repeats a command until it is answered, then asks for what is missing.
    fn call(&mut self, command: Command) -> Reply {
        let reply = self.until_answered(command);
        for _ in 0..REPEAT_MAX {
            let from = self.order.next();
            let polled = self.until_answered(Command::Again(Again { from }));
            if !self.order.is_missing() && polled.re == self.seq {
                return reply;
            }
        }
        panic!("line {} does not come again", self.order.next());
    }

    fn until_answered(&mut self, command: Command) -> Reply {
        self.seq += 1;
        let line = Request { seq: self.seq, command }.to_line();
        for _ in 0..REPEAT_MAX {
            if let Some(reply) = self.exchange(&line) {
                return reply;
            }
        }
        panic!("no answer to {line}");
    }

    fn exchange(&mut self, line: &str) -> Option<Reply> {
        self.lines_to_shim += 1;
        let bytes = self.corrupted(guarded::encode(line));
        let mut answer = None;
        for line in self.shim.on_bytes(&bytes) {
            self.lines_to_harness += 1;
            let bytes = self.corrupted(guarded::encode(&line));
            for line in self.harness_deframer.feed(&bytes) {
                let Line::Object(json) = line else { continue };
                // About one corrupted line in 65,536 passes the checksum; then it is no JSON.
                let Ok(messages) = self.order.accept(&json) else { continue };
                for message in messages {
                    match message {
                        FromShim::Reply(reply) if reply.re == self.seq => answer = Some(reply),
                        // Only hello is executed as often as it comes.
                        FromShim::Reply(reply) => assert_eq!(reply.re, 1, "a late answer"),
                        FromShim::Indication(indication) => self.events.push(indication.event),
                    }
                }
            }
        }
        answer
    }

    fn corrupted(&mut self, line: String) -> Vec<u8> {
        let mut bytes = line.into_bytes();
        for byte in &mut bytes {
            if self.next_random().is_multiple_of(NOISE) {
                *byte ^= (self.next_random() % 255 + 1) as u8;
            }
        }
        bytes
    }

    /// SplitMix64.
    fn next_random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
