//! The verdict of each statement: the worst of what all scenarios of a client showed of it.

use std::collections::BTreeMap;

use mqttspec_core::spec::{Level, RequirementId};

use super::{
    model::{Case, Passive},
    outcome::{Judged, Outcome},
    statement::Standing,
};

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
        let level = case.scenario.level;
        let standing = found.entry(id).or_insert_with(|| Standing::blank(id, level));
        standing.level = standing.level.min(level);
        standing.outcome = standing.outcome.max(statement_outcome(case));
        *standing.counts.entry(case.outcome).or_default() += 1;
    }
    for passive in passives {
        let id = &passive.requirement;
        let standing = found.entry(id).or_insert_with(|| Standing::blank(id, passive.level));
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

#[cfg(test)]
mod tests {
    use mqttspec_core::trace::BenchKind;

    use super::*;
    use crate::report::{
        outcome::Cost,
        sample::{FLAGS, KEEP_ALIVE, case, column, fail, passing},
    };

    fn label(cases: Vec<Case>) -> String {
        let column = column("x", BenchKind::Live, cases);
        column.standing(&RequirementId::from_static(KEEP_ALIVE)).unwrap().label()
    }

    #[test]
    fn a_cell_counts_scenarios_by_outcome_the_worst_first() {
        let absent = |line| case(KEEP_ALIVE, line, Outcome::NotApplicable);
        assert_eq!(label(vec![passing(KEEP_ALIVE, 1), absent(2), absent(3)]), "1 pass, 2 n/a");
        let mut late = case(KEEP_ALIVE, 4, Outcome::Fail);
        late.findings = vec![fail(KEEP_ALIVE, Cost::Counts)];
        assert_eq!(label(vec![passing(KEEP_ALIVE, 1), late]), "1 FAIL, 1 pass");
        assert_eq!(label(vec![absent(2)]), "1 n/a");
    }

    #[test]
    fn what_only_scenarios_of_other_statements_showed_is_in_brackets() {
        let mut other = passing(FLAGS, 2);
        other.also_seen = passing(KEEP_ALIVE, 1).findings;
        assert_eq!(label(vec![other.clone()]), "(pass)");
        other.also_seen = vec![fail(KEEP_ALIVE, Cost::Counts)];
        assert_eq!(label(vec![passing(KEEP_ALIVE, 1), other]), "1 pass (FAIL)");
    }
}
