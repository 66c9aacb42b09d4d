//! Throttle: only so many bytes a second arrive.

use std::fmt;

use super::{
    disturbing::Disturbance,
    text::{BadFault, Ways, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction,
};

/// `throttle 100 B/s to client`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Throttle {
    /// At least 1.
    pub bytes_per_s: u64,
    /// Which streams.
    pub ways: Ways,
}

impl Throttle {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let bytes_per_s = words.number("a rate, like 100 B/s")?;
        words.expect("B/s")?;
        if bytes_per_s == 0 {
            return Err(words.bad("at least 1 B/s"));
        }
        Ok(Self { bytes_per_s, ways: words.ways() })
    }
}

impl fmt::Display for Throttle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "throttle {} B/s{}", self.bytes_per_s, self.ways)
    }
}

/// So many pieces a second at most, however fast.
const PIECES_PER_S: u64 = 50;

impl Disturbance for Throttle {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let Signal::Bytes(bytes) = signal else { return out.pass(direction, signal) };
        if !self.ways.include(direction) {
            return out.pass(direction, Signal::Bytes(bytes));
        }
        let piece_bytes = usize::try_from(self.bytes_per_s / PIECES_PER_S).unwrap_or(usize::MAX);
        let mut due = out.last_due(direction).unwrap_or(now);
        for piece in bytes.chunks(piece_bytes.max(1)) {
            due = due + Span::from_us(piece.len() as u64 * 1_000_000 / self.bytes_per_s);
            out.pass_at(due, direction, Signal::Bytes(piece.to_vec()));
        }
    }
}
