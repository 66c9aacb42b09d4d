//! How long the harness itself takes. Virtual hours are to cost milliseconds.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use mqttspec::{
    bench::BenchPlan,
    campaign::{plan::plan, run_one::run_one},
    cut::{Cut, Seats},
    features::FeatureFile,
};
use mqttspec_core::{
    judge::judge, spec::Catalogue, time::Span, trace::BenchKind, verdict::Verdict,
};

#[test]
fn a_thousand_keep_alive_scenarios_of_two_virtual_minutes_take_less_than_a_second() {
    let scenario = "an idle client sends PINGREQ
    Given a client connected with Keep Alive 60 s
    When the application is idle for 121 s
    Then the server receives PINGREQ at least every 60 s";
    let took = run("MQTT-3.1.2-23", scenario, BenchKind::Simulated, 1000);
    assert!(took < limit(Duration::from_secs(1)), "{took:?}");
}

#[test]
fn a_live_scenario_costs_less_than_two_milliseconds() {
    let scenario = "the first packet is CONNECT
    When the application connects
    Then the server receives CONNECT";
    let took = run("MQTT-3.1.0-1", scenario, BenchKind::Live, 200);
    assert!(took < limit(Duration::from_millis(200 * 2)), "{took:?}");
}

/// Runs a scenario many times on one thread, on the reference client, and judges it.
fn run(requirement: &str, scenario: &str, kind: BenchKind, times: u32) -> Duration {
    let text = format!("@must @{requirement}\nFeature: f\n  Scenario: {scenario}\n");
    let (scenarios, _) = plan(&[FeatureFile { path: "speed.feature".into(), text }]);
    let cut = Cut::find("reference").expect("a test of the cut files reads this one");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    let plan = BenchPlan { kind, seats, mutant: None, seed: 1, slowness: Span::ZERO };
    let began = Instant::now();
    for _ in 0..times {
        let trace = run_one(&scenarios[0], &plan).expect("the machine gives a runtime");
        let judgement = judge(&trace, Catalogue::embedded());
        assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:#?}");
    }
    let took = began.elapsed();
    eprintln!("{kind:?}: {times} scenarios run and judged in {took:?} on one thread");
    took
}

/// The goals are for an optimised build on an idle machine; another build only has to stay near.
fn limit(goal: Duration) -> Duration {
    if cfg!(debug_assertions) { goal * 20 } else { goal }
}
