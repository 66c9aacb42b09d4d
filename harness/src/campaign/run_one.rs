//! One scenario, run: its steps, one after the other, on a bench of its own; the product is a
//! trace.
//!
//! *Architecture Invariant:* no verdict is made here.

use std::{any::Any, future::pending, io, panic::AssertUnwindSafe, pin::pin, time::Duration};

use cucumber::gherkin;
use futures::FutureExt as _;
use mqttspec_core::{
    trace::{BenchKind, Event, Trace},
    verdict::ErrorClass,
};
use tokio::{
    runtime::{Builder, Runtime},
    task::LocalSet,
    time::timeout,
};

use super::plan::Scenario;
use crate::{
    bench::{Bench, BenchPlan},
    step::{Keyword, World, find},
};

/// Runs `scenario` on a bench as `plan` says, on this thread.
///
/// # Errors
/// The machine gives no runtime: no descriptors, no memory.
pub fn run_one(scenario: &Scenario, plan: &BenchPlan) -> io::Result<Trace> {
    run_one_until(scenario, plan, pending::<()>())
}

/// The same, given up when `stopped` is ready: the trace then has no end.
///
/// # Errors
/// The machine gives no runtime: no descriptors, no memory.
pub fn run_one_until<T>(
    scenario: &Scenario,
    plan: &BenchPlan,
    stopped: impl Future<Output = T>,
) -> io::Result<Trace> {
    let runtime = runtime(plan.kind)?;
    let tasks = LocalSet::new();
    Ok(tasks.block_on(&runtime, async {
        let mut stopped = pin!(stopped);
        let bench = tokio::select! {
            biased;
            _ = &mut stopped => return Trace::new(),
            bench = Bench::open(&scenario.identity, &scenario.needs, plan) => bench,
        };
        let mut world = World::new(bench, scenario.requirement.clone(), &scenario.identity.path);
        let limit = limit(plan.kind);
        tokio::select! {
            biased;
            _ = &mut stopped => return world.bench.abandon(),
            ended = timeout(limit, perform(&mut world, scenario)) => if ended.is_err() {
                let text = format!("the scenario did not end within {limit:?}");
                world.bench.error(ErrorClass::Harness, text);
            },
        }
        world.bench.finish()
    }))
}

fn runtime(kind: BenchKind) -> io::Result<Runtime> {
    let mut builder = Builder::new_current_thread();
    match kind {
        BenchKind::Simulated => builder.enable_time().start_paused(true).build(),
        BenchKind::Live | BenchKind::Tap | BenchKind::Capture => builder.enable_all().build(),
    }
}

async fn perform(world: &mut World, scenario: &Scenario) {
    for step in &scenario.steps {
        if world.is_over() {
            return;
        }
        world.begin(step);
        world.bench.record(Event::Step {
            keyword: Keyword::of(step.ty).to_string(),
            text: step.value.clone(),
            line: u32::try_from(step.position.line).unwrap_or(u32::MAX),
        });
        if let Err(text) = take(world, step).await {
            world.misuse(&text);
        }
    }
}

/// Finds the step's function and runs it.
async fn take(world: &mut World, step: &gherkin::Step) -> Result<(), String> {
    let (function, context) = find(step).map_err(|error| error.to_string())?;
    let taken = AssertUnwindSafe(function(world, context)).catch_unwind().await;
    taken.map_err(|panic| format!("the step broke: {}", panic_text(&*panic)))
}

fn panic_text(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no reason given")
}

fn limit(kind: BenchKind) -> Duration {
    match kind {
        BenchKind::Simulated => SIMULATED_LIMIT,
        BenchKind::Live | BenchKind::Tap | BenchKind::Capture => LIVE_LIMIT,
    }
}

/// The longest a scenario may take in virtual time: a clock may wrap in it.
const SIMULATED_LIMIT: Duration = Duration::from_secs(100 * 24 * 3600);

/// The longest a scenario may take on real sockets.
const LIVE_LIMIT: Duration = Duration::from_secs(120);
