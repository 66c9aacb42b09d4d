//! The report model: what every renderer reads.

use std::{cmp::Reverse, collections::BTreeMap};

use mqttspec_core::{
    spec::{Level, RequirementId},
    time::Span,
    trace::{BenchKind, CutIdentity, ScenarioIdentity},
    verdict::ErrorClass,
};

use super::{
    coverage::Coverage,
    manifest::{Deviation, Manifest},
    outcome::{Judged, Outcome},
    statement::{Standing, StatementText},
    timeline::Timeline,
};

/// Everything that reports say of a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// What was run.
    pub manifest: Manifest,
    /// The statements that appear in it: the standard's, our own, promises; each by id.
    pub statements: Vec<StatementText>,
    /// The clients, in the order of the manifest.
    pub columns: Vec<Column>,
    /// What of the standard's statements for clients is judged.
    pub coverage: Coverage,
}

/// One client on one bench.
#[derive(Clone, Debug, PartialEq)]
pub struct Column {
    /// The client's name.
    pub cut: String,
    /// What carried the bytes.
    pub bench: BenchKind,
    /// What made it wrong on purpose, if anything.
    pub mutant: Option<String>,
    /// What the client said of itself, where it was reached.
    pub identity: Option<CutIdentity>,
    /// Why nothing was run, if so.
    pub skipped: Option<String>,
    /// Its scenarios, in the order of the plan.
    pub cases: Vec<Case>,
    /// What was seen of statements in scenarios that are about others, by id.
    pub passive: Vec<Passive>,
    /// The verdict of each statement, by id.
    pub standings: Vec<Standing>,
    /// Known deviations that were looked for and are no longer there.
    pub stale: Vec<Deviation>,
}

/// One scenario on one client.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The scenario.
    pub scenario: ScenarioIdentity,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, where the findings do not say it: what is not offered, what stopped the run.
    pub reason: Option<String>,
    /// What was found of its own statement.
    pub findings: Vec<Judged>,
    /// What was found of other statements.
    pub also_seen: Vec<Judged>,
    /// What broke on our side.
    pub troubles: Vec<Trouble>,
    /// What was seen, decoded.
    pub timeline: Timeline,
    /// How long it was by the bench's clock.
    pub took: Span,
    /// How long it took by a person's clock, in microseconds; zero where it did not run.
    pub wall_us: u64,
    /// By how much the harness was late at most.
    pub jitter: Span,
    /// Why it ran a second time, if it did.
    pub again: Option<String>,
    /// Where its trace is, relative to the run folder.
    pub trace: Option<String>,
    /// The command that runs it alone.
    pub rerun: String,
}

/// Something of ours that broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trouble {
    /// Whose fault it is.
    pub class: ErrorClass,
    /// What happened.
    pub text: String,
}

/// What was seen of one statement in scenarios that are about others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passive {
    /// The statement.
    pub requirement: RequirementId,
    /// What a Fail of it costs.
    pub level: Level,
    /// The worst of what was seen.
    pub outcome: Outcome,
    /// In how many scenarios something was seen.
    pub seen: usize,
    /// Where the client broke it: the case's place among the column's cases, and the finding.
    pub fails: Vec<(usize, Judged)>,
}

impl Report {
    /// The statement's text, where the catalogue has it.
    #[must_use]
    pub fn statement(&self, id: &RequirementId) -> Option<&StatementText> {
        self.statements.iter().find(|statement| statement.id == *id)
    }
}

impl Column {
    /// The client and the bench, as matrices and suites name it: `reference simulated`.
    #[must_use]
    pub fn title(&self) -> String {
        let bench = bench_word(self.bench);
        match &self.mutant {
            Some(mutant) => format!("{} {bench}, mutant {mutant}", self.cut),
            None => format!("{} {bench}", self.cut),
        }
    }

    /// The statement's standing, if it was judged or planned at all.
    #[must_use]
    pub fn standing(&self, id: &RequirementId) -> Option<&Standing> {
        self.standings.iter().find(|standing| standing.requirement == *id)
    }

    /// Why scenarios ended so, and how many of each reason, the most frequent first.
    #[must_use]
    pub fn reasons(&self, outcome: Outcome) -> Vec<(String, usize)> {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for case in self.cases.iter().filter(|case| case.outcome == outcome) {
            *counts.entry(case.why()).or_default() += 1;
        }
        let mut counts: Vec<(String, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(_, count)| Reverse(*count));
        counts
    }

    /// How many scenarios ended so, for each outcome that any of them has.
    #[must_use]
    pub fn counts(&self) -> BTreeMap<Outcome, usize> {
        let mut counts = BTreeMap::new();
        for case in &self.cases {
            *counts.entry(case.outcome).or_default() += 1;
        }
        counts
    }
}

impl Case {
    /// Its own findings, and then those of other statements, that are Fails.
    pub fn fails(&self) -> impl Iterator<Item = &Judged> {
        self.findings.iter().filter(|judged| judged.is_fail())
    }

    /// Why it ended as it did: its reason, or what was found.
    #[must_use]
    pub fn why(&self) -> String {
        let found = || {
            let judged = self.findings.iter().find(|judged| judged.outcome() == self.outcome);
            judged.map(|judged| judged.finding.found.clone())
        };
        self.reason.clone().or_else(found).unwrap_or_default()
    }

    /// A name that no other scenario has: `3.1_connect/x.feature:9`, and the row where it has one.
    #[must_use]
    pub fn id(&self) -> String {
        self.scenario.id()
    }
}

/// The word for a bench in titles.
#[must_use]
pub const fn bench_word(bench: BenchKind) -> &'static str {
    match bench {
        BenchKind::Simulated => "simulated",
        BenchKind::Live => "live",
        BenchKind::Tap => "tap",
        BenchKind::Capture => "capture",
    }
}
