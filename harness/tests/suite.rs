//! The suite itself: every step is defined, every tag known, every file short.

use std::collections::BTreeSet;

use mqttspec::{
    campaign::{
        lint,
        plan::{Scenario, plan},
    },
    features,
    step::find,
};
use mqttspec_core::spec::{Catalogue, Level, Promises, RealBugs};

fn scenarios() -> Vec<Scenario> {
    let (scenarios, bad) = plan(&features::embedded());
    assert!(bad.is_empty(), "{bad:#?}");
    scenarios
}

#[track_caller]
fn assert_none(offenders: &[String]) {
    assert!(offenders.is_empty(), "{}", offenders.join("\n"));
}

#[test]
fn every_step_is_taken_by_one_function() {
    let unknown = scenarios().into_iter().flat_map(|scenario| {
        let unknown = |step| find(step).err().map(|error| format!("{}: {error}", scenario.id()));
        scenario.steps.iter().filter_map(unknown).collect::<Vec<_>>()
    });
    assert_none(&unknown.collect::<Vec<_>>());
}

#[test]
fn every_scenario_judges_a_statement_that_is_checked_by_scenarios() {
    let catalogue = Catalogue::embedded();
    let unknown = scenarios().into_iter().filter_map(|scenario| {
        let requirement = catalogue.requirement(&scenario.requirement);
        let is_promise = Promises::embedded().promise(&scenario.requirement).is_some();
        let checked =
            is_promise || requirement.is_some_and(|requirement| requirement.method.is_active());
        (!checked).then(|| format!("{}: {}", scenario.id(), scenario.requirement))
    });
    assert_none(&unknown.collect::<Vec<_>>());
}

#[test]
fn every_statement_that_is_said_to_be_checked_by_scenarios_has_one() {
    let judged: BTreeSet<_> = scenarios().into_iter().map(|of| of.requirement).collect();
    let active = Catalogue::embedded().requirements().filter(|entry| entry.method.is_active());
    let without = active.filter(|entry| !judged.contains(&entry.id));
    assert_none(&without.map(|entry| entry.id.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_scenario_is_as_binding_as_its_statement() {
    let catalogue = Catalogue::embedded();
    let differing = scenarios().into_iter().filter_map(|scenario| {
        let statement = catalogue.requirement(&scenario.requirement);
        let level = statement.map_or(Level::Profile, |statement| statement.level);
        let own = scenario.identity.level;
        (own != level).then(|| format!("{}: {own}, the statement {level}", scenario.id()))
    });
    assert_none(&differing.collect::<Vec<_>>());
}

#[test]
fn what_a_scenario_needs_can_be_offered() {
    assert_eq!(lint::needs(&scenarios()), []);
}

#[test]
fn a_feature_file_is_short() {
    let long = features::embedded().into_iter().filter_map(|file| {
        let lines = file.text.lines().count();
        (lines > 150).then(|| format!("{}: {lines} lines", file.path))
    });
    assert_none(&long.collect::<Vec<_>>());
}

#[test]
fn no_two_scenarios_of_a_file_have_the_same_name() {
    let mut names = BTreeSet::new();
    let twice = scenarios().into_iter().filter_map(|scenario| {
        let name = format!("{}: {}", scenario.identity.path, scenario.identity.name);
        (!names.insert(name.clone())).then_some(name)
    });
    assert_none(&twice.collect::<Vec<_>>());
}

#[test]
fn a_scenario_that_catches_a_real_bug_exists() {
    let scenarios = scenarios();
    let titles = scenarios.iter().map(|scenario| scenario.identity.name.as_str()).collect();
    let bugs = RealBugs::embedded();
    let unknown =
        bugs.unknown_scenarios(&titles).map(|(number, title)| format!("{number}: {title}"));
    assert_none(&unknown.collect::<Vec<_>>());
    let (all, caught, open) = (bugs.iter().len(), bugs.caught().count(), bugs.open().count());
    let excused = all - caught - open;
    eprintln!("of {all} real bugs {caught} are caught, {excused} excused, {open} neither");
}
