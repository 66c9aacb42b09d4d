//! Which packets a fault is about: the n-th of a type, or every one, in one direction.

use std::fmt;

use super::text::{BadFault, Words, direction_words, ordinal_word};
use crate::{
    stage::{Framer, Signal},
    wire::{Direction, PacketType},
};

/// `2nd PUBLISH to client`, `every PINGRESP to client`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Which {
    /// Counted from 1; `None`: every one.
    pub nth: Option<u32>,
    /// Of this type.
    pub packet_type: PacketType,
    /// Going there.
    pub direction: Direction,
}

impl Which {
    pub(super) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let nth = if words.take("every") { None } else { Some(words.ordinal()?) };
        Ok(Self { nth, packet_type: words.packet_type()?, direction: words.direction()? })
    }
}

impl fmt::Display for Which {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let nth = self.nth.map_or("every".to_owned(), ordinal_word);
        write!(f, "{nth} {} {}", self.packet_type, direction_words(self.direction))
    }
}

/// Finds the packets that are meant in what passes.
#[derive(Debug)]
pub(super) struct Picker {
    which: Which,
    framer: Framer,
    seen: u32,
}

/// Something that passes.
#[derive(Debug)]
pub(super) enum Picked {
    /// A packet that is meant, whole.
    Meant(Vec<u8>),
    /// Anything else.
    Other(Signal),
}

impl Picker {
    pub(super) fn new(which: Which) -> Self {
        Self { which, framer: Framer::default(), seen: 0 }
    }

    pub(super) fn direction(&self) -> Direction {
        self.which.direction
    }

    /// Takes what arrives apart.
    pub(super) fn pick(&mut self, direction: Direction, signal: Signal) -> Vec<Picked> {
        if direction != self.which.direction {
            return vec![Picked::Other(signal)];
        }
        let bytes = match signal {
            Signal::Bytes(bytes) => bytes,
            end @ (Signal::Fin | Signal::Reset) => {
                let rest = Signal::Bytes(self.framer.take_rest());
                return vec![Picked::Other(rest), Picked::Other(end)];
            }
        };
        self.framer.handle_bytes(&bytes);
        let mut picked = Vec::new();
        while let Some(piece) = self.framer.poll_piece() {
            let counts = piece.packet_type() == Some(self.which.packet_type);
            self.seen += u32::from(counts);
            let is_meant = counts && self.which.nth.is_none_or(|nth| nth == self.seen);
            let bytes = piece.into_bytes();
            picked.push(match is_meant {
                true => Picked::Meant(bytes),
                false => Picked::Other(Signal::Bytes(bytes)),
            });
        }
        picked
    }
}
