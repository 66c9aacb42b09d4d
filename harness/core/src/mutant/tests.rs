//! Each mutant between a client and a server, in virtual time.

use super::*;
use crate::{
    stage::Signal,
    time::At,
    wire::{
        Bindings, Composition,
        Direction::{ToClient, ToServer},
        dissect, summary,
    },
};

/// A mutant between two ends that say what a test lets them say.
struct Between {
    mutant: Mutant,
    stage: Box<dyn Stage>,
    now: At,
    transcript: String,
}

impl Between {
    fn new(name: &str) -> Self {
        let mutant = named(name).unwrap().build();
        let stage = mutant.stage(ConnectionId(1));
        Self { mutant, stage, now: At::ZERO, transcript: String::new() }
    }

    /// `> N`: the client sends it; `< N`: the server does; `at 5 s`: time passes; `reconnect`.
    fn run(mut self, lines: &str) -> String {
        for line in lines.lines().map(str::trim).filter(|line| !line.is_empty()) {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            match word {
                ">" => self.stage.handle_signal(self.now, ToServer, signal(rest)),
                "<" => self.stage.handle_signal(self.now, ToClient, signal(rest)),
                "at" => self.wait(At::ZERO + rest.parse().unwrap()),
                "reconnect" => self.stage = self.mutant.stage(ConnectionId(2)),
                other => panic!("{other}"),
            }
            self.collect();
        }
        self.transcript
    }

    fn wait(&mut self, end: At) {
        while let Some(next) = self.stage.poll_timeout().filter(|next| *next <= end) {
            self.now = next.max(self.now);
            self.stage.handle_timeout(self.now);
            self.collect();
        }
        self.now = end;
    }

    fn collect(&mut self) {
        while let Some((direction, signal)) = self.stage.poll_output() {
            let arrow = if direction == ToServer { ">" } else { "<" };
            let text = match signal {
                Signal::Bytes(bytes) => summary(&dissect(&bytes, direction)),
                Signal::Fin => "fin".to_owned(),
                Signal::Reset => "rst".to_owned(),
            };
            self.transcript.push_str(&format!("{} {arrow} {text}\n", self.now));
        }
        while let Some(note) = self.stage.poll_note() {
            self.transcript.push_str(&format!("{}   # {note}\n", self.now));
        }
    }
}

fn signal(text: &str) -> Signal {
    match text {
        "fin" => Signal::Fin,
        "rst" => Signal::Reset,
        notation => {
            let packet: Composition = notation.parse().unwrap();
            Signal::Bytes(packet.compose(&Bindings::default()).unwrap())
        }
    }
}

#[test]
fn pingreq_is_late_and_the_client_does_not_notice() {
    insta::assert_snapshot!(Between::new("late-pingreq").run(
        r#"
        > CONNECT client_id="a" keep_alive=10
        < CONNACK
        at 10 s
        > PINGREQ
        at 14 s
        < PINGRESP
        at 20 s
        > PINGREQ
        at 22 s
        > PUBLISH topic="t"
        at 40 s
        reconnect
        > CONNECT client_id="a" keep_alive=0
        > PINGREQ
        < PINGRESP
        at 400 s
        reconnect
        > CONNECT client_id="a" keep_alive=10
        at 410 s
        > PINGREQ
        > fin
        at 500 s
    "#
    ));
}

#[test]
fn a_publish_that_is_sent_again_has_dup_0() {
    insta::assert_snapshot!(Between::new("resend-without-dup").run(
        r#"
        > CONNECT client_id="a"
        > PUBLISH topic="t" qos=1 id=1
        > PUBLISH topic="t" qos=1 id=1 dup=1
        > fin
    "#
    ));
}
