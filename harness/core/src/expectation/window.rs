//! The window of an expectation: which records count, and how a decision is said.

use std::collections::BTreeMap;

use crate::{
    time::{At, Span},
    trace::{Connection, ConnectionId, Event, PacketSeen, Phase, Record, Trace},
    verdict::{Finding, Origin, RecordIndex, Verdict},
    wire::{Direction, notation::Bindings, summary},
};

use super::{Decision, Expectation};

/// What is said where the awaited may be behind what the harness did not read.
pub(super) const UNREAD: &str = "the harness did not read from the client";

/// How many of the things seen instead are told.
const TOLD_MAX: usize = 5;

/// An expectation held against a trace.
pub(super) struct Window<'a> {
    pub(super) expectation: &'a Expectation,
    pub(super) trace: &'a Trace,
    pub(super) now: At,
    /// The deadline, and what the harness was late by before it.
    pub(super) late: At,
}

impl<'a> Window<'a> {
    pub(super) fn new(expectation: &'a Expectation, trace: &'a Trace, now: At) -> Self {
        let deadline = expectation.deadline;
        let late = deadline + trace.jitter_within(expectation.from.at, deadline);
        Self { expectation, trace, now, late }
    }

    /// The records that count for what must happen: up to the deadline, itself included.
    pub(super) fn records(&self) -> impl Iterator<Item = (RecordIndex, &'a Record)> {
        let late = self.late;
        let from = self.expectation.from.record;
        self.trace.records_from(from).take_while(move |(_, record)| record.at <= late)
    }

    /// The packets from the client that count for what must happen.
    pub(super) fn packets(&self) -> impl Iterator<Item = PacketSeen<'a>> {
        self.packets_until(self.late)
    }

    /// The packets from the client up to `until`, itself included.
    pub(super) fn packets_until(&self, until: At) -> impl Iterator<Item = PacketSeen<'a>> {
        let connection = self.expectation.connection;
        self.trace
            .packets_from(self.expectation.from.record)
            .take_while(move |packet| packet.at <= until)
            .filter(|packet| packet.direction == Direction::ToServer)
            .filter(move |packet| connection.is_none_or(|wanted| wanted == packet.connection))
    }

    /// Whether a time counts for what must not happen: before the deadline.
    pub(super) fn forbids(&self, at: At) -> bool {
        at < self.expectation.deadline
    }

    /// Whether the time for what must not happen is over.
    pub(super) fn is_over(&self) -> bool {
        self.now >= self.expectation.deadline
    }

    /// What is decided when the awaited has not come: nothing before the deadline is past, unless
    /// it cannot come any more.
    pub(super) fn not_yet(&self, expected: String, found: impl FnOnce() -> String) -> Decision {
        self.not_yet_but(expected, Vec::new(), found)
    }

    /// The same, with the records of what came instead.
    pub(super) fn not_yet_but(
        &self,
        expected: String,
        evidence: Vec<RecordIndex>,
        found: impl FnOnce() -> String,
    ) -> Decision {
        let wanted = self.expectation.connection;
        self.missing(expected, evidence, found, || self.unread(wanted, self.late, self.late))
    }

    /// The same for what the application hears: it comes whether the harness reads or not.
    pub(super) fn not_told(&self, expected: String, found: impl FnOnce() -> String) -> Decision {
        self.missing(expected, Vec::new(), found, || None)
    }

    fn missing(
        &self,
        expected: String,
        mut evidence: Vec<RecordIndex>,
        found: impl FnOnce() -> String,
        unread: impl FnOnce() -> Option<RecordIndex>,
    ) -> Decision {
        if let Some((record, status)) = self.exit() {
            return self.open_question(expected, ended_process(&status), vec![record]);
        }
        if let Some((record, how)) = self.end_of_connection() {
            let found = format!("{}, then the client ended the connection ({how})", found());
            evidence.push(record);
            return self.broken(expected, found, evidence);
        }
        if self.now <= self.late {
            return Decision::Undecided { wake_at: self.late + Span::from_us(1) };
        }
        if let Some(record) = unread() {
            return self.open_question(expected, UNREAD.to_owned(), vec![record]);
        }
        self.broken(expected, found(), evidence)
    }

    /// Waits for the deadline of what must not happen.
    pub(super) fn wait_out(&self) -> Decision {
        Decision::Undecided { wake_at: self.expectation.deadline }
    }

    /// The expectation is met.
    pub(super) fn kept(
        &self,
        found: String,
        evidence: Vec<RecordIndex>,
        bindings: Bindings,
    ) -> Decision {
        let verdict = match self.expectation.phase {
            Phase::Given | Phase::When => Verdict::None,
            Phase::Then => Verdict::Pass,
        };
        let finding = self.finding(verdict, Vec::new(), found, evidence);
        Decision::Decided { finding, bindings }
    }

    /// The expectation is broken.
    pub(super) fn broken(
        &self,
        expected: String,
        found: String,
        evidence: Vec<RecordIndex>,
    ) -> Decision {
        let verdict = match self.expectation.phase {
            Phase::Given => Verdict::Inconclusive,
            Phase::When | Phase::Then => Verdict::Fail,
        };
        self.decided(verdict, expected, found, evidence)
    }

    /// Neither met nor broken.
    pub(super) fn open_question(
        &self,
        expected: String,
        found: String,
        evidence: Vec<RecordIndex>,
    ) -> Decision {
        self.decided(Verdict::Inconclusive, expected, found, evidence)
    }

    /// The expectation says nothing of this client.
    pub(super) fn unjudged(&self, found: String) -> Decision {
        let finding = self.finding(Verdict::None, Vec::new(), found, Vec::new());
        Decision::Decided { finding, bindings: self.expectation.bindings.clone() }
    }

    fn decided(
        &self,
        verdict: Verdict,
        expected: String,
        found: String,
        evidence: Vec<RecordIndex>,
    ) -> Decision {
        let finding = self.finding(verdict, vec![expected], found, evidence);
        Decision::Decided { finding, bindings: self.expectation.bindings.clone() }
    }

    fn finding(
        &self,
        verdict: Verdict,
        expected: Vec<String>,
        found: String,
        evidence: Vec<RecordIndex>,
    ) -> Finding {
        let requirement = self.expectation.requirement.clone();
        Finding { requirement, verdict, origin: Origin::Expectation, expected, found, evidence }
    }

    /// The connection that is named, or else the last one opened before the expectation began.
    pub(super) fn watched(&self) -> Option<&'a Connection> {
        match self.expectation.connection {
            Some(id) => self.trace.connection(id),
            None => self
                .trace
                .connections()
                .rfind(|connection| connection.opened().record < self.expectation.from.record),
        }
    }

    /// The record since which the harness did not read, at some time between two moments, from a
    /// connection or from any: nobody then saw what the client did.
    pub(super) fn unread(
        &self,
        wanted: Option<ConnectionId>,
        begin: At,
        end: At,
    ) -> Option<RecordIndex> {
        let mut since: BTreeMap<ConnectionId, RecordIndex> = BTreeMap::new();
        for (index, record) in self.trace.records_from(RecordIndex(0)) {
            if record.at > end {
                break;
            }
            let Event::Reading { connection, on } = &record.event else { continue };
            if wanted.is_some_and(|wanted| wanted != *connection) {
                continue;
            }
            match (on, since.remove(connection)) {
                (true, Some(began)) if record.at >= begin => return Some(began),
                (true, _) => {}
                (false, began) => {
                    since.insert(*connection, began.unwrap_or(index));
                }
            }
        }
        since.into_values().next()
    }

    /// ` on connection 1`, where one is named.
    pub(super) fn place(&self) -> String {
        let connection = self.expectation.connection;
        connection.map(|ConnectionId(id)| format!(" on connection {id}")).unwrap_or_default()
    }

    /// How long the window is, with the client's tolerance and the harness's lateness in words.
    pub(super) fn length(&self) -> String {
        let length = readable(self.expectation.deadline.since(self.expectation.from.at));
        let jitter = readable(self.late.since(self.expectation.deadline));
        if jitter == Span::ZERO {
            return length.to_string();
        }
        format!("{length} (and {jitter} for which the harness was late)")
    }

    /// How long after the beginning something was.
    pub(super) fn after(&self, at: At) -> Span {
        at.since(self.expectation.from.at)
    }

    /// A packet and when it was.
    pub(super) fn tell(&self, packet: &PacketSeen<'_>) -> String {
        let line = summary(&packet.dissect());
        let ConnectionId(id) = packet.connection;
        format!("{line} after {} on connection {id}", self.after(packet.at))
    }

    /// What came instead of what was awaited.
    pub(super) fn tell_packets(&self) -> String {
        let mut told: Vec<String> =
            self.packets().take(TOLD_MAX + 1).map(|p| self.tell(&p)).collect();
        if told.is_empty() {
            return "no packet from the client".to_owned();
        }
        if told.len() > TOLD_MAX {
            let more = self.packets().count() - TOLD_MAX;
            told.truncate(TOLD_MAX);
            told.push(format!("{more} more"));
        }
        told.join("; ")
    }

    /// The end of the client's process in the window.
    pub(super) fn exit(&self) -> Option<(RecordIndex, String)> {
        self.records().find_map(|(index, record)| match &record.event {
            Event::CutExited { status } => Some((index, status.clone())),
            _ => None,
        })
    }

    /// The client's end of the one connection on which the awaited could come.
    fn end_of_connection(&self) -> Option<(RecordIndex, &'static str)> {
        let connection = self.trace.connection(self.expectation.connection?)?;
        let (moment, how) = connection.ended(Direction::ToServer)?;
        (moment.at <= self.late).then(|| (moment.record, how.name()))
    }
}

/// What is said where the client's process ended while something of it was awaited.
pub(super) fn ended_process(status: &str) -> String {
    format!("the client's process ended ({status})")
}

/// To the millisecond: steps take some microseconds of their own.
fn readable(span: Span) -> Span {
    Span::from_ms((span.us() + 500) / 1000)
}
