//! The outbox: encoded PUBLISH packets of QoS 1 and 2, kept until PUBACK or PUBREC, in memory of
//! the caller's.
//!
//! A log of entries, each a header and the packet as it goes on the wire. Entries leave in any
//! order; the room of those that left is won back by moving the rest together when an append needs
//! it.
//!
//! *Invariant:* in log order come entries attempted before, then fresh ones; `next` and `fresh`
//! point at entry starts or at `tail`; every sent entry of this connection lies before `next`.
//! *Not here:* when to send, and what an acknowledgement means (`outbound.rs`, `qos1.rs`,
//! `qos2.rs`).

pub(crate) use super::outbox_entry::Entry;
use super::outbox_entry::{
    ATTEMPTED, DISPLACED, DURABLE, GONE, HEADER_LEN, IN_PARTS, SESSION_ENDED,
};
use crate::event::DropReason;
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
    /// Entries of which only the header is kept, until their end is reported.
    ended: usize,
}

impl<'b> Outbox<'b> {
    /// An empty outbox in `bytes`.
    pub(crate) fn new(bytes: &'b mut [u8]) -> Self {
        let (head, tail, next, fresh, live) = (0, 0, 0, 0, 0);
        Self { bytes, head, tail, next, fresh, live, count: 0, in_flight: 0, ended: 0 }
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

    /// Says that the packet appended last is only the beginning of one.
    pub(crate) fn mark_in_parts(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(mut entry) = self.find(packet_identifier) {
            entry.status |= IN_PARTS;
            self.write(&entry);
        }
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

    /// Bytes of packets that were never attempted, which [`Outbox::displace`] can win back.
    pub(crate) fn displaceable(&self) -> usize {
        let (mut at, mut bytes) = (self.fresh.max(self.next), 0);
        while let Some(entry) = self.first_from(at) {
            bytes += entry.packet_len;
            at = entry.end();
        }
        bytes
    }

    /// Gives the packet up; its identifier is kept until [`Outbox::take_ended`] reports its end.
    pub(crate) fn displace(&mut self, entry: &Entry) {
        self.end(entry, DISPLACED);
    }

    /// Gives all packets up, for their Session is over.
    pub(crate) fn end_all(&mut self) {
        while let Some(entry) = self.first_from(self.head) {
            self.end(&entry, SESSION_ENDED);
        }
    }

    /// Takes the oldest message out that was given up.
    pub(crate) fn take_ended(&mut self) -> Option<(PacketIdentifier, DropReason)> {
        if self.ended == 0 {
            return None;
        }
        let mut at = self.head;
        while at < self.tail {
            let entry = self.read(at);
            if let (false, Some(reason)) = (entry.is_gone(), entry.end_reason()) {
                self.write(&Entry { status: entry.status | GONE, ..entry });
                self.live -= HEADER_LEN;
                self.ended -= 1;
                self.trim();
                return Some((entry.packet_identifier, reason));
            }
            at = entry.end();
        }
        None
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
            if entry.is_kept() {
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
            if entry.is_kept() {
                entry.status &= !ATTEMPTED;
                self.write(&entry);
                self.bytes[at + HEADER_LEN] &= !DUP;
            }
            at = entry.end();
        }
        self.fresh = self.head;
    }

    /// How many identifiers are in use.
    pub(crate) fn identifier_count(&self) -> usize {
        self.count + self.ended
    }

    /// The identifiers in use.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = PacketIdentifier> {
        let mut at = self.head;
        core::iter::from_fn(move || {
            while at < self.tail {
                let entry = self.read(at);
                at = entry.end();
                if !entry.is_gone() {
                    return Some(entry.packet_identifier);
                }
            }
            None
        })
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
        (self.live, self.count, self.in_flight, self.ended) = (0, 0, 0, 0);
    }

    fn first_from(&self, mut at: usize) -> Option<Entry> {
        while at < self.tail {
            let entry = self.read(at);
            if entry.is_kept() {
                return Some(entry);
            }
            at = entry.end();
        }
        None
    }

    fn end(&mut self, entry: &Entry, why: u8) {
        self.write(&Entry { status: entry.status | why, ..*entry });
        self.live -= entry.packet_len;
        self.count -= 1;
        self.ended += 1;
    }

    /// Drops entries that are gone from the front of the log.
    fn trim(&mut self) {
        if self.count == 0 && self.ended == 0 {
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
            if entry.is_kept() {
                self.bytes.copy_within(entry.at..entry.end(), to);
                to += HEADER_LEN + entry.packet_len;
            } else if !entry.is_gone() {
                self.write(&Entry { at: to, packet_len: 0, ..entry });
                to += HEADER_LEN;
            }
        }
        (self.head, self.tail) = (0, to);
        (self.next, self.fresh) = (next.unwrap_or(to), fresh.unwrap_or(to));
    }

    fn read(&self, at: usize) -> Entry {
        Entry::read(self.bytes, at)
    }

    fn write(&mut self, entry: &Entry) {
        entry.write(self.bytes);
    }
}

/// The DUP bit of a PUBLISH packet's first byte.
const DUP: u8 = 0b1000;
