//! Bytes in, Control Packets out: the caller's receive buffer and where packets lie in it.
//!
//! A packet that fits the buffer is handed out whole, however its bytes were split. A PUBLISH that
//! does not fit is handed out in pieces: its Topic Name stays at the buffer's start, payload
//! follows behind it, a piece is due when the buffer is full or the payload complete, so that the
//! pieces do not depend on how the bytes were split either. Any other packet that does not fit is
//! refused.
//!
//! *Invariant:* `start <= end <= buffer.len()`.
//! *Not here:* what a packet means, and whether it may come now.

use core::ops::Range;

use crate::error::Malformed;
use crate::feature::LargeMessages;
use crate::packet::{Delivery, Field, FixedHeader, PacketType, Publish, PublishHead, TopicName};

/// The receive buffer.
#[derive(Debug)]
pub(crate) struct Framer<'b> {
    buffer: &'b mut [u8],
    /// First byte not handed out; while a PUBLISH is handed out in pieces, the end of its Topic
    /// Name.
    start: usize,
    end: usize,
    /// The PUBLISH that is being handed out in pieces.
    long: Option<Long>,
    /// The PUBLISH whose Topic Name does not fit the buffer and is passed over.
    nameless: Option<Nameless>,
    /// Bytes to be thrown away before anything else is looked at.
    skip: usize,
}

/// What is known of a PUBLISH whose Topic Name does not fit the buffer.
#[derive(Clone, Copy, Debug)]
struct Nameless {
    first_byte: u8,
    /// Bytes of the Topic Name that were passed over.
    passed: usize,
    /// Length of the Topic Name; at least `passed`.
    name_len: usize,
    /// Bytes of Packet Identifier and payload.
    rest: usize,
    large: LargeMessages,
}

/// A PUBLISH longer than the buffer, of which the head was parsed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Long {
    pub(crate) delivery: Delivery,
    pub(crate) retain: bool,
    /// Bytes of Topic Name at the buffer's start; 0 when even the name is too long for the buffer.
    topic_len: usize,
    /// Length of the payload.
    pub(crate) total: usize,
    /// Payload bytes handed out or skipped.
    pub(crate) offset: usize,
    #[expect(dead_code, reason = "it is enough that it is there")]
    large: LargeMessages,
}

/// What [`Framer::next`] found; ranges are of the receive buffer.
#[derive(Clone, Debug)]
pub(crate) enum Frame {
    /// A whole packet.
    Whole { header: FixedHeader, body: Range<usize> },
    /// A piece of a PUBLISH that is longer than the buffer.
    Piece { long: Long, topic: Range<usize>, payload: Range<usize> },
}

/// Why there is no frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum NoFrame {
    /// More bytes are needed.
    Incomplete,
    /// The peer's bytes are wrong.
    Malformed(Malformed),
    /// A packet other than PUBLISH, longer than the buffer.
    TooLong(FixedHeader),
}

impl<'b> Framer<'b> {
    pub(crate) fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, start: 0, end: 0, long: None, nameless: None, skip: 0 }
    }

    /// The bytes at a range that a frame named.
    pub(crate) fn bytes(&self, range: Range<usize>) -> &[u8] {
        &self.buffer[range]
    }

    /// Bytes that the buffer holds.
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.len()
    }

    /// Where bytes from the transport belong; empty while frames wait to be taken out.
    ///
    /// Moves what is unread to the front, so ranges of earlier frames no longer hold.
    pub(crate) fn space(&mut self) -> &mut [u8] {
        let front = self.long.map_or(0, |long| long.topic_len);
        if self.start == self.end {
            (self.start, self.end) = (front, front);
        } else if self.start > front && self.buffer.len() - self.end < self.buffer.len() / 2 {
            self.buffer.copy_within(self.start..self.end, front);
            (self.start, self.end) = (front, front + self.end - self.start);
        }
        &mut self.buffer[self.end..]
    }

    /// `count` bytes were written to the front of [`Framer::space`].
    pub(crate) fn on_received(&mut self, count: usize) {
        self.end = (self.end + count).min(self.buffer.len());
    }

    /// Forgets everything: the Network Connection is gone.
    pub(crate) fn clear(&mut self) {
        (self.start, self.end, self.skip) = (0, 0, 0);
        self.long = None;
        self.nameless = None;
    }

    /// Looks for the next frame without taking it.
    pub(crate) fn next(&mut self) -> Result<Frame, NoFrame> {
        let skipped = self.skip.min(self.end - self.start);
        self.start += skipped;
        self.skip -= skipped;
        if self.skip > 0 {
            return Err(NoFrame::Incomplete);
        }
        if let Some(long) = self.long {
            return self.piece(long);
        }
        if let Some(nameless) = self.nameless {
            return self.pass_name(nameless);
        }
        let bytes = &self.buffer[self.start..self.end];
        let header = match FixedHeader::parse(bytes) {
            Ok(Some(header)) => header,
            Ok(None) => return Err(NoFrame::Incomplete),
            Err(malformed) => return Err(NoFrame::Malformed(malformed)),
        };
        let body = self.start + header.len;
        // Below 2²⁸ + 5, which 32 bits hold.
        if header.len + header.remaining_length <= bytes.len() {
            return Ok(Frame::Whole { header, body: body..body + header.remaining_length });
        }
        if header.len + header.remaining_length <= self.buffer.len() {
            return Err(NoFrame::Incomplete);
        }
        match LargeMessages::PROOF {
            Some(large) if header.packet_type == PacketType::Publish => {
                self.begin_long(header, large)
            }
            _ => Err(NoFrame::TooLong(header)),
        }
    }

    /// Takes a frame out, if what it said has not led to [`Framer::clear`].
    pub(crate) fn take(&mut self, frame: &Frame) {
        let (Frame::Whole { body: last, .. } | Frame::Piece { payload: last, .. }) = frame;
        if last.end > self.end {
            return;
        }
        self.start = last.end;
        match frame {
            Frame::Whole { .. } => {}
            Frame::Piece { long, payload, .. } => {
                let offset = long.offset + payload.len();
                self.long = (offset < long.total).then_some(Long { offset, ..*long });
            }
        }
    }

    /// Throws the rest of the PUBLISH away that is handed out in pieces; its end is still a frame.
    pub(crate) fn skip_payload(&mut self) {
        if let Some(long) = &mut self.long {
            self.skip = long.total - long.offset;
            long.offset = long.total;
        }
    }

    /// Parses the head of a PUBLISH that the buffer cannot hold.
    fn begin_long(&mut self, header: FixedHeader, large: LargeMessages) -> Result<Frame, NoFrame> {
        if let Some(nameless) = self.too_long_a_name(header, large) {
            self.start += header.len + TOPIC_LEN_LEN;
            return self.pass_name(nameless);
        }
        let body = self.start + header.len;
        let parsed = PublishHead::parse_partial(
            header.first_byte,
            &self.buffer[body..self.end],
            header.remaining_length,
        );
        let (head, head_len) = match parsed {
            Ok(Some(parsed)) => parsed,
            Ok(None) => return Err(NoFrame::Incomplete),
            Err(malformed) => return Err(NoFrame::Malformed(malformed)),
        };
        let topic_len = head.topic_name.as_str().len();
        let long = Long {
            delivery: head.delivery,
            retain: head.retain,
            topic_len,
            total: header.remaining_length - head_len,
            offset: 0,
            large,
        };
        let topic = body + TOPIC_LEN_LEN;
        self.buffer.copy_within(topic..topic + topic_len, 0);
        // The payload's beginning follows the name at once, as later pieces do.
        self.buffer.copy_within(body + head_len..self.end, topic_len);
        self.end -= body + head_len - topic_len;
        self.start = topic_len;
        self.long = Some(long);
        self.piece(long)
    }

    /// What remains of a PUBLISH whose Topic Name, with all before the payload, the buffer can
    /// never hold. Known from the name's length alone, so that it does not depend on how the bytes
    /// came.
    fn too_long_a_name(&self, header: FixedHeader, large: LargeMessages) -> Option<Nameless> {
        let body = &self.buffer[self.start + header.len..self.end];
        let name_len = usize::from(u16::from_be_bytes(*body.first_chunk()?));
        let first_byte = header.first_byte;
        let head_len = header.len + TOPIC_LEN_LEN + name_len + identifier_len(first_byte);
        let rest = header.remaining_length.checked_sub(TOPIC_LEN_LEN + name_len)?;
        (head_len > self.buffer.len()).then_some(Nameless {
            first_byte,
            passed: 0,
            name_len,
            rest,
            large,
        })
    }

    /// Checks as much of the Topic Name as has come, and passes over it.
    fn pass_name(&mut self, mut nameless: Nameless) -> Result<Frame, NoFrame> {
        let bytes = &self.buffer[self.start..self.end];
        let missing = nameless.name_len - nameless.passed;
        let part = &bytes[..bytes.len().min(missing)];
        let is_last = part.len() == missing;
        match TopicName::check_part(part, nameless.passed, is_last) {
            Ok(passed) => {
                self.start += passed;
                nameless.passed += passed;
            }
            Err(malformed) => return Err(NoFrame::Malformed(malformed)),
        }
        self.nameless = Some(nameless);
        if is_last { self.begin_nameless(nameless) } else { Err(NoFrame::Incomplete) }
    }

    /// The Topic Name was passed over: the Packet Identifier and the payload follow.
    fn begin_nameless(&mut self, nameless: Nameless) -> Result<Frame, NoFrame> {
        let len = identifier_len(nameless.first_byte);
        let Some(total) = nameless.rest.checked_sub(len) else {
            // section 3.3.2.2: the packet ends before its Packet Identifier does
            let (field, expected, found) = (Field::PacketIdentifier, len, nameless.rest);
            return Err(NoFrame::Malformed(Malformed::Truncated { field, expected, found }));
        };
        let Some(identifier) = self.buffer[self.start..self.end].get(..len) else {
            return Err(NoFrame::Incomplete);
        };
        // Another name stands in for the one that was passed over.
        let mut head = [0, 1, b'x', 0, 0];
        head[3..3 + len].copy_from_slice(identifier);
        let delivery = match Publish::parse(nameless.first_byte, &head[..3 + len]) {
            Ok(publish) => publish.delivery,
            Err(malformed) => return Err(NoFrame::Malformed(malformed)),
        };
        let retain = nameless.first_byte & RETAIN != 0;
        let long = Long { delivery, retain, topic_len: 0, total, offset: 0, large: nameless.large };
        self.buffer.copy_within(self.start + len..self.end, 0);
        self.end -= self.start + len;
        self.start = 0;
        self.nameless = None;
        self.long = Some(long);
        self.piece(long)
    }

    /// The next piece, when the buffer is full or the payload complete.
    fn piece(&self, long: Long) -> Result<Frame, NoFrame> {
        let missing = long.total - long.offset;
        let here = (self.end - self.start).min(missing);
        if here < missing && (here == 0 || self.end < self.buffer.len()) {
            return Err(NoFrame::Incomplete);
        }
        let payload = self.start..self.start + here;
        Ok(Frame::Piece { long, topic: 0..long.topic_len, payload })
    }
}

/// How many bytes of Packet Identifier a PUBLISH with this first byte has.
fn identifier_len(first_byte: u8) -> usize {
    if first_byte & QOS_BITS == 0 { 0 } else { 2 }
}

/// The two bytes before a Topic Name.
const TOPIC_LEN_LEN: usize = 2;
/// The QoS bits of a PUBLISH packet's first byte.
const QOS_BITS: u8 = 0b0110;
/// The RETAIN bit of a PUBLISH packet's first byte.
const RETAIN: u8 = 1;

#[cfg(test)]
#[path = "framer_tests.rs"]
mod tests;
