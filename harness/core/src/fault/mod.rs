//! Faults: what a network does to bytes, each a stage of its own.
//!
//! A fault is written as a line (`slice 1 B`, `cut after 2nd PUBLISH to server`), which
//! [`Fault::from_str`] reads and `Display` writes. Several stand in a row in a
//! [`Pipeline`](crate::stage::Pipeline). *Not here:* sockets; the bench moves the bytes.

mod close;
mod moment;
mod slice;
mod text;

use std::{fmt, str::FromStr};

use self::text::Words;
pub use self::{
    close::{Close, How},
    moment::{Moment, Place},
    slice::Slice,
    text::{BadFault, Ways},
};
use crate::stage::Stage;

/// One fault with its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `cut`, `fin`, `rst`: the Network Connection ends at some moment.
    Close(Close),
    /// `slice`: the stream arrives in pieces of a few bytes.
    Slice(Slice),
}

impl Fault {
    /// The stage for one Network Connection; `seed` decides whatever is random in it.
    #[must_use]
    pub fn build(&self, seed: u64) -> Box<dyn Stage> {
        let _ = seed;
        match self {
            Self::Close(close) => Box::new(close.build()),
            Self::Slice(slice) => Box::new(slice.build()),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close(close) => close.fmt(f),
            Self::Slice(slice) => slice.fmt(f),
        }
    }
}

impl FromStr for Fault {
    type Err = BadFault;

    fn from_str(text: &str) -> Result<Self, BadFault> {
        let words = &mut Words::new(text);
        let fault = match words.word() {
            "cut" => Self::Close(Close::read(How::Cut, words)?),
            "fin" => Self::Close(Close::read(How::Fin, words)?),
            "rst" => Self::Close(Close::read(How::Rst, words)?),
            "slice" => Self::Slice(Slice::read(words)?),
            _ => return Err(BadFault { text: text.to_owned(), expected: NAMES.to_owned() }),
        };
        words.end()?;
        Ok(fault)
    }
}

const NAMES: &str = "one of cut, fin, rst, slice";

#[cfg(test)]
mod tests;
