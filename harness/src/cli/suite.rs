//! The scenarios that a command speaks of: the suite, or a folder of the user's.

use std::path::Path;

use crate::{
    campaign::{
        plan::{BadFeature, Scenario, plan},
        select::Select,
    },
    error::HarnessError,
    features::{self, FeatureFile},
};

use super::suggest::did_you_mean;

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
    let place = |bad: &BadFeature| {
        let path = folder.map_or_else(
            || Path::new("features").join(&bad.path),
            |folder| {
                if folder.is_file() { folder.to_owned() } else { folder.join(&bad.path) }
            },
        );
        format!("{}:{}", path.display(), bad.line)
    };
    let more = others.iter().map(|bad| format!("\n  also {}: {}", place(bad), bad.text));
    let reason = first.text.clone() + &more.collect::<String>();
    HarnessError::Malformed { place: place(first), reason }
}

/// Those of `scenarios` that are selected.
///
/// # Errors
/// There is none.
pub(super) fn selected(
    scenarios: Vec<Scenario>,
    select: &Select,
) -> Result<Vec<Scenario>, HarnessError> {
    let names: Vec<String> = scenarios.iter().map(|s| s.identity.name.clone()).collect();
    let chosen = select.apply(scenarios);
    if !chosen.is_empty() {
        return Ok(chosen);
    }
    let near =
        select.name.as_deref().map(|name| did_you_mean(name, names.iter().map(String::as_str)));
    let near = near.unwrap_or_default();
    Err(HarnessError::Usage(format!("no scenario is selected{near}")))
}
