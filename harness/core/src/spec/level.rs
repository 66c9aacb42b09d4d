//! How binding a requirement is: what a Fail of it costs.

use std::fmt;

use serde::{Deserialize, Serialize};

/// How binding a requirement or a scenario is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// The standard demands it.
    Must,
    /// The standard does not state it, and a client in the field needs it: our `ROB-` ids.
    Robust,
    /// The standard advises it.
    Should,
    /// A document of one client promises it.
    Profile,
}

impl Level {
    /// Whether a Fail counts; otherwise it is advice.
    #[must_use]
    pub const fn counts(self) -> bool {
        match self {
            Self::Must | Self::Robust => true,
            Self::Should | Self::Profile => false,
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Must => "must",
            Self::Robust => "robust",
            Self::Should => "should",
            Self::Profile => "profile",
        })
    }
}
