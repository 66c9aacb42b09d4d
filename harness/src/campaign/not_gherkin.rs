//! What makes a text no Gherkin: the lines at fault, which the parser does not name.

use cucumber::gherkin;

/// The lines, from 1, and what is wrong with each; at least one.
pub(super) fn problems(text: &str, error: &gherkin::ParseError) -> Vec<(u32, String)> {
    let strange = strange_lines(text);
    // Other languages have other words.
    if !strange.is_empty() && !text.contains("# language:") {
        return strange;
    }
    let (line, column) = position(&error.to_string());
    let place = usize::try_from(line).unwrap_or(usize::MAX);
    let shown = text.lines().nth(place.saturating_sub(1)).unwrap_or_default().trim();
    let what = if shown.is_empty() { "the end of it".to_owned() } else { format!("\"{shown}\"") };
    vec![(line, format!("not Gherkin at column {column}: {what} cannot stand here"))]
}

/// Lines that begin with no word of Gherkin, where no description can stand.
fn strange_lines(text: &str) -> Vec<(u32, String)> {
    let (mut strange, mut describes, mut quoted) = (Vec::new(), true, None);
    for (number, line) in (1..).zip(text.lines()) {
        let line = line.trim();
        if let Some(fence) = quoted {
            quoted = (line != fence).then_some(fence);
            continue;
        }
        quoted = FENCES.into_iter().find(|fence| line.starts_with(fence));
        if line.is_empty() || line.starts_with('#') || quoted.is_some() {
            continue;
        }
        if HEADINGS.iter().any(|heading| line.starts_with(heading)) {
            describes = true;
        } else if BEGINNINGS.iter().any(|beginning| line.starts_with(beginning)) {
            describes = false;
        } else if !describes {
            let text = format!("not Gherkin: \"{line}\" begins with no word of it");
            strange.push((number, text));
        }
    }
    strange
}

/// The position in the text of a parse error, which keeps it private: `Error at 5:3: …`.
fn position(error: &str) -> (u32, u32) {
    let mut numbers = error.split(|c: char| !c.is_ascii_digit()).filter_map(|n| n.parse().ok());
    (numbers.next().unwrap_or(1), numbers.next().unwrap_or(1))
}

/// A description may follow them.
const HEADINGS: [&str; 9] = [
    "Feature:",
    "Rule:",
    "Background:",
    "Scenario:",
    "Example:",
    "Scenario Outline:",
    "Scenario Template:",
    "Examples:",
    "Scenarios:",
];

const BEGINNINGS: [&str; 8] = ["Given ", "When ", "Then ", "And ", "But ", "* ", "|", "@"];

const FENCES: [&str; 2] = ["\"\"\"", "```"];

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Vec<(u32, String)> {
        let error = gherkin::Feature::parse(text, gherkin::GherkinEnv::default()).unwrap_err();
        problems(text, &error)
    }

    #[test]
    fn each_line_that_begins_with_no_word_of_gherkin_is_named() {
        let text = "Feature: F\n  a description\n\n  Scenario: one\n    When a\n    \"\"\"\n    Whn\n    \
                    \"\"\"\n    Whn b\n  Scenery: two\n    Then c\n";
        let expected = ["Whn b", "Scenery: two"]
            .map(|line| format!("not Gherkin: \"{line}\" begins with no word of it"));
        let [one, two] = expected;
        assert_eq!(of(text), [(9, one), (10, two)]);
    }

    #[test]
    fn what_stands_where_it_cannot_is_named_with_its_place() {
        let text = "Scenario: one\n  When a\n";
        let problems = of(text);
        assert_eq!(problems.len(), 1);
        assert!(problems[0].1.ends_with("\"Scenario: one\" cannot stand here"), "{problems:?}");
    }
}
