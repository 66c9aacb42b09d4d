//! The verdict of each statement: the worst of what all scenarios of a client showed of it.

use std::collections::BTreeMap;

use mqttspec_core::spec::{Catalogue, Level, RequirementId};

use super::{
    model::{Case, Passive},
    outcome::{Judged, Outcome},
};

/// A statement as reports name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementText {
    /// Its id.
    pub id: RequirementId,
    /// What a Fail of it costs by the catalogue; none where the catalogue does not have it.
    pub level: Option<Level>,
    /// What it says, in our words.
    pub text: String,
    /// How we understand it.
    pub reading: Option<String>,
}

/// What became of one statement with one client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// The statement.
    pub requirement: RequirementId,
    /// The most binding level of its own scenarios; the catalogue's where it has none.
    pub level: Level,
    /// The worst of its own scenarios and of what others showed of it.
    pub outcome: Outcome,
    /// How many of its own scenarios were selected.
    pub scenarios: usize,
    /// How many of those ended in Pass.
    pub passed: usize,
    /// The worst of what scenarios of other statements showed of it, if anything.
    pub passive: Option<Outcome>,
}

impl StatementText {
    /// The text of `id` in the catalogue; of an unknown id, nothing but the id.
    #[must_use]
    pub fn of(id: &RequirementId, catalogue: &Catalogue) -> Self {
        let entry = catalogue.requirement(id);
        Self {
            id: id.clone(),
            level: entry.map(|entry| entry.level),
            text: entry.map(|entry| entry.statement.clone()).unwrap_or_default(),
            reading: entry.and_then(|entry| entry.reading.clone()),
        }
    }
}

impl Standing {
    /// The standing in a cell: `pass 3`, `FAIL 2/3` (2 of 3 passed), `(pass)` where only
    /// scenarios of other statements showed it.
    #[must_use]
    pub fn label(&self) -> String {
        let Self { outcome, scenarios, passed, .. } = self;
        match (outcome, scenarios) {
            (_, 0) => format!("({outcome})"),
            (Outcome::Pass, _) if passed == scenarios => format!("{outcome} {scenarios}"),
            (Outcome::NotApplicable, _) => outcome.to_string(),
            _ => format!("{outcome} {passed}/{scenarios}"),
        }
    }
}

/// What scenarios of other statements showed, by statement. `level_of` gives the catalogue's
/// level.
#[must_use]
pub fn passives(cases: &[Case], level_of: &dyn Fn(&RequirementId) -> Level) -> Vec<Passive> {
    let mut found: BTreeMap<&RequirementId, Passive> = BTreeMap::new();
    for (place, case) in cases.iter().enumerate() {
        let mut counted: Vec<&RequirementId> = Vec::new();
        for judged in &case.also_seen {
            let id = &judged.finding.requirement;
            let passive = found.entry(id).or_insert_with(|| Passive {
                requirement: id.clone(),
                level: level_of(id),
                outcome: Outcome::None,
                seen: 0,
                fails: Vec::new(),
            });
            passive.outcome = passive.outcome.max(judged.outcome());
            if judged.is_fail() {
                passive.fails.push((place, judged.clone()));
            }
            if !counted.contains(&id) {
                counted.push(id);
                passive.seen += 1;
            }
        }
    }
    found.into_values().collect()
}

/// The standing of each statement that a scenario is about or that was seen in passing, by id.
#[must_use]
pub fn standings(cases: &[Case], passives: &[Passive]) -> Vec<Standing> {
    let mut found: BTreeMap<&RequirementId, Standing> = BTreeMap::new();
    for case in cases {
        let Some(id) = &case.scenario.requirement else { continue };
        let standing = found.entry(id).or_insert_with(|| Standing {
            requirement: id.clone(),
            level: case.scenario.level,
            outcome: Outcome::NotApplicable,
            scenarios: 0,
            passed: 0,
            passive: None,
        });
        standing.level = standing.level.min(case.scenario.level);
        standing.outcome = standing.outcome.max(statement_outcome(case));
        standing.scenarios += 1;
        standing.passed += usize::from(case.outcome == Outcome::Pass);
    }
    for passive in passives {
        let standing = found.entry(&passive.requirement).or_insert_with(|| Standing {
            requirement: passive.requirement.clone(),
            level: passive.level,
            outcome: Outcome::NotApplicable,
            scenarios: 0,
            passed: 0,
            passive: None,
        });
        standing.passive = Some(passive.outcome);
        standing.outcome = standing.outcome.max(passive.outcome);
    }
    found.into_values().collect()
}

/// A case in which the client failed and our side broke too says both; of the statement, the
/// Fail is what is known.
fn statement_outcome(case: &Case) -> Outcome {
    let failed = case.fails().map(Judged::outcome).max();
    match (case.outcome, failed) {
        (Outcome::Error, Some(failed)) => failed,
        (outcome, _) => outcome,
    }
}
