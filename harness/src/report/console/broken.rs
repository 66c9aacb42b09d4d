//! What is wrong, in full: each Fail with statement, expected, found, exchange and command.

use std::{collections::BTreeMap, fmt::Write as _};

use mqttspec_core::spec::RequirementId;

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
    let all = report.columns.iter().flat_map(|column| of_column(column, policy));
    let shown = firsts_first(all);
    for fail in shown.iter().take(layout.details_max) {
        in_full(text, report, fail);
    }
    others(text, shown.get(layout.details_max..).unwrap_or_default());
}

/// What is not shown in full: a line for each client and statement.
fn others(text: &mut String, others: &[Shown<'_>]) {
    if others.is_empty() {
        return;
    }
    let _ = writeln!(text, "\nand {} more; junit.xml has each with its exchange:", others.len());
    let mut lines: BTreeMap<String, (usize, &Shown<'_>)> = BTreeMap::new();
    for fail in others {
        let of = format!(
            "{}  {}{}",
            fail.column.title(),
            passive(fail),
            fail.judged.finding.requirement
        );
        lines.entry(of).or_insert((0, fail)).0 += 1;
    }
    for (of, (count, first)) in lines {
        let line = format!("{of}  {count}, the first: {}", first.case.scenario.name);
        let _ = writeln!(text, "  {}", style::painted(first.judged.outcome(), &line));
    }
}

/// The first Fail of each statement and client before the others of it: where not all are shown
/// in full, each kind is.
fn firsts_first<'a>(all: impl Iterator<Item = Shown<'a>>) -> Vec<Shown<'a>> {
    let mut counts: BTreeMap<(String, RequirementId), usize> = BTreeMap::new();
    let mut ranked: Vec<(usize, Shown<'a>)> = Vec::new();
    for fail in all {
        let key = (fail.column.title(), fail.judged.finding.requirement.clone());
        let count = counts.entry(key).or_default();
        ranked.push((*count, fail));
        *count += 1;
    }
    ranked.sort_by_key(|(rank, _)| *rank);
    ranked.into_iter().map(|(_, fail)| fail).collect()
}

/// A client's Fails that are worth an exchange: own statements first, then those seen in
/// passing, each of these once.
fn of_column(column: &Column, policy: Policy) -> Vec<Shown<'_>> {
    let worth = |judged: &Judged| match judged.outcome() {
        Outcome::Fail => true,
        Outcome::Advice => policy.advice == Advice::Counts,
        _ => false,
    };
    // The scenario's expectation and a passive rule may say the same; the first says it.
    let own = column.cases.iter().filter_map(|case| {
        let judged = case.fails().find(|judged| worth(judged))?;
        Some(Shown { column, case, judged, seen_in: None })
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
    field(text, "scenario", &format!("{} ({})", scenario.name, scenario.id()));
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
    let marks = if finding.evidence.is_empty() { "" } else { "* marks the evidence" };
    field(text, "exchange", marks);
    for line in case.timeline.render(&finding.evidence).lines() {
        let _ = writeln!(text, "    {line}");
    }
    field(text, "run alone", &case.rerun);
}

fn passive(fail: &Shown<'_>) -> &'static str {
    if fail.seen_in.is_some() { "passive/" } else { "" }
}

fn field(text: &mut String, name: &str, value: &str) {
    let space = if value.is_empty() { "" } else { " " };
    let _ = writeln!(text, "  {}{name:<10}{}{space}{value}", style::dim(), style::end());
}
