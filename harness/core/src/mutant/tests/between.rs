//! A mutant between two ends that say what a test lets them say.
//!
//! ```text
//! > N, < N            the client, the server sends it; also fin, rst
//! << N ;; N           the server sends several in one segment
//! <3 N                the server sends it in two segments, the first of 3 bytes
//! at 5 s              time passes
//! reconnect           the next Network Connection begins
//! ask {…}, tell {…}   a line of the harness, of the shim
//! ```

use mqttspec_link::{FromShim, Request};

use crate::{
    mutant::Mutant,
    stage::{Signal, Stage},
    time::At,
    trace::ConnectionId,
    wire::{
        Bindings, Composition,
        Direction::{self, ToClient, ToServer},
        dissect, summary,
    },
};

pub(super) struct Between {
    mutant: Mutant,
    stage: Box<dyn Stage>,
    connection: u32,
    now: At,
    /// What passed: bytes on the tap, bytes to the client, link lines.
    pub(super) passed: String,
    pub(super) notes: Vec<String>,
}

impl Between {
    pub(super) fn new(mutant: Mutant) -> Self {
        let stage = mutant.stage(ConnectionId(1));
        Self { mutant, stage, connection: 1, now: At::ZERO, passed: String::new(), notes: vec![] }
    }

    pub(super) fn run(mut self, lines: &str) -> Self {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                ">" => self.handle(ToServer, signal(rest)),
                "<" => self.handle(ToClient, signal(rest)),
                "<<" => {
                    let chunk = rest.split(";;").flat_map(|packet| bytes(packet.trim())).collect();
                    self.handle(ToClient, Signal::Bytes(chunk));
                }
                "at" => self.wait(At::ZERO + rest.parse().unwrap()),
                "reconnect" => {
                    self.connection += 1;
                    self.stage = self.mutant.stage(ConnectionId(self.connection));
                }
                "ask" => self.mutant.handle_request(Request::parse(rest).unwrap()),
                "tell" => self.mutant.handle_from_shim(FromShim::parse(rest).unwrap()),
                cut => {
                    let (first, second) = (bytes(rest), cut[1..].parse().unwrap());
                    let (first, second) = first.split_at(second);
                    self.handle(ToClient, Signal::Bytes(first.to_vec()));
                    self.handle(ToClient, Signal::Bytes(second.to_vec()));
                }
            }
            self.collect();
        }
        self
    }

    fn handle(&mut self, direction: Direction, signal: Signal) {
        self.stage.handle_signal(self.now, direction, signal);
    }

    fn wait(&mut self, end: At) {
        for _ in 0..STEPS_MAX {
            let Some(next) = self.stage.poll_timeout().filter(|next| *next <= end) else {
                self.now = end;
                return;
            };
            self.now = next.max(self.now);
            self.stage.handle_timeout(self.now);
            self.collect();
        }
        panic!("a mutant never comes to rest");
    }

    fn collect(&mut self) {
        while let Some(note) = self.stage.poll_note().or_else(|| self.mutant.poll_note()) {
            self.passed.push_str(&format!("{}   # {note}\n", self.now));
            self.notes.push(note);
        }
        while let Some((direction, signal)) = self.stage.poll_output() {
            let arrow = if direction == ToServer { ">" } else { "<" };
            let text = match signal {
                Signal::Bytes(bytes) => summary(&dissect(&bytes, direction)),
                Signal::Fin => "fin".to_owned(),
                Signal::Reset => "rst".to_owned(),
            };
            self.passed.push_str(&format!("{} {arrow} {text}\n", self.now));
        }
        while let Some(request) = self.mutant.poll_request() {
            self.passed.push_str(&format!("{} ask {}\n", self.now, request.to_line()));
        }
        while let Some(message) = self.mutant.poll_from_shim() {
            self.passed.push_str(&format!("{} tell {}\n", self.now, message.to_line()));
        }
    }
}

fn signal(text: &str) -> Signal {
    match text {
        "fin" => Signal::Fin,
        "rst" => Signal::Reset,
        notation => Signal::Bytes(bytes(notation)),
    }
}

fn bytes(notation: &str) -> Vec<u8> {
    let packet: Composition = notation.parse().unwrap();
    packet.compose(&Bindings::default()).unwrap()
}

const STEPS_MAX: usize = 1000;
