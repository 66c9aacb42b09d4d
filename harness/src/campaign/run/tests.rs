//! Runs over benches that are functions.

use std::sync::Mutex;

use mqttspec_core::{
    time::At,
    trace::{BenchKind, ConnectionId, CutIdentity, Event, Record, Settings, Start, TRACE_FORMAT},
    wire::Direction,
};

use super::*;
use crate::{
    campaign::{judge::judge_again, plan::plan},
    features::FeatureFile,
    report::{build, manifest::Deviation, model::Report, outcome::Outcome, sample},
};

/// Three scenarios, the last of which bears no other beside it.
fn scenarios() -> Vec<Scenario> {
    let text = "@must @MQTT-3.1.0-1\nFeature: F\n  Scenario: one\n    When a\n  \
                Scenario: two\n    When b\n  @serial\n  Scenario: three\n    When c\n";
    plan(&[FeatureFile { path: "f.feature".into(), text: text.into() }]).0
}

/// What a scenario sees of a client whose shim breaks in `two`.
fn trace(scenario: &Scenario, events: Vec<Event>) -> Trace {
    let start = Start {
        format: TRACE_FORMAT,
        scenario: scenario.identity.clone(),
        cut: CutIdentity { name: "x".into(), ..CutIdentity::default() },
        bench: BenchKind::Live,
        settings: Settings::default(),
        seed: 1,
    };
    let mut trace = Trace::new();
    for event in std::iter::once(Event::Start(Box::new(start))).chain(events) {
        trace.push(Record { at: At::ZERO, event });
    }
    trace
}

/// What the wire shows of a client that begins with PINGREQ: a Fail of `MQTT-3.1.0-1`.
fn wrong() -> Vec<Event> {
    let connection = ConnectionId(1);
    let bytes = vec![0xC0, 0];
    vec![
        Event::Opened { connection },
        Event::Bytes { connection, direction: Direction::ToServer, bytes },
    ]
}

/// The same, while the harness was very late.
fn doubtful() -> Vec<Event> {
    let late = Event::Jitter { us: 700_000 };
    wrong().into_iter().chain([late, Event::End]).collect()
}

fn broken() -> Event {
    Event::Error { class: ErrorClass::Bench, text: "the shim died".into() }
}

fn order<'a>(bench: Option<Box<Bench<'a>>>) -> ColumnOrder<'a> {
    let manifest = ColumnManifest {
        cut: "x".into(),
        cut_argument: "x".into(),
        cut_digest: None,
        bench: BenchKind::Live,
        mutant: None,
        client_version: None,
        jitter_max_us: 0,
        deviations: Vec::new(),
        skipped: bench.is_none().then(|| "not there".into()),
        cases: Vec::new(),
    };
    ColumnOrder { manifest, bench, unreached: AtomicUsize::new(0) }
}

#[derive(Default)]
struct Heard(Mutex<Vec<String>>);

impl Observer for Heard {
    fn planned(&self, total: usize) {
        self.0.lock().unwrap().push(format!("planned {total}"));
    }

    fn ended(&self, _: &ColumnManifest, scenario: &Scenario, verdict: Verdict) {
        self.0.lock().unwrap().push(format!("{}: {verdict}", scenario.identity.name));
    }
}

struct Outcomes {
    report: Report,
    judged_again: Report,
    heard: Vec<String>,
}

fn run(limits: Limits, stop: &StopSwitch, columns: Vec<ColumnOrder<'_>>) -> Outcomes {
    let root = tempfile::tempdir().unwrap();
    let folder = RunFolder::create(root.path()).unwrap();
    let (scenarios, heard) = (scenarios(), Heard::default());
    let mut manifest = sample::report().manifest;
    let run =
        Run { columns, scenarios: &scenarios, limits, folder: &folder, stop, observer: &heard };
    let seen = run.perform(&mut manifest);
    folder.write_manifest(&manifest).unwrap();
    let report = build::report(manifest, Catalogue::embedded(), seen);
    let judged_again = judge_again(&folder, Catalogue::embedded()).unwrap();
    Outcomes { report, judged_again, heard: heard.0.into_inner().unwrap() }
}

fn outcomes(report: &Report) -> Vec<Outcome> {
    report.columns[0].cases.iter().map(|case| case.outcome).collect()
}

const LIMITS: Limits = Limits { jobs: 4, max_fail: None, time: None };

#[test]
fn results_stand_in_the_order_of_the_plan_and_are_judged_again_alike() {
    let bench = |scenario: &Scenario| match scenario.identity.name.as_str() {
        "two" => Ok(trace(scenario, vec![broken(), Event::End])),
        _ => Ok(trace(scenario, vec![Event::End])),
    };
    let ran = run(LIMITS, &StopSwitch::new(), vec![order(Some(Box::new(bench))), order(None)]);
    assert_eq!(outcomes(&ran.report), [Outcome::None, Outcome::Error, Outcome::None]);
    assert_eq!(ran.report.columns[1].skipped.as_deref(), Some("not there"));
    assert_eq!(ran.report, ran.judged_again);
    assert_eq!(ran.heard[0], "planned 3");
    assert_eq!(ran.heard[3], "three: none", "what is serial runs last");
}

#[test]
fn what_the_machine_or_the_harness_breaks_is_an_error_of_that_scenario_only() {
    let bench = |scenario: &Scenario| match scenario.identity.name.as_str() {
        "one" => Err(io::Error::other("no descriptors left")),
        "two" => panic!("a defect of ours"),
        _ => Ok(trace(scenario, vec![Event::End])),
    };
    let ran = run(LIMITS, &StopSwitch::new(), vec![order(Some(Box::new(bench)))]);
    assert_eq!(outcomes(&ran.report), [Outcome::Error, Outcome::Error, Outcome::None]);
    let texts: Vec<&str> =
        ran.report.columns[0].cases[..2].iter().map(|case| &*case.troubles[0].text).collect();
    assert_eq!(texts, ["no descriptors left", "the harness panicked"]);
    assert_eq!(ran.report, ran.judged_again);
}

#[test]
fn a_signal_leaves_the_rest_not_run_and_drops_what_was_cut_off() {
    let stop = StopSwitch::new();
    let bench = |scenario: &Scenario| {
        if scenario.identity.name == "two" {
            stop.pull(Stop::Interrupt);
            return Ok(trace(scenario, Vec::new()));
        }
        Ok(trace(scenario, vec![Event::End]))
    };
    let limits = Limits { jobs: 1, ..LIMITS };
    let ran = run(limits, &stop, vec![order(Some(Box::new(bench)))]);
    assert_eq!(outcomes(&ran.report), [Outcome::None, Outcome::NotRun, Outcome::NotRun]);
    let reason = ran.report.columns[0].cases[1].reason.as_deref();
    assert_eq!(reason, Some("the run was stopped: Ctrl-C"));
    assert_eq!(ran.report.manifest.stopped, Some(Stop::Interrupt));
    assert_eq!(ran.report, ran.judged_again);
}

#[test]
fn the_time_limit_stops_a_run() {
    let stop = StopSwitch::new();
    let bench = |scenario: &Scenario| {
        while stop.pulled().is_none() {
            std::thread::yield_now();
        }
        Ok(trace(scenario, Vec::new()))
    };
    let limits = Limits { time: Some(Duration::from_millis(1)), ..LIMITS };
    let ran = run(limits, &stop, vec![order(Some(Box::new(bench)))]);
    assert_eq!(outcomes(&ran.report), [Outcome::NotRun; 3]);
    assert_eq!(ran.report.manifest.stopped, Some(Stop::TimeLimit));
}

#[test]
fn a_doubtful_fail_counts_only_when_it_shows_again_and_is_tried_again_after_the_most_fails() {
    let tried = AtomicUsize::new(0);
    let bench = |scenario: &Scenario| match scenario.identity.name.as_str() {
        "one" if tried.fetch_add(1, Ordering::Relaxed) == 0 => Ok(trace(scenario, doubtful())),
        "one" => Ok(trace(scenario, vec![Event::End])),
        _ => Ok(trace(scenario, wrong().into_iter().chain([Event::End]).collect())),
    };
    let limits = Limits { jobs: 1, max_fail: Some(1), ..LIMITS };
    let ran = run(limits, &StopSwitch::new(), vec![order(Some(Box::new(bench)))]);
    assert_eq!(outcomes(&ran.report), [Outcome::None, Outcome::Fail, Outcome::NotRun]);
    assert_eq!(ran.report.manifest.stopped, Some(Stop::MaxFail));
    assert_eq!(ran.report, ran.judged_again);
}

#[test]
fn a_fail_that_cannot_be_tried_again_stays_a_fail_and_says_why() {
    let tried = AtomicUsize::new(0);
    let bench = |scenario: &Scenario| match scenario.identity.name.as_str() {
        "one" if tried.fetch_add(1, Ordering::Relaxed) == 0 => Ok(trace(scenario, doubtful())),
        "one" => Err(io::Error::other("no descriptors left")),
        _ => Ok(trace(scenario, vec![Event::End])),
    };
    let ran = run(LIMITS, &StopSwitch::new(), vec![order(Some(Box::new(bench)))]);
    assert_eq!(outcomes(&ran.report), [Outcome::Fail, Outcome::None, Outcome::None]);
    let again = ran.report.columns[0].cases[0].again.as_deref().unwrap_or_default();
    assert!(again.ends_with("but could not: no descriptors left"), "{again}");
    assert_eq!(ran.report, ran.judged_again);
}

#[test]
fn a_known_deviation_is_none_of_the_fails_that_stop_a_run() {
    let bench = |scenario: &Scenario| {
        Ok(trace(scenario, wrong().into_iter().chain([Event::End]).collect()))
    };
    let mut column = order(Some(Box::new(bench)));
    column.manifest.deviations = vec![Deviation {
        requirement: "MQTT-3.1.0-1".parse().unwrap(),
        scenario: None,
        reason: "known".into(),
        evidence: "bytes".into(),
        intermittent: false,
    }];
    let limits = Limits { jobs: 1, max_fail: Some(1), ..LIMITS };
    let ran = run(limits, &StopSwitch::new(), vec![column]);
    assert_eq!(outcomes(&ran.report), [Outcome::ExpectedFail; 3]);
}
