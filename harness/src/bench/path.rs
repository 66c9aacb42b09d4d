//! The path of one Network Connection's bytes: client ═ mutants ═ tap ═ faults ═ server.
//!
//! Sans-IO: signals go in at either end and come out at the other, now or later, and whatever
//! passes the middle is tapped.

use std::collections::VecDeque;

use mqttspec_core::{
    stage::{Pipeline, Signal, Stage},
    time::At,
    trace::{ConnectionId, Ending, Event},
    wire::Direction::{self, ToClient, ToServer},
};

/// One Network Connection between its two ends.
#[derive(Debug)]
pub(super) struct Path {
    connection: ConnectionId,
    mutants: Pipeline,
    faults: Pipeline,
    outputs: VecDeque<Passed>,
}

/// What comes out of a path.
#[derive(Debug, PartialEq)]
pub(super) enum Passed {
    /// Something passed the tap: a record.
    Tap(Event),
    /// For the client's socket.
    Client(Signal),
    /// For the server.
    Server(Signal),
}

impl Path {
    pub(super) fn new(connection: ConnectionId, mutants: Pipeline, faults: Pipeline) -> Self {
        Self { connection, mutants, faults, outputs: VecDeque::new() }
    }

    /// Sets a fault in front of the others, for whatever passes from now on.
    pub(super) fn disturb(&mut self, fault: Box<dyn Stage>) {
        self.faults.push_front(fault);
    }

    pub(super) fn handle_from_client(&mut self, now: At, signal: Signal) {
        self.mutants.handle_signal(now, ToServer, signal);
        self.drain(now);
    }

    pub(super) fn handle_from_server(&mut self, now: At, signal: Signal) {
        self.faults.handle_signal(now, ToClient, signal);
        self.drain(now);
    }

    pub(super) fn handle_timeout(&mut self, now: At) {
        for stages in [&mut self.mutants, &mut self.faults] {
            if stages.poll_timeout().is_some_and(|at| at <= now) {
                stages.handle_timeout(now);
            }
        }
        self.drain(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<At> {
        [self.mutants.poll_timeout(), self.faults.poll_timeout()].into_iter().flatten().min()
    }

    pub(super) fn poll_output(&mut self) -> Option<Passed> {
        self.outputs.pop_front()
    }

    /// Whether the client is to be read from.
    pub(super) fn takes_from_client(&self) -> bool {
        self.mutants.takes(ToServer) && self.faults.takes(ToServer)
    }

    fn drain(&mut self, now: At) {
        loop {
            if let Some((direction, signal)) = self.mutants.poll_output() {
                match direction {
                    ToServer => {
                        self.tap(ToServer, &signal);
                        self.faults.handle_signal(now, ToServer, signal);
                    }
                    ToClient => self.outputs.push_back(Passed::Client(signal)),
                }
            } else if let Some((direction, signal)) = self.faults.poll_output() {
                match direction {
                    ToServer => self.outputs.push_back(Passed::Server(signal)),
                    ToClient => {
                        self.tap(ToClient, &signal);
                        self.mutants.handle_signal(now, ToClient, signal);
                    }
                }
            } else {
                return self.tell();
            }
        }
    }

    /// What the stages did follows the bytes that they did it to.
    fn tell(&mut self) {
        while let Some(text) = self.mutants.poll_note() {
            self.outputs.push_back(Passed::Tap(Event::Mutated { text }));
        }
        while let Some(text) = self.faults.poll_note() {
            self.outputs.push_back(Passed::Tap(Event::Faulted { text }));
        }
    }

    fn tap(&mut self, direction: Direction, signal: &Signal) {
        let connection = self.connection;
        let event = match signal {
            Signal::Bytes(bytes) => Event::Bytes { connection, direction, bytes: bytes.clone() },
            Signal::Fin => Event::Ended { connection, direction, how: Ending::Fin },
            Signal::Reset => Event::Ended { connection, direction, how: Ending::Reset },
        };
        self.outputs.push_back(Passed::Tap(event));
    }
}

#[cfg(test)]
mod tests {
    use mqttspec_core::fault::Fault;

    use super::*;

    fn path(mutants: &[&str], faults: &[&str]) -> Path {
        let stages = |texts: &[&str]| {
            let stage = |text: &&str| text.parse::<Fault>().unwrap().build(1);
            Pipeline::new(texts.iter().map(stage).collect())
        };
        Path::new(ConnectionId(1), stages(mutants), stages(faults))
    }

    fn outputs(path: &mut Path) -> Vec<Passed> {
        std::iter::from_fn(|| path.poll_output()).collect()
    }

    fn tapped(direction: Direction, bytes: &[u8]) -> Passed {
        let bytes = bytes.to_vec();
        Passed::Tap(Event::Bytes { connection: ConnectionId(1), direction, bytes })
    }

    #[test]
    fn the_tap_sees_what_the_client_sent_before_any_fault() {
        let mut path = path(&[], &["cut after 1 B to server"]);
        path.handle_from_client(At::ZERO, Signal::Bytes(vec![0xC0, 0]));
        let outputs = outputs(&mut path);
        assert_eq!(outputs[0], tapped(ToServer, &[0xC0, 0]));
        assert!(outputs.contains(&Passed::Server(Signal::Bytes(vec![0xC0]))), "{outputs:?}");
    }

    #[test]
    fn the_tap_sees_what_reaches_the_client_after_any_fault() {
        let mut path = path(&[], &["slice 1 B every 5 ms to client"]);
        path.handle_from_server(At::ZERO, Signal::Bytes(vec![0xD0, 0]));
        let first = [tapped(ToClient, &[0xD0]), Passed::Client(Signal::Bytes(vec![0xD0]))];
        assert_eq!(outputs(&mut path), first);
        assert_eq!(path.poll_timeout(), Some(At::from_ms(5)));
        path.handle_timeout(At::from_ms(5));
        let second = [tapped(ToClient, &[0]), Passed::Client(Signal::Bytes(vec![0]))];
        assert_eq!(outputs(&mut path), second);
    }

    #[test]
    fn a_fault_that_is_set_later_acts_on_what_passes_from_then_on() {
        let mut path = path(&[], &["latency 10 ms"]);
        path.handle_from_client(At::ZERO, Signal::Bytes(vec![0xC0, 0]));
        path.disturb("drop 1st PINGREQ to server".parse::<Fault>().unwrap().build(1));
        path.handle_from_client(At::from_ms(1), Signal::Bytes(vec![0xC0, 0]));
        path.handle_timeout(At::from_ms(20));
        let outputs = outputs(&mut path);
        let tapped = outputs.iter().filter(|passed| **passed == tapped(ToServer, &[0xC0, 0]));
        let arrived = |passed: &&Passed| matches!(passed, Passed::Server(_));
        assert_eq!((tapped.count(), outputs.iter().filter(arrived).count()), (2, 1));
    }

    #[test]
    fn a_mutant_changes_what_the_tap_sees() {
        let mut path = path(&["cut after 1 B to server"], &[]);
        path.handle_from_client(At::ZERO, Signal::Bytes(vec![0xC0, 0]));
        assert_eq!(outputs(&mut path)[..1], [tapped(ToServer, &[0xC0])]);
    }

    #[test]
    fn ends_are_tapped() {
        let mut path = path(&[], &[]);
        path.handle_from_client(At::ZERO, Signal::Fin);
        path.handle_from_server(At::ZERO, Signal::Reset);
        let ended = |direction, how| {
            Passed::Tap(Event::Ended { connection: ConnectionId(1), direction, how })
        };
        let expected = [
            ended(ToServer, Ending::Fin),
            Passed::Server(Signal::Fin),
            ended(ToClient, Ending::Reset),
            Passed::Client(Signal::Reset),
        ];
        assert_eq!(outputs(&mut path), expected);
    }
}
