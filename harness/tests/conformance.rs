//! The suite on the reference client as a libtest target: one row a scenario and bench.
//!
//! Each trace is judged twice, live and from its text: a verdict that depends on anything but
//! the stored trace fails here. What does not apply to a bench or to this client (hours of waiting
//! on a real clock, bytes that its types cannot hold) is shown as ignored, with the reason.

use std::{process::ExitCode, sync::Arc};

use libtest_mimic::{Arguments, Completion, Failed, Trial};
use mqttspec::{
    bench::BenchPlan,
    campaign::{
        plan::{Scenario, plan},
        run_one::run_one,
    },
    cut::{Cut, Seats},
    features,
};
use mqttspec_core::{
    judge::{Judgement, judge},
    spec::Catalogue,
    time::Span,
    trace::{BenchKind, Trace},
    verdict::Verdict,
};

fn main() -> ExitCode {
    let arguments = Arguments::from_args();
    let (scenarios, bad) = plan(&features::embedded());
    let scenarios: Vec<Arc<Scenario>> = scenarios.into_iter().map(Arc::new).collect();
    let mut trials: Vec<Trial> = bad
        .into_iter()
        .map(|bad| Trial::test(format!("plan::{}", bad.path), move || Err(Failed::from(bad))))
        .collect();
    for (name, cut, kind) in
        [("simulated", "reference", BenchKind::Simulated), ("live", "reference", BenchKind::Live)]
    {
        let cut = Cut::find(cut).expect("a test of the cut files reads this one");
        let seats = Arc::new(Seats::new(cut, env!("CARGO_BIN_EXE_mqttspec").into()));
        let plan = BenchPlan { kind, seats, mutant: None, seed: SEED, slowness: Span::ZERO };
        for scenario in &scenarios {
            trials.push(trial(name, scenario.clone(), plan.clone()));
        }
    }
    libtest_mimic::run(&arguments, trials).exit_code()
}

fn trial(bench: &str, scenario: Arc<Scenario>, plan: BenchPlan) -> Trial {
    let identity = &scenario.identity;
    let name = format!("{bench}::{} {}", scenario.id(), identity.name);
    Trial::ignorable_test(name, move || {
        let trace = run_one(&scenario, &plan)?;
        let judgement = judge(&trace, Catalogue::embedded());
        judged_again(&trace, &judgement)?;
        completion(&judgement, &trace)
    })
}

fn judged_again(trace: &Trace, judgement: &Judgement) -> Result<(), Failed> {
    let stored = Trace::parse(&trace.to_lines())?;
    let again = judge(&stored, Catalogue::embedded());
    if again == *judgement {
        return Ok(());
    }
    Err(format!("judged live: {judgement:#?}\njudged from its text: {again:#?}").into())
}

fn completion(judgement: &Judgement, trace: &Trace) -> Result<Completion, Failed> {
    let mut broken: Vec<String> = Vec::new();
    let findings = judgement.findings.iter().chain(&judgement.also_seen);
    for finding in findings.filter(|finding| finding.verdict != Verdict::Pass) {
        broken.push(format!("{finding:#?}"));
    }
    broken.extend(judgement.errors.iter().map(|error| format!("{error:?}")));
    if !broken.is_empty() {
        return Err(format!("{}\n{}", broken.join("\n"), trace.to_lines()).into());
    }
    match (judgement.verdict, &judgement.not_applicable) {
        (Verdict::Pass, _) => Ok(Completion::Completed),
        (_, Some(reason)) => Ok(Completion::ignored_with(reason)),
        (verdict, reason) => Err(format!("{verdict}: {reason:?}\n{}", trace.to_lines()).into()),
    }
}

const SEED: u64 = 1;
