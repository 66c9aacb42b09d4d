//! `mqttspec lint`: what is wrong with feature files.

use std::path::{Path, PathBuf};

use clap::Args;

use super::{console, suite};
use crate::{
    campaign::{lint::lint, plan::plan},
    error::HarnessError,
    exit::Exit,
};

#[derive(Debug, Args)]
#[command(
    after_help = "Examples:\n  mqttspec lint my/features\n  mqttspec lint my/one.feature\n\n\
    Exit codes: 0 nothing is wrong, 2 something is."
)]
pub(super) struct LintArgs {
    /// Folders and files; without any, the suite inside this program.
    paths: Vec<PathBuf>,
}

pub(super) fn execute(args: &LintArgs) -> Result<Exit, HarnessError> {
    let folders: Vec<Option<&Path>> = match args.paths.as_slice() {
        [] => vec![None],
        paths => paths.iter().map(|path| Some(path.as_path())).collect(),
    };
    let (mut text, mut problems, mut scenarios) = (String::new(), 0, 0);
    for folder in folders {
        let files = suite::files(folder)?;
        scenarios += plan(&files).0.len();
        for bad in lint(&files) {
            text.push_str(&format!("{}: {}\n", suite::place(&bad, folder), bad.text));
            problems += 1;
        }
    }
    text.push_str(&match problems {
        0 if scenarios == 1 => "1 scenario, nothing wrong\n".to_owned(),
        0 => format!("{scenarios} scenarios, nothing wrong\n"),
        1 => "1 problem\n".to_owned(),
        count => format!("{count} problems\n"),
    });
    console::say(&text)?;
    Ok(if problems == 0 { Exit::Green } else { Exit::Usage })
}
