//! Messages to the client, and what it answers.

use super::{follow::Follow, session::Session};
use crate::{
    rule::Packet,
    trace::ConnectionId,
    wire::{Body, PacketType},
};

/// A packet that the client was handed and has to answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inbound {
    /// Its place.
    pub place: usize,
    /// On which connection.
    pub connection: ConnectionId,
    /// Its Packet Identifier.
    pub id: u16,
    /// What has to answer it.
    pub wants: PacketType,
    /// What did.
    pub answer: Option<Answered>,
    /// Whether an answer has to come at all: the server had broken no rule before it.
    pub is_owed: bool,
    /// Whether the client had asked for no subscription before.
    pub is_unasked: bool,
}

/// What answered a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Answered {
    /// Its place.
    pub place: usize,
    /// Whether it is of the right type.
    pub is_right: bool,
}

/// An acknowledgement from the client that answers nothing on its connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stray {
    /// Its place.
    pub place: usize,
    /// Whether it belongs to an earlier connection of the same Session, or may.
    pub is_allowed: bool,
    /// Whether it belongs to a Session that is no more.
    pub is_of_lost_session: bool,
}

impl Follow<'_, '_> {
    /// A PUBLISH or PUBREL that the client was handed.
    pub(super) fn handed(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        let (id, wants) = match packet.said.body {
            Body::Publish { qos, packet_identifier: Some(id), .. } => {
                session.handed.insert(id);
                match qos {
                    1 => (id, PacketType::Puback),
                    2 => {
                        if session.delivering.insert(id) {
                            self.flows.deliveries.push(place);
                        }
                        (id, PacketType::Pubrec)
                    }
                    _ => return,
                }
            }
            Body::Acknowledgement { packet_identifier: Some(id) } => {
                session.delivering.remove(&id);
                (id, PacketType::Pubcomp)
            }
            _ => return,
        };
        let is_owed = !self.line(packet).is_spoilt && packet.said.is_regular();
        let is_unasked = session.known && !session.subscribed;
        let connection = packet.seen.connection;
        let number = self.flows.inbound.len();
        self.line(packet).open.entry(id).or_default().push(number);
        let answer = None;
        let inbound = Inbound { place, connection, id, wants, answer, is_owed, is_unasked };
        self.flows.inbound.push(inbound);
    }

    /// A PUBACK, PUBREC or PUBCOMP from the client.
    pub(super) fn answer(&mut self, session: &Session, place: usize, packet: &Packet<'_>) {
        let Some(id) = packet.said.packet_identifier() else { return };
        let packet_type = packet.said.packet_type;
        let flows = &self.flows.inbound;
        let open = self.lines.get(&packet.seen.connection).and_then(|line| line.open.get(&id));
        let open = open.map(Vec::as_slice).unwrap_or_default();
        let right = open.iter().find(|number| flows[**number].wants == packet_type);
        let is_publish = |number: &&usize| flows[**number].wants != PacketType::Pubcomp;
        let wrong = || open.iter().find(is_publish).filter(|_| packet_type != PacketType::Pubcomp);
        let Some(&number) = right.or_else(wrong) else {
            // An acknowledgement given twice is for the same PUBLISH.
            let is_known = session.handed.contains(&id) || !session.known;
            let earlier = session.handed_before.contains(&id);
            self.stray(place, is_known || (earlier && !session.clean), earlier);
            return;
        };
        let inbound = &mut self.flows.inbound[number];
        let is_right = inbound.wants == packet_type;
        inbound.answer = Some(Answered { place, is_right });
        if let Some(open) = self.line(packet).open.get_mut(&id) {
            open.retain(|open| *open != number);
        }
    }

    pub(super) fn stray(&mut self, place: usize, is_allowed: bool, is_of_lost_session: bool) {
        self.flows.strays.push(Stray { place, is_allowed, is_of_lost_session });
    }
}
