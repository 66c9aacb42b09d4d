//! What a Then watches: which Network Connection where a client opens others by itself, and until
//! when, however slow a client is that does all in its own time.

use std::sync::Arc;

use mqttspec::{
    bench::BenchPlan,
    campaign::{plan::plan, run_one::run_one},
    cut::{Cut, Seats},
    features::FeatureFile,
};
use mqttspec_core::{
    judge::judge, spec::Catalogue, time::Span, trace::BenchKind, verdict::Verdict,
};

/// The verdict of a scenario with the reference client, which is so slow, for each of some seeds.
fn verdicts(slowness: Span, steps: &str) -> Vec<Verdict> {
    let text = format!("@must @MQTT-3.1.0-1\nFeature: f\n  Scenario: s\n{steps}\n");
    let (scenarios, bad) = plan(&[FeatureFile { path: "f.feature".into(), text }]);
    assert!(bad.is_empty(), "{bad:?}");
    let seeds = if slowness == Span::ZERO { 1 } else { SEEDS };
    let verdict = |seed| {
        let cut = Cut::find("reference").expect("a test of the cut files reads this one");
        let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
        let kind = BenchKind::Simulated;
        let plan = BenchPlan { kind, seats, mutant: None, seed, slowness };
        let trace = run_one(&scenarios[0], &plan).expect("the machine gives a runtime");
        let judgement = judge(&trace, Catalogue::embedded());
        assert!(judgement.errors.is_empty(), "{judgement:#?}");
        judgement.verdict
    };
    (1..=seeds).map(verdict).collect()
}

#[track_caller]
fn assert_verdict(steps: &str, wanted: Verdict) {
    assert_eq!(verdicts(Span::ZERO, steps), [wanted]);
}

/// A client that reconnects by itself, and is sent what it has to close the connection for.
const CLOSES_AND_CONNECTS_AGAIN: &str = "    Given the application asks for:
      | reconnect.mode   | \"fixed\" |
      | reconnect.min_ms | 10      |
    And a client connected
    When the server sends hex 00 00
    And the application is idle for 1 s
";

#[test]
fn a_client_that_connects_again_by_itself_has_closed_all_the_same() {
    let then = "    Then the client closes the connection
    And the server has received nothing but DISCONNECT
    And the server receives nothing more";
    assert_verdict(&format!("{CLOSES_AND_CONNECTS_AGAIN}{then}"), Verdict::Pass);
}

#[test]
fn a_connection_that_takes_the_place_of_another_is_not_the_one_that_stays_open() {
    let then = "    Then the connection stays open";
    assert_verdict(&format!("{CLOSES_AND_CONNECTS_AGAIN}{then}"), Verdict::Fail);
}

#[test]
fn what_connects_again_is_what_stays_open_then() {
    let given = "    Given the application asks for:
      | reconnect.mode   | \"fixed\" |
      | reconnect.min_ms | 10      |
    And a client connected
    When the server closes the connection
";
    let again = "    Then the client connects again\n    And the connection stays open for 1 s";
    assert_verdict(&format!("{given}{again}"), Verdict::Pass);
    let later =
        "    And the application is idle for 1 s\n    Then the connection stays open for 1 s";
    assert_verdict(&format!("{given}{later}"), Verdict::Pass);
}

#[test]
fn a_connection_that_closes_again_and_again_is_the_first_that_the_command_led_to() {
    let steps = "    Given the application asks for:
      | reconnect.mode   | \"fixed\" |
      | reconnect.min_ms | 100     |
    And the server follows the script:
      \"\"\"
      on 1st CONNECT -> answer hex 00 00
      \"\"\"
    When the application connects
    And the application is idle for 1 s
    Then the client closes the connection";
    assert_verdict(steps, Verdict::Pass);
}

#[test]
fn what_comes_after_its_time_but_before_its_step_is_late() {
    let steps = |within: u32| {
        format!(
            "    Given a client connected with Keep Alive 10 s
    And the server never answers PINGREQ
    When the application is idle for 60 s
    Then the client closes the connection within {within} s"
        )
    };
    assert_verdict(&steps(5), Verdict::Fail);
    assert_verdict(&steps(31), Verdict::Pass);
}

#[test]
fn what_comes_after_the_time_but_before_the_step_is_none_too_many() {
    let steps = |most: u32| {
        format!(
            "    Given the application asks for:
      | reconnect.mode   | \"fixed\" |
      | reconnect.min_ms | 1000    |
    And the server follows the script:
      \"\"\"
      on opened -> close
      \"\"\"
    When the application connects
    And the application is idle for 10 s
    Then the client connects at most {most} times within 3 s"
        )
    };
    assert_verdict(&steps(4), Verdict::Pass);
    assert_verdict(&steps(2), Verdict::Fail);
}

#[test]
fn a_slow_client_that_answers_in_its_time_has_sent_what_is_counted() {
    let sender = "    Given a client connected
    When the application publishes \"hi\" to \"a/b\" with QoS 2
    Then the application is told that its message is published
    And the server receives exactly 1 PUBLISH within 100 ms
    And the server receives exactly 1 PUBREL within 100 ms";
    let receiver = "    Given a client connected
    And the application subscribes to \"a/b\" with QoS 2
    When the server publishes \"hi\" to \"a/b\" with QoS 2
    Then the application receives \"hi\" on \"a/b\"
    And the server receives at least 1 PUBCOMP within 100 ms";
    let many = "    Given a client connected
    When the server publishes \"hi\" to \"a/b\" with QoS 1
    Then the server receives exactly 1 PUBACK within 100 ms";
    for steps in [sender, receiver, many] {
        let verdicts = verdicts(SLOWNESS, steps);
        assert!(verdicts.iter().all(|verdict| *verdict == Verdict::Pass), "{verdicts:?} {steps}");
    }
}

const SEEDS: u64 = 20;

/// What a client may add to each thing that it does, so that its shim is still in time.
const SLOWNESS: Span = Span::from_ms(450);
