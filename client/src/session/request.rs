//! SUBSCRIBE and UNSUBSCRIBE packets that wait for their SUBACK and UNSUBACK (sections 3.8 to
//! 3.11).
//!
//! They are no part of the Session: what is unanswered when the connection ends is reported
//! dropped.

use super::slots::Slots;
use crate::packet::PacketIdentifier;

/// An unanswered SUBSCRIBE or UNSUBSCRIBE. Room for one is lent by the caller.
#[derive(Clone, Copy, Debug)]
pub struct RequestSlot {
    pub(crate) packet_identifier: PacketIdentifier,
    pub(crate) kind: RequestKind,
}

impl Default for RequestSlot {
    fn default() -> Self {
        Self { packet_identifier: PacketIdentifier::FIRST, kind: RequestKind::Unsubscribe }
    }
}

/// Which answer is awaited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestKind {
    /// SUBACK with so many return codes.
    Subscribe { filters: u32 },
    /// The same, to a SUBSCRIBE that the client sent by itself.
    Resubscribe { filters: u32 },
    /// UNSUBACK.
    Unsubscribe,
}

/// The unanswered packets, oldest first.
#[derive(Debug)]
pub(crate) struct Requests<'b> {
    slots: Slots<'b, RequestSlot>,
}

impl<'b> Requests<'b> {
    pub(crate) fn new(slots: &'b mut [RequestSlot]) -> Self {
        Self { slots: Slots::new(slots) }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn is_full(&self) -> bool {
        self.slots.is_full()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    /// Awaits the answer to a packet that was queued; the caller has seen that there is room.
    pub(crate) fn push(&mut self, packet_identifier: PacketIdentifier, kind: RequestKind) {
        let pushed = self.slots.push(RequestSlot { packet_identifier, kind });
        debug_assert!(pushed.is_ok(), "room was checked before");
    }

    /// What is awaited for an identifier.
    pub(crate) fn find(&self, packet_identifier: PacketIdentifier) -> Option<RequestKind> {
        let index = self.index(packet_identifier)?;
        self.slots.get(index).map(|slot| slot.kind)
    }

    /// The answer came.
    pub(crate) fn remove(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(index) = self.index(packet_identifier) {
            self.slots.remove(index);
        }
    }

    /// Takes the oldest out.
    pub(crate) fn pop(&mut self) -> Option<(PacketIdentifier, RequestKind)> {
        self.slots.pop().map(|slot| (slot.packet_identifier, slot.kind))
    }

    /// How many Topic Filters the SUBSCRIBEs before this one asked for.
    pub(crate) fn filters_before(&self, packet_identifier: PacketIdentifier) -> usize {
        let before = self.slots.iter().take_while(|s| s.packet_identifier != packet_identifier);
        before
            .map(|slot| match slot.kind {
                RequestKind::Subscribe { filters } => filters as usize,
                RequestKind::Resubscribe { .. } | RequestKind::Unsubscribe => 0,
            })
            .sum()
    }

    /// The identifiers in use.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = PacketIdentifier> {
        self.slots.iter().map(|slot| slot.packet_identifier)
    }

    fn index(&self, packet_identifier: PacketIdentifier) -> Option<usize> {
        self.slots.position_of(|slot| slot.packet_identifier == packet_identifier)
    }
}
