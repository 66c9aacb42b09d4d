//! Corrupt: one bit of a packet is another.

use std::fmt;

use super::{
    disturbing::Disturbance,
    random::Random,
    text::{BadFault, Words},
    which::{Picked, Picker, Which},
};
use crate::{
    stage::{Outlet, Signal},
    time::At,
    wire::Direction,
};

/// `corrupt 1st PUBLISH to client`, `corrupt 1st CONNACK to client in byte 2`: one bit flips, in
/// any byte or in that one, counted from 0; a packet without that byte passes unchanged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Corrupt {
    /// Which packets.
    pub which: Which,
    /// Which byte; `None`: the seed decides.
    pub byte: Option<usize>,
}

impl Corrupt {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let which = Which::read(words)?;
        let byte = if words.take("in byte") {
            let number = words.number("a byte's number")?;
            Some(usize::try_from(number).map_err(|_| words.bad("a smaller number"))?)
        } else {
            None
        };
        Ok(Self { which, byte })
    }

    pub(super) fn start(&self, seed: u64) -> impl Disturbance + use<> {
        let picker = Picker::new(self.which);
        Corrupting { byte: self.byte, picker, random: Random::new(seed) }
    }
}

impl fmt::Display for Corrupt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "corrupt {}", self.which)?;
        self.byte.map_or(Ok(()), |byte| write!(f, " in byte {byte}"))
    }
}

#[derive(Debug)]
struct Corrupting {
    byte: Option<usize>,
    picker: Picker,
    random: Random,
}

impl Disturbance for Corrupting {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        for picked in self.picker.pick(direction, signal) {
            let signal = match picked {
                Picked::Other(signal) => signal,
                Picked::Meant(mut packet) => {
                    let any = self.random.below(packet.len() as u64) as usize;
                    let byte = self.byte.unwrap_or(any);
                    let bit = self.random.below(8);
                    if let Some(hit) = packet.get_mut(byte) {
                        *hit ^= 1 << bit;
                        out.note(format!("bit {bit} of byte {byte} of a packet flipped"));
                    }
                    Signal::Bytes(packet)
                }
            };
            out.pass(direction, signal);
        }
    }
}
