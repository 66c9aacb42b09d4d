//! The scenarios that a command speaks of: the suite, or a folder of the user's.

use std::path::Path;

use super::console;
use crate::{
    campaign::{
        lint,
        plan::{BadFeature, Scenario, TagExpression, plan},
        select::Select,
    },
    error::HarnessError,
    features::{self, FeatureFile},
};

use crate::suggest::did_you_mean;

/// The feature files of `folder`, or the suite inside this binary.
///
/// # Errors
/// The folder cannot be read, or holds no feature file.
pub(super) fn files(folder: Option<&Path>) -> Result<Vec<FeatureFile>, HarnessError> {
    let Some(folder) = folder else { return Ok(features::embedded()) };
    let files = features::in_folder(folder)
        .map_err(|bad| HarnessError::Read { path: bad.path, source: bad.source })?;
    if files.is_empty() {
        let text = format!("there is no feature file in {}", folder.display());
        return Err(HarnessError::Usage(text));
    }
    Ok(files)
}

/// All scenarios of `files`.
///
/// # Errors
/// Names every file that cannot be planned, with its line.
pub(super) fn scenarios(
    files: &[FeatureFile],
    folder: Option<&Path>,
) -> Result<Vec<Scenario>, HarnessError> {
    let (scenarios, bad) = plan(files);
    match bad.split_first() {
        None => Ok(scenarios),
        Some((first, others)) => Err(malformed(first, others, folder)),
    }
}

fn malformed(first: &BadFeature, others: &[BadFeature], folder: Option<&Path>) -> HarnessError {
    let more = others.iter().map(|bad| format!("\n  also {}: {}", place(bad, folder), bad.text));
    let reason = first.text.clone() + &more.collect::<String>();
    HarnessError::Malformed { place: place(first, folder), reason }
}

/// The file of `folder` and the line.
pub(super) fn place(bad: &BadFeature, folder: Option<&Path>) -> String {
    let path = match folder {
        None => Path::new("features").join(&bad.path),
        Some(file) if file.is_file() => file.to_owned(),
        Some(folder) => folder.join(&bad.path),
    };
    format!("{}:{}", path.display(), bad.line)
}

/// Refuses `scenarios` with steps that nothing takes, or needs that nobody can meet, before any of
/// them runs.
///
/// # Errors
/// Names every such step and need, with its line.
pub(super) fn check(scenarios: &[Scenario], folder: Option<&Path>) -> Result<(), HarnessError> {
    let bad = [lint::steps(scenarios), lint::needs(scenarios)].concat();
    match bad.split_first() {
        None => Ok(()),
        Some((first, others)) => Err(malformed(first, others, folder)),
    }
}

/// Those of `scenarios` that are selected.
///
/// # Errors
/// There is none.
pub(super) fn selected(
    scenarios: &[Scenario],
    select: &Select,
) -> Result<Vec<Scenario>, HarnessError> {
    let chosen = select.apply(scenarios.to_vec());
    if !chosen.is_empty() {
        warn_of_tags(scenarios, select);
        return Ok(chosen);
    }
    let names = || scenarios.iter().map(|scenario| scenario.identity.name.as_str());
    let tags = || scenarios.iter().flat_map(|scenario| &scenario.identity.tags).map(String::as_str);
    let unknown = select.tags.iter().flat_map(TagExpression::names);
    let unknown = unknown.filter(|name| !tags().any(|tag| tag == *name));
    let mut why: Vec<String> = unknown
        .map(|name| format!("none has the tag @{name}{}", did_you_mean(name, tags())))
        .collect();
    if let Some(name) = select.name.as_deref().filter(|name| !names().any(|n| n.contains(name))) {
        why.push(format!("none has \"{name}\" in its title{}", did_you_mean(name, names())));
    }
    if why.is_empty() {
        why.push("what is asked for holds for none of them at once".to_owned());
    }
    let (count, why) = (scenarios.len(), why.join("; "));
    let text = format!("no scenario is selected of {count} (`mqttspec list`): {why}");
    Err(HarnessError::Usage(text))
}

/// Notes the tags of a selection that mean nothing: `not @slwo` leaves nothing out.
fn warn_of_tags(scenarios: &[Scenario], select: &Select) {
    for name in select.tags.iter().flat_map(TagExpression::names) {
        let means_something = lint::TAGS.contains(&name)
            || lint::TAG_PREFIXES.iter().any(|prefix| name.starts_with(prefix))
            || scenarios.iter().any(|scenario| scenario.has_tag(name));
        if !means_something {
            let tags = scenarios.iter().flat_map(|scenario| &scenario.identity.tags);
            let near =
                did_you_mean(name, tags.map(String::as_str).chain(lint::TAGS.iter().copied()));
            console::note(&format!("note: no scenario has the tag @{name}{near}"));
        }
    }
}
