//! The run folder: the manifest and the traces of a run on disk.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use mqttspec_core::trace::{BenchKind, ScenarioIdentity, Trace};

use crate::{
    error::HarnessError,
    report::{
        manifest::{MANIFEST_FILE, MANIFEST_FORMAT, Manifest},
        model::bench_word,
    },
};

/// The folder of the traces in a run folder.
const TRACES: &str = "traces";

/// The most characters of a trace's file name, its ending not counted.
const SLUG_MAX: usize = 120;

/// A folder that holds one run.
#[derive(Clone, Debug)]
pub struct RunFolder {
    root: PathBuf,
}

impl RunFolder {
    /// Makes `root` ready for a new run: the traces of an earlier run in it are deleted.
    ///
    /// # Errors
    /// The folder cannot be made or written.
    pub fn create(root: &Path) -> Result<Self, HarnessError> {
        let traces = root.join(TRACES);
        let write = |source| HarnessError::Write { path: root.into(), source };
        let is_run = root.join(MANIFEST_FILE).is_file();
        if is_run && traces.is_dir() {
            fs::remove_dir_all(&traces).map_err(write)?;
            fs::remove_file(root.join(MANIFEST_FILE)).map_err(write)?;
        }
        fs::create_dir_all(&traces).map_err(write)?;
        Ok(Self { root: root.into() })
    }

    /// A folder that a run has written.
    #[must_use]
    pub fn open(root: &Path) -> Self {
        Self { root: root.into() }
    }

    /// Where it is.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Writes a trace; `name` is relative to the folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_trace(&self, name: &str, trace: &Trace) -> Result<(), HarnessError> {
        self.write(name, &trace.to_lines())
    }

    /// Reads a trace back.
    ///
    /// # Errors
    /// The file cannot be read, or is no trace; the message names the line.
    pub fn read_trace(&self, name: &str) -> Result<Trace, HarnessError> {
        let path = self.root.join(name);
        let text = read(&path)?;
        let bad =
            |reason: String| HarnessError::Malformed { place: path.display().to_string(), reason };
        Trace::parse(&text).map_err(|error| bad(error.to_string()))
    }

    /// Writes the manifest.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn write_manifest(&self, manifest: &Manifest) -> Result<(), HarnessError> {
        let mut text = serde_json::to_string_pretty(manifest)
            .expect("a manifest has string keys and whole numbers only, so it has a JSON form");
        text.push('\n');
        self.write(MANIFEST_FILE, &text)
    }

    /// Reads the manifest back.
    ///
    /// # Errors
    /// There is none, or it is of another version.
    pub fn read_manifest(&self) -> Result<Manifest, HarnessError> {
        let path = self.root.join(MANIFEST_FILE);
        let text = read(&path)?;
        let bad =
            |reason: String| HarnessError::Malformed { place: path.display().to_string(), reason };
        let head: Head = serde_json::from_str(&text).map_err(|error| bad(error.to_string()))?;
        if head.format != MANIFEST_FORMAT {
            let found = head.format;
            let reason = format!("it has format {found}, this program reads {MANIFEST_FORMAT}");
            return Err(bad(reason));
        }
        serde_json::from_str(&text).map_err(|error| bad(error.to_string()))
    }

    /// Writes any text into the folder.
    ///
    /// # Errors
    /// The file cannot be written; one that was there before is then still whole.
    pub fn write(&self, name: &str, text: &str) -> Result<(), HarnessError> {
        let path = self.root.join(name);
        let written = path.parent().map_or(Ok(()), fs::create_dir_all);
        let begun = self.root.join(format!("{name}.part"));
        written
            .and_then(|()| fs::write(&begun, text))
            .and_then(|()| fs::rename(&begun, &path))
            .map_err(|source| HarnessError::Write { path, source })
    }
}

/// The version is looked at before the rest, which another version may write differently.
#[derive(serde::Deserialize)]
struct Head {
    format: u32,
}

/// Where the trace of a scenario is kept, relative to the run folder.
#[must_use]
pub fn trace_name(
    cut: &str,
    bench: BenchKind,
    mutant: Option<&str>,
    scenario: &ScenarioIdentity,
) -> String {
    let column = match mutant {
        Some(mutant) => format!("{cut}-{}-{mutant}", bench_word(bench)),
        None => format!("{cut}-{}", bench_word(bench)),
    };
    let stem = scenario.path.trim_end_matches(".feature");
    let row = scenario.row.as_ref().map(|row| format!("{row}-")).unwrap_or_default();
    let scenario = format!("{stem}-{:04}-{row}{}", scenario.line, scenario.name);
    format!("{TRACES}/{}/{}.jsonl", slug(&column), slug(&scenario))
}

/// `text` as a file name on any system.
fn slug(text: &str) -> String {
    let mut slug = String::new();
    for c in text.chars() {
        match c {
            c if c.is_ascii_alphanumeric() || c == '.' || c == '_' => slug.push(c),
            _ if !slug.is_empty() && !slug.ends_with('-') => slug.push('-'),
            _ => {}
        }
        if slug.len() >= SLUG_MAX {
            break;
        }
    }
    slug.trim_end_matches(['-', '.']).to_owned()
}

fn read(path: &Path) -> Result<String, HarnessError> {
    let bytes =
        fs::read(path).map_err(|source| HarnessError::Read { path: path.into(), source })?;
    String::from_utf8(bytes).map_err(|error| HarnessError::Read {
        path: path.into(),
        source: io::Error::new(io::ErrorKind::InvalidData, error),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample;

    #[test]
    fn a_manifest_comes_back_as_it_was_written() {
        let root = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(root.path()).unwrap();
        let manifest = sample::report().manifest;
        folder.write_manifest(&manifest).unwrap();
        assert_eq!(RunFolder::open(root.path()).read_manifest().unwrap(), manifest);
    }

    #[test]
    fn a_manifest_of_another_version_is_refused_with_its_place() {
        let root = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(root.path()).unwrap();
        folder.write(MANIFEST_FILE, "{\"format\":9}").unwrap();
        let message = folder.read_manifest().unwrap_err().message();
        assert!(message.ends_with("run.json: it has format 9, this program reads 1"), "{message}");
    }

    #[test]
    fn traces_of_an_earlier_run_go_and_files_of_others_stay() {
        let root = tempfile::tempdir().unwrap();
        let folder = RunFolder::create(root.path()).unwrap();
        folder.write("traces/x/old.jsonl", "").unwrap();
        RunFolder::create(root.path()).unwrap();
        assert!(root.path().join("traces/x/old.jsonl").exists(), "it is no run folder yet");
        folder.write_manifest(&sample::report().manifest).unwrap();
        folder.write("mine.txt", "").unwrap();
        RunFolder::create(root.path()).unwrap();
        assert!(!root.path().join("traces/x/old.jsonl").exists());
        assert!(root.path().join("mine.txt").exists());
    }

    #[test]
    fn a_trace_has_a_name_that_any_system_takes() {
        let scenario = ScenarioIdentity {
            path: "3.1_connect/keep alive.feature".into(),
            line: 9,
            name: "a client: is \"idle\"/../ü".into(),
            ..sample::case(sample::FLAGS, 1, crate::report::outcome::Outcome::Pass).scenario
        };
        let name = trace_name("paho python", BenchKind::Live, None, &scenario);
        let expected = "traces/paho-python-live/3.1_connect-keep-alive-0009-a-client-is-idle.jsonl";
        assert_eq!(name, expected);
    }

    #[test]
    fn a_file_where_the_folder_should_be_is_named() {
        let root = tempfile::tempdir().unwrap();
        let path = root.path().join("file");
        fs::write(&path, "").unwrap();
        let message = RunFolder::create(&path).unwrap_err().message();
        assert!(message.starts_with(&format!("failed to write {}", path.display())), "{message}");
    }
}
