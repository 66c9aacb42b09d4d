//! The first record of a trace: which scenario, which client, which settings, which seed.

use serde::{Deserialize, Serialize};

use super::Settings;
use crate::spec::{Level, RequirementId};

/// The version of the trace format that this code writes, and the only one it reads.
pub const TRACE_FORMAT: u32 = 1;

/// What a trace is of.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Start {
    /// [`TRACE_FORMAT`] of the writer.
    pub format: u32,
    /// The scenario that ran.
    pub scenario: ScenarioIdentity,
    /// The client that is judged.
    pub cut: CutIdentity,
    /// What carried the bytes.
    pub bench: BenchKind,
    /// The client's tolerances.
    #[serde(default)]
    pub settings: Settings,
    /// The seed of everything random in this scenario.
    pub seed: u64,
}

/// A scenario, by all its names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ScenarioIdentity {
    /// The feature file, relative to the folder of all features; of a recording, its own name.
    pub path: String,
    /// The line of the scenario in it, from 1; of an outline, the line of the row. 0: no file.
    #[serde(default)]
    pub line: u32,
    /// Where its values are from, if not from its file: `suback.txt:9 connected`, a vector.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<String>,
    /// The title after `Feature:`.
    pub feature: String,
    /// The title after `Rule:`, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rule: Option<String>,
    /// The title after `Scenario:`, its row's values filled in.
    pub name: String,
    /// All tags, inherited ones first, without `@`.
    #[serde(default)]
    pub tags: Vec<String>,
    /// The statement it judges; none for a recording that only passive rules read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requirement: Option<RequirementId>,
    /// What a Fail costs.
    pub level: Level,
}

impl ScenarioIdentity {
    /// A name that no other scenario has: `3.1_connect/x.feature:9`, and the row where it has one.
    #[must_use]
    pub fn id(&self) -> String {
        match &self.row {
            None => format!("{}:{}", self.path, self.line),
            Some(row) => format!("{}:{} [{row}]", self.path, self.line),
        }
    }
}

/// The client under test, as it says itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CutIdentity {
    /// The name of its cut file, or what its shim says.
    pub name: String,
    /// Its version, where it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Its platform, where it says one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub platform: Option<String>,
    /// What its documentation offers, corrected by the cut file.
    #[serde(default)]
    pub features: Vec<String>,
    /// Members of indications that its interface never reveals.
    #[serde(default)]
    pub hides: Vec<String>,
    /// The largest Control Packet that it takes in by default, in bytes, where it has a limit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub packet_max: Option<u32>,
    /// Whether its shim was seen to refuse a command that does not exist. Only then is its
    /// `unsupported` believed.
    #[serde(default)]
    pub refuses_bogus: bool,
}

/// What carried the bytes, and whose clock gave the times.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BenchKind {
    /// In one process with virtual time.
    Simulated,
    /// Real sockets and processes, or a board.
    Live,
    /// A proxy in front of a server: no shim, no scenario.
    Tap,
    /// Read from a capture file.
    Capture,
}
