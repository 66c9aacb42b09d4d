//! Truncate: the Network Connection ends in the middle of a packet.

use std::fmt;

use super::{
    disturbing::Disturbance,
    ending::How,
    text::{BadFault, Words},
    which::{Picked, Picker, Which},
};
use crate::{
    stage::{Outlet, Signal},
    time::At,
    wire::Direction,
};

/// `truncate 1st CONNACK to client to 3 B then fin`: the first bytes pass, then it ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Truncate {
    /// Which packet.
    pub which: Which,
    /// How much of it passes.
    pub bytes_left: usize,
    /// How it ends.
    pub how: How,
}

impl Truncate {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let which = Which::read(words)?;
        words.expect("to")?;
        let bytes_left = words.bytes()?;
        words.expect("then")?;
        let all = [How::Cut, How::Fin, How::Rst];
        let how = all.into_iter().find(|how| words.take(how.word()));
        let how = how.ok_or_else(|| words.bad("cut, fin or rst"))?;
        Ok(Self { which, bytes_left, how })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        let picker = Picker::new(self.which);
        Truncating { bytes_left: self.bytes_left, how: self.how, picker, is_over: false }
    }
}

impl fmt::Display for Truncate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { which, bytes_left, how } = self;
        write!(f, "truncate {which} to {bytes_left} B then {}", how.word())
    }
}

#[derive(Debug)]
struct Truncating {
    bytes_left: usize,
    how: How,
    picker: Picker,
    is_over: bool,
}

impl Disturbance for Truncating {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        for picked in self.picker.pick(direction, signal) {
            match picked {
                _ if self.is_over && !self.how.still_passes(direction) => {}
                Picked::Other(signal) => out.pass(direction, signal),
                Picked::Meant(mut packet) => {
                    packet.truncate(self.bytes_left);
                    out.pass(direction, Signal::Bytes(packet));
                    self.how.end(out);
                    self.is_over = true;
                }
            }
        }
    }
}
