//! What a run leaves behind: report files, the console's text, the exit code.

use std::{fs::OpenOptions, io::Write as _, path::Path};

use clap::Args;

use super::console;
use crate::{
    campaign::folder::RunFolder,
    error::HarnessError,
    exit::Exit,
    report::{
        self, json, junit, markdown,
        model::Report,
        policy::{Advice, Policy, Undecided},
        timings,
    },
};

/// How a report is read and shown.
#[derive(Args, Clone, Copy, Debug)]
pub(super) struct ReadingArgs {
    /// Broken should and profile statements count too.
    #[arg(long)]
    strict: bool,
    /// A must statement that could not be decided is no reason for exit code 3.
    #[arg(long)]
    allow_inconclusive: bool,
    /// Show which scenarios took longest.
    #[arg(long)]
    timings: bool,
    /// Print the JSON report instead of the matrix.
    #[arg(long)]
    json: bool,
}

impl ReadingArgs {
    pub(super) fn policy(self) -> Policy {
        Policy {
            advice: if self.strict { Advice::Counts } else { Advice::Shown },
            undecided: if self.allow_inconclusive {
                Undecided::Accepted
            } else {
                Undecided::Refused
            },
        }
    }
}

/// Writes `junit.xml`, `report.json` and `report.md`, and appends the last to the summary of a
/// GitHub job.
///
/// # Errors
/// A file cannot be written.
pub(super) fn write(
    folder: &RunFolder,
    report: &Report,
    reading: ReadingArgs,
) -> Result<(), HarnessError> {
    let policy = reading.policy();
    folder.write("junit.xml", &junit::render(report, policy)?)?;
    folder.write("report.json", &json::render(report, policy))?;
    let markdown = markdown::render(report, policy);
    folder.write("report.md", &markdown)?;
    match std::env::var_os(SUMMARY_VARIABLE) {
        Some(path) if !path.is_empty() => append(Path::new(&path), &markdown),
        _ => Ok(()),
    }
}

/// Where GitHub takes the summary of a job from.
const SUMMARY_VARIABLE: &str = "GITHUB_STEP_SUMMARY";

fn append(path: &Path, text: &str) -> Result<(), HarnessError> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|source| HarnessError::Write { path: path.into(), source })
}

/// Shows the report and says how the program ends. That files could not be written does not hide
/// what was found.
///
/// # Errors
/// Stdout cannot be written.
pub(super) fn conclude(
    report: &Report,
    reading: ReadingArgs,
    kept: Result<(), HarnessError>,
    folder: Option<&Path>,
) -> Result<Exit, HarnessError> {
    let policy = reading.policy();
    let exit = policy.exit(report);
    if reading.json {
        console::say(&json::render(report, policy))?;
    } else {
        let mut text =
            report::console::render(report, policy, console::layout(report.columns.len()));
        if reading.timings {
            text.push_str(&timings::render(report));
        }
        if let (Some(folder), Ok(())) = (folder, &kept) {
            text.push_str(&format!("reports and traces: {}\n", folder.display()));
        }
        console::say(&text)?;
    }
    match (kept, exit) {
        (Ok(()), exit) => Ok(exit),
        (Err(error), exit @ (Exit::Fail | Exit::Stopped(_))) => {
            console::complain(&error.message());
            Ok(exit)
        }
        (Err(error), _) => Err(error),
    }
}
