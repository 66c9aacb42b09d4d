//! The name of a requirement.

use std::{borrow::Cow, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// The name of a requirement: `MQTT-3.1.2-23` of the standard, `ROB-BACKOFF-1` of our own, or
/// the identifier of a document's promise (`ESPMQTT-URI-04`).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RequirementId(Cow<'static, str>);

impl RequirementId {
    /// Names a requirement that the code knows; a test holds every such name against the
    /// catalogue.
    #[must_use]
    pub const fn from_static(name: &'static str) -> Self {
        Self(Cow::Borrowed(name))
    }

    /// The name as written in tags and reports.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether the standard itself states it.
    #[must_use]
    pub fn is_normative(&self) -> bool {
        self.0.starts_with("MQTT-")
    }
}

impl fmt::Display for RequirementId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for RequirementId {
    type Err = BadRequirementId;

    fn from_str(name: &str) -> Result<Self, BadRequirementId> {
        let upper = |part: &str| {
            !part.is_empty()
                && part.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'.')
        };
        let mut parts = name.split('-');
        let starts_well = name.starts_with(|c: char| c.is_ascii_uppercase());
        if !starts_well || parts.clone().count() < 2 || !parts.all(upper) {
            return Err(BadRequirementId(name.to_owned()));
        }
        Ok(Self(Cow::Owned(name.to_owned())))
    }
}

impl TryFrom<String> for RequirementId {
    type Error = BadRequirementId;

    fn try_from(name: String) -> Result<Self, BadRequirementId> {
        name.parse()
    }
}

impl From<RequirementId> for String {
    fn from(id: RequirementId) -> Self {
        id.0.into_owned()
    }
}

/// A text that cannot name a requirement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is not a requirement's name; one reads MQTT-3.1.2-23 or ROB-BACKOFF-1")]
pub struct BadRequirementId(String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_statements_promises_and_our_own_are_read() {
        for name in ["MQTT-3.1.2-23", "ROB-BACKOFF-1", "ESPMQTT-URI-04"] {
            assert_eq!(name.parse::<RequirementId>().unwrap().as_str(), name);
        }
    }

    #[test]
    fn other_words_are_refused() {
        for name in ["", "must", "slow", "MQTT", "mqtt-3.1.2-23", "3.1.2-23", "MQTT--1"] {
            assert!(name.parse::<RequirementId>().is_err(), "{name}");
        }
    }
}
