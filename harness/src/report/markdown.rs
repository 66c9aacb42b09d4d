//! The Markdown report: for a pull request, a job's summary, a vendor.

use std::fmt::Write as _;

use super::{
    conclusion::conclusion,
    model::{Column, Report},
    outcome::Outcome,
    policy::Policy,
};
use crate::exit::Exit;

/// How many Fails are shown with their exchange.
const DETAILS_MAX: usize = 20;

/// The report as Markdown.
#[must_use]
pub fn render(report: &Report, policy: Policy) -> String {
    let mut text = String::from("# MQTT 3.1.1 client conformance\n\n");
    let exit = policy.exit(report);
    let word = match exit {
        Exit::Green => "green",
        Exit::Fail => "**failed**",
        Exit::Undecided => "**undecided**",
        Exit::Error => "**error of our side**",
        Exit::Usage | Exit::Stopped(_) => "stopped",
    };
    let (version, seed) = (&report.manifest.tool.version, report.manifest.seed);
    let _ = writeln!(text, "{word} (exit {}), mqttspec {version}, seed {seed}\n", exit.code());
    let _ = writeln!(text, "{}\n", escaped(&conclusion(report, policy)));
    if let Some(reason) = report.manifest.stopped {
        let _ = writeln!(text, "Stopped before its end: {reason}\n");
    }
    clients(&mut text, report);
    statements(&mut text, report);
    coverage(&mut text, report);
    absent(&mut text, report);
    fails(&mut text, report);
    troubles(&mut text, report);
    stale(&mut text, report);
    text
}

/// Scenarios by outcome and statements by outcome, for each client.
fn clients(text: &mut String, report: &Report) {
    let _ = writeln!(
        text,
        "| client | version | scenarios | statements | judged of those that bind clients |\n\
         |---|---|---|---|---|"
    );
    for (column, judged) in report.columns.iter().zip(&report.coverage.judged) {
        let version = column.identity.as_ref().and_then(|identity| identity.version.clone());
        let version = version.unwrap_or_default();
        let title = column.title();
        if let Some(reason) = &column.skipped {
            let _ = writeln!(text, "| {title} | | skipped: {} | | |", escaped(reason));
            continue;
        }
        let scenarios = counted(column.cases.iter().map(|case| case.outcome));
        let statements = counted(column.standings.iter().map(|standing| standing.outcome));
        let _ = writeln!(
            text,
            "| {} | {} | {scenarios} | {statements} | {judged} of {} |",
            escaped(&title),
            escaped(&version),
            report.coverage.binding
        );
    }
    let _ = writeln!(text);
}

fn counted(outcomes: impl Iterator<Item = Outcome>) -> String {
    let outcomes: Vec<Outcome> = outcomes.collect();
    let counts = Outcome::ALL.iter().rev().filter_map(|outcome| {
        let count = outcomes.iter().filter(|other| *other == outcome).count();
        (count > 0).then(|| format!("{count} {outcome}"))
    });
    counts.collect::<Vec<_>>().join(", ")
}

/// Coverage by statement: a row for each, a column for each client.
fn statements(text: &mut String, report: &Report) {
    let shown: Vec<&Column> =
        report.columns.iter().filter(|column| column.skipped.is_none()).collect();
    if shown.is_empty() || report.statements.is_empty() {
        return;
    }
    let titles: String = shown.iter().map(|c| format!(" {} |", escaped(&c.title()))).collect();
    let _ = writeln!(text, "## Statements\n\n| id | statement |{titles}");
    let _ = writeln!(text, "|---|---|{}", "---|".repeat(shown.len()));
    for statement in &report.statements {
        let _ = write!(text, "| {} | {} |", statement.id, escaped(&statement.text));
        for column in &shown {
            let cell = match column.standing(&statement.id) {
                Some(standing) => standing.label(),
                None => "-".to_owned(),
            };
            let _ = write!(text, " {cell} |");
        }
        let _ = writeln!(text);
    }
    let _ = writeln!(
        text,
        "\nNumbers: scenarios of the statement. In brackets: seen in scenarios of other \
         statements.\n"
    );
}

/// Why scenarios do not apply or were not run, the most frequent reason first.
fn absent(text: &mut String, report: &Report) {
    let both = [Outcome::NotApplicable, Outcome::NotRun];
    for (outcome, heading) in both.into_iter().zip(["Not applicable", "Not run"]) {
        let lines = report.columns.iter().flat_map(|column| {
            let title = escaped(&column.title());
            let line = move |(why, count): (String, usize)| {
                format!("| {title} | {count} | {} |\n", escaped(&why))
            };
            column.reasons(outcome).into_iter().map(line)
        });
        let lines: String = lines.collect();
        if !lines.is_empty() {
            let head = "| client | scenarios | why |\n|---|---|---|";
            let _ = writeln!(text, "## {heading}\n\n{head}\n{lines}");
        }
    }
}

/// What no client's run has judged; nothing of a run that was narrowed to some scenarios.
fn coverage(text: &mut String, report: &Report) {
    if !report.manifest.selection.is_whole() || report.coverage.open.is_empty() {
        return;
    }
    let _ = writeln!(text, "## Statements that bind clients and were not judged\n");
    for open in &report.coverage.open {
        let why = open.declared.as_deref().map(|why| format!(" (never: {})", escaped(why)));
        let words = escaped(&open.statement.text);
        let _ = writeln!(text, "* {}: {words}{}", open.statement.id, why.unwrap_or_default());
    }
    let _ = writeln!(text);
}

fn fails(text: &mut String, report: &Report) {
    let mut shown = 0usize;
    for column in &report.columns {
        let own = column.cases.iter().flat_map(|case| {
            case.fails().map(move |judged| (case, judged, "")).collect::<Vec<_>>()
        });
        let seen = column.passive.iter().filter_map(|passive| {
            let (place, judged) = passive.fails.first()?;
            Some((column.cases.get(*place)?, judged, "passive/"))
        });
        let mut found: Vec<_> = own.chain(seen).collect();
        found.sort_by_key(|(_, judged, _)| std::cmp::Reverse(judged.outcome()));
        for (case, judged, passive) in found {
            if shown == 0 {
                let _ = writeln!(text, "## What clients broke\n");
            }
            shown += 1;
            if shown > DETAILS_MAX {
                continue;
            }
            let finding = &judged.finding;
            let id = &finding.requirement;
            let (outcome, title) = (judged.outcome(), column.title());
            let _ = writeln!(text, "### {outcome}: {} {passive}{id}\n", escaped(&title));
            let _ =
                writeln!(text, "Scenario: {} (`{}`)\n", escaped(&case.scenario.name), case.id());
            if let Some(statement) = report.statement(id) {
                let _ = writeln!(text, "> {}\n", escaped(&statement.text));
            }
            for expected in &finding.expected {
                let _ = writeln!(text, "* expected: {}", escaped(expected));
            }
            let _ = writeln!(text, "* found: {}", escaped(&finding.found));
            let _ = writeln!(text, "* run alone: {}\n", code(&case.rerun));
            let _ = writeln!(text, "{}", fenced(&case.timeline.render(&finding.evidence)));
        }
    }
    if shown > DETAILS_MAX {
        let _ = writeln!(text, "And {} more; `report.json` has them all.\n", shown - DETAILS_MAX);
    }
}

fn troubles(text: &mut String, report: &Report) {
    let mut lines = Vec::new();
    for column in &report.columns {
        let title = escaped(&column.title());
        for case in &column.cases {
            for trouble in &case.troubles {
                let what = escaped(&trouble.text);
                lines.push(format!("* {title}, {}: {what}", escaped(&case.scenario.name)));
            }
        }
    }
    if !lines.is_empty() {
        let _ = writeln!(text, "## Errors of our side\n\n{}\n", lines.join("\n"));
    }
}

/// Known deviations that show no more: the cut file has to let them go.
fn stale(text: &mut String, report: &Report) {
    let lines = report.columns.iter().flat_map(|column| {
        let title = column.title();
        column.stale.iter().map(move |stale| format!("* {}\n", escaped(&stale.gone(&title))))
    });
    let lines: String = lines.collect();
    if !lines.is_empty() {
        let _ = writeln!(text, "## Known deviations that show no more\n\n{lines}");
    }
}

/// Text that a table cell or a paragraph shows as it is.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '|' | '*' | '_' | '`' | '<' | '>' | '[' | ']' | '#' | '\\' => {
                safe.push('\\');
                safe.push(c);
            }
            '\n' | '\r' => safe.push(' '),
            c => safe.push(c),
        }
    }
    safe
}

/// Text as inline code, whatever backticks it holds.
fn code(text: &str) -> String {
    let fence = "`".repeat(longest_ticks(text) + 1);
    format!("{fence} {text} {fence}")
}

/// Text as a block of code, whatever backticks it holds.
fn fenced(text: &str) -> String {
    let fence = "`".repeat(longest_ticks(text).max(2) + 1);
    format!("{fence}text\n{text}{fence}\n")
}

fn longest_ticks(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_sample_as_markdown() {
        insta::assert_snapshot!("markdown", render(&sample::report(), Policy::default()));
    }

    #[test]
    fn a_whole_run_names_the_statements_that_it_did_not_judge() {
        let heading = "## Statements that bind clients and were not judged";
        let mut report = sample::report();
        assert!(!render(&report, Policy::default()).contains(heading), "it was narrowed");
        report.manifest.selection = crate::report::manifest::Selection::default();
        let text = render(&report, Policy::default());
        let section = text.split(heading).nth(1).unwrap();
        assert!(section.contains("\n* MQTT-7.0.0-2: "), "{section}");
        assert!(section.contains(" (never: "), "{section}");
    }

    #[test]
    fn backticks_of_a_client_do_not_end_a_block() {
        assert_eq!(fenced("a```b\n"), "````text\na```b\n````\n");
        assert_eq!(code("`x`"), "`` `x` ``");
    }
}
