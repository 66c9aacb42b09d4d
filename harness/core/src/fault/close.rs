//! Close: the Network Connection ends at some moment (`cut`, `fin`, `rst`).

use std::fmt;

use super::{
    disturbing::Disturbance,
    ending::How,
    moment::{Moment, Watch},
    text::{BadFault, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::At,
    wire::Direction,
};

/// `cut after 2nd PUBLISH to server`, `fin after 4 B to client`, `rst before 1st CONNACK to client`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Close {
    /// What each side sees.
    pub how: How,
    /// When.
    pub moment: Moment,
}

impl Close {
    pub(super) fn read(how: How, words: &mut Words<'_>) -> Result<Self, BadFault> {
        Ok(Self { how, moment: Moment::read(words)? })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Closing { how: self.how, watch: Watch::new(self.moment) }
    }
}

impl fmt::Display for Close {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.how.word(), self.moment)
    }
}

#[derive(Debug)]
struct Closing {
    how: How,
    watch: Watch,
}

impl Disturbance for Closing {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let parts = self.watch.split(direction, signal);
        parts.before.into_iter().for_each(|signal| out.pass(direction, signal));
        if parts.reached {
            self.how.end(out);
        }
        if self.how.still_passes(direction) {
            parts.after.into_iter().for_each(|signal| out.pass(direction, signal));
        }
    }
}
