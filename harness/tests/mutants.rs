//! The teeth: a client made wrong in any known way is noticed, one that is not raises nothing.
//!
//! All in virtual time. A mutant is done with the first scenario that notices it.

use std::{sync::Arc, thread::available_parallelism};

use mqttspec::{
    bench::BenchPlan,
    campaign::{
        digest::scenario_seed,
        mutation::{Extent, KillMatrix, kill_matrix},
        plan::{Scenario, plan},
        run_one::run_one,
        stop::StopSwitch,
    },
    cut::{Cut, Seats},
    features,
};
use mqttspec_core::{
    mutant::{self, MutantInfo},
    rule,
    spec::RequirementId,
    time::Span,
    trace::BenchKind,
};

#[test]
fn every_mutant_is_noticed_and_the_client_as_it_is_raises_nothing() {
    let matrix = matrix();
    let unmutated = &matrix.unmutated;
    assert!(unmutated.fails.is_empty(), "false alarms: {:#?}", unmutated.fails);
    assert!(unmutated.errors.is_empty(), "{:#?}", unmutated.errors);
    let survivors: Vec<String> = matrix
        .survivors()
        .map(|info| format!("{} ({}): {}", info.name, info.requirement, info.description))
        .collect();
    assert!(survivors.is_empty(), "nothing notices:\n{}", survivors.join("\n"));
}

#[test]
fn every_rule_has_a_mutant_of_its_own_statement() {
    let has = |id: &RequirementId| mutant::catalogue().iter().any(|info| info.requirement == *id);
    let toothless = rule::all().iter().map(rule::Rule::requirement).filter(|id| !has(id));
    let toothless: Vec<String> = toothless.map(|id| id.to_string()).collect();
    assert!(toothless.is_empty(), "rules without a mutant: {}", toothless.join(", "));
}

fn matrix() -> KillMatrix {
    let (scenarios, bad) = plan(&features::embedded());
    assert!(bad.is_empty(), "{bad:#?}");
    let mutants: Vec<&'static MutantInfo> = mutant::catalogue().iter().collect();
    let cut = Cut::find("reference").expect("a test of the cut files reads this one");
    let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
    let bench = |scenario: &Scenario, mutant| {
        let seed = scenario_seed(SEED, &scenario.id());
        let seats = Arc::clone(&seats);
        run_one(
            scenario,
            &BenchPlan { kind: BenchKind::Simulated, seats, mutant, seed, slowness: Span::ZERO },
        )
    };
    let jobs = available_parallelism().map_or(1, usize::from);
    kill_matrix(&scenarios, &mutants, Extent::FirstKill, jobs, &StopSwitch::new(), &bench)
}

const SEED: u64 = 1;
