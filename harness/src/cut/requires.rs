//! What a client needs from the machine before it can be judged, and how to get it.

use std::{
    path::{Component, Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use serde::Deserialize;

use super::{Cut, LinkKind};

/// What must be installed for a client.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Requires {
    /// A command that succeeds where it is installed, started like the shim; may be empty.
    #[serde(default)]
    pub probe: Vec<String>,
    /// The one command that installs it, for people.
    pub install: String,
}

impl Cut {
    /// What the client lacks on this machine, with the command that installs it; `None` where
    /// nothing is missing, or its cut file does not say what it needs.
    ///
    /// # Errors
    /// The machine gives no runtime to wait in.
    pub fn missing(&self) -> std::io::Result<Option<String>> {
        let (LinkKind::Stdio { command, folder }, Some(requires)) = (&self.link, &self.requires)
        else {
            return Ok(None);
        };
        if folder.as_os_str().is_empty() {
            return Ok(Some("its shim is a file of the project: run it in a checkout".to_owned()));
        }
        let absent = command.iter().filter(|word| word.contains('/')).map(|word| folder.join(word));
        let lack = match absent.into_iter().find(|path| !path.exists()) {
            Some(path) => Some(format!("{} is not there", clean(&path).display())),
            None => probe(&requires.probe, folder)?,
        };
        Ok(lack.map(|lack| format!("{lack}; install it: {}", requires.install)))
    }
}

/// The path without `.` and `..`, for people; where a link is among its folders, it may be another.
fn clean(path: &Path) -> PathBuf {
    let mut clean = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if clean.pop() => {}
            part => clean.push(part),
        }
    }
    clean
}

/// Why the probe did not succeed, if so.
fn probe(command: &[String], folder: &Path) -> std::io::Result<Option<String>> {
    let Some((program, arguments)) = command.split_first() else { return Ok(None) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut probe = tokio::process::Command::new(in_folder(folder, program));
    probe.args(arguments).kill_on_drop(true);
    probe.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    if !folder.as_os_str().is_empty() {
        probe.current_dir(folder);
    }
    let status = async { tokio::time::timeout(PROBE_DEADLINE, probe.status()).await };
    let shown = command.join(" ");
    Ok(match runtime.block_on(status) {
        Ok(Ok(status)) if status.success() => None,
        Ok(Ok(_)) => Some(format!("`{shown}` does not work")),
        Ok(Err(error)) => Some(format!("`{program}` cannot be started: {error}")),
        Err(_) => Some(format!("`{shown}` did not end within {PROBE_DEADLINE:?}")),
    })
}

/// `./shim` and `../kit/shim` are meant from the folder; `python3` is looked up.
pub(super) fn in_folder(folder: &Path, program: &str) -> PathBuf {
    if program.contains('/') { folder.join(program) } else { program.into() }
}

/// How long a probe may take: interpreters start slowly.
const PROBE_DEADLINE: Duration = Duration::from_secs(20);

#[cfg(test)]
mod tests {
    use super::*;

    fn missing(shim: &str, probe: &[&str]) -> Option<String> {
        let mut cut = Cut::find("reference").unwrap();
        let command = vec!["sh".into(), shim.into()];
        cut.link = LinkKind::Stdio { command, folder: env!("CARGO_MANIFEST_DIR").into() };
        let probe = probe.iter().map(|word| (*word).to_owned()).collect();
        cut.requires = Some(Requires { probe, install: "get it".into() });
        cut.missing().unwrap()
    }

    #[test]
    fn a_client_that_is_there_lacks_nothing() {
        assert_eq!(missing("src/lib.rs", &[]), None);
        assert_eq!(missing("src/lib.rs", &["sh", "-c", "test -f src/lib.rs"]), None);
    }

    #[test]
    fn what_is_missing_is_told_with_the_command_that_installs_it() {
        let text = missing("./src/../src/shim.sh", &[]).unwrap();
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/shim.sh");
        assert_eq!(text, format!("{} is not there; install it: get it", path.display()));
        let text = missing("src/lib.rs", &["sh", "-c", "exit 1"]).unwrap();
        assert_eq!(text, "`sh -c exit 1` does not work; install it: get it");
        let text = missing("src/lib.rs", &["no-such-program"]).unwrap();
        assert!(text.starts_with("`no-such-program` cannot be started"), "{text}");
    }

    #[test]
    fn a_cut_file_that_asks_for_nothing_is_believed() {
        assert_eq!(Cut::find("reference").unwrap().missing().unwrap(), None);
    }
}
