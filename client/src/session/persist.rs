//! Durability as an output: [records](super::Record) of what must outlive the program, in order,
//! each before the packet that depends on it.
//!
//! [`Record`](super::Record) says which record comes before which packet. *Not here:* any storage. *Spec:* 4.1, 4.3, 4.4.

use super::record::RecordNumber;
use super::slots::Slots;
use crate::packet::PacketIdentifier;

/// What a journal slot remembers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Stored,
    Released,
    Finished,
    Received,
    Completed,
    InboundCleared,
    /// PUBREL is to be sent once more: no record, but what came before it has to be persisted
    /// first, for the order of PUBRELs is that of PUBRECs.
    PubrelAgain,
}

/// A record on its way to storage. Room for one is lent by the caller.
#[derive(Clone, Copy, Debug)]
pub struct JournalSlot {
    pub(crate) change: Change,
    pub(crate) packet_identifier: PacketIdentifier,
    pub(crate) delivery_number: u32,
    number: RecordNumber,
    status: Status,
    /// True while the Network Connection lasts to which the waiting packet belongs.
    pub(crate) bound: bool,
}

impl Default for JournalSlot {
    fn default() -> Self {
        Self {
            change: Change::InboundCleared,
            packet_identifier: PacketIdentifier::FIRST,
            delivery_number: 0,
            number: RecordNumber::default(),
            status: Status::Waiting,
            bound: false,
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Status {
    Waiting,
    HandedOut,
    Persisted,
}

/// The records that are not persisted yet, or whose packets are not sent yet.
#[derive(Debug)]
pub(crate) struct Journal<'b> {
    slots: Slots<'b, JournalSlot>,
    next: u32,
}

impl<'b> Journal<'b> {
    pub(crate) fn new(slots: &'b mut [JournalSlot]) -> Self {
        Self { slots: Slots::new(slots), next: 1 }
    }

    /// How many more records fit.
    pub(crate) fn room(&self) -> usize {
        self.slots.capacity() - self.slots.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.slots.capacity()
    }

    /// Appends a record; the caller has seen that there is room.
    pub(crate) fn push(
        &mut self,
        change: Change,
        packet_identifier: PacketIdentifier,
        delivery_number: u32,
    ) {
        let number = RecordNumber(self.next);
        self.next = self.next.wrapping_add(1);
        let status =
            if change == Change::PubrelAgain { Status::Persisted } else { Status::Waiting };
        let bound = true;
        let slot =
            JournalSlot { change, packet_identifier, delivery_number, number, status, bound };
        let pushed = self.slots.push(slot);
        debug_assert!(pushed.is_ok(), "room was checked before");
    }

    /// The next record to hand out, and marks it as handed out.
    pub(crate) fn hand_out(&mut self) -> Option<(RecordNumber, JournalSlot)> {
        let index = self.slots.position_of(|slot| slot.status == Status::Waiting)?;
        let slot = self.slots.get_mut(index)?;
        slot.status = Status::HandedOut;
        Some((slot.number, *slot))
    }

    /// Every record up to `number` is persisted.
    pub(crate) fn on_persisted(&mut self, number: RecordNumber) {
        let Some(last) = self.slots.position_of(|slot| slot.number == number) else { return };
        for index in 0..=last {
            if let Some(slot) = self.slots.get_mut(index) {
                slot.status = Status::Persisted;
            }
        }
    }

    /// The packet that waits for this change is wanted on this connection again. False if none
    /// waits.
    pub(crate) fn bind(&mut self, change: Change, packet_identifier: PacketIdentifier) -> bool {
        if !IN_USE {
            return false;
        }
        let wanted = |slot: &JournalSlot| {
            slot.change == change && slot.packet_identifier == packet_identifier
        };
        let Some(index) = self.slots.position_of(wanted) else { return false };
        if let Some(slot) = self.slots.get_mut(index) {
            slot.bound = true;
        }
        true
    }

    /// The oldest record, if it is persisted.
    pub(crate) fn first_persisted(&self) -> Option<JournalSlot> {
        let first = if IN_USE { self.slots.first() } else { None };
        first.copied().filter(|slot| slot.status == Status::Persisted)
    }

    /// Forgets the oldest record.
    pub(crate) fn pop(&mut self) {
        self.slots.pop();
    }

    /// The Network Connection is gone, and the packets that waited with it; the records stay.
    pub(crate) fn on_connection_lost(&mut self) {
        let len = if IN_USE { self.slots.len() } else { 0 };
        for index in 0..len {
            if let Some(slot) = self.slots.get_mut(index) {
                slot.bound = false;
            }
        }
    }
}

/// Without the feature there is never a record, which the compiler would not find out.
const IN_USE: bool = cfg!(feature = "persist");
