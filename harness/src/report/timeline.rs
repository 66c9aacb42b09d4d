//! Timeline: a trace as lines for people, its packets decoded.
//!
//! *Bound:* [`LINES_MAX`]; of what is in between, the evidence stays, and a gap says what does not.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
};

use mqttspec_core::{
    time::At,
    trace::{ConnectionId, Ending, Event, PacketSeen, Trace, WsFact},
    verdict::RecordIndex,
    wire::{self, Direction},
};
use serde::Serialize;

/// The most lines of a timeline, gaps not counted.
pub const LINES_MAX: usize = 200;

/// How many of them are from the beginning, where there are too many.
const HEAD_LINES: usize = 60;

/// How many of them are evidence between the beginning and the end at most.
const EVIDENCE_LINES: usize = 40;

/// The most characters of a line.
const TEXT_MAX: usize = 240;

/// What was seen, decoded, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The lines.
    pub lines: Vec<Line>,
}

/// One line of a timeline.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The records it tells of: several where a Control Packet came in pieces.
    pub records: Vec<RecordIndex>,
    /// When that was.
    pub at: At,
    /// Where it belongs.
    pub side: Side,
    /// What was seen.
    pub text: String,
}

/// Where a line belongs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// A step of the scenario.
    Step,
    /// On the wire, from the client.
    ToServer(ConnectionId),
    /// On the wire, to the client.
    ToClient(ConnectionId),
    /// Between the harness and the client's shim.
    Link,
    /// What our side did or suffered.
    Harness,
    /// Lines were left out here.
    Gap,
}

impl Timeline {
    /// The timeline of `trace`; of a long one, whatever is not of `evidence` may be left out.
    #[must_use]
    pub fn of(trace: &Trace, evidence: &[RecordIndex]) -> Self {
        let mut lines = packet_lines(trace);
        lines.extend(rest_lines(trace));
        for (index, record) in trace.records_from(RecordIndex(0)) {
            if let Some((side, text)) = describe(&record.event) {
                lines.push(Line { records: vec![index], at: record.at, side, text });
            }
        }
        lines.sort_by_key(|line| line.records.last().copied());
        for line in &mut lines {
            line.text = bounded(&line.text);
        }
        Self { lines: thinned(lines, &evidence.iter().copied().collect()) }
    }

    /// The lines as text, those of `evidence` marked with `*`.
    #[must_use]
    pub fn render(&self, evidence: &[RecordIndex]) -> String {
        let evidence: BTreeSet<RecordIndex> = evidence.iter().copied().collect();
        let mut text = String::new();
        for line in &self.lines {
            let mark = if line.is_of(&evidence) { '*' } else { ' ' };
            let (at, what) = (seconds(line.at), line.plain());
            // Writing to a String cannot fail.
            let _ = match line.side {
                Side::Gap => writeln!(text, "{:14}{what}", ""),
                _ => writeln!(text, "{mark}{at:>11}  {what}"),
            };
        }
        text
    }
}

impl Line {
    fn is_of(&self, evidence: &BTreeSet<RecordIndex>) -> bool {
        self.records.iter().any(|record| evidence.contains(record))
    }

    /// The line without its time and mark.
    #[must_use]
    pub fn plain(&self) -> String {
        let text = &self.text;
        match self.side {
            Side::Step | Side::Gap => text.clone(),
            Side::ToServer(connection) => format!("  client ─► {}  {text}", connection.0),
            Side::ToClient(connection) => format!("  client ◄─ {}  {text}", connection.0),
            Side::Link => format!("    {text}"),
            Side::Harness => format!("  ! {text}"),
        }
    }
}

/// A moment as seconds with milliseconds at least, for columns.
#[must_use]
pub fn seconds(at: At) -> String {
    let (s, us) = (at.us() / 1_000_000, at.us() % 1_000_000);
    if us % 1000 == 0 { format!("{s}.{:03} s", us / 1000) } else { format!("{s}.{us:06} s") }
}

/// Control Packets, at the record that completed them.
fn packet_lines(trace: &Trace) -> Vec<Line> {
    let pieces = pieces(trace);
    let line = |packet: PacketSeen<'_>| {
        let flow = pieces.get(&(packet.connection, packet.direction));
        let flow = flow.map(Vec::as_slice).unwrap_or_default();
        let begin = flow.partition_point(|piece| *piece < packet.first);
        let end = flow.partition_point(|piece| *piece <= packet.last);
        let dissection = wire::dissect(packet.bytes, packet.direction);
        Line {
            records: flow[begin..end].to_vec(),
            at: packet.at,
            side: side(packet.direction, packet.connection),
            text: wire::summary(&dissection),
        }
    };
    trace.packets().map(line).collect()
}

/// Bytes that never became a Control Packet, at the last record that brought some.
fn rest_lines(trace: &Trace) -> Vec<Line> {
    let pieces = pieces(trace);
    let mut lines = Vec::new();
    for connection in trace.connections() {
        for direction in [Direction::ToServer, Direction::ToClient] {
            let rest = connection.unframed(direction);
            let last = pieces.get(&(connection.id(), direction)).and_then(|flow| flow.last());
            let (false, Some(last)) = (rest.is_empty(), last) else { continue };
            lines.push(Line {
                records: vec![*last],
                at: trace.record(*last).map(|record| record.at).unwrap_or_default(),
                side: side(direction, connection.id()),
                text: format!("{} bytes that make no Control Packet: {}", rest.len(), hex(rest)),
            });
        }
    }
    lines
}

/// The records that brought bytes, by flow.
fn pieces(trace: &Trace) -> BTreeMap<(ConnectionId, Direction), Vec<RecordIndex>> {
    let mut pieces: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (index, record) in trace.records_from(RecordIndex(0)) {
        if let Event::Bytes { connection, direction, .. } = record.event {
            pieces.entry((connection, direction)).or_default().push(index);
        }
    }
    pieces
}

fn side(direction: Direction, connection: ConnectionId) -> Side {
    match direction {
        Direction::ToServer => Side::ToServer(connection),
        Direction::ToClient => Side::ToClient(connection),
    }
}

/// What a record says that is no Control Packet; nothing for those that have no line.
fn describe(event: &Event) -> Option<(Side, String)> {
    Some(match event {
        Event::Start(_) | Event::Bytes { .. } | Event::Expect { .. } | Event::End => return None,
        Event::Jitter { us } if *us < JITTER_SHOWN_US => return None,
        Event::Jitter { us } => (Side::Harness, format!("the harness was {us} µs late")),
        Event::Step { keyword, text, .. } => (Side::Step, format!("{keyword} {text}")),
        Event::Opened { connection } => (Side::ToServer(*connection), "opened".to_owned()),
        Event::Ended { connection, direction, how } => {
            let how = match how {
                Ending::Fin => "closed (FIN)",
                Ending::Reset => "closed (RST)",
            };
            (side(*direction, *connection), how.to_owned())
        }
        Event::Reading { connection, on } => {
            let text = if *on { "the server reads again" } else { "the server stops reading" };
            (Side::ToServer(*connection), text.to_owned())
        }
        Event::Tls { connection, direction, fact } => {
            (side(*direction, *connection), format!("TLS {fact:?}"))
        }
        Event::Ws { connection, direction, fact } => {
            (side(*direction, *connection), web_socket(fact))
        }
        Event::Request { request } => (Side::Link, format!("⇠ {}", link_text(request))),
        Event::Reply { reply } => (Side::Link, format!("⇢ {}", link_text(reply))),
        Event::Indication { indication } => (Side::Link, format!("⇢ {}", link_text(indication))),
        Event::ShimLog { text } => (Side::Link, format!("shim log: {text}")),
        Event::CutExited { status } => (Side::Link, format!("the shim ended: {status}")),
        Event::Unsupported { name } => (Side::Link, format!("the client does not do: {name}")),
        Event::Lacks { capability } => (Side::Harness, format!("lacks {capability}")),
        Event::Mutated { text } => (Side::Harness, format!("mutant: {text}")),
        Event::Faulted { text } => (Side::Harness, format!("fault: {text}")),
        Event::Error { class, text } => (Side::Harness, format!("{class:?} error: {text}")),
    })
}

fn web_socket(fact: &WsFact) -> String {
    match fact {
        WsFact::Upgrade { method, path, version, sub_protocols, .. } => {
            format!("WebSocket {method} {path} {version}, sub-protocols {sub_protocols:?}")
        }
        WsFact::Answer { status, sub_protocol, key_fits } => {
            let chosen = sub_protocol.as_deref().unwrap_or("none");
            let key = if *key_fits { "" } else { ", no key that fits" };
            format!("WebSocket answer {status}, sub-protocol {chosen}{key}")
        }
        WsFact::Frame { opcode, fin, masked, len, .. } => {
            let last = if *fin { "" } else { ", more follows" };
            let mask = if *masked { ", masked" } else { "" };
            format!("WebSocket {opcode:?} of {len} bytes{mask}{last}")
        }
        WsFact::Failed { text } => format!("WebSocket given up: {text}"),
    }
}

/// Lateness below this has no line of its own.
const JITTER_SHOWN_US: u64 = 10_000;

fn link_text(line: &impl Serialize) -> String {
    serde_json::to_string(line).unwrap_or_default()
}

/// At most so many bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    const BYTES_MAX: usize = 48;
    let shown = &bytes[..bytes.len().min(BYTES_MAX)];
    let mut text: String = shown.iter().map(|byte| format!("{byte:02x}")).collect();
    if shown.len() < bytes.len() {
        let _ = write!(text, "… ({} bytes)", bytes.len());
    }
    text
}

/// On one line, and not too long; control characters are shown and not sent to a terminal.
fn bounded(text: &str) -> String {
    let clean = |c: char| if c.is_control() { '\u{fffd}' } else { c };
    let mut short: String = text.chars().take(TEXT_MAX).map(clean).collect();
    if text.chars().nth(TEXT_MAX).is_some() {
        short.push('…');
    }
    short
}

/// The beginning, the end and the evidence, where there are too many lines.
fn thinned(lines: Vec<Line>, evidence: &BTreeSet<RecordIndex>) -> Vec<Line> {
    if lines.len() <= LINES_MAX {
        return lines;
    }
    let tail = lines.len() - (LINES_MAX - HEAD_LINES - EVIDENCE_LINES);
    let (mut kept, mut left_out, mut cited) = (Vec::new(), 0, 0);
    for (place, line) in lines.into_iter().enumerate() {
        let middle = (HEAD_LINES..tail).contains(&place);
        let evidence = middle && cited < EVIDENCE_LINES && line.is_of(evidence);
        cited += usize::from(evidence);
        if middle && !evidence {
            left_out += 1;
            continue;
        }
        if left_out > 0 {
            kept.push(gap(left_out, line.at));
            left_out = 0;
        }
        kept.push(line);
    }
    kept
}

fn gap(left_out: usize, at: At) -> Line {
    let text = format!("… {left_out} lines left out; the trace has them all");
    Line { records: Vec::new(), at, side: Side::Gap, text }
}
