//! The trace itself: records in order, with the packets and connections found in them.

use std::{collections::BTreeMap, ops::Range};

use super::{Connection, ConnectionId, Event, Moment, PacketSeen, Record, Settings, Start};
use crate::{
    time::{At, Span},
    verdict::RecordIndex,
    wire::Direction,
};

/// The most records of a trace: about a gigabyte in memory. The longest scenario of the suite
/// has some ten thousand.
pub const RECORDS_MAX: usize = 4_000_000;

/// Everything that was seen in one scenario, in order.
///
/// Packets and connections are derived as records come, so a query costs no new pass over the
/// bytes. Times never go back: a record that says so is given the time of the one before it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    records: Vec<Record>,
    connections: BTreeMap<ConnectionId, Connection>,
    packets: Vec<Seen>,
    jitter: Vec<(At, Span)>,
    overflowed: bool,
}

/// Where a packet is; its bytes are in its connection's flow.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Seen {
    first: RecordIndex,
    last: RecordIndex,
    connection: ConnectionId,
    direction: Direction,
    range: Range<usize>,
}

impl Trace {
    /// An empty trace.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes the next record; its number. A trace of [`RECORDS_MAX`] records takes no
    /// more: [`Trace::is_overflowed`] then says so, and the number is that of the last.
    pub fn push(&mut self, mut record: Record) -> RecordIndex {
        if self.records.len() >= RECORDS_MAX {
            self.overflowed = true;
            return RecordIndex(self.records.len() - 1);
        }
        record.at = record.at.max(self.last_at());
        let index = RecordIndex(self.records.len());
        self.derive(index, &record);
        self.records.push(record);
        index
    }

    fn derive(&mut self, index: RecordIndex, record: &Record) {
        let moment = Moment { record: index, at: record.at };
        match &record.event {
            Event::Opened { connection } => {
                self.connection_at(*connection, moment);
            }
            Event::Bytes { connection, direction, bytes } => {
                let flow = self.connection_at(*connection, moment).flow_mut(*direction);
                let found: Vec<Seen> = flow
                    .push(index, bytes)
                    .into_iter()
                    .map(|range| Seen {
                        first: flow.record_of(range.start).unwrap_or(index),
                        last: index,
                        connection: *connection,
                        direction: *direction,
                        range,
                    })
                    .collect();
                self.packets.extend(found);
            }
            Event::Ended { connection, direction, how } => {
                self.connection_at(*connection, moment).end(*direction, moment, *how);
            }
            Event::Jitter { us } => self.jitter.push((record.at, Span::from_us(*us))),
            Event::Start(_)
            | Event::Step { .. }
            | Event::Expect { .. }
            | Event::Reading { .. }
            | Event::Tls { .. }
            | Event::Ws { .. }
            | Event::Request { .. }
            | Event::Reply { .. }
            | Event::Indication { .. }
            | Event::ShimLog { .. }
            | Event::CutExited { .. }
            | Event::Unsupported { .. }
            | Event::Lacks { .. }
            | Event::Mutated { .. }
            | Event::Faulted { .. }
            | Event::Error { .. }
            | Event::End => {}
        }
    }

    /// A recording may begin within a connection: it is then opened by its first record.
    fn connection_at(&mut self, id: ConnectionId, moment: Moment) -> &mut Connection {
        self.connections.entry(id).or_insert_with(|| Connection::new(id, moment))
    }

    /// All records, in order.
    #[must_use]
    pub fn records(&self) -> &[Record] {
        &self.records
    }

    /// One record.
    #[must_use]
    pub fn record(&self, index: RecordIndex) -> Option<&Record> {
        self.records.get(index.0)
    }

    /// The records from `index` on, with their numbers.
    pub fn records_from(
        &self,
        index: RecordIndex,
    ) -> impl DoubleEndedIterator<Item = (RecordIndex, &Record)> {
        let begin = index.0.min(self.records.len());
        self.records[begin..].iter().enumerate().map(move |(n, r)| (RecordIndex(begin + n), r))
    }

    /// The number that the next record will have: a mark for what is seen from now on.
    #[must_use]
    pub fn next_index(&self) -> RecordIndex {
        RecordIndex(self.records.len())
    }

    /// The time of the last record.
    #[must_use]
    pub fn last_at(&self) -> At {
        self.records.last().map_or(At::ZERO, |record| record.at)
    }

    /// The first record's content; `None` in a trace without one.
    #[must_use]
    pub fn start(&self) -> Option<&Start> {
        match &self.records.first()?.event {
            Event::Start(start) => Some(start),
            _ => None,
        }
    }

    /// The client's tolerances; the defaults where the trace says none.
    #[must_use]
    pub fn settings(&self) -> Settings {
        self.start().map(|start| start.settings).unwrap_or_default()
    }

    /// Whether the scenario ended in order, so that nothing is missing.
    #[must_use]
    pub fn is_ended(&self) -> bool {
        matches!(self.records.last(), Some(Record { event: Event::End, .. }))
    }

    /// Whether records were lost because there were too many.
    #[must_use]
    pub fn is_overflowed(&self) -> bool {
        self.overflowed
    }

    /// All Network Connections, by number.
    pub fn connections(&self) -> impl DoubleEndedIterator<Item = &Connection> {
        self.connections.values()
    }

    /// One Network Connection.
    #[must_use]
    pub fn connection(&self, id: ConnectionId) -> Option<&Connection> {
        self.connections.get(&id)
    }

    /// All complete Control Packets of both directions, in the order they were complete.
    pub fn packets(&self) -> impl DoubleEndedIterator<Item = PacketSeen<'_>> {
        (0..self.packets.len()).filter_map(|number| self.packet(number))
    }

    /// The packets whose last byte came with `mark` or later.
    pub fn packets_from(
        &self,
        mark: RecordIndex,
    ) -> impl DoubleEndedIterator<Item = PacketSeen<'_>> {
        let begin = self.packets.partition_point(|seen| seen.last < mark);
        (begin..self.packets.len()).filter_map(|number| self.packet(number))
    }

    /// The packets of one direction of one Network Connection.
    pub fn packets_of(
        &self,
        connection: ConnectionId,
        direction: Direction,
    ) -> impl DoubleEndedIterator<Item = PacketSeen<'_>> {
        self.packets()
            .filter(move |seen| seen.connection == connection && seen.direction == direction)
    }

    /// One packet, by its number.
    #[must_use]
    pub fn packet(&self, number: usize) -> Option<PacketSeen<'_>> {
        let seen = self.packets.get(number)?;
        let flow = self.connections.get(&seen.connection)?.flow(seen.direction);
        Some(PacketSeen {
            number,
            first: seen.first,
            first_at: self.record(seen.first)?.at,
            last: seen.last,
            at: self.record(seen.last)?.at,
            connection: seen.connection,
            direction: seen.direction,
            bytes: flow.slice(seen.range.clone()),
        })
    }

    /// By how much times between `from` and `to` may be wrong: the largest lateness of the
    /// harness whose span touches that window.
    #[must_use]
    pub fn jitter_within(&self, from: At, to: At) -> Span {
        let touches = |(at, late): &&(At, Span)| {
            *at >= from && At::from_us(at.us().saturating_sub(late.us())) <= to
        };
        self.jitter.iter().filter(touches).map(|(_, late)| *late).max().unwrap_or(Span::ZERO)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(at_ms: u64, direction: Direction, bytes: &[u8]) -> Record {
        let event = Event::Bytes { connection: ConnectionId(1), direction, bytes: bytes.to_vec() };
        Record { at: At::from_ms(at_ms), event }
    }

    #[test]
    fn a_packet_in_two_records_names_both() {
        let mut trace = Trace::new();
        trace.push(bytes(1, Direction::ToServer, &[0xc0]));
        trace.push(bytes(2, Direction::ToClient, &[0xd0, 0]));
        trace.push(bytes(3, Direction::ToServer, &[0, 0xe0, 0]));
        let seen: Vec<_> = trace.packets().collect();
        assert_eq!(seen.len(), 3);
        assert_eq!((seen[1].first, seen[1].last), (RecordIndex(0), RecordIndex(2)));
        assert_eq!((seen[1].first_at, seen[1].at), (At::from_ms(1), At::from_ms(3)));
        assert_eq!((seen[2].first, seen[2].bytes), (RecordIndex(2), &[0xe0, 0][..]));
        assert_eq!(trace.packets_from(RecordIndex(2)).count(), 2);
    }

    #[test]
    fn times_never_go_back() {
        let mut trace = Trace::new();
        trace.push(bytes(5, Direction::ToServer, &[0xc0]));
        let index = trace.push(bytes(3, Direction::ToServer, &[0]));
        assert_eq!(trace.record(index).unwrap().at, At::from_ms(5));
    }

    #[test]
    fn jitter_counts_where_its_span_touches_the_window() {
        let mut trace = Trace::new();
        trace.push(Record { at: At::from_ms(100), event: Event::Jitter { us: 30_000 } });
        let within = |from, to| trace.jitter_within(At::from_ms(from), At::from_ms(to));
        assert_eq!(within(0, 69), Span::ZERO);
        assert_eq!(within(0, 70), Span::from_ms(30));
        assert_eq!(within(100, 200), Span::from_ms(30));
        assert_eq!(within(101, 200), Span::ZERO);
    }
}
