//! Every rule is held against its traces in `fixtures/traces/<requirement>/`.
//!
//! `pass*.jsonl` are kept, `fail*.jsonl` broken, `quiet*.jsonl` say nothing, `doubt*.jsonl` leave
//! it open; on all but `fail*` no rule at all may Fail. `sketches.txt` beside them is what they
//! are made of: run the tests with `MQTTSPEC_BLESS=1` to make them anew.

use std::{collections::BTreeSet, fs, path::PathBuf};

use super::{Exchange, Rule, all};
use crate::{
    spec::{Catalogue, RequirementId},
    trace::{Trace, sketch::sketch},
    verdict::Verdict,
};

/// A stored trace of a requirement's folder.
struct Case {
    requirement: String,
    name: String,
    trace: Trace,
}

impl Case {
    fn wanted(&self) -> Verdict {
        match self.name.split('_').next() {
            Some("pass") => Verdict::Pass,
            Some("fail") => Verdict::Fail,
            Some("doubt") => Verdict::Inconclusive,
            Some("quiet") => Verdict::None,
            _ => panic!("{}: a trace is pass, fail, doubt or quiet", self.label()),
        }
    }

    fn label(&self) -> String {
        format!("{}/{}", self.requirement, self.name)
    }
}

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/traces")
}

fn entries(folder: &PathBuf) -> Vec<PathBuf> {
    let mut paths: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths
}

fn name(path: &std::path::Path) -> String {
    path.file_stem().unwrap().to_string_lossy().into_owned()
}

/// The sketches of a folder: name and trace.
fn sketches(requirement: &str) -> Vec<(String, Trace)> {
    let text = fs::read_to_string(folder().join(requirement).join("sketches.txt")).unwrap();
    text.split("=== ")
        .filter(|one| !one.trim().is_empty())
        .map(|one| {
            let (name, lines) = one.split_once('\n').unwrap();
            (name.trim().to_owned(), sketch(requirement, lines))
        })
        .collect()
}

fn requirements() -> Vec<String> {
    let folders = entries(&folder()).into_iter().filter(|path| path.is_dir());
    folders.map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect()
}

fn cases() -> Vec<Case> {
    let mut cases = Vec::new();
    for requirement in requirements() {
        for path in entries(&folder().join(&requirement)) {
            if path.extension().is_some_and(|extension| extension == "jsonl") {
                let trace = Trace::parse(&fs::read_to_string(&path).unwrap()).unwrap();
                cases.push(Case { requirement: requirement.clone(), name: name(&path), trace });
            }
        }
    }
    cases
}

fn rule(requirement: &str) -> Option<&'static Rule> {
    all().iter().find(|rule| rule.requirement().as_str() == requirement)
}

#[test]
fn the_stored_traces_are_those_of_the_sketches() {
    let bless = std::env::var_os("MQTTSPEC_BLESS").is_some();
    for requirement in requirements() {
        let folder = folder().join(&requirement);
        let sketches = sketches(&requirement);
        if bless {
            for path in entries(&folder).iter().filter(|path| !path.ends_with("sketches.txt")) {
                fs::remove_file(path).unwrap();
            }
            for (name, trace) in &sketches {
                fs::write(folder.join(format!("{name}.jsonl")), trace.to_lines()).unwrap();
            }
        }
        let stored: BTreeSet<String> = entries(&folder).iter().map(|path| name(path)).collect();
        let sketched = sketches.iter().map(|(name, _)| name.clone());
        assert_eq!(stored, sketched.chain(["sketches".to_owned()]).collect(), "{requirement}");
        for (name, trace) in sketches {
            let text = fs::read_to_string(folder.join(format!("{name}.jsonl"))).unwrap();
            assert_eq!(Trace::parse(&text).unwrap(), trace, "{requirement}/{name}");
        }
    }
}

#[test]
fn each_rule_says_of_its_traces_what_their_names_say() {
    let mut wrong = Vec::new();
    for case in cases() {
        let Some(rule) = rule(&case.requirement) else {
            wrong.push(format!("{}: no such rule", case.label()));
            continue;
        };
        let finding = rule.judge(&Exchange::new(&case.trace));
        let found = finding.as_ref().map_or(Verdict::None, |finding| finding.verdict);
        if found != case.wanted() {
            wrong.push(format!("{}: {found} {finding:?}", case.label()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn no_rule_raises_a_false_alarm() {
    let mut alarms = Vec::new();
    for case in cases().iter().filter(|case| case.wanted() != Verdict::Fail) {
        let exchange = Exchange::new(&case.trace);
        for finding in all().iter().filter_map(|rule| rule.judge(&exchange)) {
            if finding.verdict == Verdict::Fail {
                alarms.push(format!("{}: {finding:?}", case.label()));
            }
        }
    }
    assert!(alarms.is_empty(), "{}", alarms.join("\n"));
}

#[test]
fn each_rule_has_a_trace_that_passes_and_one_that_fails() {
    let cases = cases();
    for rule in all() {
        for wanted in [Verdict::Pass, Verdict::Fail] {
            let id = rule.requirement();
            let has =
                cases.iter().any(|case| case.requirement == id.as_str() && case.wanted() == wanted);
            assert!(has, "{id} has no trace that ends in {wanted}");
        }
    }
}

#[test]
fn the_rules_are_the_passive_methods_of_the_catalogue() {
    let rules: BTreeSet<RequirementId> = all().iter().map(Rule::requirement).collect();
    assert_eq!(rules.len(), all().len(), "a rule stands twice");
    let passive = Catalogue::embedded()
        .requirements()
        .filter(|requirement| requirement.method.is_passive())
        .map(|requirement| requirement.id.clone());
    assert_eq!(rules, passive.collect());
}

#[test]
fn what_rules_find_reads_well() {
    let mut text = String::new();
    for case in cases().iter().filter(|case| case.wanted() >= Verdict::Inconclusive) {
        let exchange = Exchange::new(&case.trace);
        let finding = rule(&case.requirement).and_then(|rule| rule.judge(&exchange)).unwrap();
        let evidence: Vec<String> = finding.evidence.iter().map(ToString::to_string).collect();
        text.push_str(&format!(
            "{}\n  expected {}\n  found {}\n  at {}\n",
            case.label(),
            finding.expected.join(" or "),
            finding.found,
            evidence.join(" ")
        ));
    }
    insta::assert_snapshot!("findings", text);
}
