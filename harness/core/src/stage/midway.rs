//! A stage that is set while a Network Connection is in use.
//!
//! A Control Packet of which a part has passed already is none of its business: it sees each
//! direction from the next packet on, so that it counts and frames as from the beginning.

use std::collections::VecDeque;

use super::{Framer, Piece, Signal, Stage};
use crate::{time::At, wire::Direction};

/// A stage on a Network Connection whose beginning it has not seen.
#[derive(Debug)]
pub struct Midway {
    inner: Box<dyn Stage>,
    to_server: Option<Begun>,
    to_client: Option<Begun>,
    passed: VecDeque<(Direction, Signal)>,
}

/// A packet of which a part has passed already.
#[derive(Debug)]
struct Begun {
    framer: Framer,
    passed: usize,
}

impl Midway {
    /// `inner`, which sees nothing of the packets whose beginnings these are; they may be empty.
    #[must_use]
    pub fn new(inner: Box<dyn Stage>, to_server: &[u8], to_client: &[u8]) -> Self {
        let passed = VecDeque::new();
        Self { inner, to_server: Begun::of(to_server), to_client: Begun::of(to_client), passed }
    }

    /// Lets the rest of a packet that was under way pass; what comes after it.
    fn pass_rest(&mut self, direction: Direction, mut bytes: Vec<u8>) -> Vec<u8> {
        let begun = match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        };
        let Some(packet) = begun else { return bytes };
        let rest = match packet.left(&bytes) {
            Some(left) => {
                *begun = None;
                bytes.split_off(left)
            }
            None => Vec::new(),
        };
        self.passed.push_back((direction, Signal::Bytes(bytes)));
        rest
    }
}

impl Begun {
    fn of(beginning: &[u8]) -> Option<Self> {
        let mut framer = Framer::default();
        framer.handle_bytes(beginning);
        (!beginning.is_empty()).then_some(Self { framer, passed: beginning.len() })
    }

    /// How many of `bytes` belong to the packet; `None`: all, and more that is to come.
    fn left(&mut self, bytes: &[u8]) -> Option<usize> {
        self.framer.handle_bytes(bytes);
        match self.framer.poll_piece() {
            Some(Piece::Packet(packet)) => Some(packet.len().saturating_sub(self.passed)),
            // It was no packet: there is none to wait for.
            Some(Piece::Unframed(_)) => Some(bytes.len()),
            None => {
                self.passed += bytes.len();
                None
            }
        }
    }
}

impl Stage for Midway {
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal) {
        let signal = match signal {
            Signal::Bytes(bytes) => Signal::Bytes(self.pass_rest(direction, bytes)),
            end @ (Signal::Fin | Signal::Reset) => end,
        };
        if signal != Signal::Bytes(Vec::new()) {
            self.inner.handle_signal(now, direction, signal);
        }
    }

    fn handle_timeout(&mut self, now: At) {
        self.inner.handle_timeout(now);
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.passed.pop_front().or_else(|| self.inner.poll_output())
    }

    fn poll_timeout(&self) -> Option<At> {
        self.inner.poll_timeout()
    }

    fn takes(&self, direction: Direction) -> bool {
        self.inner.takes(direction)
    }

    fn poll_note(&mut self) -> Option<String> {
        self.inner.poll_note()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Direction::{ToClient, ToServer};

    const PINGREQ: [u8; 2] = [0xC0, 0];
    const PUBACK: [u8; 4] = [0x40, 2, 0, 7];

    /// Takes whatever it sees away.
    #[derive(Debug)]
    struct Hole;

    impl Stage for Hole {
        fn handle_signal(&mut self, _: At, _: Direction, _: Signal) {}
        fn handle_timeout(&mut self, _: At) {}
        fn poll_output(&mut self) -> Option<(Direction, Signal)> {
            None
        }
        fn poll_timeout(&self) -> Option<At> {
            None
        }
    }

    /// What passes of `bytes` without the inner stage seeing it.
    fn unseen(stage: &mut Midway, direction: Direction, bytes: &[u8]) -> Vec<u8> {
        stage.handle_signal(At::ZERO, direction, Signal::Bytes(bytes.to_vec()));
        let mut unseen = Vec::new();
        while let Some((to, Signal::Bytes(bytes))) = stage.poll_output() {
            assert_eq!(to, direction);
            unseen.extend(bytes);
        }
        unseen
    }

    #[test]
    fn the_rest_of_a_packet_under_way_passes_in_whatever_pieces_it_comes() {
        for beginning in 1..PUBACK.len() {
            let (passed, left) = PUBACK.split_at(beginning);
            let mut stage = Midway::new(Box::new(Hole), passed, &[]);
            assert_eq!(unseen(&mut stage, ToServer, &left[..1]), left[..1]);
            let rest = [&left[1..], &PINGREQ, &PUBACK].concat();
            assert_eq!(unseen(&mut stage, ToServer, &rest), left[1..]);
            assert!(unseen(&mut stage, ToServer, &PINGREQ).is_empty());
        }
    }

    #[test]
    fn a_direction_between_packets_is_seen_at_once() {
        let mut stage = Midway::new(Box::new(Hole), &[], &PUBACK[..1]);
        assert!(unseen(&mut stage, ToServer, &PUBACK).is_empty());
        assert_eq!(unseen(&mut stage, ToClient, &PUBACK[1..]), PUBACK[1..]);
    }

    #[test]
    fn bytes_that_are_no_packet_hold_nothing_back() {
        let mut stage = Midway::new(Box::new(Hole), &[0x40, 0xFF, 0xFF, 0xFF], &[]);
        assert_eq!(unseen(&mut stage, ToServer, &[0xFF, 1]), [0xFF, 1]);
        assert!(unseen(&mut stage, ToServer, &PUBACK).is_empty());
    }
}
