//! The console report: the matrix, then whatever is wrong, then one line for each client.
//!
//! The text holds ANSI styles; whoever prints it strips them where no terminal reads.

mod broken;
mod matrix;
mod notes;
pub mod style;

use std::fmt::Write as _;

use super::{conclusion::conclusion, model::Report, policy::Policy};

/// How the text is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Layout {
    /// The width of a line, in characters.
    pub width: usize,
    /// How many Fails are shown in full; the others are named.
    pub details_max: usize,
}

impl Default for Layout {
    fn default() -> Self {
        Self { width: 110, details_max: 10 }
    }
}

/// The whole report.
#[must_use]
pub fn render(report: &Report, policy: Policy, layout: Layout) -> String {
    let mut text = String::new();
    matrix::render(&mut text, report, layout);
    broken::render(&mut text, report, policy, layout);
    notes::render(&mut text, report, policy, layout);
    summary(&mut text, report, policy);
    text
}

/// One line for each client and one for the whole.
fn summary(text: &mut String, report: &Report, policy: Policy) {
    let names = report.columns.iter().map(|column| column.title().chars().count());
    let width = names.max().unwrap_or(0);
    let _ = writeln!(text);
    for (column, judged) in report.columns.iter().zip(&report.coverage.judged) {
        let title = column.title();
        let counts = match &column.skipped {
            Some(reason) => format!("{}skipped: {reason}{}", style::dim(), style::end()),
            None => {
                let binding = report.coverage.binding;
                format!("{}; {judged} of {binding} statements judged", style::counts(column))
            }
        };
        let _ = writeln!(text, "  {title:width$}  {counts}");
    }
    if let Some(reason) = report.manifest.stopped {
        let _ = writeln!(text, "\nstopped before its end: {reason}");
    }
    let exit = policy.exit(report);
    let why = conclusion(report, policy);
    let seed = report.manifest.seed;
    let took_s = report.manifest.took_ms as f64 / 1000.0;
    let _ = writeln!(text, "\nseed {seed}, {took_s:.1} s; exit {}: {why}", exit.code());
}

#[cfg(test)]
mod tests {
    use mqttspec_core::trace::BenchKind;

    use super::*;
    use crate::report::{outcome::Cost, policy::Advice, sample};

    fn plain(policy: Policy, layout: Layout) -> String {
        let text = render(&sample::report(), policy, layout);
        anstream::adapter::strip_str(&text).to_string()
    }

    #[test]
    fn the_sample_on_a_console() {
        insta::assert_snapshot!("console", plain(Policy::default(), Layout::default()));
    }

    #[test]
    fn a_strict_console_shows_advice_as_a_fail() {
        let strict = Policy { advice: Advice::Counts, ..Policy::default() };
        let text = plain(strict, Layout::default());
        assert!(text.contains("\nadvice  other live  MQTT-3.1.0-1\n"), "{text}");
        assert!(!text.contains("advice (1)"), "{text}");
    }

    #[test]
    fn more_fails_than_fit_are_named() {
        let text = plain(Policy::default(), Layout { details_max: 1, ..Layout::default() });
        assert!(
            text.contains("exchange:\n  other live  passive/MQTT-2.2.2-1  1, the first: "),
            "{text}"
        );
    }

    #[test]
    fn what_is_kept_in_passing_is_counted_and_what_is_broken_in_passing_has_its_row() {
        let mut case = sample::passing(sample::FLAGS, 1);
        case.also_seen = sample::passing("MQTT-3.1.0-1", 2).findings;
        let kept = sample::column("x", BenchKind::Live, vec![case.clone()]);
        case.also_seen = vec![sample::fail("MQTT-3.1.0-1", Cost::Counts)];
        let broken = sample::column("y", BenchKind::Live, vec![case]);
        let matrix = |columns| {
            let report = sample::assemble(columns);
            let text = render(&report, Policy::default(), Layout::default());
            let text = anstream::adapter::strip_str(&text).to_string();
            text.split("\n\n").next().unwrap().to_owned()
        };
        let text = matrix(vec![kept.clone()]);
        assert!(text.ends_with("and 1 more, kept in passing by all"), "{text}");
        let text = matrix(vec![kept, broken]);
        assert!(text.contains("\nMQTT-3.1.0-1  ") && text.contains("(FAIL)"), "{text}");
    }

    #[test]
    fn no_line_of_the_matrix_is_wider_than_the_terminal() {
        let text = plain(Policy::default(), Layout { width: 72, ..Layout::default() });
        let matrix = text.split("\n\n").next().unwrap();
        let widest = matrix.lines().map(|line| line.chars().count()).max().unwrap();
        assert!(widest <= 72, "{widest}\n{matrix}");
    }
}
