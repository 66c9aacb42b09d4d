//! PUBLISH: from a client into sessions and retained messages, and out to a client (3.3, 4.3).

use super::{Effect, SESSIONS_MAX, Server};
use crate::{
    scripted::{
        message::{Message, QoS},
        packet::acknowledgement,
    },
    trace::ConnectionId,
    wire::{Body, Dissection, PacketType},
};

impl Server {
    pub(super) fn on_publish(&mut self, id: ConnectionId, packet: &Dissection<'_>) {
        let Body::Publish { qos, retain, topic_name, packet_identifier, payload, .. } = packet.body
        else {
            return;
        };
        let message = Message {
            topic_name: topic_name.unwrap_or_default().into(),
            payload: payload.into(),
            qos: QoS::try_from(qos).unwrap_or(QoS::AtMostOnce),
            retain,
        };
        let identifier = packet_identifier.unwrap_or_default();
        let (kind, is_new) = match message.qos {
            QoS::AtMostOnce => return self.route(&message),
            QoS::AtLeastOnce => (PacketType::Puback, true),
            QoS::ExactlyOnce => {
                let session = self.session_of(id);
                (PacketType::Pubrec, session.is_some_and(|session| session.on_received(identifier)))
            }
        };
        self.effects.push_back(Effect::Answer(id, acknowledgement(kind, identifier)));
        if is_new {
            self.route(&message);
        }
    }

    /// Keeps a retained message; an empty payload erases it [MQTT-3.3.1-10].
    pub(in crate::scripted) fn retain(&mut self, message: &Message) {
        let topic_name = message.topic_name.to_vec();
        if message.payload.is_empty() {
            self.retained.remove(&topic_name);
        } else if self.retained.len() < SESSIONS_MAX || self.retained.contains_key(&topic_name) {
            self.retained.insert(topic_name, Message { retain: true, ..message.clone() });
        }
    }

    /// Delivers a message to every session with a matching subscription [MQTT-4.5.0-1], at the
    /// lower of both qualities [MQTT-3.8.4-6], with RETAIN 0 [MQTT-3.3.1-9].
    pub(in crate::scripted) fn route(&mut self, message: &Message) {
        if message.retain {
            self.retain(message);
        }
        let mut matching = Vec::new();
        for (identifier, session) in &self.sessions {
            if let Some(granted) = session.granted(&message.topic_name) {
                matching.push((identifier.clone(), message.qos.min(granted)));
            }
        }
        for (identifier, qos) in matching {
            self.deliver(&identifier, Message { qos, retain: false, ..message.clone() });
        }
    }

    /// Delivers a message as it is, subscribed or not; while the client is away, only QoS above 0.
    ///
    /// Returns whether there is such a session.
    pub(in crate::scripted) fn deliver(&mut self, identifier: &[u8], message: Message) -> bool {
        let connection = self.connection_of(identifier);
        let Some(session) = self.sessions.get_mut(identifier) else { return false };
        if connection.is_some() || message.qos > QoS::AtMostOnce {
            session.enqueue(message);
        }
        if let Some(id) = connection {
            self.transmit(id);
        }
        true
    }

    /// Sends whatever waits in the session behind a Network Connection.
    pub(super) fn transmit(&mut self, id: ConnectionId) {
        let Some(session) = self.session_of(id) else { return };
        let packets: Vec<_> = std::iter::from_fn(|| session.poll_transmit()).collect();
        self.effects.extend(packets.into_iter().map(|packet| Effect::Send(id, packet)));
    }
}
