//! A Control Packet as it was seen in a trace.

use super::ConnectionId;
use crate::{
    time::At,
    verdict::RecordIndex,
    wire::{Direction, Dissection, PacketType},
};

/// One complete Control Packet of a trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketSeen<'a> {
    /// Its number among the packets of the trace, in the order in which they were complete.
    pub number: usize,
    /// The record that brought its first byte.
    pub first: RecordIndex,
    /// When that was.
    pub first_at: At,
    /// The record that brought its last byte.
    pub last: RecordIndex,
    /// When that was.
    pub at: At,
    /// On which Network Connection.
    pub connection: ConnectionId,
    /// Where it was going.
    pub direction: Direction,
    /// The whole packet.
    pub bytes: &'a [u8],
}

impl<'a> PacketSeen<'a> {
    /// What its first byte says it is.
    #[must_use]
    pub fn packet_type(&self) -> PacketType {
        PacketType::of_first_byte(self.bytes.first().copied().unwrap_or(0))
    }

    /// What it says, and what is wrong with it.
    #[must_use]
    pub fn dissect(&self) -> Dissection<'a> {
        crate::wire::dissect(self.bytes, self.direction)
    }
}
