//! What is wrong, in full: each Fail with statement, expected, found, exchange and command.

use std::fmt::Write as _;

use super::{Layout, style};
use crate::report::{
    model::{Case, Column, Report},
    outcome::{Judged, Outcome},
    policy::{Advice, Policy},
};

/// A Fail to be shown, with what it happened in.
struct Shown<'a> {
    column: &'a Column,
    case: &'a Case,
    judged: &'a Judged,
    /// How many scenarios of other statements showed it; none for a scenario's own statement.
    seen_in: Option<usize>,
}

pub(super) fn render(text: &mut String, report: &Report, policy: Policy, layout: Layout) {
    let shown: Vec<Shown<'_>> =
        report.columns.iter().flat_map(|column| of_column(column, policy)).collect();
    for fail in shown.iter().take(layout.details_max) {
        in_full(text, report, fail);
    }
    if shown.len() > layout.details_max {
        let _ = writeln!(text, "\nand {} more:", shown.len() - layout.details_max);
        for fail in shown.iter().skip(layout.details_max) {
            let Shown { column, case, judged, .. } = fail;
            let (title, id) = (column.title(), &judged.finding.requirement);
            let line = format!("{title}  {}{id}  {}", passive(fail), case.scenario.name);
            let _ = writeln!(text, "  {}", style::painted(judged.outcome(), &line));
        }
    }
}

/// A client's Fails that are worth an exchange: own statements first, then those seen in
/// passing, each of these once.
fn of_column(column: &Column, policy: Policy) -> Vec<Shown<'_>> {
    let worth = |judged: &Judged| match judged.outcome() {
        Outcome::Fail => true,
        Outcome::Advice => policy.advice == Advice::Counts,
        _ => false,
    };
    let own = column.cases.iter().flat_map(|case| {
        case.fails().filter(|judged| worth(judged)).map(move |judged| Shown {
            column,
            case,
            judged,
            seen_in: None,
        })
    });
    let seen = column.passive.iter().filter_map(|passive| {
        let (place, judged) = passive.fails.iter().find(|(_, judged)| worth(judged))?;
        let mut places: Vec<usize> = passive.fails.iter().map(|(place, _)| *place).collect();
        places.dedup();
        let case = column.cases.get(*place)?;
        Some(Shown { column, case, judged, seen_in: Some(places.len()) })
    });
    own.chain(seen).collect()
}

fn in_full(text: &mut String, report: &Report, fail: &Shown<'_>) {
    let Shown { column, case, judged, seen_in } = fail;
    let finding = &judged.finding;
    let head = format!(
        "{}  {}  {}{}",
        judged.outcome(),
        column.title(),
        passive(fail),
        finding.requirement
    );
    let _ = writeln!(text, "\n{}", style::painted(judged.outcome(), &head));
    let scenario = &case.scenario;
    field(text, "scenario", &format!("{} ({}:{})", scenario.name, scenario.path, scenario.line));
    if let Some(count) = seen_in.filter(|count| *count > 1) {
        field(text, "also seen", &format!("in {count} scenarios; this is the first"));
    }
    if let Some(statement) = report.statement(&finding.requirement) {
        field(text, "statement", &statement.text);
    }
    for expected in &finding.expected {
        field(text, "expected", expected);
    }
    field(text, "found", &finding.found);
    field(text, "exchange", "* marks the evidence");
    for line in case.timeline.render(&finding.evidence).lines() {
        let _ = writeln!(text, "    {line}");
    }
    field(text, "run alone", &case.rerun);
}

fn passive(fail: &Shown<'_>) -> &'static str {
    if fail.seen_in.is_some() { "passive/" } else { "" }
}

fn field(text: &mut String, name: &str, value: &str) {
    let _ = writeln!(text, "  {}{name:<10}{} {value}", style::dim(), style::end());
}
