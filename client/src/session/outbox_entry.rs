//! An entry of the outbox: the header before each packet, and what it says.

use crate::event::DropReason;
use crate::packet::{PacketIdentifier, QoS};
use crate::time::Instant;

/// What the header of an entry says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(super) at: usize,
    pub(super) packet_len: usize,
    pub(crate) packet_identifier: PacketIdentifier,
    pub(crate) qos: QoS,
    pub(super) status: u8,
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

    /// True when only the beginning of the packet is kept: the application supplies the payload.
    pub(crate) fn is_in_parts(&self) -> bool {
        self.status & IN_PARTS != 0
    }

    /// Why the message will not be sent, if it will not.
    pub(super) fn end_reason(&self) -> Option<DropReason> {
        if self.status & DISPLACED != 0 {
            Some(DropReason::Displaced)
        } else if self.status & SESSION_ENDED != 0 {
            Some(DropReason::SessionEnded)
        } else {
            None
        }
    }

    pub(super) fn is_gone(&self) -> bool {
        self.status & GONE != 0
    }

    pub(super) fn is_kept(&self) -> bool {
        self.status & (GONE | DISPLACED | SESSION_ENDED) == 0
    }

    pub(super) fn end(&self) -> usize {
        self.at + HEADER_LEN + self.packet_len
    }

    /// Reads the header at `at`.
    pub(super) fn read(bytes: &[u8], at: usize) -> Self {
        let header = bytes[at..].first_chunk().expect("append wrote a whole header");
        let [l0, l1, l2, l3, i0, i1, status, _, t0, t1, t2, t3, t4, t5, t6, t7]: [u8; HEADER_LEN] =
            *header;
        Self {
            at,
            packet_len: u32::from_le_bytes([l0, l1, l2, l3]) as usize,
            packet_identifier: PacketIdentifier::new(u16::from_le_bytes([i0, i1]))
                .expect("append wrote an identifier, which is not zero"),
            qos: if status & EXACTLY_ONCE != 0 { QoS::ExactlyOnce } else { QoS::AtLeastOnce },
            status,
            expires_at: Instant::from_millis(u64::from_le_bytes([t0, t1, t2, t3, t4, t5, t6, t7])),
        }
    }

    /// Writes the header to its place.
    pub(super) fn write(&self, bytes: &mut [u8]) {
        let flow = if self.qos == QoS::ExactlyOnce { EXACTLY_ONCE } else { 0 };
        let mut header = [0; HEADER_LEN];
        header[..4].copy_from_slice(&(self.packet_len as u32).to_le_bytes());
        header[4..6].copy_from_slice(&self.packet_identifier.to_u16().to_le_bytes());
        header[6] = self.status | flow;
        header[8..].copy_from_slice(&self.expires_at.as_millis().to_le_bytes());
        bytes[self.at..self.at + HEADER_LEN].copy_from_slice(&header);
    }
}

/// What an entry takes besides its packet: length, Packet Identifier, status, expiry.
pub(super) const HEADER_LEN: usize = 16;

/// Bits of an entry's status.
pub(super) const GONE: u8 = 1;
pub(super) const ATTEMPTED: u8 = 2;
pub(super) const DURABLE: u8 = 4;
pub(super) const EXACTLY_ONCE: u8 = 8;
pub(super) const DISPLACED: u8 = 16;
pub(super) const SESSION_ENDED: u8 = 32;
pub(super) const IN_PARTS: u8 = 64;
