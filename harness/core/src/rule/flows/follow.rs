//! Following the packets of a trace through the Sessions that they belong to.

use std::collections::BTreeMap;

use super::{
    Flows,
    session::{Pending, Resumption, Session, Unfinished},
};
use crate::{
    rule::{Exchange, Packet},
    trace::ConnectionId,
    verdict::RecordIndex,
    wire::{Body, Direction, PacketType},
};

/// What dies with a Network Connection.
#[derive(Debug, Default)]
pub(super) struct Line {
    /// Whose Session it carries.
    owner: Option<Owner>,
    /// Requests without their answers, by identifier.
    pub(super) requests: BTreeMap<u16, usize>,
    /// What the client has not answered, by identifier: places in `Flows::inbound`.
    pub(super) open: BTreeMap<u16, Vec<usize>>,
    /// Whether the server broke a rule on it: the client may close and answer nothing.
    pub(super) is_spoilt: bool,
    has_connack: bool,
}

/// Under what a Session is kept: its Client Identifier, or its connection where it has none.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Owner {
    Named(Vec<u8>),
    Nameless(ConnectionId),
}

/// The state of following.
pub(super) struct Follow<'e, 'a> {
    pub(super) exchange: &'e Exchange<'a>,
    pub(super) flows: Flows,
    pub(super) lines: BTreeMap<ConnectionId, Line>,
}

pub(super) fn follow(exchange: &Exchange<'_>) -> Flows {
    let mut follow = Follow { exchange, flows: Flows::default(), lines: BTreeMap::new() };
    let mut sessions: BTreeMap<Owner, Session> = BTreeMap::new();
    for (place, packet) in exchange.packets.iter().enumerate() {
        let connection = packet.seen.connection;
        if let Body::Connect(connect) = &packet.said.body
            && packet.seen.direction == Direction::ToServer
            && follow.line(packet).owner.is_none()
        {
            let owner = match connect.client_identifier {
                Some(name) if !name.is_empty() => Owner::Named(name.to_vec()),
                _ => Owner::Nameless(connection),
            };
            let clean = connect.connect_flags.is_some_and(|flags| flags & 0b10 != 0);
            let conversation = exchange.conversation(connection);
            let Some(connack) = conversation.and_then(|one| one.accepted) else { continue };
            let before = sessions.remove(&owner);
            let session = follow.open([place, connack], clean, before, connection);
            sessions.insert(owner.clone(), session);
            follow.line(packet).owner = Some(owner);
            continue;
        }
        let Some(owner) = follow.line(packet).owner.clone() else { continue };
        if let Some(session) = sessions.get_mut(&owner)
            && session.carrier == Some(connection)
        {
            follow.packet(session, place, packet);
            session.last_record = packet.record().0;
        }
    }
    follow.flows
}

impl Follow<'_, '_> {
    pub(super) fn line(&mut self, packet: &Packet<'_>) -> &mut Line {
        self.lines.entry(packet.seen.connection).or_default()
    }

    /// The Session of an accepted connection, whose CONNECT and CONNACK are at these places.
    fn open(
        &mut self,
        [connect, connack]: [usize; 2],
        clean: bool,
        before: Option<Session>,
        connection: ConnectionId,
    ) -> Session {
        let exchange = self.exchange;
        let present = match exchange.packets[connack].said.body {
            Body::Connack { acknowledge_flags, .. } => acknowledge_flags == Some(1),
            _ => false,
        };
        let carrier = Some(connection);
        let Some(before) = before else {
            let known = clean || !present;
            return Session { clean, known, carrier, ..Session::default() };
        };
        let begin = RecordIndex(before.last_record);
        let forgot = exchange.asked.forgot_between(begin, exchange.packets[connect].record());
        if clean {
            self.flows.fresh_starts.push(connect);
            return Session { carrier, ..before.lost(true, true) };
        }
        if !present || before.clean || forgot {
            // With Session Present 1 the server knows what the client has forgotten.
            return Session { carrier, ..before.lost(false, !present) };
        }
        let pending = self.pending(&before);
        self.flows.resumptions.push(Resumption { connection, connack, pending });
        Session { carrier, has_past: true, ..before }
    }

    fn pending(&self, session: &Session) -> Vec<Pending> {
        let message = |number: usize| &self.flows.outbound[number];
        let mut numbers: Vec<usize> = session.out.values().copied().collect();
        numbers.retain(|number| !message(*number).confused);
        numbers.sort_by_key(|number| message(*number).sent[0].place);
        let wants = |number: usize| match message(number) {
            message if !message.released.is_empty() => Unfinished::Pubrel,
            message if message.received.is_some() => Unfinished::Either,
            _ => Unfinished::Publish,
        };
        numbers.into_iter().map(|message| Pending { message, wants: wants(message) }).collect()
    }

    fn packet(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        match packet.seen.direction {
            Direction::ToServer => self.on_sent(session, place, packet),
            Direction::ToClient => self.on_handed(session, place, packet),
        }
    }

    fn on_sent(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        match packet.said.packet_type {
            PacketType::Publish => self.publish(session, place, packet),
            PacketType::Subscribe | PacketType::Unsubscribe => self.request(session, place, packet),
            PacketType::Pubrel => self.release(session, place, packet),
            PacketType::Puback | PacketType::Pubrec | PacketType::Pubcomp => {
                self.answer(session, place, packet);
            }
            PacketType::Disconnect => self.line(packet).is_spoilt = true,
            _ => {}
        }
    }

    fn on_handed(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        let is_connack = packet.said.packet_type == PacketType::Connack;
        let line = self.line(packet);
        if is_connack == line.has_connack || !packet.said.is_regular() {
            line.is_spoilt = true;
        }
        line.has_connack |= is_connack;
        match packet.said.packet_type {
            PacketType::Publish | PacketType::Pubrel => self.handed(session, place, packet),
            PacketType::Puback | PacketType::Pubrec | PacketType::Pubcomp => {
                self.acknowledge(session, place, packet);
            }
            PacketType::Suback | PacketType::Unsuback => {
                if let Some(id) = packet.said.packet_identifier() {
                    self.line(packet).requests.remove(&id);
                }
            }
            _ => {}
        }
    }
}
