//! What is no Fail and still has to be said: errors, undecided scenarios, advice, known
//! deviations.

use std::{collections::BTreeMap, fmt::Write as _};

use super::{Layout, style};
use crate::report::{
    model::{Case, Column, Report},
    outcome::{Cost, Outcome},
    policy::{Advice, Policy},
};

pub(super) fn render(text: &mut String, report: &Report, policy: Policy, layout: Layout) {
    section(text, layout, Outcome::Error, "errors of our side", &errors(report));
    let undecided = of_cases(report, |case| case.outcome == Outcome::Inconclusive, why);
    section(text, layout, Outcome::Inconclusive, "inconclusive", &undecided);
    let nothing = of_cases(report, |case| case.outcome == Outcome::None, |_| String::new());
    section(text, layout, Outcome::None, "judged nothing", &nothing);
    if policy.advice == Advice::Shown {
        section(text, layout, Outcome::Advice, "advice", &advice(report));
    }
    section(text, layout, Outcome::ExpectedFail, "expected fails", &expected(report));
    let absent = by_reason(report, Outcome::NotApplicable);
    section(text, layout, Outcome::NotApplicable, "not applicable", &absent);
    let not_run = by_reason(report, Outcome::NotRun);
    section(text, layout, Outcome::NotRun, "not run", &not_run);
    let again = of_cases(
        report,
        |case| case.again.is_some(),
        |case| case.again.clone().unwrap_or_default(),
    );
    section(text, layout, Outcome::None, "ran a second time", &again);
}

/// A heading and its lines, no more than the layout allows.
fn section(text: &mut String, layout: Layout, outcome: Outcome, title: &str, lines: &[String]) {
    if lines.is_empty() {
        return;
    }
    let _ = writeln!(text, "\n{}", style::painted(outcome, title));
    for line in lines.iter().take(layout.details_max) {
        let _ = writeln!(text, "  {line}");
    }
    if lines.len() > layout.details_max {
        let more = lines.len() - layout.details_max;
        let _ = writeln!(text, "  … and {more} more; the reports have them all");
    }
}

fn errors(report: &Report) -> Vec<String> {
    let mut lines = Vec::new();
    for column in &report.columns {
        for case in &column.cases {
            for trouble in &case.troubles {
                let class = format!("{:?}", trouble.class).to_lowercase();
                lines.push(format!("{}: {class}: {}", place(column, case), trouble.text));
            }
        }
        for stale in &column.stale {
            let of = stale.scenario.as_deref().map(|s| format!(" in '{s}'")).unwrap_or_default();
            lines.push(format!(
                "{}: the cut file knows a deviation from {}{of} that is no longer there: {}",
                column.title(),
                stale.requirement,
                stale.reason
            ));
        }
    }
    lines
}

fn advice(report: &Report) -> Vec<String> {
    fails(report, |cost| matches!(cost, Cost::Advice).then(String::new))
}

fn expected(report: &Report) -> Vec<String> {
    fails(report, |cost| match cost {
        Cost::Expected { reason } => Some(format!(" (known: {reason})")),
        Cost::Counts | Cost::Advice => None,
    })
}

/// The Fails whose cost has a text, own and seen in passing; of the latter one a statement.
fn fails(report: &Report, text_of: impl Fn(&Cost) -> Option<String>) -> Vec<String> {
    let mut lines = Vec::new();
    for column in &report.columns {
        for case in &column.cases {
            for judged in case.fails() {
                let Some(text) = text_of(&judged.cost) else { continue };
                let (id, found) = (&judged.finding.requirement, &judged.finding.found);
                lines.push(format!("{}: {id}: {found}{text}", place(column, case)));
            }
        }
        for passive in &column.passive {
            let first = passive.fails.iter().find_map(|(place, judged)| {
                Some((column.cases.get(*place)?, judged, text_of(&judged.cost)?))
            });
            let Some((case, judged, text)) = first else { continue };
            let (id, found) = (&passive.requirement, &judged.finding.found);
            lines.push(format!("{}: passive/{id}: {found}{text}", place(column, case)));
        }
    }
    lines
}

fn of_cases(
    report: &Report,
    chosen: impl Fn(&Case) -> bool,
    text_of: impl Fn(&Case) -> String,
) -> Vec<String> {
    let mut lines = Vec::new();
    for column in &report.columns {
        for case in column.cases.iter().filter(|case| chosen(case)) {
            let text = text_of(case);
            let colon = if text.is_empty() { "" } else { ": " };
            lines.push(format!("{}{colon}{text}", place(column, case)));
        }
    }
    lines
}

/// How many scenarios of each client ended so, by the reason.
fn by_reason(report: &Report, outcome: Outcome) -> Vec<String> {
    let mut lines = Vec::new();
    for column in &report.columns {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for case in column.cases.iter().filter(|case| case.outcome == outcome) {
            *counts.entry(why(case)).or_default() += 1;
        }
        for (reason, count) in counts {
            let scenarios = if count == 1 { "scenario" } else { "scenarios" };
            lines.push(format!("{}: {count} {scenarios}: {reason}", column.title()));
        }
    }
    lines
}

/// Why a case ended as it did: its reason, or what was found.
fn why(case: &Case) -> String {
    let found = || {
        let judged = case.findings.iter().find(|judged| judged.outcome() == case.outcome);
        judged.map(|judged| judged.finding.found.clone())
    };
    case.reason.clone().or_else(found).unwrap_or_default()
}

fn place(column: &Column, case: &Case) -> String {
    format!("{}: {} ({})", column.title(), case.scenario.name, case.id())
}
