//! The requirement catalogue, read from `fixtures/spec/requirements.toml`.

use std::{collections::BTreeMap, sync::OnceLock};

use serde::Deserialize;

use super::{Level, RequirementId};

/// All requirements, by id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Catalogue {
    requirements: BTreeMap<RequirementId, Requirement>,
}

/// One requirement: what it says, and how we understand and check it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    /// Its name.
    pub id: RequirementId,
    /// Whom it binds.
    pub applies_to: Role,
    /// Whether what a client sends and says can show it.
    pub observable: Observable,
    /// What a Fail costs.
    pub level: Level,
    /// What it says, in our words.
    pub statement: String,
    /// How we understand it, where the statement alone does not say.
    pub reading: Option<String>,
    /// Where its meaning is argued about.
    pub disputes: Vec<String>,
    /// How it is checked.
    pub method: Method,
}

/// Whom a requirement binds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Clients.
    Client,
    /// Servers; our own server keeps it.
    Server,
    /// Both.
    Both,
}

/// Whether what a client sends and says can show a requirement kept or broken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Observable {
    /// From the wire.
    Yes,
    /// Only with the application's side, or only in part.
    Partly,
    /// Not at all.
    No,
}

/// How a requirement is checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// By scenarios only.
    Active,
    /// By a passive rule only.
    Passive,
    /// By scenarios and a passive rule.
    ActiveAndPassive,
    /// By nothing, for this reason.
    Declared(String),
}

impl Method {
    /// Whether a feature must have a Rule for it.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        matches!(self, Self::Active | Self::ActiveAndPassive)
    }

    /// Whether a passive rule must judge it.
    #[must_use]
    pub const fn is_passive(&self) -> bool {
        matches!(self, Self::Passive | Self::ActiveAndPassive)
    }
}

/// Why a text is no catalogue.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CatalogueError {
    /// It is not the TOML that a catalogue is.
    #[error(transparent)]
    Syntax(#[from] Box<toml::de::Error>),
    /// Another version of the format.
    #[error("the catalogue has format {0}, this program reads {CATALOGUE_FORMAT}")]
    Format(u32),
    /// One id twice.
    #[error("{0} is there twice")]
    Twice(RequirementId),
    /// Neither checked nor excused, or both.
    #[error("{0} needs either `checks` or `declared`, and not both")]
    Method(RequirementId),
    /// A text member is there and says nothing.
    #[error("{0} has an empty text")]
    Blank(RequirementId),
}

/// The version of the catalogue's format.
const CATALOGUE_FORMAT: u32 = 1;

impl Catalogue {
    /// The catalogue of this program.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static EMBEDDED: OnceLock<Catalogue> = OnceLock::new();
        EMBEDDED.get_or_init(|| {
            Self::parse(include_str!("../../../../fixtures/spec/requirements.toml"))
                .expect("a test reads the embedded catalogue")
        })
    }

    /// Reads a catalogue.
    ///
    /// # Errors
    /// [`CatalogueError`] where it is not one, or an entry contradicts itself.
    pub fn parse(text: &str) -> Result<Self, CatalogueError> {
        let raw: RawCatalogue = toml::from_str(text).map_err(Box::new)?;
        if raw.format != CATALOGUE_FORMAT {
            return Err(CatalogueError::Format(raw.format));
        }
        let mut requirements = BTreeMap::new();
        for entry in raw.requirement {
            let requirement = entry.checked()?;
            if let Some(first) = requirements.insert(requirement.id.clone(), requirement) {
                return Err(CatalogueError::Twice(first.id));
            }
        }
        Ok(Self { requirements })
    }

    /// One requirement.
    #[must_use]
    pub fn requirement(&self, id: &RequirementId) -> Option<&Requirement> {
        self.requirements.get(id)
    }

    /// All requirements, by id.
    pub fn requirements(&self) -> impl ExactSizeIterator<Item = &Requirement> {
        self.requirements.values()
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCatalogue {
    format: u32,
    requirement: Vec<RawRequirement>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRequirement {
    id: RequirementId,
    applies_to: Role,
    observable: Observable,
    level: Level,
    statement: String,
    reading: Option<String>,
    #[serde(default)]
    disputes: Vec<String>,
    checks: Option<Vec<Check>>,
    declared: Option<String>,
}

#[derive(Deserialize, Clone, Copy, PartialEq, Eq)]
#[serde(rename_all = "snake_case")]
enum Check {
    Active,
    Passive,
}

impl RawRequirement {
    fn checked(self) -> Result<Requirement, CatalogueError> {
        let texts = [Some(&self.statement), self.reading.as_ref(), self.declared.as_ref()];
        let blank = |text: &String| text.trim().is_empty();
        if texts.into_iter().flatten().chain(&self.disputes).any(blank) {
            return Err(CatalogueError::Blank(self.id));
        }
        let method = match (self.checks.as_deref(), self.declared) {
            (Some([Check::Active]), None) => Method::Active,
            (Some([Check::Passive]), None) => Method::Passive,
            (Some([Check::Active, Check::Passive]), None) => Method::ActiveAndPassive,
            (None, Some(reason)) => Method::Declared(reason),
            _ => return Err(CatalogueError::Method(self.id)),
        };
        Ok(Requirement {
            id: self.id,
            applies_to: self.applies_to,
            observable: self.observable,
            level: self.level,
            statement: self.statement,
            reading: self.reading,
            disputes: self.disputes,
            method,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENTRY: &str = "[[requirement]]\nid = \"MQTT-1.2.3-4\"\napplies_to = \"client\"\n\
         observable = \"yes\"\nlevel = \"must\"\nstatement = \"Says it.\"\n";

    fn error(rest: &str) -> String {
        Catalogue::parse(&format!("format = 1\n{ENTRY}{rest}")).unwrap_err().to_string()
    }

    #[test]
    fn the_catalogue_holds_all_141_statements_and_72_of_them_bind_clients() {
        let all: Vec<_> = Catalogue::embedded().requirements().collect();
        let normative = all.iter().filter(|entry| entry.id.is_normative());
        assert_eq!(normative.clone().count(), 141);
        let binding = normative.filter(|entry| entry.applies_to != Role::Server);
        assert_eq!(binding.clone().count(), 72);
        let checked = binding.filter(|entry| !matches!(entry.method, Method::Declared(_)));
        assert_eq!(checked.count(), 70);
    }

    #[test]
    fn whatever_binds_clients_has_a_reading() {
        for entry in Catalogue::embedded().requirements() {
            let binds = entry.id.is_normative() && entry.applies_to != Role::Server;
            assert!(!binds || entry.reading.is_some(), "{}", entry.id);
            assert_eq!(entry.id.is_normative(), entry.level == Level::Must, "{}", entry.id);
        }
    }

    #[test]
    fn an_entry_is_either_checked_or_excused() {
        let message = "MQTT-1.2.3-4 needs either `checks` or `declared`, and not both";
        assert_eq!(error(""), message);
        assert_eq!(error("checks = []"), message);
        assert_eq!(error("checks = [\"active\"]\ndeclared = \"why\""), message);
        assert_eq!(error("declared = \" \""), "MQTT-1.2.3-4 has an empty text");
    }

    #[test]
    fn an_id_stands_once() {
        let rest = format!("checks = [\"active\"]\n{ENTRY}checks = [\"active\"]");
        assert_eq!(error(&rest), "MQTT-1.2.3-4 is there twice");
    }

    #[test]
    fn an_unknown_member_or_format_is_refused() {
        assert!(error("checks = [\"active\"]\nreadin = \"x\"").contains("readin"));
        let text = "format = 2\nrequirement = []";
        assert!(Catalogue::parse(text).unwrap_err().to_string().contains("format 2"));
    }
}
