//! Runs the binary in a scratch folder.

use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

/// A scratch folder in which the binary runs; its reports go to `out`.
pub(crate) struct Scratch {
    folder: tempfile::TempDir,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Scratch {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    /// A folder with the scenarios of `FEATURES` in `f`.
    pub(crate) fn with_features() -> Self {
        let scratch = Self::new();
        scratch.file("f/four.feature", FEATURES);
        scratch
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Writes a file; its path.
    pub(crate) fn file(&self, name: &str, text: &str) -> String {
        let path = self.path(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path.display().to_string()
    }

    /// Writes a cut file whose shim is a shell script; its client is given little time.
    pub(crate) fn shim(&self, script: &str) -> String {
        let shim = self.file("shim.sh", script);
        let link = format!("name = \"doctored\"\n[link]\nstdio = [\"sh\", {shim:?}]\n");
        self.file("shim.toml", &format!("{link}[settings]\nconnect_deadline_ms = 200\n"))
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    /// The binary, ready to be given arguments; what the test run itself requires is not its concern.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mqttspec"));
        command.current_dir(self.folder.path()).env_remove("GITHUB_STEP_SUMMARY");
        command.env_remove("MQTTSPEC_REQUIRE");
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ended {
        Ended::from(self.command().args(arguments).output().unwrap())
    }
}

impl From<Output> for Ended {
    fn from(output: Output) -> Self {
        Self {
            code: output.status.code(),
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
        }
    }
}

impl Ended {
    /// Fails the test with everything that was printed, unless the exit code is this.
    pub(crate) fn with_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "{self:#?}");
        self
    }
}

/// Four scenarios that the reference client passes; titles of the suite may change.
pub(crate) const FEATURES: &str = "@scripted @must
Feature: Four

  @MQTT-3.1.2-23
  Rule: The client is never silent for longer than its Keep Alive

    Scenario: an idle client sends PINGREQ
      Given a client connected with Keep Alive 2 s
      When the application is idle for 5 s
      Then the server receives PINGREQ at least every 2 s

  @MQTT-3.8.1-1
  Rule: SUBSCRIBE has the flags 0010

    Scenario: a subscription has its flags
      Given a client connected
      When the application subscribes to \"a/b\" with QoS 0
      Then the server receives SUBSCRIBE

  @MQTT-3.3.1-1
  Rule: A message that is sent again has DUP 1

    Scenario Outline: a message with QoS <qos> is sent again with DUP
      Given a client connected with Clean Session 0
      And the server never answers PUBLISH
      When the application publishes \"hi\" to \"a/b\" with QoS <qos>
      Then the server receives PUBLISH dup=0
      When the server closes the connection
      And the application reconnects with the same options
      Then the server receives PUBLISH dup=1

      Examples:
        | qos |
        | 1   |
        | 2   |
";

/// One of them.
pub(crate) const ONE: &[&str] = &["--features", "f", "--name", "a subscription has its flags"];

/// All files below a folder, relative to it.
pub(crate) fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut waiting = vec![root.to_owned()];
    while let Some(folder) = waiting.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                waiting.push(path);
            } else {
                files.push(path.strip_prefix(root).unwrap().to_owned());
            }
        }
    }
    files.sort();
    files
}
