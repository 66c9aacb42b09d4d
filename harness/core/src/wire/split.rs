//! Splitting: where in a stream of bytes the next Control Packet ends.

use super::remaining_length::{RemainingLength, decode};

/// What the beginning of some bytes is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Split {
    /// A whole Control Packet.
    Packet {
        /// Its bytes, fixed header included: at most 268,435,455 + 5.
        len: usize,
    },
    /// A part of a Control Packet, possibly nothing.
    NeedMore,
    /// No Control Packet: the Remaining Length does not end within four bytes. What follows
    /// cannot be told.
    BadRemainingLength,
}

/// Finds the end of the Control Packet that `bytes` begin with. Takes constant time.
#[must_use]
pub fn split(bytes: &[u8]) -> Split {
    let Some((_, rest)) = bytes.split_first() else { return Split::NeedMore };
    match decode(rest) {
        RemainingLength::Whole { value, bytes: field } => {
            let len = 1 + field + value as usize;
            if bytes.len() < len { Split::NeedMore } else { Split::Packet { len } }
        }
        RemainingLength::CutOff => Split::NeedMore,
        RemainingLength::TooLong => Split::BadRemainingLength,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_two_packets_is_found() {
        assert_eq!(split(&[0xd0, 0, 0xd0, 0]), Split::Packet { len: 2 });
    }

    #[test]
    fn a_part_of_a_packet_needs_more() {
        for bytes in [&[][..], &[0x20], &[0x20, 2], &[0x20, 2, 0], &[0x30, 0x80]] {
            assert_eq!(split(bytes), Split::NeedMore, "{bytes:x?}");
        }
    }

    #[test]
    fn a_fifth_byte_of_remaining_length_is_bad_as_soon_as_it_is_announced() {
        assert_eq!(split(&[0x30, 0xff, 0xff, 0xff, 0xff]), Split::BadRemainingLength);
    }
}
