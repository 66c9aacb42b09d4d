//! `mqttspec new shim`: a folder with a shim, the kit of its language and a cut file.

use std::path::Path;

use clap::ValueEnum;

use super::write;
use crate::{cli::console, error::HarnessError, exit::Exit};

/// What a shim can be written in with a kit of the project's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Language {
    /// Python 3.
    Python,
    /// JavaScript, for Node.js.
    Js,
    /// C99; the kit allocates nothing.
    C,
}

impl Language {
    /// The files of a shim, the one to be filled in first.
    const fn files(self) -> &'static [(&'static str, &'static str)] {
        match self {
            Self::Python => &[
                ("shim.py", include_str!("shim_python.txt")),
                (
                    "mqttspec_link.py",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link.py"),
                ),
            ],
            Self::Js => &[
                ("shim.js", include_str!("shim_js.txt")),
                (
                    "mqttspec_link.js",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link.js"),
                ),
            ],
            Self::C => &[
                ("shim.c", include_str!("shim_c.txt")),
                ("Makefile", include_str!("makefile.txt")),
                (
                    "mqttspec_link.c",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link.c"),
                ),
                (
                    "mqttspec_link.h",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link.h"),
                ),
                (
                    "mqttspec_link_posix.c",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link_posix.c"),
                ),
                (
                    "mqttspec_link_posix.h",
                    include_str!("../../../../fixtures/clients/kit/mqttspec_link_posix.h"),
                ),
            ],
        }
    }

    /// The command that starts it, as the list of a cut file.
    const fn command(self) -> &'static str {
        match self {
            Self::Python => "\"python3\", \"shim.py\"",
            Self::Js => "\"node\", \"shim.js\"",
            Self::C => "\"./shim\"",
        }
    }
}

/// Writes the folder `name`.
///
/// # Errors
/// `name` is no name for a folder, or something of it is there already.
pub(super) fn shim(name: &str, language: Language) -> Result<Exit, HarnessError> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    if name.is_empty() || !name.chars().all(is_name) {
        let text = format!("\"{name}\" is no name for a folder: letters, digits, - and _ are");
        return Err(HarnessError::Usage(text));
    }
    let folder = Path::new(name);
    let cut = folder.join(format!("{name}.toml"));
    let build = (language == Language::C).then(|| format!("make -C {name}"));
    let requires = build.as_ref().map(|build| format!("\n[requires]\ninstall = \"{build}\"\n"));
    let text = CUT
        .replace("{name}", name)
        .replace("{stdio}", language.command())
        .replace("{requires}\n", requires.as_deref().unwrap_or("\n"));
    write(&cut, &text)?;
    let files = language.files();
    for (file, text) in files {
        // The kit is written as it is: in JavaScript `{name}` means something.
        let is_kit = file.starts_with("mqttspec_link");
        let text = if is_kit { (*text).to_owned() } else { text.replace("{name}", name) };
        write(&folder.join(file), &text)?;
    }
    let first = build.map(|build| format!("  {build}\n")).unwrap_or_default();
    console::say(&format!(
        "{name}/{} is there: put the calls of your client into it. Then:\n{first}  \
         mqttspec run --cut {}\n",
        files[0].0,
        cut.display()
    ))?;
    Ok(Exit::Green)
}

const CUT: &str = include_str!("cut.txt");
