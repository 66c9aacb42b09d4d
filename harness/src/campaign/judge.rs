//! Judging a stored run again: from its folder to its report, without client or feature file.

use mqttspec_core::{spec::Catalogue, verdict::ErrorClass};

use super::folder::RunFolder;
use crate::{
    error::HarnessError,
    report::{
        build::{self, Seen},
        manifest::Fate,
        model::Report,
    },
};

/// Judges the run in `folder` again.
///
/// A trace that cannot be read is an Error of its scenario, and the others are judged.
///
/// # Errors
/// There is no manifest, or it is of another version.
pub fn judge_again(folder: &RunFolder, catalogue: &Catalogue) -> Result<Report, HarnessError> {
    let mut manifest = folder.read_manifest()?;
    let mut seen = Vec::new();
    for column in &mut manifest.columns {
        let mut column_seen = Vec::new();
        for case in &mut column.cases {
            let Fate::Ran { trace, .. } = &case.fate else {
                column_seen.push(None);
                continue;
            };
            match folder.read_trace(trace) {
                Ok(trace) => column_seen.push(Some(Seen::of(&trace, catalogue))),
                Err(error) => {
                    column_seen.push(None);
                    let text = error.message();
                    case.fate = Fate::Lost { class: ErrorClass::Harness, text };
                }
            }
        }
        seen.push(column_seen);
    }
    Ok(build::report(manifest, catalogue, seen))
}
