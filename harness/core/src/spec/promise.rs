//! What the documents of embedded clients promise, read from `fixtures/spec/promises.toml`: each is
//! checked by a test or a scenario, or says why by none.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::OnceLock,
};

use serde::Deserialize;

use super::RequirementId;

/// Something that a document promises.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Promise {
    /// Its name, as in tags.
    pub id: RequirementId,
    /// Whose document.
    pub system: String,
    /// What it says, in our words.
    pub statement: String,
    /// What becomes of it here.
    pub disposition: Disposition,
    /// The tests that check it: a file, `::`, and the name of a test in it.
    #[serde(default)]
    pub tests: Vec<String>,
    /// The titles of the scenarios that check it.
    #[serde(default)]
    pub scenarios: Vec<String>,
    /// What of it is not checked or not done, and why.
    pub reason: Option<String>,
}

/// What becomes of a promise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// The reference client does as promised.
    Implement,
    /// The reference client does it, and better.
    Better,
    /// A server's or a tester's part.
    Harness,
    /// To be seen on a board only.
    Board,
    /// To be told, not done.
    Document,
    /// Nothing that a client does.
    NotApplicable,
}

impl Disposition {
    /// Whether the reference client has to keep it.
    #[must_use]
    pub const fn binds(self) -> bool {
        match self {
            Self::Implement | Self::Better => true,
            Self::Harness | Self::Board | Self::Document | Self::NotApplicable => false,
        }
    }
}

/// Why a text is no list of promises.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum PromiseError {
    /// It is not the TOML that such a list is.
    #[error(transparent)]
    Syntax(#[from] Box<toml::de::Error>),
    /// Another version of the format.
    #[error("the list of promises has format {0}, this program reads {PROMISES_FORMAT}")]
    Format(u32),
    /// Two have the same name.
    #[error("{0} stands there twice")]
    Twice(RequirementId),
    /// Nothing checks it, and nothing says why.
    #[error("{0} needs `tests`, `scenarios` or a `reason`")]
    Unchecked(RequirementId),
}

/// The version of the list's format.
const PROMISES_FORMAT: u32 = 1;

/// All promises, by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promises(BTreeMap<RequirementId, Promise>);

impl Promises {
    /// The list of this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Promises> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let text = include_str!("../../../../fixtures/spec/promises.toml");
            Self::parse(text).expect("a test reads the embedded list")
        })
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`PromiseError`] where it is not one, or an entry says nothing of what checks it.
    pub fn parse(text: &str) -> Result<Self, PromiseError> {
        let raw: RawPromises = toml::from_str(text).map_err(Box::new)?;
        if raw.format != PROMISES_FORMAT {
            return Err(PromiseError::Format(raw.format));
        }
        let mut promises = BTreeMap::new();
        for promise in raw.promise {
            let id = promise.id.clone();
            if !promise.is_checked() && promise.reason.is_none() {
                return Err(PromiseError::Unchecked(id));
            }
            if promises.insert(id.clone(), promise).is_some() {
                return Err(PromiseError::Twice(id));
            }
        }
        Ok(Self(promises))
    }

    /// The promise of this name.
    #[must_use]
    pub fn promise(&self, id: &RequirementId) -> Option<&Promise> {
        self.0.get(id)
    }

    /// All of them, by name.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &Promise> {
        self.0.values()
    }

    /// Scenarios that are named here and do not exist: the promise's name and the title.
    pub fn unknown_scenarios<'a>(
        &'a self,
        titles: &'a BTreeSet<&str>,
    ) -> impl Iterator<Item = (&'a RequirementId, &'a str)> {
        let named = self
            .iter()
            .flat_map(|promise| promise.scenarios.iter().map(|title| (&promise.id, &title[..])));
        named.filter(|(_, title)| !titles.contains(title))
    }
}

impl Promise {
    /// Whether a test or a scenario checks it.
    #[must_use]
    pub fn is_checked(&self) -> bool {
        !self.tests.is_empty() || !self.scenarios.is_empty()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawPromises {
    format: u32,
    promise: Vec<Promise>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(promises: &str) -> Result<Promises, PromiseError> {
        Promises::parse(&format!("format = 1\n{promises}"))
    }

    fn promise(id: &str, rest: &str) -> String {
        format!(
            "[[promise]]\nid = \"{id}\"\nsystem = \"s\"\nstatement = \"x\"\n\
             disposition = \"implement\"\n{rest}\n"
        )
    }

    #[test]
    fn the_list_holds_all_284() {
        let promises = Promises::embedded();
        assert_eq!(promises.iter().len(), 284);
        assert_eq!(promises.iter().filter(|promise| promise.disposition.binds()).count(), 254);
    }

    #[test]
    fn a_promise_says_what_checks_it_or_why_nothing_does() {
        let error = parse(&promise("A-1", "tests = []")).unwrap_err();
        assert_eq!(error.to_string(), "A-1 needs `tests`, `scenarios` or a `reason`");
        for rest in ["tests = [\"t\"]", "scenarios = [\"s\"]", "reason = \"r\""] {
            assert!(parse(&promise("A-1", rest)).is_ok(), "{rest}");
        }
    }

    #[test]
    fn a_promise_stands_there_once() {
        let once = promise("A-1", "reason = \"r\"");
        let error = parse(&format!("{once}{once}")).unwrap_err();
        assert_eq!(error.to_string(), "A-1 stands there twice");
    }

    #[test]
    fn scenarios_that_do_not_exist_are_named() {
        let promises = parse(&promise("A-1", "scenarios = [\"a\", \"b\"]")).unwrap();
        let titles = BTreeSet::from(["a"]);
        let unknown: Vec<_> = promises.unknown_scenarios(&titles).collect();
        assert_eq!(unknown, [(&"A-1".parse().unwrap(), "b")]);
    }
}
