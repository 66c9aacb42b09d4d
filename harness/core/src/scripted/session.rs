//! A Session as the server keeps it: subscriptions and unfinished deliveries (4.1, 4.3).
//!
//! *Not here:* the Network Connection; the session says what to send, not where.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use super::{
    message::{Message, QoS},
    packet::{acknowledgement, publish},
    topic::matches,
};
use crate::wire::PacketType;

/// A session holds at most this many unfinished deliveries; further messages are lost.
pub(super) const DELIVERIES_MAX: usize = 65_535;

/// What one Client Identifier's session holds.
#[derive(Clone, Debug, Default)]
pub(super) struct Session {
    subscriptions: BTreeMap<Vec<u8>, QoS>,
    /// Accepted and never sent, in order.
    queued: VecDeque<Message>,
    /// Sent and not finished, in the order of the first sending.
    in_flight: VecDeque<Delivery>,
    /// Packet Identifiers of QoS 2 messages received and not released.
    received: BTreeSet<u16>,
    /// Packet Identifiers in use: of what is in flight, and of raw packets that a script sent.
    used: BTreeSet<u16>,
    last_identifier: u16,
}

#[derive(Clone, Debug)]
struct Delivery {
    identifier: u16,
    /// `None` once PUBREC came: then only PUBREL is sent.
    message: Option<Message>,
}

impl Session {
    /// Grants a subscription; an identical Topic Filter is replaced [MQTT-3.8.4-3].
    pub(super) fn subscribe(&mut self, topic_filter: &[u8], qos: QoS) {
        self.subscriptions.insert(topic_filter.to_vec(), qos);
    }

    pub(super) fn unsubscribe(&mut self, topic_filter: &[u8]) {
        self.subscriptions.remove(topic_filter);
    }

    /// How many subscriptions there are.
    pub(super) fn subscription_count(&self) -> usize {
        self.subscriptions.len()
    }

    /// The highest QoS granted to a filter that matches [MQTT-3.3.5-1].
    pub(super) fn granted(&self, topic_name: &[u8]) -> Option<QoS> {
        let granted = |(filter, qos): (&Vec<u8>, &QoS)| matches(filter, topic_name).then_some(*qos);
        self.subscriptions.iter().filter_map(granted).max()
    }

    /// Accepts a message for delivery.
    pub(super) fn enqueue(&mut self, message: Message) {
        if self.queued.len() + self.in_flight.len() < DELIVERIES_MAX {
            self.queued.push_back(message);
        }
    }

    /// What to send again on a new Network Connection, in the original order [MQTT-4.4.0-1].
    pub(super) fn resume(&self) -> Vec<Vec<u8>> {
        let again = |delivery: &Delivery| match &delivery.message {
            Some(message) => publish(message, Some(delivery.identifier), true),
            None => acknowledgement(PacketType::Pubrel, delivery.identifier),
        };
        self.in_flight.iter().map(again).collect()
    }

    /// The next packet that waited to be sent.
    pub(super) fn poll_transmit(&mut self) -> Option<Vec<u8>> {
        let message = self.queued.front()?;
        if message.qos == QoS::AtMostOnce {
            return self.queued.pop_front().map(|message| publish(&message, None, false));
        }
        let identifier = self.unused_identifier()?;
        let message = self.queued.pop_front()?;
        let packet = publish(&message, Some(identifier), false);
        self.used.insert(identifier);
        self.in_flight.push_back(Delivery { identifier, message: Some(message) });
        Some(packet)
    }

    /// PUBACK or PUBCOMP: the Packet Identifier is free again, if it was in use.
    pub(super) fn on_finished(&mut self, identifier: u16) {
        self.used.remove(&identifier);
        let found = self.in_flight.iter().position(|delivery| delivery.identifier == identifier);
        found.map(|position| self.in_flight.remove(position));
    }

    /// PUBREC: the message is not sent again.
    pub(super) fn on_pubrec(&mut self, identifier: u16) {
        let mut deliveries = self.in_flight.iter_mut();
        if let Some(delivery) = deliveries.find(|delivery| delivery.identifier == identifier) {
            delivery.message = None;
        }
    }

    /// A QoS 2 PUBLISH; `true` if it is a new message [MQTT-4.3.3-2].
    pub(super) fn on_received(&mut self, identifier: u16) -> bool {
        self.received.insert(identifier)
    }

    /// PUBREL: the Packet Identifier may name a new message.
    pub(super) fn on_pubrel(&mut self, identifier: u16) {
        self.received.remove(&identifier);
    }

    /// A script sent a packet with this Packet Identifier: the server uses others.
    pub(super) fn reserve(&mut self, identifier: u16) {
        if identifier != 0 {
            self.used.insert(identifier);
        }
    }

    fn unused_identifier(&mut self) -> Option<u16> {
        if self.used.len() == usize::from(u16::MAX) {
            return None;
        }
        let next = |id: u16| id.checked_add(1).unwrap_or(1);
        let mut candidate = next(self.last_identifier);
        while self.used.contains(&candidate) {
            candidate = next(candidate);
        }
        self.last_identifier = candidate;
        Some(candidate)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn message(payload: &str, qos: QoS) -> Message {
        let payload = payload.as_bytes().into();
        Message { topic_name: b"t"[..].into(), payload, qos, retain: false }
    }

    #[test]
    fn what_is_not_finished_is_sent_again_in_order() {
        let mut session = Session::default();
        for (payload, qos) in
            [("a", QoS::AtLeastOnce), ("b", QoS::ExactlyOnce), ("c", QoS::AtLeastOnce)]
        {
            session.enqueue(message(payload, qos));
        }
        let sent: Vec<_> = std::iter::from_fn(|| session.poll_transmit()).collect();
        assert_eq!(sent.len(), 3);
        session.on_finished(1);
        session.on_pubrec(2);
        let again = session.resume();
        assert_eq!(again[0], [0x62, 2, 0, 2]);
        assert_eq!(again[1][0], 0x3A, "DUP is set");
        assert_eq!(again[1][1..], sent[2][1..]);
    }

    #[test]
    fn an_identifier_in_use_is_passed_over_after_the_wrap() {
        let mut session = Session::default();
        session.reserve(1);
        session.reserve(65_535);
        session.last_identifier = 65_534;
        session.enqueue(message("a", QoS::AtLeastOnce));
        assert_eq!(session.poll_transmit().unwrap()[5..7], [0, 2]);
    }

    #[test]
    fn with_every_identifier_in_use_nothing_is_sent() {
        let mut session = Session::default();
        (1..=u16::MAX).for_each(|identifier| session.reserve(identifier));
        session.enqueue(message("a", QoS::AtLeastOnce));
        assert_eq!(session.poll_transmit(), None);
        session.on_finished(500);
        assert_eq!(session.poll_transmit().unwrap()[5..7], 500_u16.to_be_bytes());
    }

    #[test]
    fn the_highest_granted_qos_counts() {
        let mut session = Session::default();
        session.subscribe(b"a/+", QoS::AtMostOnce);
        session.subscribe(b"a/#", QoS::AtLeastOnce);
        assert_eq!(session.granted(b"a/b"), Some(QoS::AtLeastOnce));
        session.unsubscribe(b"a/#");
        assert_eq!(session.granted(b"a/b"), Some(QoS::AtMostOnce));
        assert_eq!(session.granted(b"b"), None);
    }
}
