//! `mqttspec explain ID`: all that is known of a statement.

use std::fmt::Write as _;

use clap::Args;
use mqttspec_core::{
    mutant, rule,
    spec::{Catalogue, Method, RealBug, RealBugs, Requirement, RequirementId},
};
use serde_json::json;

use super::{console, promise, suite};
use crate::{campaign::plan::Scenario, error::HarnessError, exit::Exit, suggest::did_you_mean};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  mqttspec explain MQTT-3.1.2-23\n  mqttspec explain 4.4.0-1\n  \
    mqttspec explain ROB-BACKOFF-1 --json\n  mqttspec explain ESPMQTT-EVT-09"
)]
pub(super) struct ExplainArgs {
    /// The id of a statement (`MQTT-` may be left out) or of a document's promise.
    id: String,
    /// As JSON.
    #[arg(long)]
    json: bool,
}

/// What is known of a statement.
struct Known<'a> {
    requirement: &'a Requirement,
    scenarios: Vec<Scenario>,
    has_rule: bool,
    mutants: Vec<&'static mutant::MutantInfo>,
    bugs: Vec<&'a RealBug>,
}

pub(super) fn execute(args: &ExplainArgs) -> Result<Exit, HarnessError> {
    if let Some(found) = promise::find(&args.id) {
        let json = args.json;
        console::say(&if json { promise::as_json(found) } else { promise::as_text(found) })?;
        return Ok(Exit::Green);
    }
    let requirement = find(&args.id)?;
    let id = &requirement.id;
    let all = suite::scenarios(&suite::files(None)?, None)?;
    let known = Known {
        requirement,
        scenarios: all.into_iter().filter(|scenario| scenario.requirement == *id).collect(),
        has_rule: rule::all().iter().any(|rule| rule.requirement() == *id),
        mutants: mutant::catalogue().iter().filter(|info| info.requirement == *id).collect(),
        bugs: RealBugs::embedded().breaking(id).collect(),
    };
    console::say(&if args.json { as_json(&known) } else { as_text(&known) })?;
    Ok(Exit::Green)
}

/// The statement of an id, however it is written.
///
/// # Errors
/// There is none.
pub(super) fn find(text: &str) -> Result<&'static Requirement, HarnessError> {
    let catalogue = Catalogue::embedded();
    let name = text.trim_matches(['[', ']', '@']).to_uppercase();
    let names = [name.clone(), format!("MQTT-{name}")];
    let ids = names.iter().filter_map(|name| name.parse::<RequirementId>().ok());
    if let Some(found) = ids.into_iter().find_map(|id| catalogue.requirement(&id)) {
        return Ok(found);
    }
    let ids = || catalogue.requirements().map(|requirement| requirement.id.as_str());
    let whole = &names[usize::from(name.starts_with(|c: char| c.is_ascii_digit()))];
    let below = |section: &str| -> Vec<&str> {
        let is_below =
            |id: &&str| id.strip_prefix(section).is_some_and(|rest| rest.starts_with(['.', '-']));
        ids().filter(is_below).collect()
    };
    let section = whole.rsplit_once('-').map_or("", |(section, _)| section);
    let near = match below(whole) {
        near if near.is_empty() && section.contains('-') => below(section),
        near => near,
    };
    let hint = match near.as_slice() {
        // Numbers are not misspelt words: what looks alike is about something else.
        [] if whole.starts_with("MQTT-") => String::new(),
        [] => did_you_mean(whole, ids()),
        all if all.len() <= NAMED_MAX => format!("; there are {}", all.join(", ")),
        all => format!("; there are {} such as {}", all.len(), all[..NAMED_MAX].join(", ")),
    };
    let all = "all: `mqttspec list requirements`";
    Err(HarnessError::Usage(format!("no statement has the id \"{text}\"{hint} ({all})")))
}

/// How many statements a hint names at most.
const NAMED_MAX: usize = 8;

fn as_text(known: &Known<'_>) -> String {
    let requirement = known.requirement;
    let mut text = String::new();
    let applies_to = format!("{:?}", requirement.applies_to).to_lowercase();
    let _ = writeln!(text, "{}  ({}, binds: {applies_to})", requirement.id, requirement.level);
    let _ = writeln!(text, "\n  {}", requirement.statement);
    if let Some(reading) = &requirement.reading {
        let _ = writeln!(text, "\nhow we read it\n  {reading}");
    }
    list(&mut text, "disputes", requirement.disputes.iter().cloned());
    let _ = writeln!(text, "\nhow it is checked\n  {}", method(known));
    let scenarios = known.scenarios.iter();
    list(&mut text, "scenarios", scenarios.map(|s| format!("{}  ({})", s.identity.name, s.id())));
    let mutants = known.mutants.iter();
    list(&mut text, "mutants", mutants.map(|info| format!("{}: {}", info.name, info.description)));
    list(&mut text, "real bugs", known.bugs.iter().map(|bug| describe(bug)));
    text
}

fn list(text: &mut String, title: &str, lines: impl Iterator<Item = String>) {
    for (place, line) in lines.enumerate() {
        if place == 0 {
            let _ = writeln!(text, "\n{title}");
        }
        let _ = writeln!(text, "  {line}");
    }
}

fn method(known: &Known<'_>) -> String {
    match &known.requirement.method {
        Method::Declared(reason) => format!("not: {reason}"),
        method => {
            let by_scenarios = method.is_active().then(|| match known.scenarios.len() {
                0 => "by scenarios, of which there is none yet".to_owned(),
                _ => "by scenarios".to_owned(),
            });
            let by_rule = known
                .has_rule
                .then(|| "by a passive rule, in every scenario and recording".to_owned());
            let ways: Vec<String> = by_scenarios.into_iter().chain(by_rule).collect();
            if ways.is_empty() { "not yet".to_owned() } else { ways.join("; ") }
        }
    }
}

fn describe(bug: &RealBug) -> String {
    let caught = match (bug.caught_by.as_slice(), &bug.reason) {
        ([], Some(reason)) => format!(" (not caught: {reason})"),
        ([], None) => String::new(),
        (titles, _) => format!(" (caught by: {})", titles.join(", ")),
    };
    format!("{}: {} #{}: {}{caught}", bug.number, bug.repository, bug.issue, bug.symptom)
}

fn as_json(known: &Known<'_>) -> String {
    let requirement = known.requirement;
    let scenarios = known.scenarios.iter();
    let scenarios = scenarios.map(|s| json!({ "id": s.id(), "name": s.identity.name }));
    let mutants = known.mutants.iter();
    let mutants = mutants.map(|i| json!({ "name": i.name, "description": i.description }));
    let bugs = known.bugs.iter().map(|bug| {
        json!({
            "number": bug.number,
            "repository": bug.repository,
            "issue": bug.issue,
            "url": bug.url,
            "symptom": bug.symptom,
            "caught_by": bug.caught_by,
            "reason": bug.reason,
        })
    });
    let document = json!({
        "id": requirement.id.as_str(),
        "level": requirement.level.to_string(),
        "applies_to": format!("{:?}", requirement.applies_to).to_lowercase(),
        "statement": requirement.statement,
        "reading": requirement.reading,
        "disputes": requirement.disputes,
        "checked": method(known),
        "passive_rule": known.has_rule,
        "scenarios": scenarios.collect::<Vec<_>>(),
        "mutants": mutants.collect::<Vec<_>>(),
        "real_bugs": bugs.collect::<Vec<_>>(),
    });
    format!("{document:#}\n")
}
