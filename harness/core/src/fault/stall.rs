//! Stall: the receiver stops reading, so that the sender's window closes.

use std::fmt;

use super::{
    disturbing::Disturbance,
    moment::{Moment, Watch},
    text::{BadFault, Words},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction,
};

/// `stall after 100 B to server`, `stall after 1st CONNECT to server for 5 s`: nothing more is
/// taken from the sender, whose own buffers fill. Nothing is lost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stall {
    /// When it begins, and which stream it is.
    pub moment: Moment,
    /// How long it lasts; `None`: for ever.
    pub span: Option<Span>,
}

impl Stall {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let moment = Moment::read(words)?;
        let span = if words.take("for") { Some(words.span()?) } else { None };
        Ok(Self { moment, span })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        let watch = Watch::new(self.moment);
        Stalling { span: self.span, watch, is_stalled: false, ends: None, waiting: Vec::new() }
    }
}

impl fmt::Display for Stall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "stall {}", self.moment)?;
        self.span.map_or(Ok(()), |span| write!(f, " for {span}"))
    }
}

#[derive(Debug)]
struct Stalling {
    span: Option<Span>,
    watch: Watch,
    is_stalled: bool,
    ends: Option<At>,
    waiting: Vec<Signal>,
}

impl Disturbance for Stalling {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        let parts = self.watch.split(direction, signal);
        parts.before.into_iter().for_each(|signal| out.pass(direction, signal));
        if parts.reached {
            self.is_stalled = true;
            self.ends = self.span.map(|span| now + span);
            out.note("the receiver stops reading");
        }
        for signal in parts.after {
            if self.takes(direction) || signal == Signal::Reset {
                out.pass(direction, signal);
            } else {
                self.waiting.push(signal);
            }
        }
    }

    fn on_timeout(&mut self, _: At, out: &mut Outlet) {
        self.is_stalled = false;
        self.ends = None;
        out.note("the receiver reads again");
        self.waiting.drain(..).for_each(|signal| out.pass(self.watch.direction(), signal));
    }

    fn poll_timeout(&self) -> Option<At> {
        self.ends
    }

    fn takes(&self, direction: Direction) -> bool {
        !self.is_stalled || direction != self.watch.direction()
    }
}
