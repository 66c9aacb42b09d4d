//! What lies under MQTT on one Network Connection: WebSocket, and what may befall its bytes.
//!
//! ```text
//! client ═ mutant ═ watch ═ faults of the network ═ endpoint ═ MQTT
//! ```
//! Sans-IO, as [`Path`](super::path::Path) is.

use std::collections::VecDeque;

use mqttspec_core::{
    stage::{Pipeline, Signal, Stage},
    time::At,
    trace::WsFact,
    wire::Direction::{self, ToClient, ToServer},
};

use crate::door::web_socket::{Endpoint, Framing, Output, Stray, Watch};

/// WebSocket between the network and MQTT.
#[derive(Debug)]
pub(super) struct Under {
    mutants: Pipeline,
    watch: Watch,
    faults: Pipeline,
    endpoint: Endpoint,
    outputs: VecDeque<Risen>,
    is_over: bool,
}

/// What comes of it.
#[derive(Debug, PartialEq)]
pub(super) enum Risen {
    /// Of MQTT, from the client.
    Mqtt(Signal),
    /// For the client's socket.
    Network(Signal),
    /// A record.
    Fact(Direction, WsFact),
    /// The server ended the connection by itself.
    Over,
}

impl Under {
    pub(super) fn new(mutants: Pipeline, faults: Pipeline, endpoint: Endpoint) -> Self {
        let (watch, outputs) = (Watch::default(), VecDeque::new());
        Self { mutants, watch, faults, endpoint, outputs, is_over: false }
    }

    pub(super) fn is_open(&self) -> bool {
        self.endpoint.is_open()
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over
    }

    /// Sets a fault in front of the others, for whatever passes from now on.
    pub(super) fn disturb(&mut self, fault: Box<dyn Stage>) {
        self.faults.push_front(fault);
    }

    pub(super) fn set_framing(&mut self, framing: Framing) {
        self.endpoint.set_framing(framing);
    }

    pub(super) fn stray(&mut self, stray: Stray) {
        self.endpoint.stray(stray);
    }

    pub(super) fn handle_network(&mut self, now: At, signal: Signal) {
        self.mutants.handle_signal(now, ToServer, signal);
    }

    pub(super) fn handle_mqtt(&mut self, _now: At, signal: Signal) {
        self.endpoint.handle_mqtt(signal);
    }

    pub(super) fn handle_timeout(&mut self, now: At) {
        for stages in [&mut self.mutants, &mut self.faults] {
            if stages.poll_timeout().is_some_and(|at| at <= now) {
                stages.handle_timeout(now);
            }
        }
    }

    pub(super) fn poll_timeout(&self) -> Option<At> {
        [self.mutants.poll_timeout(), self.faults.poll_timeout()].into_iter().flatten().min()
    }

    pub(super) fn takes_from_client(&self) -> bool {
        self.mutants.takes(ToServer) && self.faults.takes(ToServer)
    }

    pub(super) fn poll_mutation(&mut self) -> Option<String> {
        self.mutants.poll_note()
    }

    pub(super) fn poll_fault(&mut self) -> Option<String> {
        self.faults.poll_note()
    }

    /// The next thing that comes of what was taken in.
    pub(super) fn poll(&mut self, now: At) -> Option<Risen> {
        while self.outputs.is_empty() {
            if let Some((direction, signal)) = self.mutants.poll_output() {
                match direction {
                    ToServer => {
                        self.see(ToServer, &signal);
                        self.faults.handle_signal(now, ToServer, signal);
                    }
                    ToClient => self.outputs.push_back(Risen::Network(signal)),
                }
            } else if let Some((direction, signal)) = self.faults.poll_output() {
                match direction {
                    ToServer => self.endpoint.handle_network(signal),
                    ToClient => {
                        self.see(ToClient, &signal);
                        self.mutants.handle_signal(now, ToClient, signal);
                    }
                }
            } else {
                self.take_output(now)?;
            }
        }
        self.outputs.pop_front()
    }

    fn take_output(&mut self, now: At) -> Option<()> {
        match self.endpoint.poll_output()? {
            Output::Mqtt(signal) => self.outputs.push_back(Risen::Mqtt(signal)),
            Output::Network(signal) => self.faults.handle_signal(now, ToClient, signal),
            Output::Over(why) => {
                self.is_over = true;
                let fact = why.map(|text| Risen::Fact(ToServer, WsFact::Failed { text }));
                self.outputs.extend(fact.into_iter().chain([Risen::Over]));
            }
        }
        Some(())
    }

    fn see(&mut self, direction: Direction, signal: &Signal) {
        let Signal::Bytes(bytes) = signal else { return };
        let facts = self.watch.handle_bytes(direction, bytes);
        self.outputs.extend(facts.into_iter().map(|fact| Risen::Fact(direction, fact)));
    }
}

#[cfg(test)]
mod tests {
    use mqttspec_core::{fault::Fault, trace::WsOpcode};

    use super::*;
    use crate::door::web_socket::Manner;

    const REQUEST: &[u8] = b"GET / HTTP/1.1\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\r\n";

    /// A masked binary frame of PINGREQ; the mask is 0.
    const PINGREQ: &[u8] = &[0x82, 0x82, 0, 0, 0, 0, 0xC0, 0];

    fn under(faults: &[&str]) -> Under {
        let faults = faults.iter().map(|text| text.parse::<Fault>().unwrap().build(1));
        let faults = Pipeline::new(faults.collect());
        Under::new(Pipeline::default(), faults, Endpoint::new(Manner::default()))
    }

    fn take(under: &mut Under, bytes: &[u8]) -> Vec<Risen> {
        under.handle_network(At::ZERO, Signal::Bytes(bytes.to_vec()));
        std::iter::from_fn(|| under.poll(At::ZERO)).collect()
    }

    fn frame(opcode: WsOpcode, masked: bool, len: u64) -> WsFact {
        let (fin, reserved_bits, is_overlong) = (true, 0, false);
        WsFact::Frame { opcode, fin, masked, len, reserved_bits, is_overlong }
    }

    #[test]
    fn a_frame_is_told_before_what_is_in_it() {
        let mut under = under(&[]);
        take(&mut under, REQUEST);
        let fact = Risen::Fact(ToServer, frame(WsOpcode::Binary, true, 2));
        let risen = Risen::Mqtt(Signal::Bytes(vec![0xC0, 0]));
        assert_eq!(take(&mut under, PINGREQ), [fact, risen]);
    }

    #[test]
    fn what_the_client_sent_is_told_before_any_fault_and_what_it_gets_after() {
        let mut under = under(&["latency 10 ms"]);
        let told = take(&mut under, REQUEST);
        assert!(matches!(told[..], [Risen::Fact(ToServer, WsFact::Upgrade { .. })]), "{told:?}");
        let mut later = |ms| {
            under.handle_timeout(At::from_ms(ms));
            std::iter::from_fn(|| under.poll(At::from_ms(ms))).collect::<Vec<_>>()
        };
        assert_eq!(later(10), []);
        let told = later(20);
        let answer = WsFact::Answer { status: 101, sub_protocol: None, key_fits: true };
        assert_eq!(told[0], Risen::Fact(ToClient, answer));
        assert!(matches!(told[1], Risen::Network(Signal::Bytes(_))), "{told:?}");
    }

    #[test]
    fn a_frame_without_a_mask_is_over_for_the_server_and_no_end_by_the_client() {
        let mut under = under(&[]);
        take(&mut under, REQUEST);
        let risen = take(&mut under, &[0x82, 2, 0xC0, 0]);
        assert_eq!(risen[0], Risen::Fact(ToServer, frame(WsOpcode::Binary, false, 2)));
        assert!(risen.contains(&Risen::Over) && under.is_over(), "{risen:?}");
        assert!(!risen.contains(&Risen::Mqtt(Signal::Fin)), "{risen:?}");
        assert_eq!(take(&mut under, PINGREQ)[1..], []);
        under.handle_network(At::ZERO, Signal::Fin);
        assert_eq!(under.poll(At::ZERO), Some(Risen::Mqtt(Signal::Fin)));
    }
}
