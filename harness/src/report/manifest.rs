//! The run manifest: everything about a run that its traces do not say.
//!
//! A run folder is this file and the traces it names; both together hold all that is needed to
//! judge the run again and to write the same reports.

use mqttspec_core::{
    spec::RequirementId,
    trace::{BenchKind, ScenarioIdentity},
    verdict::ErrorClass,
};
use serde::{Deserialize, Serialize};

/// The version of the manifest that this program writes, and the only one it reads.
pub const MANIFEST_FORMAT: u32 = 1;

/// The name of the manifest in a run folder.
pub const MANIFEST_FILE: &str = "run.json";

/// What was run, by what, with what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// [`MANIFEST_FORMAT`] of the writer.
    pub format: u32,
    /// The program that ran it.
    pub tool: Tool,
    /// The words of the command line, the program's name first.
    pub command_line: Vec<String>,
    /// When it began, in milliseconds since 1970 (UTC).
    pub started_unix_ms: u64,
    /// How long it took, in milliseconds of a person's time.
    pub took_ms: u64,
    /// The seed from which every scenario's own seed is made.
    pub seed: u64,
    /// How many scenarios ran at once at most.
    pub jobs: usize,
    /// Which scenarios were asked for.
    pub selection: Selection,
    /// Why it ended before its end, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stop>,
    /// The clients that were asked for, in order.
    pub columns: Vec<ColumnManifest>,
}

/// What ends a run before its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stop {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
    /// As many Fails as `--max-fail` allows.
    MaxFail,
    /// The time of `--time-limit` is over.
    TimeLimit,
}

impl Stop {
    /// Whether scenarios that run at that moment are cut off.
    #[must_use]
    pub const fn is_abrupt(self) -> bool {
        match self {
            Self::Interrupt | Self::Terminate | Self::TimeLimit => true,
            Self::MaxFail => false,
        }
    }
}

impl std::fmt::Display for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "Ctrl-C",
            Self::Terminate => "SIGTERM",
            Self::MaxFail => "as many Fails as --max-fail allows",
            Self::TimeLimit => "the time of --time-limit is over",
        })
    }
}

/// The program of a run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tool {
    /// The version of `mqttspec`.
    pub version: String,
    /// The operating system and the processor, `linux x86_64`.
    pub platform: String,
    /// Digest of all feature files that were planned, with their paths.
    pub features_digest: String,
    /// Digest of the requirement catalogue.
    pub catalogue_digest: String,
}

/// Which scenarios were asked for; what is absent was not narrowed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Selection {
    /// The tag expression.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tags: Option<String>,
    /// The part of a title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The folder of features that replaced the suite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub features: Option<String>,
    /// Which part of how many, `2/3`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
}

impl Selection {
    /// Whether no scenario was left out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.tags.is_none() && self.name.is_none() && self.shard.is_none()
    }
}

/// One client on one bench.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ColumnManifest {
    /// The client's name in reports.
    pub cut: String,
    /// What `--cut` finds it by: a name or a file.
    pub cut_argument: String,
    /// Digest of its cut file; none where it was never read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cut_digest: Option<String>,
    /// What carried the bytes.
    pub bench: BenchKind,
    /// What made the client wrong on purpose, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mutant: Option<String>,
    /// The client's version, where it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub client_version: Option<String>,
    /// By how much the harness was late at most, in microseconds.
    #[serde(default)]
    pub jitter_max_us: u64,
    /// What is known to be wrong with the client.
    #[serde(default)]
    pub deviations: Vec<Deviation>,
    /// Why nothing at all was run, if so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub skipped: Option<String>,
    /// Its scenarios, in the order of the plan.
    #[serde(default)]
    pub cases: Vec<CaseManifest>,
}

/// One scenario on one client.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseManifest {
    /// The scenario.
    pub scenario: ScenarioIdentity,
    /// What became of it.
    pub fate: Fate,
}

/// What became of a planned scenario.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fate {
    /// It ran.
    Ran {
        /// Its trace, relative to the run folder.
        trace: String,
        /// How long it took, in microseconds of a person's time.
        wall_us: u64,
        /// Why it ran a second time, if it did: the machine was too late the first time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        again: Option<String>,
    },
    /// It did not.
    NotRun {
        /// Why.
        reason: String,
    },
    /// It could not, or what was seen is lost: our side broke before there was a trace.
    Lost {
        /// Whose fault that is.
        class: ErrorClass,
        /// What happened.
        text: String,
    },
}

/// A known defect of a client, from its cut file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Deviation {
    /// The statement it breaks.
    pub requirement: RequirementId,
    /// The titles of the scenarios in which it does, `*` being any text; absent = in all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scenario: Option<String>,
    /// Why that is so.
    pub reason: String,
    /// Bytes seen, or the upstream issue.
    pub evidence: String,
    /// Whether it shows in some runs only: that it does not show says nothing then.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub intermittent: bool,
}

impl Deviation {
    /// Whether it speaks of `requirement` in the scenario titled `scenario`.
    #[must_use]
    pub fn covers(&self, requirement: &RequirementId, scenario: &str) -> bool {
        self.requirement == *requirement && self.names(scenario)
    }

    /// What is said of it where it was looked for in the client `title` and not found.
    #[must_use]
    pub fn gone(&self, title: &str) -> String {
        let (id, reason) = (&self.requirement, &self.reason);
        let of = self.scenario.as_ref().map(|name| format!(" in '{name}'")).unwrap_or_default();
        format!(
            "{title}: the known deviation from {id}{of} does not show; take it out of the cut file, \
             or narrow it (it says: {reason})"
        )
    }

    /// Whether it speaks of the scenario titled `scenario`.
    #[must_use]
    pub fn names(&self, scenario: &str) -> bool {
        self.scenario.as_ref().is_none_or(|pattern| is_like(scenario, pattern))
    }
}

/// Whether `text` is `pattern`, in which each `*` stands for any text.
fn is_like(text: &str, pattern: &str) -> bool {
    let Some((begin, rest)) = pattern.split_once('*') else { return text == pattern };
    let Some(mut text) = text.strip_prefix(begin) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = &text[at + part.len()..];
    }
    text.ends_with(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_in_the_title_of_a_deviation_is_any_text() {
        let like = |pattern: &str| is_like("PUBACK with flags 0001, connected", pattern);
        assert!(like("PUBACK with flags 0001, connected") && like("*") && like("PUBACK*"));
        assert!(like("*, connected") && like("PUB* with *, connected") && like("*0*0*"));
        assert!(!like("PUBACK") && !like("*PUBACK") && !like("PUB*, in_flow") && !like("*1*1*"));
        assert!(!is_like("ab", "ab*b"), "no text is both before and behind the star");
    }
}
