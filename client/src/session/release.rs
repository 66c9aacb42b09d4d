//! Outbound exchanges of QoS 2 whose PUBREC came: PUBREL is owed or sent, PUBCOMP awaited.
//!
//! In the order of the PUBRECs, which is that of the PUBRELs [MQTT-4.6.0-4], also after a
//! reconnection.

use super::slots::Slots;
use crate::packet::PacketIdentifier;

/// A released exchange. Room for one is lent by the caller; their number limits what is in flight.
#[derive(Clone, Copy, Debug)]
pub struct ReleaseSlot {
    packet_identifier: PacketIdentifier,
    durable: bool,
}

impl Default for ReleaseSlot {
    fn default() -> Self {
        Self { packet_identifier: PacketIdentifier::FIRST, durable: false }
    }
}

/// The released exchanges.
#[derive(Debug)]
pub(crate) struct Releases<'b> {
    slots: Slots<'b, ReleaseSlot>,
    /// How many, from the oldest on, have their PUBREL queued on this connection.
    queued: usize,
}

impl<'b> Releases<'b> {
    pub(crate) fn new(slots: &'b mut [ReleaseSlot]) -> Self {
        Self { slots: Slots::new(slots), queued: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.slots.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    pub(crate) fn contains(&self, packet_identifier: PacketIdentifier) -> bool {
        self.index(packet_identifier).is_some()
    }

    /// PUBREC came. False when there is no room, which the in-flight window excludes.
    pub(crate) fn push(&mut self, packet_identifier: PacketIdentifier, durable: bool) -> bool {
        self.slots.push(ReleaseSlot { packet_identifier, durable }).is_ok()
    }

    /// The caller has stored that PUBREC came.
    pub(crate) fn on_persisted(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(index) = self.index(packet_identifier)
            && let Some(slot) = self.slots.get_mut(index)
        {
            slot.durable = true;
        }
    }

    /// The next exchange whose PUBREL is owed on this connection, and may go.
    pub(crate) fn next(&self) -> Option<PacketIdentifier> {
        let slot = self.slots.get(self.queued)?;
        slot.durable.then_some(slot.packet_identifier)
    }

    /// The PUBREL of [`Releases::next`] was queued.
    pub(crate) fn on_queued(&mut self) {
        self.queued = (self.queued + 1).min(self.slots.len());
    }

    /// True when the PUBREL of this exchange was queued on this connection.
    pub(crate) fn is_queued(&self, packet_identifier: PacketIdentifier) -> bool {
        self.index(packet_identifier).is_some_and(|index| index < self.queued)
    }

    /// PUBCOMP came.
    pub(crate) fn remove(&mut self, packet_identifier: PacketIdentifier) {
        if let Some(index) = self.index(packet_identifier) {
            self.slots.remove(index);
            if index < self.queued {
                self.queued -= 1;
            }
        }
    }

    /// Takes the oldest out.
    pub(crate) fn pop(&mut self) -> Option<PacketIdentifier> {
        self.queued = self.queued.saturating_sub(1);
        self.slots.pop().map(|slot| slot.packet_identifier)
    }

    /// The Network Connection is gone: every PUBREL is owed again [MQTT-4.4.0-1].
    pub(crate) fn on_connection_lost(&mut self) {
        self.queued = 0;
    }

    /// The identifiers in use.
    pub(crate) fn identifiers(&self) -> impl Iterator<Item = PacketIdentifier> {
        self.slots.iter().map(|slot| slot.packet_identifier)
    }

    fn index(&self, packet_identifier: PacketIdentifier) -> Option<usize> {
        self.slots.position_of(|slot| slot.packet_identifier == packet_identifier)
    }
}
