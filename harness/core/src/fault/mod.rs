//! Faults: what a network does to bytes, each a stage of its own.
//!
//! A fault is written as a line (`slice 1 B`, `cut after 2nd PUBLISH to server`), which
//! [`Fault::from_str`] reads and `Display` writes. Several stand in a row in a
//! [`Pipeline`](crate::stage::Pipeline). *Not here:* sockets; the bench moves the bytes.

mod close;
mod coalesce;
mod connection;
mod corrupt;
mod disturbing;
mod ending;
mod half_open;
mod hold;
mod latency;
mod moment;
mod packet;
mod random;
mod slice;
mod split;
mod stall;
mod text;
mod throttle;
mod truncate;
mod which;

use std::{fmt, str::FromStr};

pub use self::{
    close::Close,
    coalesce::Coalesce,
    connection::ConnectionFault,
    corrupt::Corrupt,
    ending::How,
    half_open::{HalfOpen, Losses},
    hold::Hold,
    latency::Latency,
    moment::{Moment, Place},
    packet::{Copies, PacketFault},
    slice::Slice,
    split::Split,
    stall::Stall,
    text::{BadFault, Ways},
    throttle::Throttle,
    truncate::Truncate,
    which::Which,
};
use self::{disturbing::Disturbing, text::Words};
use crate::stage::Stage;

/// One fault with its settings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// `cut`, `fin`, `rst`: the Network Connection ends at some moment.
    Close(Close),
    /// `coalesce`: what comes within some time arrives as one chunk.
    Coalesce(Coalesce),
    /// `corrupt`: one bit of a packet is another.
    Corrupt(Corrupt),
    /// `half-open`, `silence`: from some moment on, what is sent is lost.
    HalfOpen(HalfOpen),
    /// `hold`: one packet is overtaken by others.
    Hold(Hold),
    /// `latency`: everything arrives later.
    Latency(Latency),
    /// `drop`, `duplicate`: one packet is lost or doubled.
    Packet(PacketFault),
    /// `slice`: the stream arrives in pieces of a few bytes.
    Slice(Slice),
    /// `split`: the stream pauses once, at some moment.
    Split(Split),
    /// `stall`: the receiver stops reading, so that the sender's window closes.
    Stall(Stall),
    /// `throttle`: only so many bytes a second arrive.
    Throttle(Throttle),
    /// `truncate`: the Network Connection ends in the middle of a packet.
    Truncate(Truncate),
}

impl Fault {
    /// The stage for one Network Connection; `seed` decides whatever is random in it.
    #[must_use]
    pub fn build(&self, seed: u64) -> Box<dyn Stage> {
        match self {
            Self::Close(close) => Box::new(Disturbing::new(close.start())),
            Self::Coalesce(coalesce) => Box::new(Disturbing::new(coalesce.start())),
            Self::Corrupt(corrupt) => Box::new(Disturbing::new(corrupt.start(seed))),
            Self::HalfOpen(half_open) => Box::new(Disturbing::new(half_open.start())),
            Self::Hold(hold) => Box::new(Disturbing::new(hold.start())),
            Self::Latency(latency) => Box::new(Disturbing::new(latency.start(seed))),
            Self::Packet(packet) => Box::new(Disturbing::new(packet.start())),
            Self::Slice(slice) => Box::new(Disturbing::new(slice.clone())),
            Self::Split(split) => Box::new(Disturbing::new(split.start())),
            Self::Stall(stall) => Box::new(Disturbing::new(stall.start())),
            Self::Throttle(throttle) => Box::new(Disturbing::new(throttle.clone())),
            Self::Truncate(truncate) => Box::new(Disturbing::new(truncate.start())),
        }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Close(close) => close.fmt(f),
            Self::Coalesce(coalesce) => coalesce.fmt(f),
            Self::Corrupt(corrupt) => corrupt.fmt(f),
            Self::HalfOpen(half_open) => half_open.fmt(f),
            Self::Hold(hold) => hold.fmt(f),
            Self::Latency(latency) => latency.fmt(f),
            Self::Packet(packet) => packet.fmt(f),
            Self::Slice(slice) => slice.fmt(f),
            Self::Split(split) => split.fmt(f),
            Self::Stall(stall) => stall.fmt(f),
            Self::Throttle(throttle) => throttle.fmt(f),
            Self::Truncate(truncate) => truncate.fmt(f),
        }
    }
}

impl FromStr for Fault {
    type Err = BadFault;

    fn from_str(text: &str) -> Result<Self, BadFault> {
        let words = &mut Words::new(text);
        let fault = match words.word() {
            "coalesce" => Self::Coalesce(Coalesce::read(words)?),
            "corrupt" => Self::Corrupt(Corrupt::read(words)?),
            "cut" => Self::Close(Close::read(How::Cut, words)?),
            "drop" => Self::Packet(PacketFault::read(Copies::None, words)?),
            "duplicate" => Self::Packet(PacketFault::read(Copies::Two, words)?),
            "fin" => Self::Close(Close::read(How::Fin, words)?),
            "half-open" => Self::HalfOpen(HalfOpen::read(words)?),
            "hold" => Self::Hold(Hold::read(words)?),
            "latency" => Self::Latency(Latency::read(words)?),
            "rst" => Self::Close(Close::read(How::Rst, words)?),
            "silence" => Self::HalfOpen(HalfOpen::read_silence(words)?),
            "slice" => Self::Slice(Slice::read(words)?),
            "split" => Self::Split(Split::read(words)?),
            "stall" => Self::Stall(Stall::read(words)?),
            "throttle" => Self::Throttle(Throttle::read(words)?),
            "truncate" => Self::Truncate(Truncate::read(words)?),
            _ => return Err(BadFault { text: text.to_owned(), expected: NAMES.to_owned() }),
        };
        words.end()?;
        Ok(fault)
    }
}

const NAMES: &str = "one of coalesce, corrupt, cut, drop, duplicate, fin, half-open, hold, \
                     latency, rst, silence, slice, split, stall, throttle, truncate; or of a \
                     connection as a whole: accept then drop, refuse, takeover";

#[cfg(test)]
mod tests;
