//! Reading a packet's body field by field, noting what is wrong on the way.

use crate::{spec::RequirementId, wire::dissection::Irregularity};

/// A position in one packet, and what was found wrong so far.
///
/// A field may be missing for two reasons: the packet's own lengths leave no room for it, which
/// is an irregularity of that field; or the bytes end before the packet does, which is reported
/// once for the packet and not again for each field.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
    /// Where the Remaining Length says that the packet ends; at least `bytes.len()`.
    declared_end: usize,
    /// Where later fields begin is unknown, since a length led beyond the end.
    lost: bool,
    irregularities: Vec<Irregularity>,
}

/// A length-prefixed field.
#[derive(Clone, Copy)]
pub(super) struct Field<'a> {
    /// Where its content begins.
    pub(super) offset: usize,
    /// Its content, without the length.
    pub(super) content: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Begins after the fixed header of the packet that `bytes` begin with.
    pub(super) fn new(bytes: &'a [u8], header_len: usize, remaining_length: u32) -> Self {
        let declared_end = header_len + remaining_length as usize;
        let bytes = &bytes[..bytes.len().min(declared_end)];
        Self { bytes, position: header_len, declared_end, lost: false, irregularities: Vec::new() }
    }

    /// Notes that something is wrong; `found` is only asked where it is kept.
    pub(super) fn report(
        &mut self,
        offset: usize,
        requirement: &'static str,
        expected: &'static str,
        found: impl FnOnce() -> String,
    ) {
        let requirement = RequirementId::from_static(requirement);
        self.irregularities.push(Irregularity { requirement, offset, expected, found: found() });
    }

    /// One byte; a missing one breaks `requirement`.
    pub(super) fn byte(&mut self, requirement: &'static str, expected: &'static str) -> Option<u8> {
        self.take(1, requirement, expected).map(|bytes| bytes[0])
    }

    /// A two-byte integer; a missing one breaks `requirement`.
    pub(super) fn integer(
        &mut self,
        requirement: &'static str,
        expected: &'static str,
    ) -> Option<u16> {
        let bytes = self.take(2, requirement, expected)?;
        Some(u16::from_be_bytes([bytes[0], bytes[1]]))
    }

    /// A length and as many bytes; a missing or overrun one breaks `requirement`.
    pub(super) fn field(
        &mut self,
        requirement: &'static str,
        expected: &'static str,
    ) -> Option<Field<'a>> {
        let len = usize::from(self.integer(requirement, expected)?);
        let offset = self.position;
        let content = self.take(len, requirement, expected)?;
        Some(Field { offset, content })
    }

    /// Gives up: where the fields are is unknown.
    pub(super) fn lose(&mut self) {
        self.lost = true;
    }

    /// Everything that is left.
    pub(super) fn rest(&mut self) -> &'a [u8] {
        let rest = if self.lost { &[] } else { &self.bytes[self.position..] };
        self.position = self.bytes.len();
        rest
    }

    /// Notes what is left as too much: it breaks `requirement`.
    pub(super) fn finish(&mut self, requirement: &'static str, expected: &'static str) {
        let offset = self.position;
        let left = self.rest().len();
        if left > 0 {
            self.report(offset, requirement, expected, || format!("{left} more bytes"));
        }
    }

    /// Whether there are bytes left to read.
    pub(super) fn has_more(&self) -> bool {
        !self.lost && self.position < self.bytes.len()
    }

    /// Whether the packet's own lengths leave nothing more to read, as opposed to a packet whose
    /// bytes are cut off here.
    pub(super) fn is_at_declared_end(&self) -> bool {
        !self.lost && self.position == self.declared_end
    }

    /// How many bytes the packet's own lengths leave for what is still to be read.
    pub(super) fn room(&self) -> usize {
        if self.lost { 0 } else { self.declared_end - self.position }
    }

    /// Where the next field begins.
    pub(super) fn position(&self) -> usize {
        self.position
    }

    /// How many bytes there are.
    pub(super) fn bytes_len(&self) -> usize {
        self.bytes.len()
    }

    /// How many bytes of the packet are not there.
    pub(super) fn missing(&self) -> usize {
        self.declared_end - self.bytes.len()
    }

    /// The packet's bytes and what is wrong with them.
    pub(super) fn into_parts(self) -> (&'a [u8], Vec<Irregularity>) {
        (self.bytes, self.irregularities)
    }

    fn take(
        &mut self,
        len: usize,
        requirement: &'static str,
        expected: &'static str,
    ) -> Option<&'a [u8]> {
        if self.lost {
            return None;
        }
        let end = self.position + len;
        if let Some(taken) = self.bytes.get(self.position..end) {
            self.position = end;
            return Some(taken);
        }
        if end > self.declared_end {
            let room = self.room();
            let offset = self.position;
            self.report(offset, requirement, expected, || {
                format!("{len} bytes needed, {room} left by Remaining Length")
            });
        }
        // With nothing at all left, the next field is missing for its own reason.
        self.lost = self.position < self.declared_end;
        None
    }
}
