//! A run: every selected scenario on every client, shared out over threads.
//!
//! The order in which scenarios end is nobody's; results stand in the order of the plan.

use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use mqttspec_core::{
    spec::Catalogue,
    trace::{Event, Trace},
    verdict::{ErrorClass, Verdict},
};

use super::{
    folder::{RunFolder, trace_name},
    plan::Scenario,
    pool::share,
    stop::{Alarm, StopSwitch},
};
use crate::report::{
    build::Seen,
    manifest::{CaseManifest, ColumnManifest, Fate, Manifest, Stop},
};

/// Runs one scenario in a column and gives its trace; a bench stands behind it.
pub type Bench<'a> = dyn Fn(&Scenario) -> io::Result<Trace> + Send + Sync + 'a;

/// One client on one bench.
pub struct ColumnOrder<'a> {
    /// What is known of it before it runs; its cases are filled in by the run.
    pub manifest: ColumnManifest,
    /// What runs a scenario on it; none for a column that is skipped.
    pub bench: Option<Box<Bench<'a>>>,
    /// How many scenarios in a row, until now, did not reach it.
    pub unreached: AtomicUsize,
}

/// How much is run.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How many scenarios at once, at least 1.
    pub jobs: usize,
    /// After how many scenarios with a Fail that counts nothing new begins. What runs again alone
    /// does so all the same.
    pub max_fail: Option<usize>,
    /// After how long nothing goes on.
    pub time: Option<Duration>,
}

/// What hears how a run goes on. Called from many threads.
pub trait Observer: Sync {
    /// `total` scenarios will run.
    fn planned(&self, total: usize);

    /// One of them ended on this client.
    fn ended(&self, column: &ColumnManifest, scenario: &Scenario, verdict: Verdict);
}

/// A run that is to be made.
pub struct Run<'a> {
    /// The clients, in the order of the reports.
    pub columns: Vec<ColumnOrder<'a>>,
    /// The scenarios, in the order of the plan.
    pub scenarios: &'a [Scenario],
    /// How much of it is run.
    pub limits: Limits,
    /// Where traces are kept, as they are made.
    pub folder: &'a RunFolder,
    /// What ends it early.
    pub stop: &'a StopSwitch,
    /// What hears how it goes on.
    pub observer: &'a dyn Observer,
}

/// A scenario of a column, by their places.
#[derive(Clone, Copy)]
struct Task {
    column: usize,
    case: usize,
}

/// What became of a task.
struct Done {
    fate: Fate,
    seen: Option<Seen>,
}

impl Run<'_> {
    /// Runs it. The columns, with what became of each scenario, and why the run stopped if it
    /// did, are written into `manifest`; what was seen is given by column and case.
    #[must_use]
    pub fn perform(self, manifest: &mut Manifest) -> Vec<Vec<Option<Seen>>> {
        let (alone, shared): (Vec<Task>, Vec<Task>) =
            self.tasks().partition(|task| self.scenarios[task.case].has_tag(SERIAL_TAG));
        self.observer.planned(alone.len() + shared.len());
        let alarm = self.limits.time.map(|time| Alarm::set(self.stop, time));
        let failed = AtomicUsize::new(0);
        let mut done: Vec<(Task, Option<Done>)> = Vec::new();
        for (tasks, jobs) in [(shared, self.limits.jobs), (alone, 1)] {
            let results = share(tasks.len(), jobs, self.stop, |n| self.take(tasks[n], &failed));
            done.extend(tasks.into_iter().zip(results));
        }
        self.repeat_doubtful(&mut done);
        drop(alarm);
        manifest.stopped = self.stop.pulled();
        self.conclude(done, manifest)
    }

    fn tasks(&self) -> impl Iterator<Item = Task> {
        let ready = self.columns.iter().enumerate().filter(|(_, column)| column.bench.is_some());
        let cases = self.scenarios.len();
        ready.flat_map(move |(column, _)| (0..cases).map(move |case| Task { column, case }))
    }

    /// Runs one task and tells who listens; nothing where the run was stopped meanwhile.
    fn take(&self, task: Task, failed: &AtomicUsize) -> Option<Done> {
        let done = self.attempt(task, None)?;
        if done.seen.as_ref().is_some_and(|seen| self.fails(task, seen)) {
            let count = failed.fetch_add(1, Ordering::Relaxed) + 1;
            if self.limits.max_fail.is_some_and(|max| count >= max) {
                self.stop.pull(Stop::MaxFail);
            }
        }
        let column = &self.columns[task.column].manifest;
        let verdict = done.seen.as_ref().map_or(Verdict::Error, |seen| seen.judgement.verdict);
        self.observer.ended(column, &self.scenarios[task.case], verdict);
        Some(done)
    }

    /// Whether what was seen is a Fail that counts, and not to be seen again first.
    fn fails(&self, task: Task, seen: &Seen) -> bool {
        let deviations = &self.columns[task.column].manifest.deviations;
        let scenario = &self.scenarios[task.case].identity;
        !seen.judgement.is_doubtful && seen.fails(scenario, deviations)
    }

    /// Runs those alone of which what is said may be of the machine's own lateness.
    fn repeat_doubtful(&self, done: &mut [(Task, Option<Done>)]) {
        for (task, result) in done {
            let seen = result.as_ref().and_then(|done| done.seen.as_ref());
            let doubtful = seen.filter(|seen| seen.judgement.is_doubtful);
            let Some(seen) = doubtful else { continue };
            if self.stop.pulled().is_some_and(Stop::is_abrupt) {
                return;
            }
            let late = format!("the harness was {} late beside others", seen.judgement.jitter);
            match self.attempt(*task, Some(format!("{late}, so it ran again alone"))) {
                // What was seen once stays, whatever broke on our side afterwards.
                Some(Done { fate: Fate::Lost { text, .. }, .. }) => {
                    if let Some(Done { fate: Fate::Ran { again, .. }, .. }) = result {
                        let why = "it was to run again alone, but could not";
                        *again = Some(format!("{late}; {why}: {text}"));
                    }
                }
                Some(again) => *result = Some(again),
                None => {}
            }
        }
    }

    /// Runs one scenario and keeps its trace; nothing where the run was stopped meanwhile.
    fn attempt(&self, task: Task, again: Option<String>) -> Option<Done> {
        let ColumnOrder { manifest: of, bench, unreached } = &self.columns[task.column];
        let (scenario, bench) = (&self.scenarios[task.case], bench.as_ref()?);
        let began = Instant::now();
        let lost = |class, text| Some(Done { fate: Fate::Lost { class, text }, seen: None });
        if unreached.load(Ordering::Relaxed) >= UNREACHED_MAX {
            let text =
                format!("not run: the client was not reached {UNREACHED_MAX} times in a row");
            return lost(ErrorClass::Bench, text);
        }
        let trace = match catch_unwind(AssertUnwindSafe(|| bench(scenario))) {
            Ok(Ok(trace)) => trace,
            Ok(Err(error)) => return lost(ErrorClass::Infrastructure, error.to_string()),
            Err(_) => return lost(ErrorClass::Harness, "the harness panicked".to_owned()),
        };
        if self.stop.pulled().is_some_and(Stop::is_abrupt) && !trace.is_ended() {
            return None;
        }
        match is_reached(&trace) {
            true => unreached.store(0, Ordering::Relaxed),
            false => _ = unreached.fetch_add(1, Ordering::Relaxed),
        }
        let wall_us = u64::try_from(began.elapsed().as_micros()).unwrap_or(u64::MAX);
        let name = trace_name(&of.cut, of.bench, of.mutant.as_deref(), &scenario.identity);
        if let Err(error) = self.folder.write_trace(&name, &trace) {
            return lost(error.class(), error.message());
        }
        let seen = Some(Seen::of(&trace, Catalogue::embedded()));
        Some(Done { fate: Fate::Ran { trace: name, wall_us, again }, seen })
    }

    fn conclude(
        self,
        mut done: Vec<(Task, Option<Done>)>,
        manifest: &mut Manifest,
    ) -> Vec<Vec<Option<Seen>>> {
        done.sort_by_key(|(task, _)| (task.column, task.case));
        let mut seen: Vec<Vec<Option<Seen>>> = self.columns.iter().map(|_| Vec::new()).collect();
        let mut columns: Vec<ColumnManifest> =
            self.columns.into_iter().map(|column| column.manifest).collect();
        for (task, result) in done {
            let result = result.unwrap_or_else(|| not_run(manifest.stopped));
            let scenario = self.scenarios[task.case].identity.clone();
            let column = &mut columns[task.column];
            column.cases.push(CaseManifest { scenario, fate: result.fate });
            if let Some(seen) = &result.seen {
                note(column, seen);
            }
            seen[task.column].push(result.seen);
        }
        manifest.columns.extend(columns);
        seen
    }
}

/// Keeps what the manifest says of a client beyond its scenarios.
fn note(column: &mut ColumnManifest, seen: &Seen) {
    column.jitter_max_us = column.jitter_max_us.max(seen.judgement.jitter.us());
    let version = seen.identity.as_ref().and_then(|identity| identity.version.clone());
    column.client_version = column.client_version.take().or(version);
}

/// After how many scenarios in a row that did not reach its shim a client is given up. A shim that
/// hangs costs each of them seconds.
const UNREACHED_MAX: usize = 3;

/// Whether the client's shim was there: a scenario that broke before its first step was without.
fn is_reached(trace: &Trace) -> bool {
    let mut events = trace.records().iter().map(|record| &record.event);
    let has_begun = events.clone().any(|event| matches!(event, Event::Step { .. }));
    has_begun || !events.any(|event| matches!(event, Event::Error { .. }))
}

/// The tag of scenarios that bear no other beside them.
const SERIAL_TAG: &str = "serial";

fn not_run(stopped: Option<Stop>) -> Done {
    let reason = match stopped {
        Some(stop) => format!("the run was stopped: {stop}"),
        None => "the run ended before it".to_owned(),
    };
    Done { fate: Fate::NotRun { reason }, seen: None }
}

#[cfg(test)]
mod tests;
