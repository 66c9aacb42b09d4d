//! What the variables of one scenario are bound to.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use super::text::Text;

/// What a variable stands for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// A Packet Identifier, a return code …
    Number(u32),
    /// A Topic Name, a payload …
    #[serde(with = "hex::serde")]
    Bytes(Vec<u8>),
}

impl fmt::Display for Bound {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Bytes(bytes) => Text::shortened(bytes, SHOWN).fmt(f),
        }
    }
}

/// Variables by name, without the `$`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Bindings(BTreeMap<String, Bound>);

impl Bindings {
    /// Binds `name` to `bound`, whatever it was bound to before.
    pub fn bind(&mut self, name: impl Into<String>, bound: Bound) {
        self.0.insert(name.into(), bound);
    }

    /// Binds `name` to a number, most often a Packet Identifier.
    pub fn bind_number(&mut self, name: impl Into<String>, number: impl Into<u32>) {
        self.bind(name, Bound::Number(number.into()));
    }

    /// What `name` is bound to.
    #[must_use]
    pub fn bound(&self, name: &str) -> Option<&Bound> {
        self.0.get(name)
    }

    /// The number that `name` is bound to.
    #[must_use]
    pub fn number(&self, name: &str) -> Option<u32> {
        match self.bound(name) {
            Some(Bound::Number(number)) => Some(*number),
            Some(Bound::Bytes(_)) | None => None,
        }
    }

    /// Binds what was bound between `before` and `after`.
    pub fn take_over(&mut self, before: &Self, after: Self) {
        self.0.extend(after.0.into_iter().filter(|(name, _)| !before.0.contains_key(name)));
    }

    /// Whether `name` may stand for `seen`: it does already, or is bound to it now.
    pub(super) fn unify(&mut self, name: &str, seen: Bound) -> bool {
        match self.bound(name) {
            Some(bound) => *bound == seen,
            None => {
                self.bind(name, seen);
                true
            }
        }
    }
}

/// How many bytes a message shows of a bound value.
const SHOWN: usize = 40;
