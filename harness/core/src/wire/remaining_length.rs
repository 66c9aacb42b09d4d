//! The Remaining Length field: how many bytes follow the fixed header (2.2.3).
//!
//! 3.1.1 bounds it to four bytes and does not forbid a needlessly long form (`80 00` for 0), so
//! that form is decoded like any other and is no irregularity.

/// The greatest Remaining Length that four bytes can say: 256 MiB less one byte.
pub const REMAINING_LENGTH_MAX: u32 = 268_435_455;

/// The most bytes that the field may take.
pub const REMAINING_LENGTH_BYTES_MAX: usize = 4;

/// What stands where a Remaining Length belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RemainingLength {
    /// A whole field.
    Whole {
        /// How many bytes follow it.
        value: u32,
        /// How many bytes it takes: 1 to 4.
        bytes: usize,
    },
    /// The bytes end before the field does.
    CutOff,
    /// The fourth byte announces a fifth.
    TooLong,
}

/// Reads the field at the beginning of `bytes`.
pub(super) fn decode(bytes: &[u8]) -> RemainingLength {
    let mut value = 0_u32;
    for (position, byte) in bytes.iter().take(REMAINING_LENGTH_BYTES_MAX).enumerate() {
        value |= u32::from(byte & 0x7f) << (7 * position);
        if byte & 0x80 == 0 {
            return RemainingLength::Whole { value, bytes: position + 1 };
        }
    }
    if bytes.len() < REMAINING_LENGTH_BYTES_MAX {
        RemainingLength::CutOff
    } else {
        RemainingLength::TooLong
    }
}

/// Appends the shortest field that says `value`; a value above the greatest takes a fifth byte.
pub(super) fn encode(mut value: u32, bytes: &mut Vec<u8>) {
    while value > 0x7f {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_boundary_of_table_2_4_is_read_back() {
        let boundaries =
            [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152, REMAINING_LENGTH_MAX];
        for (value, bytes) in boundaries.into_iter().zip([1, 1, 1, 2, 2, 3, 3, 4, 4]) {
            let mut field = Vec::new();
            encode(value, &mut field);
            assert_eq!(decode(&field), RemainingLength::Whole { value, bytes });
        }
    }

    #[test]
    fn a_field_cut_off_is_told_from_one_that_is_too_long() {
        assert_eq!(decode(&[]), RemainingLength::CutOff);
        assert_eq!(decode(&[0x80, 0x80, 0x80]), RemainingLength::CutOff);
        assert_eq!(decode(&[0x80, 0x80, 0x80, 0x80]), RemainingLength::TooLong);
        assert_eq!(decode(&[0xff, 0xff, 0xff, 0xff, 0x7f]), RemainingLength::TooLong);
    }

    #[test]
    fn a_needlessly_long_field_says_its_value() {
        assert_eq!(decode(&[0x80, 0x00]), RemainingLength::Whole { value: 0, bytes: 2 });
    }
}
