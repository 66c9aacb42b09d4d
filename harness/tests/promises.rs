//! The promises of the four embedded clients: what is said to check them exists.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use mqttspec::{campaign::plan::plan, features};
use mqttspec_core::spec::{Catalogue, Promises};

#[track_caller]
fn assert_none(offenders: &[String]) {
    assert!(offenders.is_empty(), "{}", offenders.join("\n"));
}

#[test]
fn a_scenario_that_checks_a_promise_exists() {
    let (scenarios, bad) = plan(&features::embedded());
    assert!(bad.is_empty(), "{bad:#?}");
    let titles = scenarios.iter().map(|scenario| scenario.identity.name.as_str()).collect();
    let unknown = Promises::embedded().unknown_scenarios(&titles);
    assert_none(&unknown.map(|(id, title)| format!("{id}: {title}")).collect::<Vec<_>>());
}

#[test]
fn a_test_that_checks_a_promise_exists() {
    let mut files = BTreeMap::new();
    let unknown = Promises::embedded().iter().flat_map(|promise| {
        let unknown = promise.tests.iter().filter(|test| !exists(test, &mut files));
        unknown.map(|test| format!("{}: {test}", promise.id)).collect::<Vec<_>>()
    });
    assert_none(&unknown.collect::<Vec<_>>());
}

#[test]
fn a_promise_that_a_client_has_to_keep_is_judged_by_a_scenario_or_says_why_by_none() {
    let (scenarios, _) = plan(&features::embedded());
    let open = Promises::embedded().iter().filter(|promise| {
        let is_tagged = scenarios.iter().any(|scenario| scenario.has_tag(promise.id.as_str()));
        let is_judged = is_tagged || !promise.scenarios.is_empty();
        promise.disposition.binds() && !is_judged && promise.reason.is_none()
    });
    assert_none(&open.map(|promise| promise.id.to_string()).collect::<Vec<_>>());
}

#[test]
fn a_scenario_of_a_profile_judges_promises_of_that_system() {
    let (scenarios, _) = plan(&features::embedded());
    let strangers = scenarios.iter().filter_map(|scenario| {
        let family = match scenario.identity.path.strip_prefix("profiles/")?.split('/').next()? {
            "esp_mqtt" => "ESPMQTT-",
            "nodemcu" => "NODEMCU-",
            "zephyr" => "ZEPHYR-",
            "mongoose_os" => "MGOS-",
            "hub_dashboard" => "DECK-",
            _ => return Some(scenario.id()),
        };
        let is_own = scenario.requirement.as_str().starts_with(family);
        (!is_own).then(|| format!("{}: {}", scenario.id(), scenario.requirement))
    });
    assert_none(&strangers.collect::<Vec<_>>());
}

#[test]
fn a_promise_that_a_scenario_names_is_known() {
    let (scenarios, _) = plan(&features::embedded());
    let unknown = scenarios.iter().flat_map(|scenario| {
        let unknown = scenario.identity.tags.iter().filter(|tag| is_unknown(tag));
        unknown.map(|tag| format!("{}: @{tag}", scenario.id())).collect::<Vec<_>>()
    });
    assert_none(&unknown.collect::<Vec<_>>());
    assert!(is_unknown("NODEMCU-RC-99"));
    assert!(
        ["NODEMCU-RC-01", "MQTT-3.1.0-1", "profile.nodemcu"].into_iter().all(|t| !is_unknown(t))
    );
}

#[test]
fn no_promise_has_the_name_of_a_statement() {
    let catalogue = Catalogue::embedded();
    let both = Promises::embedded().iter().filter(|p| catalogue.requirement(&p.id).is_some());
    assert_none(&both.map(|promise| promise.id.to_string()).collect::<Vec<_>>());
}

#[test]
fn what_is_said_to_be_a_test_is_looked_for() {
    let mut files = BTreeMap::new();
    let here = "harness/tests/promises.rs";
    assert!(exists(&format!("{here}::a_test_that_checks_a_promise_exists"), &mut files));
    assert!(exists("client/tests/mosquitto/case.rs::who_cannot_prove_it_is_refused", &mut files));
    for nothing in ["exists", "assert_none", "a_test_that_is_not_there"] {
        assert!(!exists(&format!("{here}::{nothing}"), &mut files), "{nothing}");
    }
    assert!(!exists("harness/tests/absent.rs::exists", &mut files));
}

/// Whether a tag begins as a promise's name does, and names none.
fn is_unknown(tag: &str) -> bool {
    let first = |name: &str| name.split('-').next().map(str::to_owned);
    let promises = Promises::embedded();
    let families: BTreeSet<_> = promises.iter().map(|p| first(p.id.as_str())).collect();
    let Ok(id) = tag.parse() else { return false };
    families.contains(&first(tag)) && promises.promise(&id).is_none()
}

/// Whether `file::name` is a test: a function under a test attribute, or a trial of that name.
fn exists(test: &str, files: &mut BTreeMap<String, String>) -> bool {
    let Some((file, name)) = test.split_once("::") else { return false };
    let text = files.entry(file.to_owned()).or_insert_with(|| {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        fs::read_to_string(root.join(file)).unwrap_or_default()
    });
    let is_trial = text.contains("Self { name") && text.contains(&format!("= \"{name}\""))
        || text.contains(&format!("name: \"{name}\""));
    let function = format!("fn {name}(");
    let mut attributes = Vec::new();
    for line in text.lines().map(str::trim) {
        if line.starts_with('#') {
            attributes.push(line);
        } else if line.contains(&function) {
            return is_trial || attributes.iter().any(is_test_attribute);
        } else {
            attributes.clear();
        }
    }
    is_trial
}

fn is_test_attribute(attribute: &&str) -> bool {
    *attribute == "#[test]" || attribute.starts_with("#[tokio::test")
}
