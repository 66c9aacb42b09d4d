//! Takes fields from the front of a packet's body; every shortage names its field.

use crate::error::Malformed;

use super::{BinaryData, Field, PacketType, Utf8String};

/// The bytes of a body that are not read yet.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reader<'a> {
    packet_type: PacketType,
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    #[inline]
    pub(crate) const fn new(packet_type: PacketType, body: &'a [u8]) -> Self {
        Self { packet_type, rest: body }
    }

    #[inline]
    pub(crate) fn u8(&mut self, field: Field) -> Result<u8, Malformed> {
        let [byte] = self.array(field)?;
        Ok(byte)
    }

    #[inline]
    pub(crate) fn u16(&mut self, field: Field) -> Result<u16, Malformed> {
        self.array(field).map(u16::from_be_bytes)
    }

    /// Bytes behind a two-byte length.
    #[inline]
    pub(crate) fn length_prefixed(&mut self, field: Field) -> Result<&'a [u8], Malformed> {
        let expected = usize::from(self.u16(field)?);
        let Some((taken, rest)) = self.rest.split_at_checked(expected) else {
            // section 1.5.3: the length counts bytes that must follow
            return Err(Malformed::Truncated { field, expected, found: self.rest.len() });
        };
        self.rest = rest;
        Ok(taken)
    }

    pub(crate) fn utf8_string(&mut self, field: Field) -> Result<Utf8String<'a>, Malformed> {
        Utf8String::parse(field, self.length_prefixed(field)?)
    }

    pub(crate) fn binary_data(&mut self, field: Field) -> Result<BinaryData<'a>, Malformed> {
        self.length_prefixed(field).map(BinaryData::from_length_prefixed)
    }

    /// Everything left.
    #[inline]
    pub(crate) const fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Refuses bytes after the last field.
    pub(crate) const fn finish(self) -> Result<(), Malformed> {
        match self.rest.len() {
            0 => Ok(()),
            // section 3: nothing follows the last field
            found => Err(Malformed::TrailingBytes { packet_type: self.packet_type, found }),
        }
    }

    #[inline]
    fn array<const LEN: usize>(&mut self, field: Field) -> Result<[u8; LEN], Malformed> {
        let Some((array, rest)) = self.rest.split_first_chunk() else {
            // section 3: the Remaining Length covers every field
            return Err(Malformed::Truncated { field, expected: LEN, found: self.rest.len() });
        };
        self.rest = rest;
        Ok(*array)
    }
}
