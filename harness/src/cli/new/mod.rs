//! `mqttspec new`: files to begin with, which run as they are.

mod shim;

use std::{
    fs,
    path::{Path, PathBuf},
};

use clap::{Args, Subcommand};
use mqttspec_core::spec::Requirement;

use super::{console, explain};
use crate::{error::HarnessError, exit::Exit};

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  mqttspec new feature my/features/first.feature\n  \
    mqttspec new shim my_client --language c\n  \
    mqttspec run --cut my_client/my_client.toml")]
pub(super) struct NewArgs {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// A feature file with one scenario.
    Feature {
        /// Where it goes; it ends in `.feature`.
        path: PathBuf,
        /// The statement that it judges (`mqttspec list requirements`).
        #[arg(long, value_name = "ID", default_value = "MQTT-3.1.0-1")]
        requirement: String,
    },
    /// A folder with a shim, the kit of the control link for its language, and a cut file.
    Shim {
        /// The client's name, and the folder's.
        name: String,
        /// What it is written in.
        #[arg(long, value_name = "LANGUAGE", default_value = "python")]
        language: shim::Language,
    },
}

pub(super) fn execute(args: &NewArgs) -> Result<Exit, HarnessError> {
    match &args.what {
        What::Feature { path, requirement } => feature(path, explain::find(requirement)?),
        What::Shim { name, language } => shim::shim(name, *language),
    }
}

fn feature(path: &Path, requirement: &Requirement) -> Result<Exit, HarnessError> {
    if path.extension().is_none_or(|extension| extension != "feature") {
        let text = format!("{} does not end in .feature", path.display());
        return Err(HarnessError::Usage(text));
    }
    let title = path.file_stem().unwrap_or_default().to_string_lossy().replace(['_', '-'], " ");
    let text = FEATURE
        .replace("{id}", requirement.id.as_str())
        .replace("{level}", &requirement.level.to_string())
        .replace("{statement}", &requirement.statement)
        .replace("{title}", &title);
    write(path, &text)?;
    let (path, folder) = (path.display(), path.parent().unwrap_or(Path::new(".")).display());
    let folder = if folder.to_string().is_empty() { ".".to_owned() } else { folder.to_string() };
    console::say(&format!(
        "{path} is there. What it can say: mqttspec steps. Then:\n  mqttspec lint {path}\n  \
         mqttspec run --cut reference --features {folder}\n"
    ))?;
    Ok(Exit::Green)
}

/// Writes a new file; one that is there already stays as it is.
fn write(path: &Path, text: &str) -> Result<(), HarnessError> {
    if path.exists() {
        return Err(HarnessError::Usage(format!("{} is there already", path.display())));
    }
    let folder = path.parent().map_or(Ok(()), fs::create_dir_all);
    folder
        .and_then(|()| fs::write(path, text))
        .map_err(|source| HarnessError::Write { path: path.into(), source })
}

const FEATURE: &str = include_str!("feature.txt");
