//! A small report for tests: two clients that ran, one that could not.

use mqttspec_core::{
    spec::{Catalogue, Level, RequirementId},
    time::{At, Span},
    trace::{BenchKind, ConnectionId, CutIdentity, Ending, Event, Record, ScenarioIdentity, Trace},
    verdict::{ErrorClass, Finding, Origin, RecordIndex, Verdict},
    wire::Direction,
};

use super::{
    coverage::Coverage,
    manifest::{ColumnManifest, Deviation, MANIFEST_FORMAT, Manifest, Selection, Tool},
    model::{Case, Column, Report, Trouble},
    outcome::{Cost, Judged, Outcome},
    statement::StatementText,
    tally,
    timeline::Timeline,
};

pub(crate) const KEEP_ALIVE: &str = "MQTT-3.1.2-23";
pub(crate) const FLAGS: &str = "MQTT-2.2.2-1";
pub(crate) const BACKOFF: &str = "ROB-BACKOFF-1";

/// A reference client that passes; a client that fails in each way; one that is not installed.
pub(crate) fn report() -> Report {
    let reference = column(
        "reference",
        BenchKind::Simulated,
        vec![passing(KEEP_ALIVE, 9), passing(FLAGS, 4), passing(BACKOFF, 6)],
    );
    let mut late = case(KEEP_ALIVE, 9, Outcome::Fail);
    late.findings = vec![fail(KEEP_ALIVE, Cost::Counts)];
    late.also_seen = vec![fail(FLAGS, Cost::Counts)];
    let mut known = case(FLAGS, 4, Outcome::ExpectedFail);
    known.findings = vec![fail(FLAGS, Cost::Expected { reason: "reported upstream".into() })];
    let mut advised = case("MQTT-3.1.0-1", 5, Outcome::Advice);
    advised.scenario.level = Level::Should;
    advised.findings = vec![fail("MQTT-3.1.0-1", Cost::Advice)];
    let mut open = case(BACKOFF, 6, Outcome::Inconclusive);
    open.findings = vec![judged(BACKOFF, Verdict::Inconclusive, "no CONNECT came in 5 s")];
    let mut broken = case("MQTT-4.4.0-1", 12, Outcome::Error);
    broken.troubles =
        vec![Trouble { class: ErrorClass::Bench, text: "the shim stayed silent for 1 s".into() }];
    let mut absent = case("MQTT-4.3.3-2", 15, Outcome::NotApplicable);
    absent.reason = Some("the client does not offer qos2".into());
    let mut other =
        column("other", BenchKind::Live, vec![late, known, advised, open, broken, absent]);
    other.stale = vec![Deviation {
        requirement: RequirementId::from_static("MQTT-3.3.1-1"),
        scenario: Some("a resend has DUP".into()),
        reason: "DUP was not set".into(),
        evidence: "320a…".into(),
        intermittent: false,
    }];
    let mut missing = column("paho-python", BenchKind::Live, Vec::new());
    missing.identity = None;
    missing.skipped = Some("python3 has no module paho.mqtt".into());
    assemble(vec![reference, other, missing])
}

/// A report of these columns.
pub(crate) fn assemble(columns: Vec<Column>) -> Report {
    let mut ids: Vec<RequirementId> = columns
        .iter()
        .flat_map(|column| column.standings.iter().map(|standing| standing.requirement.clone()))
        .collect();
    ids.sort();
    ids.dedup();
    let catalogue = Catalogue::embedded();
    Report {
        manifest: manifest(),
        statements: ids.iter().map(|id| StatementText::of(id, catalogue)).collect(),
        coverage: Coverage::of(columns.iter().map(|column| column.standings.as_slice()), catalogue),
        columns,
    }
}

/// A column whose statements follow from its cases.
pub(crate) fn column(cut: &str, bench: BenchKind, cases: Vec<Case>) -> Column {
    let passive = tally::passives(&cases, &|_| Level::Must);
    let standings = tally::standings(&cases, &passive);
    let identity =
        CutIdentity { name: cut.into(), version: Some("1.2.3".into()), ..CutIdentity::default() };
    Column {
        cut: cut.into(),
        bench,
        mutant: None,
        identity: Some(identity),
        skipped: None,
        cases,
        passive,
        standings,
        stale: Vec::new(),
    }
}

/// A case that passes.
pub(crate) fn passing(requirement: &'static str, line: u32) -> Case {
    let mut case = case(requirement, line, Outcome::Pass);
    case.findings = vec![judged(requirement, Verdict::Pass, "PINGREQ after 2 s")];
    case
}

/// A case without findings.
pub(crate) fn case(requirement: &'static str, line: u32, outcome: Outcome) -> Case {
    let name = format!("an idle client sends {requirement}");
    Case {
        rerun: format!("mqttspec run --cut other --name '{name}' --live"),
        scenario: ScenarioIdentity {
            path: "3.1_connect/keep_alive.feature".into(),
            line,
            row: None,
            feature: "3.1.2 Keep Alive".into(),
            rule: Some("The client is never silent for longer than its Keep Alive".into()),
            name,
            tags: vec!["scripted".into(), requirement.into(), "must".into()],
            requirement: Some(RequirementId::from_static(requirement)),
            level: Level::Must,
        },
        outcome,
        reason: None,
        findings: Vec::new(),
        also_seen: Vec::new(),
        troubles: Vec::new(),
        timeline: Timeline::of(&trace(), &[RecordIndex(4)]),
        took: Span::from_ms(2700),
        wall_us: 1250,
        jitter: Span::from_us(80),
        again: None,
        trace: Some("traces/other-live/keep_alive-9.jsonl".into()),
    }
}

pub(crate) fn fail(requirement: &'static str, cost: Cost) -> Judged {
    let mut judged = judged(requirement, Verdict::Fail, "nothing for 2.7 s");
    judged.finding.expected = vec!["PINGREQ at least every 2 s".into()];
    judged.finding.evidence = vec![RecordIndex(4)];
    judged.cost = cost;
    judged
}

fn judged(requirement: &'static str, verdict: Verdict, found: &str) -> Judged {
    let finding = Finding {
        requirement: RequirementId::from_static(requirement),
        verdict,
        origin: Origin::Expectation,
        expected: Vec::new(),
        found: found.into(),
        evidence: Vec::new(),
    };
    Judged { finding, cost: Cost::Counts }
}

fn trace() -> Trace {
    let connection = ConnectionId(1);
    let bytes =
        |direction, bytes: &[u8]| Event::Bytes { connection, direction, bytes: bytes.to_vec() };
    let events = [
        Event::Step { keyword: "Given".into(), text: "a connected client".into(), line: 10 },
        Event::Opened { connection },
        bytes(Direction::ToServer, b"\x10\x0c\x00\x04MQTT\x04\x02"),
        bytes(Direction::ToServer, b"\x00\x02\x00\x00"),
        bytes(Direction::ToClient, &[0x20, 2, 0, 0]),
        Event::Ended { connection, direction: Direction::ToClient, how: Ending::Fin },
        Event::End,
    ];
    let mut trace = Trace::new();
    for (n, event) in events.into_iter().enumerate() {
        trace.push(Record { at: At::from_ms(n as u64 * 450), event });
    }
    trace
}

fn manifest() -> Manifest {
    Manifest {
        format: MANIFEST_FORMAT,
        tool: Tool {
            version: "0.1.0".into(),
            platform: "linux x86_64".into(),
            features_digest: "1111".into(),
            catalogue_digest: "2222".into(),
        },
        command_line: vec!["mqttspec".into(), "run".into()],
        started_unix_ms: 1_700_000_000_000,
        took_ms: 3400,
        seed: 7,
        jobs: 4,
        selection: Selection { name: Some("an idle client".into()), ..Selection::default() },
        stopped: None,
        columns: Vec::<ColumnManifest>::new(),
    }
}
