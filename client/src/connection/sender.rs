//! The way out: encoded Control Packets in the caller's send buffer until the transport has taken
//! them.
//!
//! Packets are packed one after the other, so that one write carries many. The buffer starts anew
//! whenever the transport has taken all of it. It knows how far the transport got, so that a packet
//! of which nothing left is not called a retransmission later [MQTT-3.3.1-1].
//! *Not here:* what is sent when.

use crate::packet::{FixedHeader, PacketIdentifier, PacketType, acknowledgement, bare};
use crate::time::Instant;

/// How many bytes have gone out, over all Network Connections of a client: names the end of a
/// packet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SendPosition(u64);

/// The send buffer and what the transport took of it.
#[derive(Debug)]
pub(crate) struct Sender<'b> {
    buffer: &'b mut [u8],
    /// The transport has taken the bytes before it; at most `end`.
    start: usize,
    end: usize,
    /// Leading bytes that continue a packet whose beginning has left the buffer.
    continued: usize,
    /// Bytes of the last packet that the caller still has to hand in; nothing may come between.
    open: usize,
    /// Position of `end`.
    queued: SendPosition,
    /// Since when the transport has taken nothing, while there is something to take.
    waiting_since: Option<Instant>,
}

impl<'b> Sender<'b> {
    pub(crate) fn new(buffer: &'b mut [u8]) -> Self {
        Self {
            buffer,
            start: 0,
            end: 0,
            continued: 0,
            open: 0,
            queued: SendPosition(0),
            waiting_since: None,
        }
    }

    /// Bytes that a whole packet may take now; 0 inside a packet that is handed in piecewise.
    pub(crate) fn room(&self) -> usize {
        if self.open > 0 { 0 } else { self.buffer.len() - self.end }
    }

    /// Bytes that the buffer holds when it is empty.
    pub(crate) fn capacity(&self) -> usize {
        self.buffer.len()
    }

    /// True when the transport has taken everything.
    pub(crate) fn is_empty(&self) -> bool {
        self.start == self.end && self.open == 0
    }

    /// Where the last byte queued will be in all that is sent.
    pub(crate) fn queued_position(&self) -> SendPosition {
        self.queued
    }

    /// How far the transport got.
    pub(crate) fn taken_position(&self) -> SendPosition {
        SendPosition(self.queued.0 - (self.end - self.start) as u64)
    }

    /// Since when the transport takes nothing of what waits for it.
    pub(crate) fn waiting_since(&self) -> Option<Instant> {
        self.waiting_since
    }

    /// Appends what `encode` writes and says the length of; `None` when that does not fit.
    pub(crate) fn push(
        &mut self,
        now: Instant,
        encode: impl FnOnce(&mut [u8]) -> Option<usize>,
    ) -> Option<usize> {
        if self.open > 0 {
            return None;
        }
        let written = encode(&mut self.buffer[self.end..])?;
        self.advance(now, written);
        Some(written)
    }

    /// Appends PUBACK, PUBREC, PUBREL or PUBCOMP; false when it does not fit.
    pub(crate) fn push_acknowledgement(
        &mut self,
        now: Instant,
        packet_type: PacketType,
        packet_identifier: PacketIdentifier,
    ) -> bool {
        self.push_bytes(now, &acknowledgement::encoded(packet_type, packet_identifier))
    }

    /// Appends PINGREQ or DISCONNECT; false when it does not fit.
    pub(crate) fn push_bare(&mut self, now: Instant, packet_type: PacketType) -> bool {
        self.push_bytes(now, &bare::encoded(packet_type))
    }

    /// Appends a whole packet that is encoded already; false when it does not fit.
    pub(crate) fn push_bytes(&mut self, now: Instant, packet: &[u8]) -> bool {
        if packet.len() > self.room() {
            return false;
        }
        self.buffer[self.end..self.end + packet.len()].copy_from_slice(packet);
        self.advance(now, packet.len());
        true
    }

    /// Appends the beginning of a packet longer than the buffer; says how much, `None` for nothing.
    pub(crate) fn push_beginning(&mut self, now: Instant, packet: &[u8]) -> Option<usize> {
        // Not before the buffer is empty: whoever looks for packets in it finds whole heads then.
        if !self.is_empty() {
            return None;
        }
        let here = packet.len().min(self.buffer.len());
        self.push_bytes(now, &packet[..here]);
        self.open = packet.len() - here;
        Some(here)
    }

    /// Says that the packet pushed last goes on for `missing` bytes.
    pub(crate) fn leave_open(&mut self, missing: usize) {
        self.open = missing;
    }

    /// Where the open packet will end in all that is sent.
    pub(crate) fn end_position(&self) -> SendPosition {
        SendPosition(self.queued.0 + self.open as u64)
    }

    /// Bytes that the open packet still misses.
    pub(crate) fn missing(&self) -> usize {
        self.open
    }

    /// Appends to the open packet as much of `bytes` as it misses and as there is room for; says
    /// how much.
    pub(crate) fn push_missing(&mut self, now: Instant, bytes: &[u8]) -> usize {
        let taken = bytes.len().min(self.open).min(self.buffer.len() - self.end);
        self.buffer[self.end..self.end + taken].copy_from_slice(&bytes[..taken]);
        if taken > 0 {
            self.advance(now, taken);
            self.open -= taken;
        }
        taken
    }

    /// What the transport shall take next.
    pub(crate) fn pending(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// The transport took the first `taken` bytes of [`Sender::pending`].
    pub(crate) fn on_taken(&mut self, now: Instant, taken: usize) {
        self.start = (self.start + taken).min(self.end);
        self.waiting_since = Some(now);
        if self.start == self.end {
            self.waiting_since = None;
            self.restart();
        }
    }

    /// The Packet Identifier of the oldest PUBLISH of which the transport took nothing.
    pub(crate) fn first_unsent_publish(&self) -> Option<PacketIdentifier> {
        let mut at = self.continued;
        while at < self.end {
            let packet = &self.buffer[at..self.end];
            if at >= self.start
                && let Some(packet_identifier) = publish_identifier(packet)
            {
                return Some(packet_identifier);
            }
            at += packet_len(packet)?;
        }
        None
    }

    /// Forgets what was not taken: the Network Connection is gone.
    pub(crate) fn clear(&mut self) {
        self.queued = self.taken_position();
        (self.start, self.end, self.continued, self.open) = (0, 0, 0, 0);
        self.waiting_since = None;
    }

    fn advance(&mut self, now: Instant, written: usize) {
        self.end += written;
        self.queued.0 += written as u64;
        self.waiting_since = self.waiting_since.or(Some(now));
    }

    fn restart(&mut self) {
        (self.start, self.end) = (0, 0);
        self.continued = self.open;
    }
}

/// The length of the whole packet that `bytes` begins with.
fn packet_len(bytes: &[u8]) -> Option<usize> {
    let header = FixedHeader::parse(bytes).ok()??;
    Some(header.len + header.remaining_length)
}

/// The Packet Identifier of the PUBLISH of QoS 1 or 2 that `bytes` begins with. It was encoded here,
/// so its head needs no check, and is there as a whole.
fn publish_identifier(bytes: &[u8]) -> Option<PacketIdentifier> {
    let header = FixedHeader::parse(bytes).ok()??;
    if header.packet_type != PacketType::Publish || header.first_byte & QOS_BITS == 0 {
        return None;
    }
    let body = bytes.get(header.len..)?;
    let name_len = usize::from(u16::from_be_bytes(*body.first_chunk()?));
    let identifier = body.get(TOPIC_LEN_LEN + name_len..)?.first_chunk()?;
    PacketIdentifier::new(u16::from_be_bytes(*identifier))
}

/// The two bytes before a Topic Name.
const TOPIC_LEN_LEN: usize = 2;
/// The QoS bits of a PUBLISH packet's first byte.
const QOS_BITS: u8 = 0b0110;
