//! Faults that are set while a client is connected, and those of connections as a whole: the same
//! on real sockets as in virtual time.

use std::sync::Arc;

use mqttspec::{
    bench::BenchPlan,
    campaign::{plan::plan, run_one::run_one},
    cut::{Cut, Seats},
    features::FeatureFile,
};
use mqttspec_core::{
    judge::{Judgement, judge},
    spec::Catalogue,
    time::Span,
    trace::{BenchKind, Trace},
    verdict::Verdict,
};

fn run(kind: BenchKind, steps: &str) -> (Trace, Judgement) {
    let text = format!("@must @MQTT-3.1.0-1\nFeature: f\n  Scenario: s\n{steps}\n");
    let (scenarios, bad) = plan(&[FeatureFile { path: "f.feature".into(), text }]);
    assert!(bad.is_empty(), "{bad:?}");
    let cut = Cut::find("reference").expect("a test of the cut files reads this one");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    let plan = BenchPlan { kind, seats, mutant: None, seed: 1, slowness: Span::ZERO };
    let trace = run_one(&scenarios[0], &plan).expect("the machine gives a runtime");
    let judgement = judge(&trace, Catalogue::embedded());
    (trace, judgement)
}

#[track_caller]
fn assert_passes(steps: &str) {
    for kind in [BenchKind::Simulated, BenchKind::Live] {
        let (trace, judgement) = run(kind, steps);
        assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:#?}\n{}", trace.to_lines());
    }
}

#[test]
fn a_fault_acts_at_once_on_the_open_connection_and_once_on_it_only() {
    assert_passes(
        "    Given a client connected with Clean Session 0
    When the network does rst after 1st PUBLISH to server, once
    And the application publishes \"hi\" to \"a/b\" with QoS 1
    Then the application is told \"disconnected\"
    When the application connects
    Then the server receives PUBLISH dup=1
    And the application is told \"published\"",
    );
}

#[test]
fn what_is_counted_may_come_in_the_clients_time_for_telling() {
    assert_passes(
        "    Given a client connected
    And the application subscribes to \"a/b\" with QoS 0
    When the network does latency 500 ms to client
    And the server publishes \"hi\" to \"a/b\" with QoS 0
    Then the application has received \"hi\" on \"a/b\" exactly 1 time",
    );
    assert_passes(
        "    Given a client connected
    When the network does latency 500 ms to client
    And the application subscribes to \"a/b\" with QoS 0
    Then the application is told \"subscribed\" exactly 1 time",
    );
}

#[test]
fn what_a_given_awaits_is_of_its_own_command() {
    for subscribes in [" \"c/d\" with QoS 0", ":\n      | \"c/d\" | 0 |"] {
        let steps = format!(
            "    Given a client connected
    And the application subscribes to \"a/b\" with QoS 0
    And the server withholds its answer to SUBSCRIBE
    And the application subscribes to{subscribes}
    When the application is idle for 1 s
    Then the connection stays open"
        );
        let (_, judgement) = run(BenchKind::Simulated, &steps);
        assert_eq!(judgement.verdict, Verdict::Inconclusive, "{judgement:#?}");
    }
}

#[test]
fn a_client_that_is_not_there_when_the_server_publishes_leaves_the_scenario_open() {
    for (given, kept) in [(1, Verdict::Inconclusive), (0, Verdict::Pass)] {
        let steps = format!(
            "    Given a client connected with Clean Session {given}
    And the application disconnects
    And the application is idle for 1 s
    When the server publishes \"hi\" to \"a/b\" with QoS 1
    And the application connects
    Then the application receives \"hi\" on \"a/b\""
        );
        let (_, judgement) = run(BenchKind::Simulated, &steps);
        assert_eq!(judgement.verdict, kept, "{judgement:#?}");
    }
}

#[test]
fn a_fault_acts_on_every_connection_until_there_is_nothing_more() {
    assert_passes(
        "    Given a client connected with Clean Session 0
    When the network does cut after 1st PUBLISH to server
    And the application publishes \"hi\" to \"a/b\" with QoS 1
    Then the application is told \"disconnected\"
    When the application connects
    Then the application is told \"disconnected\"
    When the network does nothing more
    And the application connects
    Then the application is told \"published\"",
    );
}

#[test]
fn a_fault_for_one_connection_waits_for_the_next_where_none_is_open() {
    assert_passes(
        "    Given the network does cut after 1st CONNECT to server, once
    When the application connects
    Then the application is told \"failed\"
    When the application connects
    Then the application is told \"connected\"",
    );
}

#[test]
fn a_connection_is_refused_until_there_is_nothing_more() {
    assert_passes(
        "    Given the network does refuse
    When the application connects
    Then the application is told \"failed\"
    When the application connects
    Then the application is told \"failed\"
    When the network does nothing more
    And the application connects
    Then the application is told \"connected\"",
    );
}

#[test]
fn a_connection_is_accepted_and_dropped() {
    assert_passes(
        "    Given the network does accept then drop, once
    When the application connects
    Then the application is told \"failed\"
    When the network does accept then drop after 300 ms, once
    And the application connects
    Then the application is told \"connected\"
    And the application is told \"disconnected\"
    When the application connects
    Then the connection stays open for 400 ms",
    );
}

#[test]
fn a_client_is_taken_over_and_may_come_back() {
    assert_passes(
        "    Given a client connected with Clean Session 0
    When the network does takeover
    Then the application is told \"disconnected\"
    When the application connects
    Then the application is told \"connected\"
    And the connection stays open",
    );
}

#[test]
fn what_makes_no_sense_is_told_with_its_place() {
    for (fault, text) in [
        ("refuse, once", "nobody sees how often a connection is refused"),
        ("takeover", "no client is connected"),
        (
            "accept then run",
            "is not a fault: expected refuse, accept then drop, takeover or window",
        ),
        ("nothing", "or of a connection as a whole: accept then drop, refuse, takeover"),
    ] {
        let (_, judgement) =
            run(BenchKind::Simulated, &format!("    When the network does {fault}"));
        let error = &judgement.errors[0].text;
        assert!(error.starts_with("f.feature:4: ") && error.contains(text), "{error}");
    }
}

#[test]
fn what_the_server_cannot_send_because_the_application_left_is_no_fail_of_the_client() {
    for leaves in ["disconnects", "does abort"] {
        let steps = format!(
            "    Given a client connected
    When the application {leaves}
    And the application is idle for 1 s
    And the server sends PINGRESP
    Then the server receives nothing more"
        );
        let (_, judgement) = run(BenchKind::Simulated, &steps);
        assert_eq!(judgement.verdict, Verdict::Error, "{judgement:#?}");
        assert!(judgement.errors[0].text.contains("f.feature:7: the application has"));
    }
}
