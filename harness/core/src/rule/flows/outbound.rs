//! Messages from the client with QoS 1 and 2.

use super::{follow::Follow, session::Session};
use crate::{rule::Packet, trace::ConnectionId, wire::Body};

/// A message from the client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outbound {
    /// Its Packet Identifier.
    pub id: u16,
    /// 1 or 2.
    pub qos: u8,
    /// Its transmissions, the first one first.
    pub sent: Vec<Sent>,
    /// The place of the first PUBREC.
    pub received: Option<usize>,
    /// The places of its PUBRELs, with their connections.
    pub released: Vec<(usize, ConnectionId)>,
    /// The place of the PUBACK or PUBCOMP that ended it.
    pub done: Option<usize>,
    /// The first PUBLISH that came after PUBREL and before PUBCOMP.
    pub after_release: Option<usize>,
    /// Whether the server acknowledged it in a way that it may not: whether its identifier is
    /// still in use is then anybody's guess.
    pub confused: bool,
    /// Whether its first transmission is known to be that.
    pub is_first_known: bool,
}

/// One transmission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sent {
    /// Its place.
    pub place: usize,
    /// On which connection.
    pub connection: ConnectionId,
    /// Its DUP flag.
    pub dup: bool,
    /// Why it came.
    pub why: Why,
}

/// Why a PUBLISH was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// For the first time.
    First,
    /// Again on the same Network Connection.
    Repeated,
    /// Again on another Network Connection of the same Session.
    Resumed,
    /// Again, although the Session is lost.
    Left,
}

/// A packet that took an identifier that was in use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reuse {
    /// Its place.
    pub place: usize,
    /// The place of the packet that it was in use for.
    pub earlier: usize,
    /// Whether another connection lies between them.
    pub is_across: bool,
}

impl Follow<'_, '_> {
    /// A PUBLISH with QoS 1 or 2 from the client.
    pub(super) fn publish(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        let Body::Publish { dup, qos: qos @ (1 | 2), packet_identifier: Some(id), .. } =
            packet.said.body
        else {
            return;
        };
        if id == 0 {
            return;
        }
        let connection = packet.seen.connection;
        let sent = |why| Sent { place, connection, dup, why };
        if let Some(&number) = session.out.get(&id) {
            let first = self.flows.outbound[number].sent[0].place;
            if !self.same_message(first, place) {
                if self.flows.outbound[number].confused {
                    self.begin(session, id, qos, sent(Why::First), false);
                    return;
                }
                let before = self.flows.outbound[number].sent.last().map(|sent| sent.connection);
                let is_across = before != Some(connection);
                self.flows.reuses.push(Reuse { place, earlier: first, is_across });
                self.begin(session, id, qos, sent(Why::First), false);
                return;
            }
            let message = &mut self.flows.outbound[number];
            if !message.released.is_empty() {
                message.after_release.get_or_insert(place);
            }
            let here = message.sent.iter().any(|sent| sent.connection == connection);
            message.sent.push(sent(if here { Why::Repeated } else { Why::Resumed }));
            return;
        }
        let again =
            |number: &usize| self.same_message(self.flows.outbound[*number].sent[0].place, place);
        if session.left.remove(&id).is_some_and(|number| again(&number)) {
            self.begin(session, id, qos, sent(Why::Left), false);
            return;
        }
        // Sent again before the acknowledgement was read.
        if dup && session.finished.get(&id).is_some_and(again) {
            return;
        }
        self.take_identifier(session, place, id, packet);
        let is_first_known = session.known && !session.has_past;
        self.begin(session, id, qos, sent(Why::First), is_first_known);
    }

    fn begin(&mut self, session: &mut Session, id: u16, qos: u8, sent: Sent, known: bool) {
        session.out.insert(id, self.flows.outbound.len());
        self.flows.outbound.push(Outbound {
            id,
            qos,
            sent: vec![sent],
            received: None,
            released: Vec::new(),
            done: None,
            after_release: None,
            confused: false,
            is_first_known: known,
        });
    }

    /// A SUBSCRIBE or UNSUBSCRIBE from the client.
    pub(super) fn request(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        session.subscribed |= matches!(packet.said.body, Body::Subscribe { .. });
        let Some(id) = packet.said.packet_identifier().filter(|id| *id != 0) else { return };
        if let Some(&number) = session.out.get(&id) {
            let message = &self.flows.outbound[number];
            if !message.confused {
                let earlier = message.sent[0].place;
                let is_across =
                    message.sent.last().map(|sent| sent.connection) != Some(packet.seen.connection);
                self.flows.reuses.push(Reuse { place, earlier, is_across });
            }
        } else {
            self.take_identifier(session, place, id, packet);
        }
        self.line(packet).requests.insert(id, place);
    }

    /// Notes whether an identifier that no message holds is free.
    fn take_identifier(&mut self, session: &Session, place: usize, id: u16, packet: &Packet<'_>) {
        match self.line(packet).requests.get(&id).copied() {
            Some(earlier) if self.exchange.packets[earlier].seen.bytes != packet.seen.bytes => {
                self.flows.reuses.push(Reuse { place, earlier, is_across: false });
            }
            // The same request again: not a new packet.
            Some(_) => {}
            None if session.known => self.flows.fresh.push(place),
            None => {}
        }
    }

    /// PUBACK, PUBREC or PUBCOMP for a message of the client.
    pub(super) fn acknowledge(&mut self, session: &mut Session, place: usize, packet: &Packet<'_>) {
        use crate::wire::PacketType::{Puback, Pubcomp, Pubrec};
        let Some(id) = packet.said.packet_identifier() else { return };
        let packet_type = packet.said.packet_type;
        let Some(&number) = session.out.get(&id) else {
            if packet_type == Pubrec {
                session.stray_pubrecs.insert(id);
            }
            return;
        };
        let message = &mut self.flows.outbound[number];
        match (packet_type, message.qos) {
            (Puback, 1) => message.done = Some(place),
            (Pubcomp, 2) if message.received.is_some() => message.done = Some(place),
            (Pubrec, 2) => {
                message.received.get_or_insert(place);
            }
            _ => message.confused = true,
        }
        if message.done.is_some() {
            session.out.remove(&id);
            session.finished.insert(id, number);
        }
    }

    /// A PUBREL from the client.
    pub(super) fn release(&mut self, session: &Session, place: usize, packet: &Packet<'_>) {
        let Some(id) = packet.said.packet_identifier() else { return };
        match session.out.get(&id) {
            Some(&number) if self.flows.outbound[number].qos == 2 => {
                let message = &mut self.flows.outbound[number];
                message.released.push((place, packet.seen.connection));
            }
            // It answers a PUBREC that no server may send.
            Some(&number) if self.flows.outbound[number].confused => {}
            _ => {
                let earlier = session.left.contains_key(&id);
                let is_allowed = !session.known
                    || session.stray_pubrecs.contains(&id)
                    || session.finished.contains_key(&id)
                    || (earlier && !session.clean);
                self.stray(place, is_allowed, earlier);
            }
        }
    }

    /// Whether two PUBLISH packets carry the same message.
    fn same_message(&self, one: usize, other: usize) -> bool {
        let content = |place: usize| match &self.exchange.packets[place].said.body {
            Body::Publish { qos, retain, topic_name, payload, .. } => {
                Some((*qos, *retain, *topic_name, *payload))
            }
            _ => None,
        };
        content(one) == content(other)
    }
}
