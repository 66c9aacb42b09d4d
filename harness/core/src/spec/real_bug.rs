//! Real bugs of real clients, read from `fixtures/spec/real_bugs.toml`: each is caught by a
//! scenario, or says why by none.

use std::{collections::BTreeSet, sync::OnceLock};

use serde::Deserialize;

use super::{Catalogue, RequirementId};

/// A bug that a client in the field had.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RealBug {
    /// Its number here, from 1 without gaps.
    pub number: u32,
    /// The repository of the client.
    pub repository: String,
    /// The issue, change or changelog entry there.
    pub issue: String,
    /// Where that can be read, if it has an address of its own.
    pub url: Option<String>,
    /// What it looked like, in our words.
    pub symptom: String,
    /// What it breaks; not empty.
    pub statements: Vec<RequirementId>,
    /// The titles of the scenarios that a client with it fails.
    #[serde(default)]
    pub caught_by: Vec<String>,
    /// Why no scenario can catch it.
    pub reason: Option<String>,
}

/// Why a text is no list of real bugs.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RealBugError {
    /// It is not the TOML that such a list is.
    #[error(transparent)]
    Syntax(#[from] Box<toml::de::Error>),
    /// Another version of the format.
    #[error("the list of real bugs has format {0}, this program reads {REAL_BUGS_FORMAT}")]
    Format(u32),
    /// The numbers are not 1, 2, 3 …
    #[error("bug {0} stands out of order")]
    Order(u32),
    /// It breaks nothing that the catalogue knows.
    #[error("bug {number}: {id} is not in the catalogue")]
    Unknown {
        /// Which bug.
        number: u32,
        /// Which statement.
        id: RequirementId,
    },
    /// It names no statement, or is both caught and excused.
    #[error("bug {0} needs a statement, and not both `caught_by` and `reason`")]
    Contradiction(u32),
}

/// The version of the list's format.
const REAL_BUGS_FORMAT: u32 = 1;

/// All real bugs, by number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RealBugs(Vec<RealBug>);

impl RealBugs {
    /// The list of this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<RealBugs> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            let text = include_str!("../../../../fixtures/spec/real_bugs.toml");
            Self::parse(text, Catalogue::embedded()).expect("a test reads the embedded list")
        })
    }

    /// Reads a list.
    ///
    /// # Errors
    /// [`RealBugError`] where it is not one, or an entry contradicts itself or `catalogue`.
    pub fn parse(text: &str, catalogue: &Catalogue) -> Result<Self, RealBugError> {
        let raw: RawRealBugs = toml::from_str(text).map_err(Box::new)?;
        if raw.format != REAL_BUGS_FORMAT {
            return Err(RealBugError::Format(raw.format));
        }
        for (bug, number) in raw.bug.iter().zip(1..) {
            if bug.number != number {
                return Err(RealBugError::Order(bug.number));
            }
            let is_unknown = |id: &&RequirementId| catalogue.requirement(id).is_none();
            if let Some(id) = bug.statements.iter().find(is_unknown) {
                return Err(RealBugError::Unknown { number, id: id.clone() });
            }
            let is_excused = bug.reason.is_some();
            if bug.statements.is_empty() || (is_excused && !bug.caught_by.is_empty()) {
                return Err(RealBugError::Contradiction(number));
            }
        }
        Ok(Self(raw.bug))
    }

    /// All of them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &RealBug> {
        self.0.iter()
    }

    /// Those that break a statement.
    pub fn breaking(&self, id: &RequirementId) -> impl Iterator<Item = &RealBug> {
        self.0.iter().filter(move |bug| bug.statements.contains(id))
    }

    /// Those that a scenario catches.
    pub fn caught(&self) -> impl Iterator<Item = &RealBug> {
        self.0.iter().filter(|bug| !bug.caught_by.is_empty())
    }

    /// Those that nothing catches and nothing excuses.
    pub fn open(&self) -> impl Iterator<Item = &RealBug> {
        self.0.iter().filter(|bug| bug.caught_by.is_empty() && bug.reason.is_none())
    }

    /// Scenarios that are named here and do not exist: the bug's number and the title.
    pub fn unknown_scenarios<'a>(
        &'a self,
        titles: &'a BTreeSet<&str>,
    ) -> impl Iterator<Item = (u32, &'a str)> {
        let named = self
            .0
            .iter()
            .flat_map(|bug| bug.caught_by.iter().map(move |title| (bug.number, title.as_str())));
        named.filter(|(_, title)| !titles.contains(title))
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRealBugs {
    format: u32,
    bug: Vec<RealBug>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bugs: &str) -> Result<RealBugs, RealBugError> {
        RealBugs::parse(&format!("format = 1\n{bugs}"), Catalogue::embedded())
    }

    fn bug(number: u32, statements: &str, rest: &str) -> String {
        format!(
            "[[bug]]\nnumber = {number}\nrepository = \"a/b\"\nissue = \"1\"\nsymptom = \"x\"\n\
             statements = [{statements}]\n{rest}\n"
        )
    }

    #[test]
    fn the_list_holds_all_227() {
        assert_eq!(RealBugs::embedded().iter().len(), 227);
    }

    #[test]
    fn a_bug_names_what_it_breaks() {
        let error = parse(&bug(1, "\"ROB-NONSENSE-1\"", "")).unwrap_err();
        assert_eq!(error.to_string(), "bug 1: ROB-NONSENSE-1 is not in the catalogue");
        let error = parse(&bug(1, "", "")).unwrap_err();
        assert!(error.to_string().starts_with("bug 1 needs a statement"));
    }

    #[test]
    fn a_bug_is_not_both_caught_and_excused() {
        let both = "caught_by = [\"t\"]\nreason = \"r\"";
        assert!(parse(&bug(1, "\"ROB-ACK-1\"", both)).is_err());
        let caught = parse(&bug(1, "\"ROB-ACK-1\"", "caught_by = [\"t\"]")).unwrap();
        assert_eq!((caught.caught().count(), caught.open().count()), (1, 0));
        let open = parse(&bug(1, "\"ROB-ACK-1\"", "")).unwrap();
        assert_eq!((open.caught().count(), open.open().count()), (0, 1));
    }

    #[test]
    fn a_number_is_not_left_out() {
        let error = parse(&bug(2, "\"ROB-ACK-1\"", "")).unwrap_err();
        assert_eq!(error.to_string(), "bug 2 stands out of order");
    }

    #[test]
    fn scenarios_that_do_not_exist_are_named() {
        let bugs = parse(&bug(1, "\"ROB-ACK-1\"", "caught_by = [\"a\", \"b\"]")).unwrap();
        let titles = BTreeSet::from(["a"]);
        let unknown: Vec<_> = bugs.unknown_scenarios(&titles).collect();
        assert_eq!(unknown, [(1, "b")]);
    }
}
