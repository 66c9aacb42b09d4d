//! The path of one Network Connection's bytes: client ═ mutants ═ tap ═ faults ═ server.
//!
//! With WebSocket, all of it is what [`Under`] lets through: the tap sees MQTT in any case.
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

use super::under::{Risen, Under};

/// One Network Connection between its two ends.
#[derive(Debug)]
pub(super) struct Path {
    connection: ConnectionId,
    under: Option<Box<Under>>,
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
        Self { connection, under: None, mutants, faults, outputs: VecDeque::new() }
    }

    /// The same with WebSocket between the network and the rest.
    pub(super) fn over(self, under: Option<Under>) -> Self {
        Self { under: under.map(Box::new), ..self }
    }

    /// What is between the network and the rest.
    pub(super) fn under(&mut self) -> Option<&mut Under> {
        self.under.as_deref_mut()
    }

    /// Takes what was done to `under` further.
    pub(super) fn handle_under(&mut self, now: At) {
        self.drain(now);
    }

    /// Sets a fault in front of the others, for whatever passes from now on.
    pub(super) fn disturb(&mut self, fault: Box<dyn Stage>) {
        self.faults.push_front(fault);
    }

    pub(super) fn handle_from_client(&mut self, now: At, signal: Signal) {
        match &mut self.under {
            Some(under) => under.handle_network(now, signal),
            None => self.mutants.handle_signal(now, ToServer, signal),
        }
        self.drain(now);
    }

    pub(super) fn handle_from_server(&mut self, now: At, signal: Signal) {
        self.faults.handle_signal(now, ToClient, signal);
        self.drain(now);
    }

    pub(super) fn handle_timeout(&mut self, now: At) {
        if let Some(under) = &mut self.under {
            under.handle_timeout(now);
        }
        for stages in [&mut self.mutants, &mut self.faults] {
            if stages.poll_timeout().is_some_and(|at| at <= now) {
                stages.handle_timeout(now);
            }
        }
        self.drain(now);
    }

    pub(super) fn poll_timeout(&self) -> Option<At> {
        let under = self.under.as_ref().and_then(|under| under.poll_timeout());
        [self.mutants.poll_timeout(), self.faults.poll_timeout(), under].into_iter().flatten().min()
    }

    pub(super) fn poll_output(&mut self) -> Option<Passed> {
        self.outputs.pop_front()
    }

    /// Whether the client is to be read from.
    pub(super) fn takes_from_client(&self) -> bool {
        let under = self.under.as_ref().is_none_or(|under| under.takes_from_client());
        under && self.mutants.takes(ToServer) && self.faults.takes(ToServer)
    }

    fn drain(&mut self, now: At) {
        loop {
            if let Some((direction, signal)) = self.mutants.poll_output() {
                match direction {
                    ToServer => {
                        self.tap(ToServer, &signal);
                        self.faults.handle_signal(now, ToServer, signal);
                    }
                    ToClient => match &mut self.under {
                        Some(under) => under.handle_mqtt(now, signal),
                        None => self.outputs.push_back(Passed::Client(signal)),
                    },
                }
            } else if let Some((direction, signal)) = self.faults.poll_output() {
                match direction {
                    ToServer => self.outputs.push_back(Passed::Server(signal)),
                    ToClient if !self.reaches_client(&signal) => {}
                    ToClient => {
                        self.tap(ToClient, &signal);
                        self.mutants.handle_signal(now, ToClient, signal);
                    }
                }
            } else if let Some(risen) = self.under.as_mut().and_then(|under| under.poll(now)) {
                self.rise(now, risen);
            } else {
                return self.tell();
            }
        }
    }

    fn rise(&mut self, now: At, risen: Risen) {
        let connection = self.connection;
        match risen {
            Risen::Mqtt(signal) => self.mutants.handle_signal(now, ToServer, signal),
            Risen::Network(signal) => self.outputs.push_back(Passed::Client(signal)),
            Risen::Fact(direction, fact) => {
                self.outputs.push_back(Passed::Tap(Event::Ws { connection, direction, fact }));
            }
            Risen::Over => {
                self.tap(ToClient, &Signal::Fin);
                self.outputs.push_back(Passed::Server(Signal::Fin));
            }
        }
    }

    /// Over WebSocket nothing reaches the client before the handshake or after Close.
    fn reaches_client(&self, signal: &Signal) -> bool {
        let is_end = !matches!(signal, Signal::Bytes(_));
        self.under.as_ref().is_none_or(|under| under.is_open() || (is_end && !under.is_over()))
    }

    /// What the stages did follows the bytes that they did it to.
    fn tell(&mut self) {
        while let Some(text) = self.under.as_mut().and_then(|under| under.poll_mutation()) {
            self.outputs.push_back(Passed::Tap(Event::Mutated { text }));
        }
        while let Some(text) = self.under.as_mut().and_then(|under| under.poll_fault()) {
            self.outputs.push_back(Passed::Tap(Event::Faulted { text }));
        }
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

/// The seed of what is random on one Network Connection.
pub(super) fn connection_seed(seed: u64, connection: ConnectionId) -> u64 {
    seed.wrapping_add(u64::from(connection.0))
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
