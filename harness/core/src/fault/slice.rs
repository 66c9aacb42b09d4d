//! Slice: the stream arrives in pieces of a few bytes.

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

/// `slice 1 B`, `slice 3 B every 0.02 s to client`: pieces of at most so many bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slice {
    /// The longest piece; at least 1.
    pub piece_bytes: usize,
    /// From one piece to the next, so that the receiver does not get them at once.
    pub gap: Span,
    /// Which streams.
    pub ways: Ways,
}

impl Slice {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let piece_bytes = words.bytes()?;
        let gap = if words.take("every") { words.span()? } else { SHORTEST_GAP };
        Ok(Self { piece_bytes, gap, ways: words.ways() })
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slice {} B", self.piece_bytes)?;
        if self.gap != SHORTEST_GAP {
            write!(f, " every {}", self.gap)?;
        }
        self.ways.fmt(f)
    }
}

/// The shortest gap that the timer of every bench keeps.
pub(super) const SHORTEST_GAP: Span = Span::from_ms(1);

impl Disturbance for Slice {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let Signal::Bytes(bytes) = signal else { return out.pass(direction, signal) };
        if !self.ways.include(direction) {
            return out.pass(direction, Signal::Bytes(bytes));
        }
        let mut due = out.last_due(direction).map_or(now, |last| last + self.gap);
        for piece in bytes.chunks(self.piece_bytes) {
            out.pass_at(due, direction, Signal::Bytes(piece.to_vec()));
            due = due + self.gap;
        }
    }
}
