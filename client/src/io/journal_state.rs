//! What the records of a Session add up to: the fewest records that say the same.

use alloc::vec::Vec;

use crate::packet::PacketIdentifier;
use crate::session::Record;

/// The state of a persisted Session.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct JournalState {
    /// Outbound exchanges in their order: the packet, or nothing where it is released.
    outbound: Vec<(PacketIdentifier, Option<Vec<u8>>)>,
    /// Inbound exchanges of QoS 2, with their delivery number.
    inbound: Vec<(PacketIdentifier, u32)>,
    /// The delivery number given last, and its identifier, which may be finished.
    last: Option<(PacketIdentifier, u32)>,
}

impl JournalState {
    /// Changes as the record says.
    pub(super) fn apply(&mut self, record: &Record<'_>) {
        match *record {
            Record::Stored { packet_identifier, packet } => {
                self.finish(packet_identifier);
                self.outbound.push((packet_identifier, Some(packet.to_vec())));
            }
            Record::Released(packet_identifier) => {
                self.finish(packet_identifier);
                self.outbound.push((packet_identifier, None));
            }
            Record::Finished(packet_identifier) => self.finish(packet_identifier),
            Record::Received { packet_identifier, delivery_number } => {
                self.inbound.retain(|(received, _)| *received != packet_identifier);
                self.inbound.push((packet_identifier, delivery_number));
                self.last = Some((packet_identifier, delivery_number));
            }
            Record::Completed(packet_identifier) => {
                self.inbound.retain(|(received, _)| *received != packet_identifier);
            }
            Record::InboundCleared => self.inbound.clear(),
        }
    }

    /// The records that lead to this state.
    pub(super) fn records(&self) -> impl Iterator<Item = Record<'_>> {
        // The last number given must outlive its exchange: it may not be given again.
        let forgotten = self.last.filter(|last| self.inbound.last() != Some(last));
        let forgotten = forgotten.into_iter().flat_map(|(packet_identifier, delivery_number)| {
            let received = Record::Received { packet_identifier, delivery_number };
            [received, Record::Completed(packet_identifier)]
        });
        let outbound = self.outbound.iter().map(|(packet_identifier, packet)| {
            let packet_identifier = *packet_identifier;
            match packet {
                Some(packet) => Record::Stored { packet_identifier, packet },
                None => Record::Released(packet_identifier),
            }
        });
        let inbound = self.inbound.iter().map(|&(packet_identifier, delivery_number)| {
            Record::Received { packet_identifier, delivery_number }
        });
        outbound.chain(inbound).chain(forgotten)
    }

    /// Length of these records in bytes.
    pub(super) fn encoded_len(&self) -> usize {
        self.records().map(|record| record.encoded_len()).sum()
    }

    fn finish(&mut self, packet_identifier: PacketIdentifier) {
        // Exchanges mostly end in their order: the first is nearly always the one.
        if let Some(index) = self.outbound.iter().position(|(kept, _)| *kept == packet_identifier) {
            self.outbound.remove(index);
        }
    }
}
