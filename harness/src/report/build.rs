//! From judgements and the manifest to the model.
//!
//! *Invariant:* nothing else goes in, so that stored traces give the same report again.

use std::iter;

use mqttspec_core::{
    judge::Judgement,
    spec::{Catalogue, Level, RequirementId},
    time::{At, Span},
    trace::{CutIdentity, ScenarioIdentity, Trace},
    verdict::{Finding, RecordIndex, Verdict},
};

use super::{
    coverage::Coverage,
    manifest::{CaseManifest, ColumnManifest, Deviation, Fate, Manifest},
    model::{Case, Column, Report, Trouble},
    outcome::{Cost, Judged, Outcome},
    rerun,
    stale::{Reach, stale},
    statement::StatementText,
    tally,
    timeline::Timeline,
};

/// What a report needs of a scenario that ran; its trace can then go.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// What is said of it.
    pub judgement: Judgement,
    /// What was seen, decoded.
    pub timeline: Timeline,
    /// How long it was by the bench's clock.
    pub took: Span,
    /// Who the client says it is.
    pub identity: Option<CutIdentity>,
}

impl Seen {
    /// What a report needs of `trace`, judged by `catalogue`.
    #[must_use]
    pub fn of(trace: &Trace, catalogue: &Catalogue) -> Self {
        let judgement = mqttspec_core::judge::judge(trace, catalogue);
        let findings = judgement.findings.iter().chain(&judgement.also_seen);
        let fails = findings.filter(|finding| finding.verdict == Verdict::Fail);
        let evidence: Vec<RecordIndex> = fails.flat_map(|f| f.evidence.iter().copied()).collect();
        Self {
            timeline: Timeline::of(trace, &evidence),
            took: trace.last_at().since(At::ZERO),
            identity: trace.start().map(|start| start.cut.clone()),
            judgement,
        }
    }

    /// Whether the client broke the statement of `scenario`, of which this was seen, in a way
    /// that its level makes count and that none of `deviations` says is known.
    #[must_use]
    pub fn fails(&self, scenario: &ScenarioIdentity, deviations: &[Deviation]) -> bool {
        let own = self.judgement.findings.iter();
        own.filter(|finding| finding.verdict == Verdict::Fail).any(|finding| {
            let cost = cost(&finding.requirement, scenario.level, deviations, &scenario.name);
            cost == Cost::Counts
        })
    }
}

/// The report of a run, from its manifest and what was seen by column and case.
#[must_use]
pub fn report(manifest: Manifest, catalogue: &Catalogue, seen: Vec<Vec<Option<Seen>>>) -> Report {
    let described = manifest.columns.iter().zip(seen.into_iter().chain(iter::repeat(Vec::new())));
    let columns: Vec<Column> =
        described.map(|(column, seen)| self::column(&manifest, column, catalogue, seen)).collect();
    let standings = columns.iter().flat_map(|column| &column.standings);
    let mut ids: Vec<&RequirementId> = standings.map(|standing| &standing.requirement).collect();
    ids.sort();
    ids.dedup();
    let statements = ids.into_iter().map(|id| StatementText::of(id, catalogue));
    let mut statements: Vec<StatementText> = statements.collect();
    statements.sort_by_key(StatementText::rank);
    let coverage =
        Coverage::of(columns.iter().map(|column| column.standings.as_slice()), catalogue);
    Report { statements, columns, coverage, manifest }
}

fn column(
    manifest: &Manifest,
    column: &ColumnManifest,
    catalogue: &Catalogue,
    seen: Vec<Option<Seen>>,
) -> Column {
    let level_of = |id: &RequirementId| {
        // A rule of an id that the catalogue does not know is our defect; it does not hide.
        catalogue.requirement(id).map_or(Level::Must, |requirement| requirement.level)
    };
    let mut identity = None;
    let mut cases = Vec::with_capacity(column.cases.len());
    let seen = seen.into_iter().chain(iter::repeat_with(|| None));
    for (planned, seen) in column.cases.iter().zip(seen) {
        let mut case = blank(manifest, column, planned);
        match &planned.fate {
            Fate::Ran { trace, wall_us, again } => {
                case.trace = Some(trace.clone());
                case.wall_us = *wall_us;
                case.again.clone_from(again);
                match seen {
                    Some(seen) => {
                        identity = identity.or_else(|| seen.identity.clone());
                        fill(&mut case, seen, &column.deviations, &level_of);
                    }
                    None => case.reason = Some("its trace is not there".to_owned()),
                }
            }
            Fate::NotRun { reason } => {
                case.outcome = Outcome::NotRun;
                case.reason = Some(reason.clone());
            }
            Fate::Lost { class, text } => {
                case.outcome = Outcome::Error;
                case.troubles.push(Trouble { class: *class, text: text.clone() });
            }
        }
        cases.push(case);
    }
    let passive = tally::passives(&cases, &level_of);
    let standings = tally::standings(&cases, &passive);
    let stale = stale(&column.deviations, &cases, &standings, Reach::of(manifest));
    Column {
        cut: column.cut.clone(),
        bench: column.bench,
        mutant: column.mutant.clone(),
        identity,
        skipped: column.skipped.clone(),
        cases,
        passive,
        standings,
        stale,
    }
}

/// A case of which nothing is known but its scenario.
fn blank(manifest: &Manifest, column: &ColumnManifest, planned: &CaseManifest) -> Case {
    Case {
        scenario: planned.scenario.clone(),
        outcome: Outcome::None,
        reason: None,
        findings: Vec::new(),
        also_seen: Vec::new(),
        troubles: Vec::new(),
        timeline: Timeline::default(),
        took: Span::ZERO,
        wall_us: 0,
        jitter: Span::ZERO,
        again: None,
        trace: None,
        rerun: rerun::command(manifest, column, &planned.scenario),
    }
}

fn fill(
    case: &mut Case,
    seen: Seen,
    deviations: &[Deviation],
    level_of: &dyn Fn(&RequirementId) -> Level,
) {
    let judgement = seen.judgement;
    let (title, level) = (case.scenario.name.clone(), case.scenario.level);
    let judged = |finding: Finding, level: Level| {
        let cost = cost(&finding.requirement, level, deviations, &title);
        Judged { finding, cost }
    };
    let own = judgement.findings.into_iter().map(|finding| judged(finding, level));
    case.findings = own.collect();
    let other = judgement.also_seen.into_iter().map(|finding| {
        let level = level_of(&finding.requirement);
        judged(finding, level)
    });
    case.also_seen = other.collect();
    let troubles = judgement.errors.into_iter();
    case.troubles = troubles.map(|e| Trouble { class: e.class, text: e.text }).collect();
    let worst = case.fails().map(Judged::outcome).max();
    case.outcome = match judgement.verdict {
        Verdict::None if judgement.not_applicable.is_some() => Outcome::NotApplicable,
        Verdict::None => Outcome::None,
        Verdict::Pass => Outcome::Pass,
        Verdict::Inconclusive => Outcome::Inconclusive,
        Verdict::Fail => worst.unwrap_or(Outcome::Fail),
        Verdict::Error => Outcome::Error,
    };
    case.reason = judgement.not_applicable;
    case.timeline = seen.timeline;
    case.took = seen.took;
    case.jitter = judgement.jitter;
}

/// What a Fail of the statement `id` costs in the scenario titled `title`.
fn cost(id: &RequirementId, level: Level, deviations: &[Deviation], title: &str) -> Cost {
    match deviations.iter().find(|deviation| deviation.covers(id, title)) {
        Some(deviation) => Cost::Expected { reason: deviation.reason.clone() },
        None if level.counts() => Cost::Counts,
        None => Cost::Advice,
    }
}
