//! What is no Fail and still has to be said: errors, undecided scenarios, advice, known
//! deviations.

use std::{cmp::Reverse, fmt::Write as _};

use super::{Layout, style};
use crate::report::{
    model::{Case, Column, Report},
    outcome::{Cost, Outcome},
    policy::{Advice, Policy},
};

pub(super) fn render(text: &mut String, report: &Report, policy: Policy, layout: Layout) {
    section(text, layout, Outcome::Error, "errors of our side", &errors(report));
    section(text, layout, Outcome::Error, "known deviations that show no more", &stale(report));
    let undecided = of_cases(report, |case| case.outcome == Outcome::Inconclusive, Case::why);
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
    }
    lines
}

fn stale(report: &Report) -> Vec<String> {
    let of = |column: &Column| {
        let title = column.title();
        column.stale.iter().map(|stale| stale.gone(&title)).collect::<Vec<_>>()
    };
    report.columns.iter().flat_map(of).collect()
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

/// How many scenarios of each client ended so, by the reason, the most frequent first.
fn by_reason(report: &Report, outcome: Outcome) -> Vec<String> {
    let of = |column: &Column| {
        let title = column.title();
        let reasons = column.reasons(outcome).into_iter();
        reasons.map(|(reason, count)| (title.clone(), reason, count)).collect::<Vec<_>>()
    };
    let mut reasons: Vec<_> = report.columns.iter().flat_map(of).collect();
    reasons.sort_by_key(|(_, _, count)| Reverse(*count));
    let line = |(title, reason, count): (String, String, usize)| {
        let scenarios = if count == 1 { "scenario" } else { "scenarios" };
        format!("{title}: {count} {scenarios}: {reason}")
    };
    reasons.into_iter().map(line).collect()
}

fn place(column: &Column, case: &Case) -> String {
    format!("{}: {} ({})", column.title(), case.scenario.name, case.id())
}
