//! The matrix: a row for each statement, a column for each client.

use std::fmt::Write as _;

use mqttspec_core::spec::Level;

use super::{Layout, style};
use crate::report::{
    model::{Column, Report, bench_word},
    outcome::Outcome,
    statement::{Standing, StatementText},
};

/// The narrowest column of a client.
const CELL_MIN: usize = 9;

/// The widest column of a client; longer names are cut.
const CELL_MAX: usize = 24;

/// What is left for the text of a statement at least.
const STATEMENT_MIN: usize = 16;

pub(super) fn render(text: &mut String, report: &Report, layout: Layout) {
    let shown: Vec<&Column> =
        report.columns.iter().filter(|column| column.skipped.is_none()).collect();
    if shown.is_empty() || report.statements.is_empty() {
        return;
    }
    let ids = report.statements.iter().map(|statement| statement.id.as_str().chars().count());
    let id_width = ids.max().unwrap_or(0);
    let left = layout.width.saturating_sub(id_width + 2 + STATEMENT_MIN);
    let cell_max = (left / shown.len()).saturating_sub(2).clamp(CELL_MIN, CELL_MAX);
    let widths: Vec<usize> = shown.iter().map(|column| cell_width(column, cell_max)).collect();
    let taken = id_width + 2 + widths.iter().map(|width| width + 2).sum::<usize>();
    let statement_width = layout.width.saturating_sub(taken).max(STATEMENT_MIN);

    let blank = " ".repeat(id_width + 2 + statement_width);
    for line in header(&shown) {
        let cells = line.iter().zip(&widths);
        let cells: String =
            cells.map(|(word, width)| format!("  {:width$}", cut(word, *width))).collect();
        let _ = writeln!(text, "{}{blank}{}{}", style::bold(), cells.trim_end(), style::end());
    }
    let (quiet, told): (Vec<&StatementText>, Vec<_>) =
        report.statements.iter().partition(|statement| is_kept_in_passing(&shown, statement));
    let has_others = told.iter().any(|statement| statement.level != Some(Level::Profile));
    let (promised, told): (Vec<_>, Vec<_>) = told
        .into_iter()
        .partition(|statement| has_others && is_promise_not_broken(&shown, statement));
    for statement in told {
        let words = format!("{:statement_width$}", cut(&statement.text, statement_width));
        let _ = write!(text, "{:id_width$}  {words}", statement.id);
        for (place, (column, width)) in shown.iter().zip(&widths).enumerate() {
            let (outcome, cell) = cell(column, statement);
            let cell = cut(&cell, *width);
            let pad = width.saturating_sub(cell.chars().count());
            let pad = if place + 1 == shown.len() { 0 } else { pad };
            let _ = write!(text, "  {}{:pad$}", style::painted(outcome, &cell), "");
        }
        let _ = writeln!(text);
    }
    if !quiet.is_empty() {
        let dim = style::dim();
        let count = quiet.len();
        let _ = writeln!(text, "{dim}and {count} more, kept in passing by all{}", style::end());
    }
    if !promised.is_empty() {
        let (dim, count, end) = (style::dim(), promised.len(), style::end());
        let text_of = "promises of clients' documents, kept or n/a by all";
        let _ = writeln!(text, "{dim}and {count} {text_of}{end}");
    }
    let standings = shown.iter().flat_map(|column| &column.standings);
    if standings.clone().any(|standing| standing.is_in_passing() && !is_quiet(standing)) {
        let (dim, end) = (style::dim(), style::end());
        let _ = writeln!(text, "{dim}(in brackets: seen in scenarios of other statements){end}");
    }
}

/// No scenario is about it, and no client broke it: the reports have it.
fn is_kept_in_passing(columns: &[&Column], statement: &StatementText) -> bool {
    columns.iter().filter_map(|column| column.standing(&statement.id)).all(is_quiet)
}

/// A promise of a client's document: it matters to those that make it, and where it is
/// broken.
fn is_promise_not_broken(columns: &[&Column], statement: &StatementText) -> bool {
    let is_kept =
        |standing: &Standing| matches!(standing.outcome, Outcome::Pass | Outcome::NotApplicable);
    statement.level == Some(Level::Profile)
        && columns.iter().filter_map(|column| column.standing(&statement.id)).all(is_kept)
}

fn is_quiet(standing: &Standing) -> bool {
    standing.counts.is_empty() && matches!(standing.outcome, Outcome::Pass | Outcome::None)
}

/// Client and bench, and the mutant where there is one.
fn header(columns: &[&Column]) -> Vec<Vec<String>> {
    let mut lines = vec![
        columns.iter().map(|column| column.cut.clone()).collect(),
        columns.iter().map(|column| bench_word(column.bench).to_owned()).collect(),
    ];
    if columns.iter().any(|column| column.mutant.is_some()) {
        lines.push(columns.iter().map(|c| c.mutant.clone().unwrap_or_default()).collect());
    }
    lines
}

fn cell_width(column: &Column, most: usize) -> usize {
    let mutant = column.mutant.as_deref().unwrap_or_default();
    let names = [column.cut.as_str(), bench_word(column.bench), mutant];
    let name = names.iter().map(|name| name.chars().count()).max().unwrap_or(0);
    let cells = column.standings.iter().map(|standing| standing.label().chars().count());
    cells.max().unwrap_or(0).max(name).clamp(CELL_MIN, most)
}

fn cell(column: &Column, statement: &StatementText) -> (Outcome, String) {
    match column.standing(&statement.id) {
        Some(standing) => (standing.outcome, standing.label()),
        None => (Outcome::NotApplicable, "-".to_owned()),
    }
}

/// The first `width` characters, the last of them a mark where something is missing.
pub(super) fn cut(text: &str, width: usize) -> String {
    if text.chars().count() <= width {
        return text.to_owned();
    }
    let mut short: String = text.chars().take(width.saturating_sub(1)).collect();
    short.push('…');
    short
}
