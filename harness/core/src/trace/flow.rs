//! A flow: the bytes of one direction of one Network Connection, cut into Control Packets.
//!
//! *Invariant:* every byte pushed is kept; packets are ranges of them, back to back from 0.

use std::ops::Range;

use crate::{
    verdict::RecordIndex,
    wire::{Split, split},
};

/// The bytes of one direction of one Network Connection.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Flow {
    bytes: Vec<u8>,
    /// Where the bytes of each record begin.
    segments: Vec<(usize, RecordIndex)>,
    /// Everything before this is in packets.
    framed: usize,
    /// The Remaining Length field there cannot be read: nothing after it can be framed.
    lost: bool,
}

impl Flow {
    /// Takes the bytes of a record; the complete packets that they end.
    pub(super) fn push(&mut self, record: RecordIndex, bytes: &[u8]) -> Vec<Range<usize>> {
        if bytes.is_empty() {
            return Vec::new();
        }
        self.segments.push((self.bytes.len(), record));
        self.bytes.extend_from_slice(bytes);
        let mut packets = Vec::new();
        while !self.lost {
            match split(&self.bytes[self.framed..]) {
                Split::Packet { len } => {
                    packets.push(self.framed..self.framed + len);
                    self.framed += len;
                }
                Split::NeedMore => break,
                Split::BadRemainingLength => self.lost = true,
            }
        }
        packets
    }

    /// The bytes of a range.
    pub(super) fn slice(&self, range: Range<usize>) -> &[u8] {
        self.bytes.get(range).unwrap_or_default()
    }

    /// Bytes that are in no packet: the beginning of one, or what cannot be framed.
    pub(super) fn rest(&self) -> &[u8] {
        &self.bytes[self.framed..]
    }

    /// Whether [`Flow::rest`] can never become a packet.
    pub(super) fn is_lost(&self) -> bool {
        self.lost
    }

    /// All bytes, from the first.
    pub(super) fn all(&self) -> &[u8] {
        &self.bytes
    }

    /// The record that brought the byte at `offset`.
    pub(super) fn record_of(&self, offset: usize) -> Option<RecordIndex> {
        let after = self.segments.partition_point(|(begin, _)| *begin <= offset);
        self.segments.get(after.checked_sub(1)?).map(|(_, record)| *record)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn packets_are_found_in_any_cut_of_the_bytes() {
        let bytes = [0xc0, 0, 0x40, 2, 0, 1, 0xc0, 0];
        let mut whole = Flow::default();
        let packets = whole.push(RecordIndex(7), &bytes);
        assert_eq!(packets, [0..2, 2..6, 6..8]);
        let mut single = Flow::default();
        let mut found = Vec::new();
        for (n, byte) in bytes.iter().enumerate() {
            found.extend(single.push(RecordIndex(n), &[*byte]));
        }
        assert_eq!(found, packets);
        assert_eq!(single.record_of(5), Some(RecordIndex(5)));
        assert!(single.rest().is_empty());
    }

    #[test]
    fn a_remaining_length_of_five_bytes_ends_framing() {
        let mut flow = Flow::default();
        assert!(flow.push(RecordIndex(0), &[0x30, 0xff, 0xff, 0xff, 0xff, 1]).is_empty());
        assert!(flow.is_lost());
        assert!(flow.push(RecordIndex(1), &[0xc0, 0]).is_empty());
        assert_eq!(flow.rest().len(), 8);
    }

    #[test]
    fn the_beginning_of_a_packet_stays_as_rest() {
        let mut flow = Flow::default();
        assert!(flow.push(RecordIndex(0), &[0x40, 2, 0]).is_empty());
        assert_eq!((flow.rest(), flow.is_lost()), (&[0x40, 2, 0][..], false));
    }
}
