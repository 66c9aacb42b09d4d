//! Split: the stream pauses once, at some moment.

use std::fmt;

use super::{
    disturbing::Disturbance,
    moment::{Moment, Watch},
    slice::SHORTEST_GAP,
    text::{BadFault, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction,
};

/// `split after 5 B to client`, `split after 2nd PUBLISH to server for 3 s`: what comes before
/// arrives in a segment of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Split {
    /// Where.
    pub moment: Moment,
    /// How long the pause is.
    pub pause: Span,
}

impl Split {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let moment = Moment::read(words)?;
        let pause = if words.take("for") { words.span()? } else { SHORTEST_GAP };
        Ok(Self { moment, pause })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Splitting { watch: Watch::new(self.moment), pause: self.pause, resumes: At::ZERO }
    }
}

impl fmt::Display for Split {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "split {}", self.moment)?;
        if self.pause == SHORTEST_GAP { Ok(()) } else { write!(f, " for {}", self.pause) }
    }
}

#[derive(Debug)]
struct Splitting {
    watch: Watch,
    pause: Span,
    resumes: At,
}

impl Disturbance for Splitting {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let parts = self.watch.split(direction, signal);
        parts.before.into_iter().for_each(|signal| out.pass(direction, signal));
        if parts.reached {
            self.resumes = now + self.pause;
            out.note(format!("the stream pauses for {}", self.pause));
        }
        let waits = direction == self.watch.direction();
        for signal in parts.after {
            out.pass_at(if waits { self.resumes } else { now }, direction, signal);
        }
    }
}
