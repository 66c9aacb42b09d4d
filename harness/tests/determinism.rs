//! In virtual time a scenario is the same each time, to the byte and the microsecond; and it comes
//! to the same however fast the client is.

use std::{iter, sync::Arc};

use mqttspec::{
    bench::BenchPlan,
    campaign::{
        plan::{Scenario, plan},
        pool::share,
        run_one::run_one,
        stop::StopSwitch,
    },
    cut::{Cut, Seats},
    features,
};
use mqttspec_core::{
    judge::judge,
    spec::Catalogue,
    time::Span,
    trace::{BenchKind, Trace},
};

#[test]
fn a_simulated_scenario_gives_the_same_trace_each_time() {
    let scenarios = scenarios();
    assert!(!scenarios.is_empty());
    let plan = bench(1, Span::ZERO);
    for scenario in &scenarios {
        let (one, other) = (trace(scenario, &plan), trace(scenario, &plan));
        assert_eq!(one.to_lines(), other.to_lines(), "{}", scenario.id());
    }
}

#[test]
fn a_scenario_comes_to_the_same_however_fast_the_client_is() {
    let scenarios = scenarios();
    let plans: Vec<BenchPlan> = iter::once(bench(1, Span::ZERO))
        .chain((1..=SEEDS).map(|seed| bench(seed, SLOWNESS)))
        .collect();
    let verdicts = share(scenarios.len(), THREADS, &StopSwitch::new(), |n| {
        let verdict = |plan| judge(&trace(&scenarios[n], plan), Catalogue::embedded()).verdict;
        Some(plans.iter().map(verdict).collect::<Vec<_>>())
    });
    let differing = scenarios.iter().zip(verdicts.iter().flatten()).filter_map(|(of, verdicts)| {
        let differs = verdicts.iter().any(|verdict| *verdict != verdicts[0]);
        differs.then(|| format!("{} {}: {verdicts:?}", of.id(), of.identity.name))
    });
    let differing: Vec<String> = differing.collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

/// The suite, without what takes seconds of computing each time.
fn scenarios() -> Vec<Scenario> {
    let (mut scenarios, _) = plan(&features::embedded());
    scenarios.retain(|scenario| !scenario.has_tag("exhaustive"));
    scenarios
}

fn bench(seed: u64, slowness: Span) -> BenchPlan {
    let cut = Cut::find("reference").expect("a test of the cut files reads this one");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    BenchPlan { kind: BenchKind::Simulated, seats, mutant: None, seed, slowness }
}

fn trace(scenario: &Scenario, plan: &BenchPlan) -> Trace {
    run_one(scenario, plan).expect("the machine gives a runtime")
}

/// How many kinds of slowness are tried.
const SEEDS: u64 = 3;

const THREADS: usize = 4;

/// Longer than a busy machine keeps a process waiting, shorter than any time that is judged.
const SLOWNESS: Span = Span::from_ms(20);
