//! A correct MQTT 3.1.1 server, packet by packet: the default behaviour of the scripted broker.
//!
//! Packets go in whole, [`Effect`]s come out. It closes the Network Connection on every protocol
//! violation [MQTT-4.8.0-1]. *Not here:* streams, scripts, anything wrong.

mod connect;
mod publish;
mod subscribe;

use std::collections::{BTreeMap, VecDeque};

use super::{
    message::Message,
    packet::{acknowledgement, pingresp},
    session::Session,
};
use crate::{
    time::{At, Span},
    trace::ConnectionId,
    wire::{Body, Direction, Dissection, PacketType, dissect},
};

/// After DISCONNECT the client closes the Network Connection; the server does after this time.
pub(super) const DISCONNECT_GRACE: Span = Span::from_s(5);

/// The server waits at least this much longer than the Keep Alive, though half of a short one is
/// less: else it would close before a client's silence is beyond its tolerance, and hide it.
pub(super) const KEEP_ALIVE_GRACE: Span = Span::from_s(1);

/// How long a new Network Connection may stay without CONNECT.
pub(super) const CONNECT_WAIT: Span = Span::from_s(60);

/// The most sessions, and the most retained messages, that are kept.
pub(super) const SESSIONS_MAX: usize = 1000;

/// What the server does; in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Effect {
    /// Sends the packet that answers the one just handled.
    Answer(ConnectionId, Vec<u8>),
    /// Sends a packet for another reason.
    Send(ConnectionId, Vec<u8>),
    /// Closes the Network Connection.
    Close(ConnectionId, &'static str),
}

/// All that the server knows.
#[derive(Debug, Default)]
pub(super) struct Server {
    connections: BTreeMap<ConnectionId, Connection>,
    sessions: BTreeMap<Vec<u8>, Session>,
    retained: BTreeMap<Vec<u8>, Message>,
    effects: VecDeque<Effect>,
}

#[derive(Debug)]
struct Connection {
    phase: Phase,
    /// When the last Control Packet came, or the Network Connection was opened.
    heard: At,
}

#[derive(Debug)]
enum Phase {
    /// CONNECT has not come.
    Opened,
    /// CONNECT was accepted.
    Connected(Client),
    /// DISCONNECT came.
    Disconnected,
}

/// What CONNECT said.
#[derive(Debug)]
struct Client {
    identifier: Vec<u8>,
    clean_session: bool,
    keep_alive_s: u16,
    will: Option<Message>,
}

impl Server {
    /// A Network Connection was accepted.
    pub(super) fn handle_opened(&mut self, now: At, id: ConnectionId) {
        self.connections.insert(id, Connection { phase: Phase::Opened, heard: now });
    }

    /// A whole Control Packet came.
    pub(super) fn handle_packet(&mut self, now: At, id: ConnectionId, bytes: &[u8]) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        connection.heard = now;
        let packet = dissect(bytes, Direction::ToServer);
        match &connection.phase {
            Phase::Opened => match &packet.body {
                Body::Connect(connect) => self.on_connect(id, connect, &packet.irregularities),
                _ => self.close(id, "the first packet is not CONNECT"),
            },
            Phase::Connected(_) if !packet.is_regular() => self.close(id, "a malformed packet"),
            Phase::Connected(_) => self.on_packet(id, &packet),
            Phase::Disconnected => {}
        }
    }

    /// The Network Connection is gone, however it came.
    pub(super) fn handle_ended(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.remove(&id) else { return };
        if let Phase::Connected(client) = connection.phase {
            self.end_session_of(&client);
            if let Some(will) = client.will {
                self.route(&will);
            }
        }
    }

    /// Some timer is due.
    pub(super) fn handle_timeout(&mut self, now: At) {
        let due: Vec<_> = self
            .connections
            .iter()
            .filter(|(_, connection)| connection.deadline().is_some_and(|at| at <= now))
            .map(|(id, connection)| (*id, connection.reason_of_deadline()))
            .collect();
        due.into_iter().for_each(|(id, reason)| self.close(id, reason));
    }

    pub(super) fn poll_timeout(&self) -> Option<At> {
        self.connections.values().filter_map(Connection::deadline).min()
    }

    pub(super) fn poll_effect(&mut self) -> Option<Effect> {
        self.effects.pop_front()
    }

    /// Closes a Network Connection because of what came on it, for the reason given.
    pub(super) fn close(&mut self, id: ConnectionId, reason: &'static str) {
        self.effects.push_back(Effect::Close(id, reason));
        self.handle_ended(id);
    }

    /// Loses the sessions of all clients that are not connected.
    pub(super) fn forget_sessions(&mut self) {
        let connected: Vec<_> = self.connections.keys().copied().collect();
        let kept: Vec<_> = connected.iter().filter_map(|id| self.identifier_of(*id)).collect();
        let kept: Vec<Vec<u8>> = kept.into_iter().map(<[u8]>::to_vec).collect();
        self.sessions.retain(|identifier, _| kept.contains(identifier));
    }

    /// The Client Identifier of a connected client.
    pub(super) fn identifier_of(&self, id: ConnectionId) -> Option<&[u8]> {
        self.client(id).map(|client| client.identifier.as_slice())
    }

    /// The session behind a Network Connection.
    pub(super) fn session_of(&mut self, id: ConnectionId) -> Option<&mut Session> {
        let identifier = self.client(id)?.identifier.clone();
        self.sessions.get_mut(&identifier)
    }

    fn on_packet(&mut self, id: ConnectionId, packet: &Dissection<'_>) {
        match &packet.body {
            Body::Publish { .. } => self.on_publish(id, packet),
            Body::Acknowledgement { packet_identifier: Some(identifier) } => {
                self.on_acknowledgement(id, packet.packet_type, *identifier);
            }
            Body::Subscribe { packet_identifier: Some(identifier), filters } => {
                self.on_subscribe(id, *identifier, filters);
            }
            Body::Unsubscribe { packet_identifier: Some(identifier), filters } => {
                self.on_unsubscribe(id, *identifier, filters);
            }
            Body::Empty if packet.packet_type == PacketType::Pingreq => {
                self.effects.push_back(Effect::Answer(id, pingresp()));
            }
            Body::Empty if packet.packet_type == PacketType::Disconnect => self.on_disconnect(id),
            Body::Connect(_) => self.close(id, "a second CONNECT"),
            _ => self.close(id, "a packet that no client sends"),
        }
    }

    fn on_acknowledgement(&mut self, id: ConnectionId, kind: PacketType, identifier: u16) {
        let Some(session) = self.session_of(id) else { return };
        let answer = match kind {
            PacketType::Pubrec => {
                session.on_pubrec(identifier);
                Some(PacketType::Pubrel)
            }
            PacketType::Pubrel => {
                session.on_pubrel(identifier);
                Some(PacketType::Pubcomp)
            }
            _ => {
                session.on_finished(identifier);
                None
            }
        };
        let answer = answer.map(|kind| Effect::Answer(id, acknowledgement(kind, identifier)));
        self.effects.extend(answer);
        self.transmit(id);
    }

    /// The will is forgotten [MQTT-3.14.4-3]; the client now closes the Network Connection.
    fn on_disconnect(&mut self, id: ConnectionId) {
        let Some(connection) = self.connections.get_mut(&id) else { return };
        let phase = std::mem::replace(&mut connection.phase, Phase::Disconnected);
        if let Phase::Connected(client) = phase {
            self.end_session_of(&client);
        }
    }

    /// A session with Clean Session 1 lasts as long as its Network Connection [MQTT-3.1.2-6].
    fn end_session_of(&mut self, client: &Client) {
        if client.clean_session {
            self.sessions.remove(&client.identifier);
        }
    }

    fn client(&self, id: ConnectionId) -> Option<&Client> {
        match &self.connections.get(&id)?.phase {
            Phase::Connected(client) => Some(client),
            Phase::Opened | Phase::Disconnected => None,
        }
    }

    /// On which Network Connection the client with this identifier is connected.
    fn connection_of(&self, identifier: &[u8]) -> Option<ConnectionId> {
        self.connections.iter().find_map(|(id, connection)| match &connection.phase {
            Phase::Connected(client) if client.identifier == identifier => Some(*id),
            Phase::Connected(_) | Phase::Opened | Phase::Disconnected => None,
        })
    }
}

impl Connection {
    fn deadline(&self) -> Option<At> {
        let wait = match &self.phase {
            Phase::Opened => CONNECT_WAIT,
            Phase::Connected(client) if client.keep_alive_s == 0 => return None,
            // One and a half times the Keep Alive [MQTT-3.1.2-24].
            Phase::Connected(client) => {
                let keep_alive_s = u64::from(client.keep_alive_s);
                Span::from_ms(keep_alive_s * 1500)
                    .max(Span::from_s(keep_alive_s) + KEEP_ALIVE_GRACE)
            }
            Phase::Disconnected => DISCONNECT_GRACE,
        };
        Some(self.heard + wait)
    }

    fn reason_of_deadline(&self) -> &'static str {
        match self.phase {
            Phase::Opened => "no CONNECT came",
            Phase::Connected(_) => "nothing came within the Keep Alive and half of it",
            Phase::Disconnected => "the client did not close after DISCONNECT",
        }
    }
}
