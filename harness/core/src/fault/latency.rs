//! Latency: everything arrives later.

use std::fmt;

use super::{
    disturbing::Disturbance,
    random::Random,
    text::{BadFault, Ways, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction,
};

/// `latency 0.2 s`, `latency 0.2 s jitter 0.05 s to server`. The order is kept, as TCP keeps it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Latency {
    /// At least this much later.
    pub least: Span,
    /// And up to this much more, evenly spread.
    pub jitter: Span,
    /// Which streams.
    pub ways: Ways,
}

impl Latency {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let least = words.span()?;
        let jitter = if words.take("jitter") { words.span()? } else { Span::ZERO };
        Ok(Self { least, jitter, ways: words.ways() })
    }

    pub(super) fn start(&self, seed: u64) -> impl Disturbance + use<> {
        Delaying { settings: self.clone(), random: Random::new(seed) }
    }
}

impl fmt::Display for Latency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "latency {}", self.least)?;
        if self.jitter > Span::ZERO {
            write!(f, " jitter {}", self.jitter)?;
        }
        self.ways.fmt(f)
    }
}

#[derive(Debug)]
struct Delaying {
    settings: Latency,
    random: Random,
}

impl Disturbance for Delaying {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        if !self.settings.ways.include(direction) {
            return out.pass(direction, signal);
        }
        let more = Span::from_us(self.random.below(self.settings.jitter.us().saturating_add(1)));
        out.pass_at(now + self.settings.least + more, direction, signal);
    }
}
