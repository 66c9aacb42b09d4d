//! The exchange: a trace with each of its packets dissected once, as all rules read it.

use std::collections::BTreeMap;

use mqttspec_link::Indication;

use super::{asked::Asked, flows::Flows};
use crate::{
    time::{At, Span},
    trace::{Connection, ConnectionId, Event, PacketSeen, Settings, Trace},
    verdict::RecordIndex,
    wire::{Body, Connect, Direction, Dissection, PacketType},
};

/// A trace, dissected.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// The trace itself.
    pub trace: &'a Trace,
    /// The client's tolerances.
    pub settings: Settings,
    /// All packets, in the order in which they were complete.
    pub packets: Vec<Packet<'a>>,
    /// The Network Connections, by number.
    pub conversations: Vec<Conversation<'a>>,
    /// What the harness asked of the client.
    pub asked: Asked,
    /// The messages in both directions, with their acknowledgements.
    pub flows: Flows,
}

/// A packet with what it says.
#[derive(Debug)]
pub struct Packet<'a> {
    /// Where and when it was.
    pub seen: PacketSeen<'a>,
    /// What it says, and what is wrong with it.
    pub said: Dissection<'a>,
}

/// A Network Connection with what began it.
#[derive(Debug)]
pub struct Conversation<'a> {
    /// Where and when it was.
    pub connection: &'a Connection,
    /// Whether the trace saw it from its beginning.
    pub whole: bool,
    /// Its packets, by their place in [`Exchange::packets`].
    pub packets: Vec<usize>,
    /// The place of its first CONNECT.
    pub connect: Option<usize>,
    /// The place of the first CONNACK with return code 0 after that.
    pub accepted: Option<usize>,
    /// When the harness did not read, from and to.
    pub unread: Vec<(At, At)>,
}

impl<'a> Exchange<'a> {
    /// Dissects a trace.
    #[must_use]
    pub fn new(trace: &'a Trace) -> Self {
        let asked = Asked::new(trace);
        let mut packets: Vec<Packet<'a>> =
            trace.packets().map(|seen| Packet { said: seen.dissect(), seen }).collect();
        let foreign = if asked.allows_3_1() { connections_of_3_1(&packets) } else { Vec::new() };
        packets.retain(|packet| !foreign.contains(&packet.seen.connection));
        let mut conversations: BTreeMap<ConnectionId, Conversation<'a>> = BTreeMap::new();
        for connection in trace.connections().filter(|one| !foreign.contains(&one.id())) {
            let opened = trace.record(connection.opened().record).map(|record| &record.event);
            let whole = matches!(opened, Some(Event::Opened { .. }));
            conversations.insert(connection.id(), Conversation::new(connection, whole));
        }
        for (place, packet) in packets.iter().enumerate() {
            if let Some(conversation) = conversations.get_mut(&packet.seen.connection) {
                conversation.note(place, packet);
            }
        }
        note_unread(trace, &mut conversations);
        let conversations: Vec<_> = conversations.into_values().collect();
        let settings = trace.settings();
        let flows = Flows::default();
        let mut exchange = Self { trace, settings, packets, conversations, asked, flows };
        exchange.flows = Flows::follow(&exchange);
        exchange
    }

    /// One Network Connection.
    #[must_use]
    pub fn conversation(&self, id: ConnectionId) -> Option<&Conversation<'a>> {
        let place = self
            .conversations
            .binary_search_by_key(&id, |conversation| conversation.connection.id())
            .ok()?;
        self.conversations.get(place)
    }

    /// What the client sent, in order.
    pub fn sent(&self) -> impl DoubleEndedIterator<Item = &Packet<'a>> {
        self.packets.iter().filter(|packet| packet.seen.direction == Direction::ToServer)
    }

    /// What the client sent of one type.
    pub fn sent_of(&self, packet_type: PacketType) -> impl DoubleEndedIterator<Item = &Packet<'a>> {
        self.sent().filter(move |packet| packet.said.packet_type == packet_type)
    }

    /// The packets of a Network Connection, of both directions.
    pub fn packets_of(
        &self,
        conversation: &Conversation<'a>,
    ) -> impl DoubleEndedIterator<Item = &Packet<'a>> {
        conversation.packets.iter().filter_map(|place| self.packets.get(*place))
    }

    /// All indications, with their records.
    pub fn indications(&self) -> impl Iterator<Item = (RecordIndex, At, &Indication)> {
        self.trace.records_from(RecordIndex(0)).filter_map(|(index, record)| match &record.event {
            Event::Indication { indication } => Some((index, record.at, indication.as_ref())),
            _ => None,
        })
    }

    /// `limit` after `from`, and what the harness was late by in that span.
    #[must_use]
    pub fn deadline(&self, from: At, limit: Span) -> At {
        from + limit + self.trace.jitter_within(from, from + limit)
    }
}

impl<'a> Conversation<'a> {
    fn new(connection: &'a Connection, whole: bool) -> Self {
        let packets = Vec::new();
        Self { connection, whole, packets, connect: None, accepted: None, unread: Vec::new() }
    }

    fn note(&mut self, place: usize, packet: &Packet<'_>) {
        self.packets.push(place);
        match (packet.seen.direction, &packet.said.body) {
            (Direction::ToServer, Body::Connect(_)) => {
                self.connect.get_or_insert(place);
            }
            (Direction::ToClient, Body::Connack { return_code: Some(0), .. })
                if self.connect.is_some() =>
            {
                self.accepted.get_or_insert(place);
            }
            _ => {}
        }
    }

    /// The CONNECT that began it.
    #[must_use]
    pub fn connect<'e>(&self, exchange: &'e Exchange<'a>) -> Option<&'e Connect<'a>> {
        match &exchange.packets.get(self.connect?)?.said.body {
            Body::Connect(connect) => Some(connect),
            _ => None,
        }
    }

    /// The CONNACK that accepted it.
    #[must_use]
    pub fn connack<'e>(&self, exchange: &'e Exchange<'a>) -> Option<&'e Packet<'a>> {
        exchange.packets.get(self.accepted?)
    }

    /// When the first side of it ended; the end of the trace if none did.
    #[must_use]
    pub fn until(&self, exchange: &Exchange<'_>) -> At {
        self.connection.first_ended().map_or(exchange.trace.last_at(), |moment| moment.at)
    }

    /// Whether the harness read all the time from `from` to `to`.
    #[must_use]
    pub fn was_read(&self, from: At, to: At) -> bool {
        self.unread.iter().all(|(begin, end)| *end < from || *begin > to)
    }
}

impl Packet<'_> {
    /// The record that brought its last byte.
    #[must_use]
    pub fn record(&self) -> RecordIndex {
        self.seen.last
    }

    /// Its type, Packet Identifier and Network Connection, for people.
    #[must_use]
    pub fn name(&self) -> String {
        let packet_type = self.said.packet_type;
        let connection = self.seen.connection.0;
        match self.said.packet_identifier() {
            Some(id) => format!("{packet_type} id={id} on connection {connection}"),
            None => format!("{packet_type} on connection {connection}"),
        }
    }
}

/// The connections on which the client speaks MQTT 3.1: no rule of 3.1.1 is for them.
fn connections_of_3_1(packets: &[Packet<'_>]) -> Vec<ConnectionId> {
    let of_3_1 = |packet: &&Packet<'_>| match &packet.said.body {
        Body::Connect(connect) => {
            connect.protocol_name == Some(b"MQIsdp") && connect.protocol_level == Some(3)
        }
        _ => false,
    };
    packets.iter().filter(of_3_1).map(|packet| packet.seen.connection).collect()
}

fn note_unread(trace: &Trace, conversations: &mut BTreeMap<ConnectionId, Conversation<'_>>) {
    let mut since: BTreeMap<ConnectionId, At> = BTreeMap::new();
    for (_, record) in trace.records_from(RecordIndex(0)) {
        let Event::Reading { connection, on } = &record.event else { continue };
        if !on {
            since.entry(*connection).or_insert(record.at);
        } else if let (Some(begin), Some(conversation)) =
            (since.remove(connection), conversations.get_mut(connection))
        {
            conversation.unread.push((begin, record.at));
        }
    }
    for (connection, begin) in since {
        if let Some(conversation) = conversations.get_mut(&connection) {
            conversation.unread.push((begin, trace.last_at()));
        }
    }
}
