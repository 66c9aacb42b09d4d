//! In virtual time a scenario is the same each time, to the byte and the microsecond.

use std::sync::Arc;

use mqttspec::{
    bench::BenchPlan,
    campaign::{plan::plan, run_one::run_one},
    cut::{Cut, Seats},
    features,
};
use mqttspec_core::trace::BenchKind;

#[test]
fn a_simulated_scenario_gives_the_same_trace_each_time() {
    let (scenarios, _) = plan(&features::embedded());
    assert!(!scenarios.is_empty());
    let cut = Cut::find("reference").expect("a test of the cut files reads this one");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    let plan = BenchPlan { kind: BenchKind::Simulated, seats, mutant: None, seed: 1 };
    let text = |scenario| {
        let trace = run_one(scenario, &plan).expect("the machine gives a runtime");
        trace.to_lines()
    };
    for scenario in &scenarios {
        assert_eq!(text(scenario), text(scenario), "{}", scenario.id());
    }
}
