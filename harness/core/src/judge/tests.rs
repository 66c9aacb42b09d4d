//! Tests of judging whole traces.

use super::{Judgement, judge};
use crate::{
    expectation::{Expectation, Kind, LinkPattern, Phase},
    spec::{Catalogue, RequirementId},
    time::At,
    trace::{ConnectionId, Event, Moment, Record, Trace, sketch::sketch},
    verdict::{ErrorClass, RecordIndex, Verdict},
    wire::notation::{Bindings, Pattern},
};

const OWN: RequirementId = RequirementId::from_static("MQTT-3.1.2-23");

/// The sketch, with a Then that PINGREQ comes until 50 ms.
fn trace(text: &str) -> Trace {
    expecting(Phase::Then, text)
}

fn expecting(phase: Phase, text: &str) -> Trace {
    expecting_all(&[expectation(phase)], text)
}

/// That PINGREQ comes until 50 ms.
fn expectation(phase: Phase) -> Expectation {
    Expectation {
        requirement: OWN,
        phase,
        from: Moment { record: RecordIndex(2), at: At::ZERO },
        deadline: At::from_ms(50),
        connection: Some(ConnectionId(1)),
        kind: Kind::Receives { pattern: Pattern::parse("PINGREQ").unwrap() },
        bindings: Bindings::default(),
    }
}

fn expecting_all(expectations: &[Expectation], text: &str) -> Trace {
    let mut trace = Trace::new();
    for (n, record) in sketch(OWN.as_str(), text).records().iter().enumerate() {
        trace.push(record.clone());
        for expectation in expectations.iter().filter(|_| n == 0) {
            let event = Event::Expect { expectation: Box::new(expectation.clone()) };
            trace.push(Record { at: record.at, event });
        }
    }
    trace
}

fn judged(trace: &Trace) -> Judgement {
    judge(trace, Catalogue::embedded())
}

const GOOD: &str = "0 open\n1 > CONNECT keep_alive=2\n2 < CONNACK\n3 > PINGREQ\n100 end.";
const SILENT: &str = "0 open\n1 > CONNECT keep_alive=2\n2 < CONNACK\n100 end.";

#[test]
fn a_met_purpose_is_a_pass() {
    let judgement = judged(&trace(GOOD));
    assert_eq!((judgement.verdict, judgement.errors.len()), (Verdict::Pass, 0));
}

#[test]
fn an_unmet_purpose_is_a_fail_and_an_unmet_given_inconclusive() {
    assert_eq!(judged(&trace(SILENT)).verdict, Verdict::Fail);
    assert_eq!(judged(&expecting(Phase::Given, SILENT)).verdict, Verdict::Inconclusive);
}

#[test]
fn a_scenario_that_met_no_purpose_is_no_pass() {
    assert_eq!(judged(&expecting(Phase::Given, GOOD)).verdict, Verdict::None);
    assert_eq!(judged(&sketch(OWN.as_str(), GOOD)).verdict, Verdict::None);
}

#[test]
fn what_is_seen_of_other_requirements_does_not_touch_the_scenario() {
    let judgement = judged(&trace("0 open\n1 > CONNECT\n3 > PINGREQ flags=1\n100 end."));
    assert_eq!(judgement.verdict, Verdict::Pass);
    let flags = RequirementId::from_static("MQTT-2.2.2-1");
    let seen = judgement.also_seen.iter().find(|finding| finding.requirement == flags);
    assert_eq!(seen.unwrap().verdict, Verdict::Fail);
}

#[test]
fn an_error_hides_no_fail() {
    let error = "60 event {\"event\": \"error\", \"class\": \"bench\", \"text\": \"x\"}\n100 end.";
    let judgement = judged(&trace(&SILENT.replace("100 end.", error)));
    assert_eq!(judgement.verdict, Verdict::Error);
    assert_eq!(judgement.findings[0].verdict, Verdict::Fail);
    assert_eq!(judgement.errors[0].class, ErrorClass::Bench);
}

#[test]
fn a_process_that_ends_by_itself_is_an_error_of_the_bench() {
    let exit = "9 event {\"event\": \"cut_exited\", \"status\": \"signal 11\"}\n100 end.";
    let judgement = judged(&trace(&SILENT.replace("100 end.", exit)));
    assert_eq!(judgement.verdict, Verdict::Error);
    assert_eq!(judgement.findings[0].verdict, Verdict::Inconclusive);
}

#[test]
fn unsupported_is_believed_of_a_shim_that_refuses_nonsense_only() {
    let unsupported = "9 event {\"event\": \"unsupported\", \"name\": \"will\"}\n9 end.";
    let judgement = judged(&sketch(OWN.as_str(), &format!("0 open\n{unsupported}")));
    let reason = judgement.not_applicable.as_deref();
    assert_eq!(judgement.verdict, Verdict::None);
    assert_eq!(reason, Some("the client does not support will"));
    let liar = format!("cut {{\"name\": \"c\"}}\n0 open\n{unsupported}");
    let judgement = judged(&sketch(OWN.as_str(), &liar));
    assert_eq!((judgement.verdict, judgement.not_applicable), (Verdict::Error, None));
}

#[test]
fn a_fail_is_not_taken_back_by_what_is_missing() {
    let lacks = "60 event {\"event\": \"lacks\", \"capability\": \"will\"}\n100 end.";
    let judgement = judged(&trace(&SILENT.replace("100 end.", lacks)));
    assert_eq!((judgement.verdict, judgement.not_applicable), (Verdict::Fail, None));
}

#[test]
fn a_trace_without_its_end_is_an_error() {
    let mut cut = Trace::new();
    let whole = trace(GOOD);
    for record in &whole.records()[..whole.records().len() - 1] {
        cut.push(record.clone());
    }
    let judgement = judged(&cut);
    assert_eq!(judgement.errors[0].text, "the trace ends before its scenario");
    assert_eq!(judgement.verdict, Verdict::Error);
    assert_eq!(judged(&Trace::new()).verdict, Verdict::Error);
}

#[test]
fn a_requirement_that_nobody_knows_is_an_error_of_ours() {
    let judgement = judged(&sketch("ROB-NONSENSE-9", "0 open\n1 end."));
    assert_eq!(judgement.errors[0].text, "ROB-NONSENSE-9 is not in the catalogue");
}

#[test]
fn a_stored_trace_is_judged_as_the_live_one() {
    for text in [GOOD, SILENT] {
        let live = trace(text);
        let stored = Trace::parse(&live.to_lines()).unwrap();
        assert_eq!(judged(&stored), judged(&live));
    }
}

#[test]
fn a_fail_under_much_lateness_is_doubtful() {
    let late = "60 jitter 700\n900 end.";
    assert!(judged(&trace(&SILENT.replace("100 end.", late))).is_doubtful);
    assert!(!judged(&trace(SILENT)).is_doubtful);
}

#[test]
fn whatever_is_said_under_much_lateness_is_doubtful() {
    let late = |text: &str| text.replace("100 end.", "60 jitter 700\n900 end.");
    assert!(!judged(&trace(&late(GOOD))).is_doubtful, "what came came");
    let never = Kind::Never { pattern: Pattern::parse("PUBLISH").unwrap() };
    let never = Expectation { kind: never, ..expectation(Phase::Then) };
    let rare = expecting_all(std::slice::from_ref(&never), &late(GOOD));
    assert!(judged(&rare).is_doubtful, "what did not come may only have been late");
    let after = GOOD.replace("100 end.", "1000 jitter 700\n1001 end.");
    assert!(!judged(&expecting_all(&[never], &after)).is_doubtful, "lateness afterwards");
    assert!(judged(&expecting(Phase::Given, &late(SILENT))).is_doubtful, "an Inconclusive");
    let error = "event {\"event\": \"error\", \"class\": \"bench\", \"text\": \"x\"}";
    let broken = late(GOOD).replace("900 end.", &format!("800 {error}\n900 end."));
    assert!(judged(&trace(&broken)).is_doubtful, "an Error");
    let lacks = "event {\"event\": \"lacks\", \"capability\": \"will\"}";
    let lacking = late(GOOD).replace("900 end.", &format!("800 {lacks}\n900 end."));
    assert!(!judged(&trace(&lacking)).is_doubtful, "nothing is said of it");
    assert!(!judged(&trace(GOOD)).is_doubtful);
}

#[test]
fn what_is_hidden_does_not_hide_what_stayed_open() {
    let hidden = Expectation {
        kind: Kind::Indication { any_of: vec![LinkPattern::on("published")] },
        ..expectation(Phase::Then)
    };
    let cut = "cut {\"name\": \"c\", \"hides\": [\"published\"]}\n";
    let silent = expecting_all(std::slice::from_ref(&hidden), &format!("{cut}{SILENT}"));
    assert_eq!(judged(&silent).verdict, Verdict::None);
    assert!(judged(&silent).not_applicable.is_some());
    let closes = Expectation { kind: Kind::ClosesWithin, ..expectation(Phase::Then) };
    let reset = format!("{cut}{}", SILENT.replace("100 end.", "9 reset <\n100 end."));
    let judgement = judged(&expecting_all(&[hidden, closes], &reset));
    assert_eq!((judgement.verdict, judgement.not_applicable), (Verdict::Inconclusive, None));
}
