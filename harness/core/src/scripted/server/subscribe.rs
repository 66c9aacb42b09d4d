//! SUBSCRIBE and UNSUBSCRIBE: what is granted, and the retained messages that follow (3.8, 3.10).

use super::{Effect, Server};
use crate::{
    scripted::{
        message::{Message, QoS},
        packet::{acknowledgement, suback},
        topic::matches,
    },
    trace::ConnectionId,
    wire::PacketType,
};

/// A session holds at most this many subscriptions; for further ones the server closes.
const SUBSCRIPTIONS_MAX: usize = 100_000;

impl Server {
    pub(super) fn on_subscribe(
        &mut self,
        id: ConnectionId,
        identifier: u16,
        filters: &[(&[u8], Option<u8>)],
    ) {
        let Some(session) = self.session_of(id) else { return };
        if session.subscription_count() + filters.len() > SUBSCRIPTIONS_MAX {
            return self.close(id, "too many subscriptions");
        }
        let mut granted = Vec::with_capacity(filters.len());
        for (filter, requested) in filters {
            let qos = QoS::try_from(requested.unwrap_or_default()).unwrap_or(QoS::AtMostOnce);
            session.subscribe(filter, qos);
            granted.push(qos);
        }
        self.effects.push_back(Effect::Answer(id, suback(identifier, &granted)));
        for ((filter, _), qos) in filters.iter().zip(granted) {
            self.deliver_retained(id, filter, qos);
        }
        self.transmit(id);
    }

    pub(super) fn on_unsubscribe(&mut self, id: ConnectionId, identifier: u16, filters: &[&[u8]]) {
        let Some(session) = self.session_of(id) else { return };
        filters.iter().for_each(|filter| session.unsubscribe(filter));
        let unsuback = acknowledgement(PacketType::Unsuback, identifier);
        self.effects.push_back(Effect::Answer(id, unsuback));
    }

    /// A new subscription gets the matching retained messages with RETAIN 1 [MQTT-3.3.1-8].
    fn deliver_retained(&mut self, id: ConnectionId, filter: &[u8], granted: QoS) {
        let retained: Vec<Message> = self
            .retained
            .values()
            .filter(|message| matches(filter, &message.topic_name))
            .map(|message| Message { qos: message.qos.min(granted), ..message.clone() })
            .collect();
        let Some(session) = self.session_of(id) else { return };
        retained.into_iter().for_each(|message| session.enqueue(message));
    }
}
