//! Packet: one packet, or all of a type, is lost or doubled (`drop`, `duplicate`).

use std::fmt;

use super::{
    disturbing::Disturbance,
    text::{BadFault, Words},
    which::{Picked, Picker, Which},
};
use crate::{
    stage::{Outlet, Signal},
    time::At,
    wire::Direction,
};

/// `drop 2nd PUBLISH to client`, `duplicate every PUBACK to client`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PacketFault {
    /// How often it comes.
    pub copies: Copies,
    /// Which packets.
    pub which: Which,
}

/// How often a packet comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Copies {
    /// `drop`: never.
    None,
    /// `duplicate`: twice.
    Two,
}

impl PacketFault {
    pub(super) fn read(copies: Copies, words: &mut Words<'_>) -> Result<Self, BadFault> {
        Ok(Self { copies, which: Which::read(words)? })
    }

    pub(super) fn start(&self) -> impl Disturbance + use<> {
        Copying { copies: self.copies, picker: Picker::new(self.which) }
    }
}

impl fmt::Display for PacketFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.copies {
            Copies::None => write!(f, "drop {}", self.which),
            Copies::Two => write!(f, "duplicate {}", self.which),
        }
    }
}

#[derive(Debug)]
struct Copying {
    copies: Copies,
    picker: Picker,
}

impl Disturbance for Copying {
    fn on_signal(&mut self, _: At, direction: Direction, signal: Signal, out: &mut Outlet) {
        for picked in self.picker.pick(direction, signal) {
            match (picked, self.copies) {
                (Picked::Other(signal), _) => out.pass(direction, signal),
                (Picked::Meant(_), Copies::None) => out.note("a packet is lost"),
                (Picked::Meant(packet), Copies::Two) => {
                    out.note("a packet comes twice");
                    out.pass(direction, Signal::Bytes(packet.clone()));
                    out.pass(direction, Signal::Bytes(packet));
                }
            }
        }
    }
}
