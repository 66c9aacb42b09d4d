//! The colours of outcomes, and texts in them.

use anstyle::{AnsiColor, Reset, Style};

use crate::report::{model::Column, outcome::Outcome};

/// The style of an outcome.
#[must_use]
pub const fn of(outcome: Outcome) -> Style {
    let color = match outcome {
        Outcome::Pass => AnsiColor::Green,
        Outcome::Fail => AnsiColor::Red,
        Outcome::Error => AnsiColor::Magenta,
        Outcome::Advice | Outcome::ExpectedFail | Outcome::Inconclusive => AnsiColor::Yellow,
        Outcome::NotApplicable | Outcome::None | Outcome::NotRun => AnsiColor::BrightBlack,
    };
    let style = color.on_default();
    if matches!(outcome, Outcome::Fail | Outcome::Error) { style.bold() } else { style }
}

/// The start of bold text.
#[must_use]
pub fn bold() -> String {
    Style::new().bold().to_string()
}

/// The start of text that matters less.
#[must_use]
pub fn dim() -> String {
    AnsiColor::BrightBlack.on_default().to_string()
}

/// The end of any style.
#[must_use]
pub fn end() -> String {
    Reset.to_string()
}

/// `text` in the style of `outcome`.
#[must_use]
pub fn painted(outcome: Outcome, text: &str) -> String {
    format!("{}{text}{}", of(outcome), end())
}

/// The numbers of a client's scenarios: `12 pass, 1 FAIL, 1 n/a`.
#[must_use]
pub fn counts(column: &Column) -> String {
    let counts = column.counts();
    let parts = counts
        .iter()
        .rev()
        .map(|(outcome, count)| painted(*outcome, &format!("{count} {outcome}")));
    let mut parts: Vec<String> = parts.collect();
    let seen = column.passive.iter().filter(|passive| !passive.fails.is_empty()).count();
    if seen > 0 {
        let statements = if seen == 1 { "statement" } else { "statements" };
        parts.push(format!("{seen} {statements} broken in passing"));
    }
    if parts.is_empty() { "no scenario".to_owned() } else { parts.join(", ") }
}
