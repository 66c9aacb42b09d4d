//! What breaks on our side is an Error with its place, in time, and never a Fail of the client.

use std::{path::PathBuf, sync::Arc, time::Instant};

use mqttspec::{
    bench::BenchPlan,
    campaign::{
        plan::plan,
        run_one::{run_one, run_one_until},
    },
    cut::{Cut, Framing, LinkKind, Seats},
    features::FeatureFile,
};
use mqttspec_core::{
    judge::{Judgement, judge},
    spec::Catalogue,
    time::Span,
    trace::{BenchKind, Settings},
    verdict::{ErrorClass, Verdict},
};

/// A shim that answers as `cases` says, and with `ok` to everything else.
fn shim(cases: &str) -> Cut {
    let script = format!(
        r#"
        while read -r line; do
            seq=${{line#*\"seq\":}}; seq=${{seq%%,*}}
            case "$line" in
                {cases}
                *'"do":"hello"'*) echo "{{\"re\":$seq,\"ok\":{{\"link\":1}}}}" ;;
                *'"do":"bogus"'*) echo "{{\"re\":$seq,\"unsupported\":\"bogus\"}}" ;;
                *) echo "{{\"re\":$seq,\"ok\":{{}}}}" ;;
            esac
        done"#
    );
    cut(vec!["sh".into(), "-c".into(), script])
}

fn cut(command: Vec<String>) -> Cut {
    Cut {
        name: "broken".into(),
        link: LinkKind::Stdio { command, folder: PathBuf::new() },
        framing: Framing::Plain,
        without: Vec::new(),
        settings: Settings { connect_deadline_ms: 50, ..Settings::default() },
        deviations: Vec::new(),
        requires: None,
    }
}

fn run(cut: Cut, kind: BenchKind, steps: &str) -> Judgement {
    let text = format!("@must @MQTT-3.1.0-1\nFeature: f\n  Scenario: s\n{steps}\n");
    let file = FeatureFile { path: "f.feature".into(), text };
    let (scenarios, bad) = plan(&[file]);
    assert!(bad.is_empty(), "{bad:?}");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    let plan = BenchPlan { kind, seats, mutant: None, seed: 1, slowness: Span::ZERO };
    let trace = run_one(&scenarios[0], &plan).expect("the machine gives a runtime");
    assert!(trace.is_ended());
    judge(&trace, Catalogue::embedded())
}

#[track_caller]
fn assert_error(judgement: &Judgement, class: ErrorClass, text: &str) {
    let has =
        |error: &&mqttspec_core::judge::Failure| error.class == class && error.text.contains(text);
    assert!(judgement.errors.iter().any(|error| has(&error)), "{judgement:#?}");
    assert_eq!(judgement.verdict, Verdict::Error);
    assert!(judgement.findings.iter().all(|finding| finding.verdict != Verdict::Fail));
}

const CONNECT: &str = "    When the application connects\n    Then the server receives CONNECT";

#[test]
fn an_undefined_step_is_told_with_its_place_and_what_was_meant() {
    let judgement = run(shim(""), BenchKind::Live, "    When the aplication connects");
    let text = "f.feature:4: undefined step \"When the aplication connects\"; \
                did you mean \"the application connects\"?";
    assert_error(&judgement, ErrorClass::Harness, text);
}

#[test]
fn a_packet_that_is_none_is_told_with_its_place() {
    let judgement = run(shim(""), BenchKind::Live, "    When the server sends PUBLSIH");
    assert_error(&judgement, ErrorClass::Harness, "did you mean \"PUBLISH\"");
    assert_error(&judgement, ErrorClass::Harness, "f.feature:4");
}

#[test]
fn a_table_where_a_doc_string_belongs_is_told_with_its_place() {
    let steps =
        "    Then the application is told \"connected\" with:\n      | session_present | true |";
    let judgement = run(shim(""), BenchKind::Live, steps);
    assert_error(&judgement, ErrorClass::Harness, "f.feature:4: this step takes a doc string");
}

#[test]
fn a_shim_that_is_not_there_is_told() {
    let judgement = run(cut(vec!["no-such-shim".into()]), BenchKind::Live, CONNECT);
    assert_error(&judgement, ErrorClass::Bench, "failed to start the shim no-such-shim");
}

#[test]
fn a_shim_that_dies_is_told_with_its_status() {
    let dies = "*connect*) echo 'no memory' >&2; exit 3 ;;";
    let judgement = run(shim(dies), BenchKind::Live, CONNECT);
    let text = "ended before it answered \"connect\"; its last words: no memory";
    assert_error(&judgement, ErrorClass::Bench, text);
    assert_error(&judgement, ErrorClass::Bench, "status 3");
}

#[test]
fn a_shim_that_hangs_is_told_within_its_deadline() {
    let began = Instant::now();
    let judgement = run(shim("*connect*) ;;"), BenchKind::Live, CONNECT);
    assert_error(&judgement, ErrorClass::Bench, "did not answer \"connect\" within 1 s");
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn a_shim_that_never_stops_talking_stops_nothing() {
    for flood in [r#"{"on":"pong"}"#, "noise"] {
        let talks = format!(
            "*connect*) echo '{{\"re\":4,\"ok\":{{}}}}'; while :; do echo '{flood}'; done ;;"
        );
        let began = Instant::now();
        let judgement = run(shim(&talks), BenchKind::Live, CONNECT);
        assert_eq!(judgement.verdict, Verdict::Fail, "{judgement:#?}");
        assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
    }
}

#[test]
fn a_shim_that_writes_garbage_is_told_with_it() {
    let garbage = r#"*connect*) echo '{"of":1}' ;;"#;
    let judgement = run(shim(garbage), BenchKind::Live, CONNECT);
    assert_error(&judgement, ErrorClass::Bench, r#"{"of":1}"#);
}

#[test]
fn what_a_shim_calls_unsupported_is_not_believed_if_it_takes_a_bogus_command() {
    let lies = "*bogus*) echo \"{\\\"re\\\":$seq,\\\"ok\\\":{}}\" ;;
                *connect*) echo \"{\\\"re\\\":$seq,\\\"unsupported\\\":\\\"connect\\\"}\" ;;";
    let judgement = run(shim(lies), BenchKind::Live, CONNECT);
    assert_error(&judgement, ErrorClass::Bench, "does not exist");
}

#[test]
fn what_an_honest_shim_calls_unsupported_is_not_held_against_the_client() {
    let honest = "*connect*) echo \"{\\\"re\\\":$seq,\\\"unsupported\\\":\\\"connect\\\"}\" ;;";
    let judgement = run(shim(honest), BenchKind::Live, CONNECT);
    assert_eq!((judgement.verdict, judgement.errors.len()), (Verdict::None, 0));
    let reason = judgement.not_applicable.as_deref();
    assert_eq!(reason, Some("the client does not support connect"));
}

#[test]
fn a_client_that_never_connects_is_no_pass_and_no_error() {
    let judgement = run(shim(""), BenchKind::Live, CONNECT);
    assert_eq!(judgement.errors, []);
    assert_eq!(judgement.verdict, Verdict::Fail);
    let given = "    Given a client connected\n    Then the server receives CONNECT";
    assert_eq!(run(shim(""), BenchKind::Live, given).verdict, Verdict::Inconclusive);
}

#[test]
fn a_scenario_that_is_stopped_ends_at_once_without_an_end() {
    let text = "@must @MQTT-3.1.0-1\nFeature: f\n  Scenario: s\n    When the application is idle for 60 s\n";
    let file = FeatureFile { path: "f.feature".into(), text: text.into() };
    let (scenarios, _) = plan(&[file]);
    let seats = Arc::new(Seats::new(shim(""), env!("CARGO_BIN_EXE_mqttspec").into()));
    let plan =
        BenchPlan { kind: BenchKind::Live, seats, mutant: None, seed: 1, slowness: Span::ZERO };
    let began = Instant::now();
    let stopped = async { tokio::task::yield_now().await };
    let trace = run_one_until(&scenarios[0], &plan, stopped).expect("the machine gives a runtime");
    assert!(!trace.is_ended());
    assert!(began.elapsed().as_secs() < 20, "{:?}", began.elapsed());
}

#[test]
fn a_client_that_cannot_be_simulated_is_told() {
    let judgement = run(shim(""), BenchKind::Simulated, CONNECT);
    assert_error(&judgement, ErrorClass::Bench, "only the reference client can be simulated");
}

#[test]
fn a_client_that_never_connects_leaves_open_what_the_server_would_publish() {
    let steps = "    When the application connects
    And the server publishes \"hi\" to \"a/b\" with QoS 1
    Then the application receives \"hi\" on \"a/b\"";
    let judgement = run(shim(""), BenchKind::Live, steps);
    assert_eq!(judgement.verdict, Verdict::Inconclusive, "{judgement:#?}");
    assert_eq!(judgement.errors, []);
}
