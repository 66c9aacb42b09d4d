//! The outbox: encoded PUBLISH packets of QoS 1 and 2, kept until PUBACK or PUBREC, in memory of the caller's.
//!
//! A log of entries, each a header and the packet as it goes on the wire. Entries leave in any order;
//! the room of those that left is won back by moving the rest together when an append needs it.
//!
//! *Invariant:* in log order come entries attempted before, then fresh ones; `next` and `fresh` point
//! at entry starts or at `tail`; every sent entry of this connection lies before `next`.
//! *Not here:* when to send, and what an acknowledgement means (`outbound.rs`, `qos1.rs`, `qos2.rs`).

use crate::packet::{PacketIdentifier, QoS};
use crate::time::Instant;

/// A log of PUBLISH packets.
#[derive(Debug)]
pub(crate) struct Outbox<'b> {
    bytes: &'b mut [u8],
    head: usize,
    tail: usize,
    /// Where the next packet to be sent on this Network Connection lies.
    next: usize,
    /// Where the first packet lies that never went to any transport.
    fresh: usize,
    /// Bytes of entries that are not gone, headers included.
    live: usize,
    count: usize,
    /// Entries before `next`.
    in_flight: usize,
}

/// What the header of an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    at: usize,
    packet_len: usize,
    pub(crate) packet_identifier: PacketIdentifier,
    pub(crate) qos: QoS,
    status: u8,
    /// A packet that was never attempted is dropped at this moment; the end of time = never.
    pub(crate) expires_at: Instant,
}

impl Entry {
    /// True when an earlier Network Connection took at least a part of it.
    pub(crate) fn is_attempted(&self) -> bool {
        self.status & ATTEMPTED != 0
    }

    /// True when the caller has stored it, or need not.
    pub(crate) fn is_durable(&self) -> bool {
        self.status & DURABLE != 0
    }

    /// Length of the packet in bytes.
    pub(crate) fn packet_len(&self) -> usize {
        self.packet_len
    }

    fn is_gone(&self) -> bool {
        self.status & GONE != 0
    }

    fn end(&self) -> usize {
        self.at + HEADER_LEN + self.packet_len
    }
}

impl<'b> Outbox<'b> {
    /// An empty outbox in `bytes`.
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        Self { bytes, head: 0, tail: 0, next: 0, fresh: 0, live: 0, count: 0, in_flight: 0 }
    }

    /// Makes room for a packet of `packet_len` bytes and lends it; `None` when there is none.
    ///
    /// Nothing is kept before [`Outbox::append`].
    pub(crate) fn reserve(&mut self, packet_len: usize) -> Option<&mut [u8]> {
        let needed = HEADER_LEN.checked_add(packet_len)?;
        if needed > self.bytes.len() - self.live {
            return None;
        }
        if needed > self.bytes.len() - self.tail {
            self.compact();
        }
        let start = self.tail + HEADER_LEN;
        Some(&mut self.bytes[start..start + packet_len])
    }

    /// Keeps the packet that was written to the room of the [`Outbox::reserve`] just before.
    pub(crate) fn append(
        &mut self,
        packet_identifier: PacketIdentifier,
        qos: QoS,
        packet_len: usize,
        durable: bool,
        expires_at: Instant,
    ) {
        let status = if durable { DURABLE } else { 0 };
        let entry = Entry { at: self.tail, packet_len, packet_identifier, qos, status, expires_at };
        self.write(&entry);
        self.tail = entry.end();
        self.live += HEADER_LEN + packet_len;
        self.count += 1;
    }

    /// Number of packets kept.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Number of packets given to this Network Connection and kept.
    pub(crate) fn in_flight(&self) -> usize {
        self.in_flight
    }

    /// The longest packet that can be kept now.
    pub(crate) fn free(&self) -> usize {
        (self.bytes.len() - self.live).saturating_sub(HEADER_LEN)
    }

    /// The longest packet that an empty outbox of this size holds.
    pub(crate) fn packet_len_max(&self) -> usize {
        self.bytes.len().saturating_sub(HEADER_LEN)
    }

    /// The packet that is next to be sent on this Network Connection.
    pub(crate) fn next(&self) -> Option<Entry> {
        self.first_from(self.next)
    }

    /// The oldest packet that was never attempted, on this connection or an earlier one.
    pub(crate) fn first_fresh(&self) -> Option<Entry> {
        self.first_from(self.fresh.max(self.next))
    }

    /// The bytes of a packet, DUP set where it was attempted before [MQTT-3.3.1-1].
    pub(crate) fn packet(&mut self, entry: &Entry) -> &[u8] {
        let start = entry.at + HEADER_LEN;
        if entry.is_attempted() {
            self.bytes[start] |= DUP;
        }
        &self.bytes[start..entry.end()]
    }

    /// The packet `entry` went to this Network Connection.
    pub(crate) fn on_queued(&mut self, entry: &Entry) {
        debug_assert_eq!(self.next().map(|next| next.at), Some(entry.at), "sent out of order");
        self.next = entry.end();
        self.in_flight += 1;
    }

    /// The entry of a Packet Identifier.
    pub(crate) fn find(&self, packet_identifier: PacketIdentifier) -> Option<Entry> {
        self.entries().find(|entry| entry.packet_identifier == packet_identifier)
    }

    /// True when the entry went to this Network Connection.
    pub(crate) fn is_in_flight(&self, entry: &Entry) -> bool {
        entry.at < self.next
    }

    /// The caller has stored the packet.
    pub(crate) fn on_persisted(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(mut entry) = self.find(packet_identifier) {
            entry.status |= DURABLE;
            self.write(&entry);
        }
    }

    /// Marks a restored packet as sent by an earlier run of the program, as it may have been.
    pub(crate) fn mark_attempted(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(mut entry) = self.find(packet_identifier) {
            entry.status |= ATTEMPTED;
            self.write(&entry);
            self.fresh = self.fresh.max(entry.end());
        }
    }

    /// Removes a packet.
    pub(crate) fn remove(&mut self, entry: &Entry) {
        self.write(&Entry { status: entry.status | GONE, ..*entry });
        self.live -= HEADER_LEN + entry.packet_len;
        self.count -= 1;
        if entry.at < self.next {
            self.in_flight -= 1;
        }
        self.trim();
    }

    /// The Network Connection is gone, and of the packets given to it those from `unsent` on were
    /// never begun.
    pub(crate) fn on_connection_lost(&mut self, unsent: Option<PacketIdentifier>) {
        let mut at = self.head;
        while at < self.next {
            let mut entry = self.read(at);
            if !entry.is_gone() {
                if Some(entry.packet_identifier) == unsent {
                    break;
                }
                entry.status |= ATTEMPTED;
                self.write(&entry);
            }
            at = entry.end();
        }
        self.fresh = self.fresh.max(at);
        self.next = self.head;
        self.in_flight = 0;
    }

    /// Makes all packets new ones: the Session in which they were attempted is over.
    pub(crate) fn forget_attempts(&mut self) {
        let mut at = self.head;
        while at < self.fresh {
            let mut entry = self.read(at);
            entry.status &= !ATTEMPTED;
            self.write(&entry);
            self.bytes[at + HEADER_LEN] &= !DUP;
            at = entry.end();
        }
        self.fresh = self.head;
    }

    /// The packets kept, oldest first.
    pub(crate) fn entries(&self) -> impl Iterator<Item = Entry> {
        let mut at = self.head;
        core::iter::from_fn(move || {
            let entry = self.first_from(at)?;
            at = entry.end();
            Some(entry)
        })
    }

    /// Forgets everything.
    pub(crate) fn clear(&mut self) {
        (self.head, self.tail, self.next, self.fresh) = (0, 0, 0, 0);
        (self.live, self.count, self.in_flight) = (0, 0, 0);
    }

    fn first_from(&self, mut at: usize) -> Option<Entry> {
        while at < self.tail {
            let entry = self.read(at);
            if !entry.is_gone() {
                return Some(entry);
            }
            at = entry.end();
        }
        None
    }

    /// Drops entries that are gone from the front of the log.
    fn trim(&mut self) {
        if self.count == 0 {
            self.clear();
            return;
        }
        while self.head < self.tail {
            let entry = self.read(self.head);
            if !entry.is_gone() {
                break;
            }
            self.head = entry.end();
        }
        self.next = self.next.max(self.head);
        self.fresh = self.fresh.max(self.head);
    }

    /// Moves the entries together at the front.
    fn compact(&mut self) {
        let (mut from, mut to) = (self.head, 0);
        let (mut next, mut fresh) = (None, None);
        while from < self.tail {
            let entry = self.read(from);
            // The first entry at or past the old place gives the new one.
            next = next.or((from >= self.next).then_some(to));
            fresh = fresh.or((from >= self.fresh).then_some(to));
            from = entry.end();
            if !entry.is_gone() {
                self.bytes.copy_within(entry.at..entry.end(), to);
                to += HEADER_LEN + entry.packet_len;
            }
        }
        (self.head, self.tail) = (0, to);
        (self.next, self.fresh) = (next.unwrap_or(to), fresh.unwrap_or(to));
    }

    fn read(&self, at: usize) -> Entry {
        let header = &self.bytes[at..at + HEADER_LEN];
        let number = |range: core::ops::Range<usize>| {
            header[range].iter().rev().fold(0_u64, |number, &byte| number << 8 | u64::from(byte))
        };
        let status = header[6];
        Entry {
            at,
            packet_len: number(0..4) as usize,
            packet_identifier: PacketIdentifier::new(number(4..6) as u16)
                .expect("append wrote an identifier, which is not zero"),
            qos: if status & EXACTLY_ONCE != 0 { QoS::ExactlyOnce } else { QoS::AtLeastOnce },
            status,
            expires_at: Instant::from_millis(number(8..16)),
        }
    }

    fn write(&mut self, entry: &Entry) {
        let header = &mut self.bytes[entry.at..entry.at + HEADER_LEN];
        header[..4].copy_from_slice(&(entry.packet_len as u32).to_le_bytes());
        header[4..6].copy_from_slice(&entry.packet_identifier.to_u16().to_le_bytes());
        let flow = if entry.qos == QoS::ExactlyOnce { EXACTLY_ONCE } else { 0 };
        header[6] = entry.status | flow;
        header[7] = 0;
        header[8..].copy_from_slice(&entry.expires_at.as_millis().to_le_bytes());
    }
}

/// What an entry takes besides its packet: length, Packet Identifier, status, expiry.
pub(crate) const HEADER_LEN: usize = 16;

/// Bits of an entry's status.
const GONE: u8 = 1;
const ATTEMPTED: u8 = 2;
const DURABLE: u8 = 4;
const EXACTLY_ONCE: u8 = 8;

/// The DUP bit of a PUBLISH packet's first byte.
const DUP: u8 = 0b1000;
