//! CONNECT: validation, refusal, takeover, and the session that goes on (3.1.4).

use super::{Client, Effect, Phase, SESSIONS_MAX, Server};
use crate::{
    scripted::{
        message::{Message, QoS},
        packet::connack,
    },
    trace::ConnectionId,
    wire::{Connect, Irregularity},
};

/// Return codes of CONNACK (table 3.1).
const ACCEPTED: u8 = 0;
const UNACCEPTABLE_PROTOCOL_VERSION: u8 = 1;
const IDENTIFIER_REJECTED: u8 = 2;
const SERVER_UNAVAILABLE: u8 = 3;

impl Server {
    pub(super) fn on_connect(
        &mut self,
        id: ConnectionId,
        connect: &Connect<'_>,
        irregularities: &[Irregularity],
    ) {
        if let Some(return_code) = refusal(connect, irregularities) {
            return self.refuse(id, return_code);
        }
        if !irregularities.is_empty() {
            return self.close(id, "a malformed CONNECT");
        }
        let client = client(id, connect);
        // The same Client Identifier ousts the older one [MQTT-3.1.4-2].
        if let Some(older) = self.connection_of(&client.identifier) {
            self.close(older, "the same Client Identifier connected again");
        }
        if client.clean_session {
            self.sessions.remove(&client.identifier);
        }
        let session_present = self.sessions.contains_key(&client.identifier);
        if !session_present && self.sessions.len() >= SESSIONS_MAX {
            return self.refuse(id, SERVER_UNAVAILABLE);
        }
        self.effects.push_back(Effect::Answer(id, connack(session_present, ACCEPTED)));
        let session = self.sessions.entry(client.identifier.clone()).or_default();
        let again = session.resume().into_iter().map(|packet| Effect::Send(id, packet));
        self.effects.extend(again);
        if let Some(connection) = self.connections.get_mut(&id) {
            connection.phase = Phase::Connected(client);
        }
        self.transmit(id);
    }

    fn refuse(&mut self, id: ConnectionId, return_code: u8) {
        self.effects.push_back(Effect::Answer(id, connack(false, return_code)));
        self.close(id, "CONNECT is refused");
    }
}

/// The return code with which a CONNECT is refused; one malformed otherwise gets none
/// [MQTT-3.1.4-1].
fn refusal(connect: &Connect<'_>, irregularities: &[Irregularity]) -> Option<u8> {
    let other_level = match (connect.protocol_name, connect.protocol_level) {
        (Some(b"MQTT"), Some(level)) => level != 4,
        (Some(b"MQIsdp"), Some(level)) => level == 3,
        _ => false,
    };
    if other_level {
        return Some(UNACCEPTABLE_PROTOCOL_VERSION); // [MQTT-3.1.2-2]
    }
    match irregularities {
        // [MQTT-3.1.3-8]
        [only] if only.requirement.as_str() == "MQTT-3.1.3-7" => Some(IDENTIFIER_REJECTED),
        _ => None,
    }
}

/// What a well-formed CONNECT says.
fn client(id: ConnectionId, connect: &Connect<'_>) -> Client {
    let flags = connect.connect_flags.unwrap_or_default();
    let identifier = match connect.client_identifier.unwrap_or_default() {
        // A unique one is assigned [MQTT-3.1.3-6]; no client can send one with U+0000.
        b"" => format!("\0{}", id.0).into_bytes(),
        given => given.to_vec(),
    };
    let will = connect.will_topic.map(|topic_name| Message {
        topic_name: topic_name.into(),
        payload: connect.will_message.unwrap_or_default().into(),
        qos: QoS::try_from(flags >> 3 & 0b11).unwrap_or(QoS::AtMostOnce),
        retain: flags & 0x20 != 0,
    });
    Client {
        identifier,
        clean_session: flags & 0x02 != 0,
        keep_alive_s: connect.keep_alive_s.unwrap_or_default(),
        will,
    }
}
