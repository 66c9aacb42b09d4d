//! Which token belongs to which Packet Identifier.
//!
//! rumqttc takes requests through a queue and names their Packet Identifiers only in the
//! events that follow, in the order of the queue.

use std::collections::{HashMap, VecDeque};

use mqttspec_link::{DroppedWhy, IndicationEvent};

/// What the end of a request is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Sent,
    Published,
    Subscribed,
    Unsubscribed,
}

/// Requests that are not finished.
#[derive(Debug, Default)]
pub(super) struct Ledger {
    queued: VecDeque<(u64, Kind)>,
    in_flight: HashMap<u16, (u64, Kind)>,
}

impl Ledger {
    /// A request went into the client's queue.
    pub(super) fn queue(&mut self, token: u64, kind: Kind) {
        self.queued.push_back((token, kind));
    }

    /// A packet of this kind went out; a message sent again has its token already.
    pub(super) fn sent(&mut self, packet: u16) -> Option<IndicationEvent> {
        if packet != 0 && self.in_flight.contains_key(&packet) {
            return None;
        }
        let (token, kind) = self.queued.pop_front()?;
        if kind == Kind::Sent {
            return Some(IndicationEvent::Sent { token });
        }
        self.in_flight.insert(packet, (token, kind));
        None
    }

    /// An acknowledgement of this kind came; one that nobody waits for is nobody's.
    pub(super) fn finished(&mut self, packet: u16, expected: Kind) -> Option<u64> {
        let (token, kind) = *self.in_flight.get(&packet)?;
        if kind != expected {
            return None;
        }
        self.in_flight.remove(&packet);
        Some(token)
    }

    /// How many requests the client has not sent yet.
    pub(super) fn queued(&self) -> usize {
        self.queued.len()
    }

    /// The client forgot all it held.
    pub(super) fn forget(&mut self) -> Vec<IndicationEvent> {
        let mut tokens: Vec<u64> = self.in_flight.drain().map(|(_, (token, _))| token).collect();
        tokens.extend(self.queued.drain(..).map(|(token, _)| token));
        tokens.sort_unstable();
        let why = DroppedWhy::SessionEnded;
        tokens.into_iter().map(|token| IndicationEvent::Dropped { token, why }).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_get_packet_identifiers_in_the_order_of_the_queue() {
        let mut ledger = Ledger::default();
        ledger.queue(1, Kind::Published);
        ledger.queue(2, Kind::Sent);
        ledger.queue(3, Kind::Subscribed);
        assert_eq!(ledger.sent(10), None);
        assert_eq!(ledger.sent(0), Some(IndicationEvent::Sent { token: 2 }));
        assert_eq!(ledger.sent(11), None);
        assert_eq!(ledger.finished(11, Kind::Published), None);
        assert_eq!(ledger.finished(11, Kind::Subscribed), Some(3));
        assert_eq!(ledger.finished(10, Kind::Published), Some(1));
        assert_eq!(ledger.finished(10, Kind::Published), None);
    }

    #[test]
    fn a_message_sent_again_takes_no_token_from_the_queue() {
        let mut ledger = Ledger::default();
        ledger.queue(1, Kind::Published);
        ledger.sent(10);
        ledger.queue(2, Kind::Published);
        assert_eq!(ledger.sent(10), None);
        ledger.sent(11);
        assert_eq!(ledger.finished(10, Kind::Published), Some(1));
        assert_eq!(ledger.finished(11, Kind::Published), Some(2));
    }

    #[test]
    fn what_the_client_forgets_is_dropped_in_the_order_of_the_tokens() {
        let mut ledger = Ledger::default();
        for token in 1..=3 {
            ledger.queue(token, Kind::Published);
        }
        ledger.sent(7);
        let dropped: Vec<u64> = ledger.forget().iter().filter_map(IndicationEvent::token).collect();
        assert_eq!(dropped, [1, 2, 3]);
        assert_eq!(ledger.forget(), []);
    }
}
