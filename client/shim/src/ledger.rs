//! Which token names which of the client's requests.

use alloc::{
    collections::{BTreeMap, VecDeque},
    vec::Vec,
};

use mqttspec_client::{SendPosition, packet::PacketIdentifier};

/// The requests that are not finished.
#[derive(Debug, Default)]
pub(crate) struct Ledger {
    identified: BTreeMap<u16, u64>,
    at_most_once: VecDeque<(SendPosition, u64)>,
}

impl Ledger {
    /// A message of QoS 1 or 2, a SUBSCRIBE or an UNSUBSCRIBE was accepted.
    pub(crate) fn identify(&mut self, packet_identifier: PacketIdentifier, token: u64) {
        self.identified.insert(packet_identifier.to_u16(), token);
    }

    /// A message of QoS 0 was queued, ending at `position`.
    pub(crate) fn queue(&mut self, position: SendPosition, token: u64) {
        self.at_most_once.push_back((position, token));
    }

    /// The request is over. `None` where the client made it by itself.
    pub(crate) fn finish(&mut self, packet_identifier: PacketIdentifier) -> Option<u64> {
        self.identified.remove(&packet_identifier.to_u16())
    }

    /// The transport took the messages of QoS 0 up to `position`.
    pub(crate) fn sent(&mut self, through: SendPosition) -> Vec<u64> {
        let count = self.at_most_once.partition_point(|(position, _)| *position <= through);
        self.at_most_once.drain(..count).map(|(_, token)| token).collect()
    }

    /// The messages of QoS 0 behind `position` did not leave.
    pub(crate) fn unsent(&mut self, after: SendPosition) -> Vec<u64> {
        let count = self.at_most_once.partition_point(|(position, _)| *position <= after);
        self.at_most_once.drain(count..).map(|(_, token)| token).collect()
    }

    /// Everything is gone with the Session.
    pub(crate) fn clear(&mut self) -> Vec<u64> {
        let identified = core::mem::take(&mut self.identified);
        let at_most_once = core::mem::take(&mut self.at_most_once);
        let tokens = at_most_once.into_iter().map(|(_, token)| token);
        let mut tokens: Vec<u64> = identified.into_values().chain(tokens).collect();
        tokens.sort_unstable();
        tokens
    }
}
