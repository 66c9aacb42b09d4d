//! Bytes cut into lines of a bounded length.

use alloc::{string::String, vec::Vec};

/// What a line turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A JSON object, its framing taken off; what it says is not checked.
    Object(String),
    /// Console output: anything else. Ill-formed UTF-8 is shown as U+FFFD.
    Log(String),
    /// A guarded line whose checksum does not fit; dropped.
    Damaged,
    /// A line longer than the receiver's `line_max`; dropped.
    TooLong {
        /// Its length in bytes.
        len: usize,
    },
}

/// A raw line without its ending, or the length of one that was too long.
pub(super) enum Raw {
    Whole(Vec<u8>),
    TooLong(usize),
}

/// Invariant: `partial.len() <= line_max`; `dropped > 0` only while `partial` is empty.
#[derive(Clone, Debug)]
pub(super) struct Splitter {
    line_max: usize,
    partial: Vec<u8>,
    dropped: usize,
}

impl Splitter {
    pub(super) const fn new(line_max: usize) -> Self {
        Self { line_max, partial: Vec::new(), dropped: 0 }
    }

    /// Takes in bytes and hands each finished line to `on_line`.
    pub(super) fn feed(&mut self, bytes: &[u8], mut on_line: impl FnMut(Raw)) {
        let mut rest = bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            self.keep(&rest[..end]);
            if let Some(raw) = self.finish() {
                on_line(raw);
            }
            rest = &rest[end + 1..];
        }
        self.keep(rest);
    }

    /// Ends the line that is under way, if there is one.
    pub(super) fn finish(&mut self) -> Option<Raw> {
        let dropped = core::mem::take(&mut self.dropped);
        if dropped > 0 {
            return Some(Raw::TooLong(dropped));
        }
        let mut line = core::mem::take(&mut self.partial);
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        (!line.is_empty()).then_some(Raw::Whole(line))
    }

    fn keep(&mut self, bytes: &[u8]) {
        if self.dropped > 0 {
            self.dropped = self.dropped.saturating_add(bytes.len());
        } else if self.partial.len() + bytes.len() > self.line_max {
            self.dropped = self.partial.len() + bytes.len();
            self.partial.clear();
        } else {
            self.partial.extend_from_slice(bytes);
        }
    }
}
