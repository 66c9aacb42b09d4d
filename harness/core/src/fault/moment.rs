//! A moment in a stream: after some byte, or after some packet of a type.

use std::fmt;

use super::text::{BadFault, Words, direction_words, ordinal_word};
use crate::{
    stage::{Framer, Signal},
    wire::{Direction, PacketType},
};

/// A place in one of the two streams, where a fault begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// In which stream.
    pub direction: Direction,
    /// Where in it.
    pub place: Place,
}

/// How a place in a stream is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// After this many bytes.
    AfterBytes(usize),
    /// After the n-th packet of the type, counted from 1.
    AfterPacket(u32, PacketType),
    /// Before the n-th packet of the type, counted from 1: it does not pass.
    BeforePacket(u32, PacketType),
}

impl Moment {
    /// Reads `after 5 B to client`, `after 2nd PUBLISH to server`, `before 1st PUBACK to client`.
    pub(crate) fn read(words: &mut Words<'_>) -> Result<Self, BadFault> {
        let before = words.take("before");
        if !before {
            words.expect("after").map_err(|_| words.bad("after or before"))?;
        }
        let place = if before {
            Place::BeforePacket(words.ordinal()?, words.packet_type()?)
        } else if words.second_is("B") {
            Place::AfterBytes(words.bytes()?)
        } else {
            Place::AfterPacket(words.ordinal()?, words.packet_type()?)
        };
        Ok(Self { direction: words.direction()?, place })
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.place {
            Place::AfterBytes(n) => write!(f, "after {n} B")?,
            Place::AfterPacket(n, kind) => write!(f, "after {} {kind}", ordinal_word(n))?,
            Place::BeforePacket(n, kind) => write!(f, "before {} {kind}", ordinal_word(n))?,
        }
        write!(f, " {}", direction_words(self.direction))
    }
}

/// Watches one stream for a moment.
#[derive(Debug)]
pub(crate) struct Watch {
    moment: Moment,
    framer: Framer,
    /// Bytes or packets of the type that passed so far.
    seen: usize,
    reached: bool,
}

/// A signal, split at the moment.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Parts {
    /// What lies before the moment.
    pub(crate) before: Vec<Signal>,
    /// Whether the moment came just now, between the two.
    pub(crate) reached: bool,
    /// What lies after the moment.
    pub(crate) after: Vec<Signal>,
}

impl Watch {
    pub(crate) fn new(moment: Moment) -> Self {
        Self { moment, framer: Framer::default(), seen: 0, reached: false }
    }

    /// Which stream it watches.
    pub(crate) fn direction(&self) -> Direction {
        self.moment.direction
    }

    /// Splits what arrives. Until the moment comes, the other stream is before it too.
    pub(crate) fn split(&mut self, direction: Direction, signal: Signal) -> Parts {
        if self.reached {
            return Parts { after: vec![signal], ..Parts::default() };
        }
        if direction != self.moment.direction {
            return Parts { before: vec![signal], ..Parts::default() };
        }
        let bytes = match signal {
            Signal::Bytes(bytes) => bytes,
            end @ (Signal::Fin | Signal::Reset) => {
                let rest = self.framer.take_rest();
                let before = chunk(rest).into_iter().chain([end]).collect();
                return Parts { before, ..Parts::default() };
            }
        };
        let (before, after) = match self.moment.place {
            Place::AfterBytes(n) => self.split_bytes(n, bytes),
            Place::AfterPacket(n, kind) => self.split_packets(n, kind, true, &bytes),
            Place::BeforePacket(n, kind) => self.split_packets(n, kind, false, &bytes),
        };
        Parts { before: chunk(before), reached: self.reached, after: chunk(after) }
    }

    fn split_bytes(&mut self, n: usize, mut before: Vec<u8>) -> (Vec<u8>, Vec<u8>) {
        let left = n - self.seen;
        if before.len() < left {
            self.seen += before.len();
            return (before, Vec::new());
        }
        self.reached = true;
        let after = before.split_off(left);
        (before, after)
    }

    fn split_packets(
        &mut self,
        n: u32,
        kind: PacketType,
        included: bool,
        bytes: &[u8],
    ) -> (Vec<u8>, Vec<u8>) {
        self.framer.handle_bytes(bytes);
        let mut before = Vec::new();
        while let Some(piece) = self.framer.poll_piece() {
            let counts = piece.packet_type() == Some(kind);
            let mut after = piece.into_bytes();
            self.seen += usize::from(counts);
            if !counts || self.seen < n as usize {
                before.append(&mut after);
                continue;
            }
            self.reached = true;
            if included {
                before.append(&mut after);
            }
            after.extend(self.framer.take_rest());
            return (before, after);
        }
        (before, Vec::new())
    }
}

fn chunk(bytes: Vec<u8>) -> Vec<Signal> {
    if bytes.is_empty() { Vec::new() } else { vec![Signal::Bytes(bytes)] }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PINGRESP: [u8; 2] = [0xD0, 0];
    const PUBACK: [u8; 4] = [0x40, 2, 0, 7];

    fn watch(text: &str) -> Watch {
        Watch::new(Moment::read(&mut Words::new(text)).unwrap())
    }

    fn bytes(bytes: &[u8]) -> Signal {
        Signal::Bytes(bytes.to_vec())
    }

    fn flat(signals: Vec<Signal>) -> Vec<u8> {
        let bytes = |signal| if let Signal::Bytes(bytes) = signal { bytes } else { Vec::new() };
        signals.into_iter().flat_map(bytes).collect()
    }

    #[test]
    fn a_moment_reads_as_it_is_written() {
        for text in [
            "after 5 B to client",
            "after 2nd PUBLISH to server",
            "before 1st PUBACK to client",
            "after 11th PINGREQ to server",
        ] {
            assert_eq!(Moment::read(&mut Words::new(text)).unwrap().to_string(), text);
        }
        for text in [
            "",
            "after",
            "after 0 B to client",
            "after 0th PUBACK to client",
            "after 5 B",
            "at 5 B to client",
        ] {
            assert!(Moment::read(&mut Words::new(text)).is_err(), "{text}");
        }
    }

    #[test]
    fn bytes_split_where_the_moment_says() {
        let mut watch = watch("after 3 B to client");
        let other = watch.split(Direction::ToServer, bytes(&[9; 9]));
        assert_eq!(other, Parts { before: vec![bytes(&[9; 9])], ..Parts::default() });
        assert!(!watch.split(Direction::ToClient, bytes(&[1, 2])).reached);
        assert_eq!(
            watch.split(Direction::ToClient, bytes(&[3, 4])),
            Parts { before: vec![bytes(&[3])], reached: true, after: vec![bytes(&[4])] }
        );
        let later = watch.split(Direction::ToServer, Signal::Fin);
        assert_eq!(later, Parts { after: vec![Signal::Fin], ..Parts::default() });
    }

    #[test]
    fn a_packet_that_never_gets_whole_passes_before_the_end() {
        let mut watch = watch("after 1st PUBACK to client");
        assert_eq!(watch.split(Direction::ToClient, bytes(&[0x40, 2])), Parts::default());
        let end = watch.split(Direction::ToClient, Signal::Fin);
        assert_eq!(end.before, [bytes(&[0x40, 2]), Signal::Fin]);
    }

    #[test]
    fn packets_split_before_or_after_the_one_that_is_meant() {
        let stream = [&PINGRESP[..], &PUBACK, &PINGRESP, &PUBACK, &PINGRESP].concat();
        for (text, passed) in
            [("after 2nd PUBACK to client", 12), ("before 2nd PUBACK to client", 8)]
        {
            let mut watch = watch(text);
            let (mut before, mut after) = (Vec::new(), Vec::new());
            for byte in &stream {
                let parts = watch.split(Direction::ToClient, bytes(&[*byte]));
                before.extend(flat(parts.before));
                after.extend(flat(parts.after));
            }
            assert_eq!((&before[..], &after[..]), stream.split_at(passed), "{text}");
        }
    }
}
