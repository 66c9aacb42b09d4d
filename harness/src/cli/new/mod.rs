//! `mqttspec new`: files to begin with, which run as they are.

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
    mqttspec new shim my_client\n  mqttspec run --cut my_client/my_client.toml")]
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
    /// A folder with a shim in Python, the kit of the control link and a cut file.
    Shim {
        /// The client's name, and the folder's.
        name: String,
    },
}

pub(super) fn execute(args: &NewArgs) -> Result<Exit, HarnessError> {
    match &args.what {
        What::Feature { path, requirement } => feature(path, explain::find(requirement)?),
        What::Shim { name } => shim(name),
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

fn shim(name: &str) -> Result<Exit, HarnessError> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        let text = format!("\"{name}\" is no name for a folder: letters, digits, - and _ are");
        return Err(HarnessError::Usage(text));
    }
    let folder = Path::new(name);
    let cut = folder.join(format!("{name}.toml"));
    write(&cut, &CUT.replace("{name}", name))?;
    write(&folder.join("shim.py"), &SHIM.replace("{name}", name))?;
    write(&folder.join("mqttspec_link.py"), KIT)?;
    console::say(&format!(
        "{name}/shim.py is there: put the calls of your client into it. Then:\n  \
         mqttspec run --cut {}\n",
        cut.display()
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
const CUT: &str = include_str!("cut.txt");
const SHIM: &str = include_str!("shim.txt");
const KIT: &str = include_str!("../../../../fixtures/clients/kit/mqttspec_link.py");
