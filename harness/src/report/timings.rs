//! Timings: which scenarios took longest, by a person's clock.

use std::fmt::Write as _;

use super::model::{Case, Column, Report};

/// How many scenarios are shown.
const SHOWN: usize = 20;

/// A table of the slowest scenarios, and how long all took together.
#[must_use]
pub fn render(report: &Report) -> String {
    let mut cases: Vec<(&Column, &Case)> = report
        .columns
        .iter()
        .flat_map(|column| column.cases.iter().map(move |case| (column, case)))
        .filter(|(_, case)| case.wall_us > 0)
        .collect();
    let total_us: u64 = cases.iter().map(|(_, case)| case.wall_us).sum();
    cases.sort_by_key(|(_, case)| std::cmp::Reverse(case.wall_us));
    let mut text = String::from("\n     wall      bench  scenario\n");
    for (column, case) in cases.iter().take(SHOWN) {
        let (wall, bench) = (ms(case.wall_us), ms(case.took.us()));
        let (title, name, id) = (column.title(), &case.scenario.name, case.id());
        let _ = writeln!(text, "{wall} {bench}  {title}: {name} ({id})");
    }
    let _ =
        writeln!(text, "{} of {} scenarios one after the other", ms(total_us).trim(), cases.len());
    text
}

fn ms(us: u64) -> String {
    format!("{:>6}.{} ms", us / 1000, us % 1000 / 100)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_slowest_comes_first_and_the_sum_last() {
        let mut report = sample::report();
        report.columns[1].cases[2].wall_us = 2_500_000;
        let text = render(&report);
        let lines: Vec<&str> = text.trim().lines().collect();
        assert!(lines[1].trim().starts_with("2500.0 ms   2700.0 ms  other live: "), "{text}");
        assert_eq!(lines.last(), Some(&"2510.0 ms of 9 scenarios one after the other"));
    }
}
