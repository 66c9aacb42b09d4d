//! Outcome: what became of a scenario or a statement, for people and exit codes.
//!
//! A verdict says what was seen; an outcome also knows what it costs.

use std::fmt;

use mqttspec_core::verdict::{Finding, Verdict};

/// What became of a scenario or a statement. Later variants outrank earlier ones where several
/// scenarios make one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// The client or the bench does not offer what it needs.
    NotApplicable,
    /// It ran and judged nothing.
    None,
    /// The client did what is asked.
    Pass,
    /// It was planned, and the run ended before.
    NotRun,
    /// The state in which it applies was not reached.
    Inconclusive,
    /// The client broke something that does not count: a should, a promise.
    Advice,
    /// The client broke it, as its cut file says it does.
    ExpectedFail,
    /// The client broke it.
    Fail,
    /// Our side broke.
    Error,
}

impl Outcome {
    /// All of them, in order.
    pub const ALL: [Self; 9] = [
        Self::NotApplicable,
        Self::None,
        Self::Pass,
        Self::NotRun,
        Self::Inconclusive,
        Self::Advice,
        Self::ExpectedFail,
        Self::Fail,
        Self::Error,
    ];

    /// Whether nothing can be said of the client where something should have been.
    #[must_use]
    pub const fn is_undecided(self) -> bool {
        matches!(self, Self::None | Self::NotRun | Self::Inconclusive)
    }

    /// Whether the client did it right or wrong.
    #[must_use]
    pub const fn is_decided(self) -> bool {
        matches!(self, Self::Pass | Self::Advice | Self::ExpectedFail | Self::Fail)
    }

    /// The word for it in files, which never changes.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::NotApplicable => "not_applicable",
            Self::None => "none",
            Self::Pass => "pass",
            Self::NotRun => "not_run",
            Self::Inconclusive => "inconclusive",
            Self::Advice => "advice",
            Self::ExpectedFail => "expected_fail",
            Self::Fail => "fail",
            Self::Error => "error",
        }
    }
}

/// The words for people.
impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotApplicable => "n/a",
            Self::None => "none",
            Self::Pass => "pass",
            Self::NotRun => "not run",
            Self::Inconclusive => "inconclusive",
            Self::Advice => "advice",
            Self::ExpectedFail => "expected fail",
            Self::Fail => "FAIL",
            Self::Error => "ERROR",
        })
    }
}

/// What a Fail costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cost {
    /// It counts: exit 1.
    Counts,
    /// Its level is should or profile: shown, exit 0 unless strict.
    Advice,
    /// The client's cut file says that it does this.
    Expected {
        /// Why, as the cut file says.
        reason: String,
    },
}

/// A finding, and what it costs if it is a Fail.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Judged {
    /// What was found.
    pub finding: Finding,
    /// What a Fail costs here.
    pub cost: Cost,
}

impl Judged {
    /// The finding as an outcome.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        match (self.finding.verdict, &self.cost) {
            (Verdict::None, _) => Outcome::None,
            (Verdict::Pass, _) => Outcome::Pass,
            (Verdict::Inconclusive, _) => Outcome::Inconclusive,
            (Verdict::Fail, Cost::Counts) => Outcome::Fail,
            (Verdict::Fail, Cost::Advice) => Outcome::Advice,
            (Verdict::Fail, Cost::Expected { .. }) => Outcome::ExpectedFail,
            (Verdict::Error, _) => Outcome::Error,
        }
    }

    /// Whether the client broke it, whatever that costs.
    #[must_use]
    pub fn is_fail(&self) -> bool {
        self.finding.verdict == Verdict::Fail
    }
}
