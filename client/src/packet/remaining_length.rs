//! The Remaining Length: 7 bits a byte, the least significant first, 1 to 4 bytes
//! (section 2.2.3).

use crate::error::Malformed;

/// The largest Remaining Length, in bytes.
pub const MAX: usize = 268_435_455;

/// The most bytes a Remaining Length has on the wire.
pub const LEN_MAX: usize = 4;

/// What the bytes so far say.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Decoded {
    /// The last byte came.
    Value {
        /// The bytes that follow.
        value: usize,
        /// How many bytes the Remaining Length itself has, 1 to 4.
        len: usize,
    },
    /// The last byte has not come.
    NeedMore,
}

/// Decodes the Remaining Length at the start of `bytes`.
///
/// More bytes than the value needs (`80 00`) are taken: 3.1.1 does not forbid them.
///
/// # Errors
/// A fourth byte says that a fifth follows.
#[inline]
pub fn decode(bytes: &[u8]) -> Result<Decoded, Malformed> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().take(LEN_MAX).enumerate() {
        value |= usize::from(byte & 0x7F) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok(Decoded::Value { value, len: index + 1 });
        }
        if index == LEN_MAX - 1 {
            // section 2.2.3: the fourth byte is the last
            return Err(Malformed::RemainingLengthUnending { found: byte });
        }
    }
    Ok(Decoded::NeedMore)
}

/// The bytes that the Remaining Length `value` needs, 1 to 4; `value` is at most [`MAX`].
#[inline]
pub const fn encoded_len(value: usize) -> usize {
    match value {
        0..=127 => 1,
        128..=16_383 => 2,
        16_384..=2_097_151 => 3,
        _ => 4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_sides_of_every_boundary_decode() {
        for (bytes, value) in [
            (&[0x00][..], 0),
            (&[0x7F], 127),
            (&[0x80, 0x01], 128),
            (&[0xFF, 0x7F], 16_383),
            (&[0x80, 0x80, 0x01], 16_384),
            (&[0xFF, 0xFF, 0x7F], 2_097_151),
            (&[0x80, 0x80, 0x80, 0x01], 2_097_152),
            (&[0xFF, 0xFF, 0xFF, 0x7F], MAX),
        ] {
            assert_eq!(decode(bytes), Ok(Decoded::Value { value, len: bytes.len() }));
            assert_eq!(encoded_len(value), bytes.len());
            assert_eq!(decode(&bytes[..bytes.len() - 1]), Ok(Decoded::NeedMore));
        }
    }

    #[test]
    fn a_fifth_byte_is_refused_when_the_fourth_comes() {
        assert_eq!(decode(&[0xFF; 3]), Ok(Decoded::NeedMore));
        let unending = Err(Malformed::RemainingLengthUnending { found: 0x80 });
        assert_eq!(decode(&[0x80; 4]), unending);
        assert_eq!(decode(&[0x80; 5]), unending);
    }

    #[test]
    fn more_bytes_than_needed_are_taken() {
        assert_eq!(decode(&[0x80, 0x00]), Ok(Decoded::Value { value: 0, len: 2 }));
    }
}
