//! Slice: the stream arrives in pieces of a few bytes.

use std::fmt;

use super::text::{BadFault, Ways, Words};
use crate::{
    stage::{Outlet, Signal, Stage},
    time::{At, Span},
    wire::Direction,
};

/// `slice 1 B`, `slice 3 B every 20 ms to client`: pieces of at most so many bytes.
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
        if piece_bytes == 0 {
            return Err(words.bad("at least 1 B"));
        }
        let gap = if words.take("every") { words.span()? } else { DEFAULT_GAP };
        Ok(Self { piece_bytes, gap, ways: words.ways() })
    }

    pub(super) fn build(&self) -> impl Stage + use<> {
        Slicing { settings: self.clone(), outlet: Outlet::default() }
    }
}

impl fmt::Display for Slice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "slice {} B", self.piece_bytes)?;
        if self.gap != DEFAULT_GAP {
            write!(f, " every {}", self.gap)?;
        }
        self.ways.fmt(f)
    }
}

/// The shortest gap that the timer of every bench keeps.
const DEFAULT_GAP: Span = Span::from_ms(1);

#[derive(Debug)]
struct Slicing {
    settings: Slice,
    outlet: Outlet,
}

impl Stage for Slicing {
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal) {
        let Signal::Bytes(bytes) = signal else { return self.outlet.pass(direction, signal) };
        if !self.settings.ways.include(direction) {
            return self.outlet.pass(direction, Signal::Bytes(bytes));
        }
        let gap = self.settings.gap;
        let mut due = self.outlet.last_due(direction).map_or(now, |last| last + gap);
        for piece in bytes.chunks(self.settings.piece_bytes) {
            self.outlet.pass_at(due, direction, Signal::Bytes(piece.to_vec()));
            due = due + gap;
        }
        self.outlet.wake(now);
    }

    fn handle_timeout(&mut self, now: At) {
        self.outlet.wake(now);
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.outlet.poll_output()
    }

    fn poll_timeout(&self) -> Option<At> {
        self.outlet.poll_timeout()
    }
}
