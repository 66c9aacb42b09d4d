//! Puts fields into the caller's buffer; room is checked once, at the start.

use crate::error::Misuse;

use super::remaining_length;

/// The part of the caller's buffer that the packet fills exactly.
#[derive(Debug)]
pub(crate) struct Writer<'b> {
    packet: &'b mut [u8],
    /// How much of `packet` is written; `len <= packet.len()`.
    len: usize,
}

impl<'b> Writer<'b> {
    /// Writes the fixed header of a packet that lies in `buffer` as a whole.
    #[inline]
    pub(crate) fn start(
        buffer: &'b mut [u8],
        first_byte: u8,
        remaining_length: usize,
    ) -> Result<Self, Misuse> {
        Self::start_part(buffer, first_byte, remaining_length, remaining_length)
    }

    /// Writes the fixed header of a packet of which `here` bytes of the body go to `buffer`.
    #[inline]
    pub(crate) fn start_part(
        buffer: &'b mut [u8],
        first_byte: u8,
        remaining_length: usize,
        here: usize,
    ) -> Result<Self, Misuse> {
        if remaining_length > remaining_length::MAX {
            let max = remaining_length::MAX;
            return Err(Misuse::PacketLong { found: remaining_length, max });
        }
        let needed = 1 + remaining_length::encoded_len(remaining_length) + here;
        let found = buffer.len();
        let Some(packet) = buffer.get_mut(..needed) else {
            return Err(Misuse::BufferTooSmall { needed, found });
        };
        let mut writer = Self { packet, len: 0 };
        writer.u8(first_byte);
        writer.remaining_length(remaining_length);
        Ok(writer)
    }

    #[inline]
    pub(crate) fn u8(&mut self, byte: u8) {
        self.bytes(&[byte]);
    }

    #[inline]
    pub(crate) fn u16(&mut self, number: u16) {
        self.bytes(&number.to_be_bytes());
    }

    /// Bytes behind a two-byte length; `bytes` is at most 65,535 long by its type.
    #[inline]
    pub(crate) fn length_prefixed(&mut self, bytes: &[u8]) {
        debug_assert!(bytes.len() <= super::FIELD_LEN_MAX, "the types limit every field");
        self.u16(bytes.len() as u16);
        self.bytes(bytes);
    }

    #[inline]
    pub(crate) fn bytes(&mut self, bytes: &[u8]) {
        // `start` made room for all of it: the branch is the proof without a panic
        if let Some(room) = self.packet.get_mut(self.len..self.len + bytes.len()) {
            room.copy_from_slice(bytes);
            self.len += bytes.len();
        }
    }

    /// The length of the written packet in bytes.
    #[inline]
    pub(crate) fn finish(self) -> usize {
        debug_assert_eq!(self.len, self.packet.len(), "the Remaining Length is exact");
        self.len
    }

    #[inline]
    fn remaining_length(&mut self, mut value: usize) {
        while value > 0x7F {
            self.u8(value as u8 | 0x80);
            value >>= 7;
        }
        self.u8(value as u8);
    }
}

/// Writes a whole packet to the start of `buffer` and answers its length in bytes.
pub(crate) fn copy(packet: &[u8], buffer: &mut [u8]) -> Result<usize, Misuse> {
    let (needed, found) = (packet.len(), buffer.len());
    let Some(room) = buffer.get_mut(..needed) else {
        return Err(Misuse::BufferTooSmall { needed, found });
    };
    room.copy_from_slice(packet);
    Ok(needed)
}

/// The length in bytes of a packet, fixed header included.
#[inline]
pub(crate) const fn packet_len(remaining_length: usize) -> usize {
    remaining_length.saturating_add(1 + remaining_length::encoded_len(remaining_length))
}
