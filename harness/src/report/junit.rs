//! JUnit: two suites for each client. The first has a case for each scenario, so that its numbers
//! are those of the console (property `console`). The second, *beside scenarios*, has a
//! `passive/<id>` case for each statement that was seen in passing, and a `deviation/<id>` case for
//! each known deviation that shows no more.
//!
//! | outcome | JUnit |
//! |---|---|
//! | pass, advice, expected fail | passed; the last two with a property that says so |
//! | FAIL | failure |
//! | ERROR | error |
//! | inconclusive, none | failure of type `inconclusive`; passed under `--allow-inconclusive` |
//! | n/a, not run | skipped; the message begins with the one or the other |
//!
//! The exchange stands with the cases that did not pass; the traces have those of all.

use std::{fmt::Write as _, time::Duration};

use quick_junit::{NonSuccessKind, Property, TestCase, TestCaseStatus, TestSuite};

use super::{
    model::{Case, Column, Passive, Report},
    outcome::{Cost, Judged, Outcome},
    policy::{Advice, Policy, Undecided},
    statement,
};
use crate::error::HarnessError;

/// The report as JUnit XML.
///
/// # Errors
/// [`HarnessError::Render`] where the XML cannot be written.
pub fn render(report: &Report, policy: Policy) -> Result<String, HarnessError> {
    let mut whole = quick_junit::Report::new("mqttspec");
    whole.set_time(Duration::from_millis(report.manifest.took_ms));
    for column in &report.columns {
        whole.add_test_suite(scenarios(report, column, policy));
        if !column.passive.is_empty() || !column.stale.is_empty() {
            whole.add_test_suite(beside(report, column, policy));
        }
    }
    let reason = |error: quick_junit::SerializeError| error.to_string();
    whole.to_string().map_err(|e| HarnessError::Render { report: "junit.xml", reason: reason(e) })
}

fn scenarios(report: &Report, column: &Column, policy: Policy) -> TestSuite {
    let mut suite = TestSuite::new(column.title());
    suite.add_property(Property::new("seed", report.manifest.seed.to_string()));
    if let Some(identity) = &column.identity {
        let version = identity.version.as_deref().unwrap_or("unknown");
        suite.add_property(Property::new("client.version", version));
    }
    if !column.cases.is_empty() {
        let counts = statement::counted(&column.counts());
        suite.add_property(Property::new("console", counts));
    }
    if let Some(reason) = &column.skipped {
        let mut status = TestCaseStatus::skipped();
        status.set_message(reason.as_str());
        let mut case = TestCase::new("client", status);
        case.set_classname(column.title());
        suite.add_test_case(case);
    }
    for case in &column.cases {
        suite.add_test_case(scenario_case(report, column, case, policy));
    }
    suite
}

/// What no scenario is about.
fn beside(report: &Report, column: &Column, policy: Policy) -> TestSuite {
    let mut suite = TestSuite::new(format!("{}, beside scenarios", column.title()));
    for passive in &column.passive {
        suite.add_test_case(passive_case(report, column, passive, policy));
    }
    for stale in &column.stale {
        let mut status = TestCaseStatus::non_success(NonSuccessKind::Error);
        status.set_message(stale.gone(&column.title())).set_type("stale_deviation");
        let mut case = TestCase::new(format!("deviation/{}", stale.requirement), status);
        case.set_classname(column.title());
        suite.add_test_case(case);
    }
    suite
}

fn scenario_case(report: &Report, column: &Column, case: &Case, policy: Policy) -> TestCase {
    let scenario = &case.scenario;
    let mut status = status(case.outcome, policy);
    let judged: Vec<&Judged> = case.findings.iter().filter(|j| is_worth_telling(j)).collect();
    let mut description = description(report, &judged);
    for trouble in &case.troubles {
        let _ = writeln!(description, "error ({:?}): {}", trouble.class, trouble.text);
    }
    if let Some(reason) = &case.reason {
        let _ = writeln!(description, "{reason}");
    }
    let _ = writeln!(description, "run alone: {}", case.rerun);
    let reason = || case.reason.clone().or_else(|| Some(case.troubles.first()?.text.clone()));
    let message = judged.first().map(|judged| judged.finding.found.clone()).or_else(reason);
    explain(&mut status, message, case.outcome, description);

    let mut junit = TestCase::new(format!("{} ({})", scenario.name, case.id()), status);
    junit.set_classname(column.title());
    junit.set_time(Duration::from_micros(case.wall_us));
    if let Some(id) = &scenario.requirement {
        junit.add_property(Property::new("requirement", id.as_str()));
    }
    junit.add_property(Property::new("level", scenario.level.to_string()));
    junit.add_property(Property::new("outcome", case.outcome.word()));
    for judged in &judged {
        add_cost(&mut junit, judged);
    }
    for judged in case.also_seen.iter().filter(|judged| judged.is_fail()) {
        let finding = &judged.finding;
        let text = format!("{}: {}", finding.requirement, finding.found);
        junit.add_property(Property::new("also_seen", text));
    }
    if case.outcome != Outcome::Pass && !case.timeline.lines.is_empty() {
        let fails = case.fails().flat_map(|judged| &judged.finding.evidence);
        let evidence: Vec<_> = fails.copied().collect();
        junit.set_system_out(case.timeline.render(&evidence));
    }
    junit
}

fn passive_case(report: &Report, column: &Column, passive: &Passive, policy: Policy) -> TestCase {
    let mut status = status(passive.outcome, policy);
    let first = passive.fails.first();
    let judged: Vec<&Judged> = first.iter().map(|(_, judged)| judged).collect();
    let mut description = description(report, &judged);
    let mut places: Vec<&Case> =
        passive.fails.iter().filter_map(|(place, _)| column.cases.get(*place)).collect();
    places.dedup_by_key(|case| case.id());
    for case in &places {
        let _ = writeln!(description, "seen in: {} ({})", case.scenario.name, case.id());
    }
    if let Some(case) = places.first() {
        let _ = writeln!(description, "run alone: {}", case.rerun);
    }
    let message = first.map(|(_, judged)| judged.finding.found.clone());
    explain(&mut status, message, passive.outcome, description);

    let mut junit = TestCase::new(format!("passive/{}", passive.requirement), status);
    junit.set_classname(column.title());
    junit.add_property(Property::new("requirement", passive.requirement.as_str()));
    junit.add_property(Property::new("level", passive.level.to_string()));
    junit.add_property(Property::new("outcome", passive.outcome.word()));
    junit.add_property(Property::new("seen_in", passive.seen.to_string()));
    if let (Some((_, judged)), Some(case)) = (first, places.first()) {
        add_cost(&mut junit, judged);
        junit.set_system_out(case.timeline.render(&judged.finding.evidence));
    }
    junit
}

fn status(outcome: Outcome, policy: Policy) -> TestCaseStatus {
    match outcome {
        Outcome::Pass | Outcome::ExpectedFail => TestCaseStatus::success(),
        Outcome::Advice if policy.advice == Advice::Shown => TestCaseStatus::success(),
        Outcome::Fail | Outcome::Advice => TestCaseStatus::non_success(NonSuccessKind::Failure),
        Outcome::Error => TestCaseStatus::non_success(NonSuccessKind::Error),
        Outcome::Inconclusive | Outcome::None => match policy.undecided {
            Undecided::Accepted => TestCaseStatus::success(),
            Undecided::Refused => TestCaseStatus::non_success(NonSuccessKind::Failure),
        },
        Outcome::NotApplicable | Outcome::NotRun => TestCaseStatus::skipped(),
    }
}

fn explain(
    status: &mut TestCaseStatus,
    message: Option<String>,
    outcome: Outcome,
    description: String,
) {
    match status {
        TestCaseStatus::Success { .. } => {}
        TestCaseStatus::NonSuccess { .. } => {
            status.set_type(outcome.word()).set_description(description);
            if let Some(message) = message {
                status.set_message(message);
            }
        }
        TestCaseStatus::Skipped { .. } => {
            let why = message.map(|why| format!(": {why}")).unwrap_or_default();
            status.set_message(format!("{outcome}{why}"));
        }
    }
}

fn is_worth_telling(judged: &Judged) -> bool {
    judged.is_fail() || judged.outcome() == Outcome::Inconclusive
}

/// Statement, expected and found of each finding.
fn description(report: &Report, judged: &[&Judged]) -> String {
    let mut text = String::new();
    for judged in judged {
        let finding = &judged.finding;
        let statement = report.statement(&finding.requirement);
        let words = statement.map(|statement| statement.text.as_str()).unwrap_or_default();
        let _ = writeln!(text, "{}: {words}", finding.requirement);
        for expected in &finding.expected {
            let _ = writeln!(text, "expected: {expected}");
        }
        let _ = writeln!(text, "found: {}", finding.found);
    }
    text
}

fn add_cost(junit: &mut TestCase, judged: &Judged) {
    let property = match &judged.cost {
        _ if !judged.is_fail() => return,
        Cost::Counts => return,
        Cost::Advice => Property::new("advice", judged.finding.found.as_str()),
        Cost::Expected { reason } => Property::new("expected_fail", reason.as_str()),
    };
    junit.add_property(property);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn the_sample_as_junit() {
        insta::assert_snapshot!("junit", render(&sample::report(), Policy::default()).unwrap());
    }

    #[test]
    fn the_numbers_of_a_clients_suite_are_those_of_the_console() {
        let mut report = sample::report();
        let mut late = sample::case(sample::FLAGS, 20, Outcome::NotRun);
        late.reason = Some("the run was stopped: Ctrl-C".into());
        report.columns[1].cases.push(late);
        let xml = render(&report, Policy::default()).unwrap();
        let suite = xml.split("<testsuite ").find(|text| text.contains("other live\"")).unwrap();
        let head = r#"name="other live" tests="7" skipped="2" errors="1" failures="2""#;
        assert!(suite.starts_with(head), "{suite}");
        let console =
            "1 ERROR, 1 FAIL, 1 expected fail, 1 advice, 1 inconclusive, 1 not run, 1 n/a";
        assert!(suite.contains(&format!("value=\"{console}\"")), "{suite}");
        for message in ["not run: the run was stopped: Ctrl-C", "n/a: the client does not offer"] {
            assert!(suite.contains(&format!("<skipped message=\"{message}")), "{suite}");
        }
    }

    #[test]
    fn the_exchange_stands_where_something_is_not_as_it_should_be() {
        let xml = render(&sample::report(), Policy::default()).unwrap();
        let suites: Vec<&str> = xml.split("<testsuite ").skip(1).collect();
        assert!(!suites[0].contains("<system-out>"), "the reference passes: {}", suites[0]);
        assert!(suites[1].contains("<system-out>"), "{}", suites[1]);
    }

    #[test]
    fn a_strict_run_counts_advice_as_failure() {
        let count = |policy| {
            let xml = render(&sample::report(), policy).unwrap();
            xml.matches("<failure").count()
        };
        let strict = Policy { advice: Advice::Counts, ..Policy::default() };
        assert_eq!(count(strict), count(Policy::default()) + 1);
    }

    #[test]
    fn control_characters_of_a_client_do_not_break_the_xml() {
        let mut report = sample::report();
        report.columns[1].cases[0].findings[0].finding.found = "a\u{0}\u{b}]]>&<".into();
        let xml = render(&report, Policy::default()).unwrap();
        assert!(!xml.contains('\u{0}') && !xml.contains('\u{b}'), "{xml}");
        assert!(xml.contains("a]]&gt;&amp;&lt;"), "{xml}");
    }
}
