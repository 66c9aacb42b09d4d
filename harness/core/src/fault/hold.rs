//! Hold: one packet, or all of a type, comes later, and what follows it overtakes it.

use std::{collections::VecDeque, fmt};

use super::{
    disturbing::Disturbance,
    text::{BadFault, Words},
    which::{Picked, Picker, Which},
};
use crate::{
    stage::{Outlet, Signal},
    time::{At, Span},
    wire::Direction,
};

/// `hold 1st PINGRESP to client for 5 s`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Which packets.
    pub which: Which,
    /// How much later each comes.
    pub span: Span,
}

impl Hold {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let which = Which::read(words)?;
        words.expect("for")?;
        Ok(Self { which, span: words.span()? })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Holding { span: self.span, picker: Picker::new(self.which), held: VecDeque::new() }
    }
}

impl fmt::Display for Hold {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "hold {} for {}", self.which, self.span)
    }
}

#[derive(Debug)]
struct Holding {
    span: Span,
    picker: Picker,
    held: VecDeque<(At, Vec<u8>)>,
}

impl Disturbance for Holding {
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        for picked in self.picker.pick(direction, signal) {
            match picked {
                Picked::Other(signal) => out.pass(direction, signal),
                Picked::Meant(packet) => {
                    out.note(format!("a packet comes {} later", self.span));
                    self.held.push_back((now + self.span, packet));
                }
            }
        }
    }

    fn on_timeout(&mut self, now: At, out: &mut Outlet) {
        while let Some((_, packet)) = self.held.pop_front_if(|(due, _)| *due <= now) {
            out.pass(self.picker.direction(), Signal::Bytes(packet));
        }
    }

    fn poll_timeout(&self) -> Option<At> {
        self.held.front().map(|(due, _)| *due)
    }
}
