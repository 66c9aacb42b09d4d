//! Lint: what is wrong with feature files, without running them.

use std::collections::{BTreeMap, BTreeSet};

use mqttspec_core::spec::{Catalogue, RequirementId};

use super::plan::{BadFeature, Scenario, plan};
use crate::{bench::need::Need, features::FeatureFile, step, suggest::did_you_mean};

/// The tags that say something by themselves.
pub const TAGS: &[&str] = &[
    "must",
    "should",
    "robust",
    "scripted",
    "broker",
    "fault",
    "autonomous",
    "hardware",
    "reset",
    "direct",
    "slow",
    "exhaustive",
    "serial",
];

/// The beginnings of tags that go on with a name.
pub const TAG_PREFIXES: &[&str] = &["needs.", "profile.", "table."];

/// Everything that is wrong with `files`, by file and line.
#[must_use]
pub fn lint(files: &[FeatureFile]) -> Vec<BadFeature> {
    let (_, mut bad) = plan(files);
    let is_bad = |file: &FeatureFile| bad.iter().any(|bad| bad.path == file.path);
    let scenarios: Vec<Scenario> = files
        .iter()
        .flat_map(|file| match is_bad(file) {
            false => plan(std::slice::from_ref(file)).0,
            true => plan_leniently(file),
        })
        .collect();
    bad.extend(steps(&scenarios));
    bad.extend(scenarios.iter().filter_map(without_then));
    bad.extend(tags(&scenarios));
    bad.extend(titles(&scenarios));
    let mut seen = BTreeSet::new();
    bad.retain(|bad| seen.insert((bad.path.clone(), bad.line, bad.text.clone())));
    bad.sort_by(|one, other| (&one.path, one.line).cmp(&(&other.path, other.line)));
    bad
}

/// The scenarios of `file`, also those that lack a statement or a level: what else is wrong with
/// them is told too.
fn plan_leniently(file: &FeatureFile) -> Vec<Scenario> {
    let FeatureFile { path, text } = file;
    let standing_in = FeatureFile { path: path.clone(), text: format!("{STAND_INS}\n{text}") };
    let mut scenarios = plan(&[standing_in]).0;
    for scenario in &mut scenarios {
        scenario.identity.line -= 1;
        for step in &mut scenario.steps {
            step.position.line -= 1;
        }
    }
    scenarios
}

/// The tags of a whole feature, in a line before its first.
const STAND_INS: &str = "@MQTT-3.1.0-1 @must";

/// The steps of `scenarios` that nothing or too much takes; each place once.
#[must_use]
pub fn steps(scenarios: &[Scenario]) -> Vec<BadFeature> {
    let mut bad = Vec::new();
    let mut seen = BTreeSet::new();
    for scenario in scenarios {
        for step in &scenario.steps {
            let line = u32::try_from(step.position.line).unwrap_or(u32::MAX);
            let path = &scenario.identity.path;
            if !seen.insert((path, line, &step.value)) {
                continue;
            }
            if let Err(unknown) = step::find(step) {
                bad.push(BadFeature { path: path.clone(), line, text: unknown.to_string() });
            }
        }
    }
    bad
}

/// A scenario that judges nothing is no scenario.
fn without_then(scenario: &Scenario) -> Option<BadFeature> {
    let judges = |step: &cucumber::gherkin::Step| step::Keyword::of(step.ty) == step::Keyword::Then;
    let text = "no Then: nothing is judged";
    (!scenario.steps.iter().any(judges)).then(|| at(scenario, text.to_owned()))
}

/// Tags that mean nothing, each once a file.
fn tags(scenarios: &[Scenario]) -> Vec<BadFeature> {
    let mut bad = Vec::new();
    let mut seen = BTreeSet::new();
    for scenario in scenarios {
        for tag in &scenario.identity.tags {
            if seen.insert((&scenario.identity.path, tag))
                && let Some(text) = tag_problem(tag, scenario)
            {
                bad.push(at(scenario, text));
            }
        }
    }
    bad
}

/// The needs of `scenarios` that nobody can offer; each once a file.
#[must_use]
pub fn needs(scenarios: &[Scenario]) -> Vec<BadFeature> {
    let mut bad = Vec::new();
    let mut seen = BTreeSet::new();
    for scenario in scenarios {
        for need in &scenario.needs {
            if seen.insert((&scenario.identity.path, need))
                && let Some(text) = need_problem(need)
            {
                bad.push(at(scenario, text));
            }
        }
    }
    bad
}

fn need_problem(need: &str) -> Option<String> {
    let unknown = need.parse::<Need>().err()?;
    let near = did_you_mean(&unknown.name, unknown.known.iter().copied());
    Some(format!("@needs.{need}: {unknown}{near}"))
}

fn tag_problem(tag: &str, scenario: &Scenario) -> Option<String> {
    if TAGS.contains(&tag) || tag.starts_with("profile.") || tag.starts_with("table.") {
        return None;
    }
    if let Some(need) = tag.strip_prefix("needs.") {
        return need_problem(need);
    }
    if let Ok(id) = tag.parse::<RequirementId>() {
        // A document's promises are in a catalogue of their own.
        let is_promise = scenario.identity.tags.iter().any(|tag| tag.starts_with("profile."));
        let catalogue = Catalogue::embedded();
        let ids = catalogue.requirements().map(|requirement| requirement.id.as_str());
        let near = did_you_mean(tag, ids);
        let known = catalogue.requirement(&id).is_some() || is_promise;
        return (!known).then(|| format!("@{tag}: no statement has this id{near}"));
    }
    let near = did_you_mean(tag, TAGS.iter().copied());
    Some(format!("@{tag}: no tag means anything by that name{near}"))
}

/// A title is how a scenario is run alone, so it stands once.
fn titles(scenarios: &[Scenario]) -> Vec<BadFeature> {
    let mut first: BTreeMap<&str, &Scenario> = BTreeMap::new();
    let mut bad = Vec::new();
    for scenario in scenarios {
        let title = scenario.identity.name.as_str();
        match first.get(title) {
            None => _ = first.insert(title, scenario),
            Some(other) => {
                let text = format!("the title \"{title}\" is that of {} too", other.id());
                bad.push(at(scenario, text));
            }
        }
    }
    bad
}

fn at(scenario: &Scenario, text: String) -> BadFeature {
    let identity = &scenario.identity;
    BadFeature { path: identity.path.clone(), line: identity.line, text }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problems(text: &str) -> Vec<String> {
        let file = FeatureFile { path: "f.feature".into(), text: text.into() };
        lint(&[file]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_suite_has_no_problem() {
        let problems = lint(&crate::features::embedded());
        assert!(problems.is_empty(), "{problems:#?}");
    }

    #[test]
    fn each_problem_is_named_with_its_place_and_what_was_meant() {
        let text = "@must @MQTT-3.1.0-11 @sloow @needs.qos3 @needs.broker.takeovr
Feature: F
  Scenario: one
    When the aplication connects
  Scenario: one
    When the application connects
    Then the connection stays open
";
        insta::assert_snapshot!("problems", problems(text).join("\n"));
    }

    #[test]
    fn all_problems_of_a_file_are_told_at_once() {
        let text = "Feature: F\n  Scenario: one\n    When the aplication connects\n\n  \
                    @MQTT-3.1.0-1 @sloow\n  Scenario: two\n    When the server sends PINGREK\n";
        insta::assert_snapshot!("all_problems_of_a_file", problems(text).join("\n"));
    }

    #[test]
    fn a_good_file_has_no_problem() {
        let text = "@must @MQTT-3.1.0-1 @slow @needs.qos1 @needs.x-own\nFeature: F\n  \
                    Scenario: one\n    When the application connects\n    \
                    Then the connection stays open\n";
        assert_eq!(problems(text), [""; 0]);
    }
}
