//! Verdicts and findings: what is said of a requirement, and on what evidence.
//!
//! *Invariant:* a verdict only rises.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::spec::RequirementId;

/// What is known of a requirement or a scenario; later variants outrank earlier ones.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Nothing was judged.
    #[default]
    None,
    /// The client did what the requirement asks.
    Pass,
    /// The state in which the requirement applies was not reached, by the client's doing.
    Inconclusive,
    /// The client broke the requirement.
    Fail,
    /// Our side broke: nothing is said of the client.
    Error,
}

impl Verdict {
    /// Raises this verdict to `other` where that outranks it.
    pub fn raise(&mut self, other: Self) {
        *self = (*self).max(other);
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::None => "none",
            Self::Pass => "pass",
            Self::Inconclusive => "inconclusive",
            Self::Fail => "fail",
            Self::Error => "error",
        })
    }
}

/// Whose fault an [`Verdict::Error`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorClass {
    /// A defect or a misuse of the harness: an undefined step, a bad feature file.
    Harness,
    /// The machine: no port, no memory, a full disk.
    Infrastructure,
    /// The way to the client: its shim died, hung or lied, a board stayed silent.
    Bench,
}

/// The number of a record in its trace, from 0; findings cite these as evidence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct RecordIndex(pub usize);

impl fmt::Display for RecordIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}

/// Who found it: the scenario's own expectation, or a passive rule that reads every trace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// A Then step's expectation (or a Given's, then never above Inconclusive).
    Expectation,
    /// A passive rule.
    Rule,
}

/// One judgement of one requirement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// The statement judged.
    pub requirement: RequirementId,
    /// What is said of it.
    pub verdict: Verdict,
    /// Who says it.
    pub origin: Origin,
    /// What would have been right; several where the statement allows several.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub expected: Vec<String>,
    /// What was seen instead, or seen to be right.
    pub found: String,
    /// The records that show it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<RecordIndex>,
}
