//! Mutation: the client made wrong in each known way, to see that some scenario notices.
//!
//! A mutant is killed by a Fail that counts, whatever statement it is of. A Fail without any
//! mutant is a false alarm.

use std::io;

use mqttspec_core::{
    judge::{Judgement, judge},
    mutant::MutantInfo,
    spec::{Catalogue, RequirementId},
    trace::Trace,
    verdict::Verdict,
};

use super::{plan::Scenario, pool::share, stop::StopSwitch};

/// Runs a scenario on the client, made wrong by the mutant if there is one.
pub type MutantBench<'a> =
    dyn Fn(&Scenario, Option<&'static MutantInfo>) -> io::Result<Trace> + Sync + 'a;

/// Which scenarios notice which mutant.
#[derive(Clone, Debug)]
pub struct KillMatrix {
    /// The client as it is.
    pub unmutated: Row,
    /// The client made wrong, a row for each mutant.
    pub mutants: Vec<(&'static MutantInfo, Row)>,
    /// How many runs there were.
    pub runs: usize,
}

/// What all scenarios say of one client.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// The Fails that count, in the order of the plan, one for each scenario and statement.
    pub fails: Vec<Noticed>,
    /// What broke on our side, in the order of the plan.
    pub errors: Vec<String>,
    /// How many scenarios ended in Pass.
    pub passed: usize,
}

/// A scenario that noticed something.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Noticed {
    /// The scenario's unique name.
    pub scenario: String,
    /// Its title.
    pub name: String,
    /// The statement that was broken.
    pub requirement: RequirementId,
    /// Whether it is the scenario's own statement, not one that a passive rule saw.
    pub is_own: bool,
}

impl KillMatrix {
    /// The mutants that nothing noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &'static MutantInfo> {
        self.mutants.iter().filter(|(_, row)| row.fails.is_empty()).map(|(info, _)| *info)
    }
}

/// Runs `scenarios` on the client as it is and on each of `mutants`, `jobs` at once.
#[must_use]
pub fn kill_matrix(
    scenarios: &[Scenario],
    mutants: &[&'static MutantInfo],
    jobs: usize,
    stop: &StopSwitch,
    bench: &MutantBench<'_>,
) -> KillMatrix {
    let clients: Vec<Option<&'static MutantInfo>> =
        std::iter::once(None).chain(mutants.iter().copied().map(Some)).collect();
    let runs = clients.len() * scenarios.len();
    let results = share(runs, jobs, stop, |n| {
        let (client, scenario) = (clients[n / scenarios.len()], &scenarios[n % scenarios.len()]);
        Some(look(scenario, bench(scenario, client)))
    });
    let mut rows = results.chunks(scenarios.len().max(1)).map(|looks| {
        let mut row = Row::default();
        for look in looks.iter().flatten() {
            row.fails.extend(look.fails.iter().cloned());
            row.errors.extend(look.errors.iter().cloned());
            row.passed += look.passed;
        }
        row
    });
    KillMatrix {
        unmutated: rows.next().unwrap_or_default(),
        mutants: mutants.iter().copied().zip(rows).collect(),
        runs: results.iter().flatten().count(),
    }
}

/// What one scenario says of one client.
fn look(scenario: &Scenario, ran: io::Result<Trace>) -> Row {
    let catalogue = Catalogue::embedded();
    let judgement = match ran {
        Ok(trace) => judge(&trace, catalogue),
        Err(error) => {
            let errors = vec![format!("{}: {error}", scenario.id())];
            return Row { errors, ..Row::default() };
        }
    };
    let errors = judgement.errors.iter().map(|e| format!("{}: {}", scenario.id(), e.text));
    Row {
        errors: errors.collect(),
        passed: usize::from(judgement.verdict == Verdict::Pass),
        fails: fails(scenario, &judgement, catalogue),
    }
}

fn fails(scenario: &Scenario, judgement: &Judgement, catalogue: &Catalogue) -> Vec<Noticed> {
    let level_counts = |id: &RequirementId| {
        catalogue.requirement(id).is_none_or(|requirement| requirement.level.counts())
    };
    let own = judgement.findings.iter().map(|finding| (finding, true));
    let other = judgement.also_seen.iter().map(|finding| (finding, false));
    let mut noticed: Vec<Noticed> = Vec::new();
    for (finding, is_own) in own.chain(other).filter(|(f, _)| f.verdict == Verdict::Fail) {
        let counts = match is_own {
            true => scenario.identity.level.counts(),
            false => level_counts(&finding.requirement),
        };
        let requirement = finding.requirement.clone();
        if counts && !noticed.iter().any(|known| known.requirement == requirement) {
            let (scenario, name) = (scenario.id(), scenario.identity.name.clone());
            noticed.push(Noticed { scenario, name, requirement, is_own });
        }
    }
    noticed
}

#[cfg(test)]
mod tests {
    use mqttspec_core::{
        time::At,
        trace::{Event, Record},
        verdict::ErrorClass,
    };

    use super::*;
    use crate::{campaign::plan::plan, features::FeatureFile};

    fn scenarios() -> Vec<Scenario> {
        let text = "@must @MQTT-3.1.0-1\nFeature: F\n  Scenario: one\n    When a\n  \
                    Scenario: two\n    When b\n";
        plan(&[FeatureFile { path: "f.feature".into(), text: text.into() }]).0
    }

    #[test]
    fn errors_of_our_side_kill_nothing() {
        let mutants: Vec<_> = mqttspec_core::mutant::catalogue().iter().take(1).collect();
        let bench = |scenario: &Scenario, mutant: Option<&'static MutantInfo>| {
            if mutant.is_some() && scenario.identity.name == "two" {
                return Err(io::Error::other("no descriptors left"));
            }
            let mut trace = Trace::new();
            let event = Event::Error { class: ErrorClass::Bench, text: "gone".into() };
            trace.push(Record { at: At::ZERO, event });
            Ok(trace)
        };
        let matrix = kill_matrix(&scenarios(), &mutants, 2, &StopSwitch::new(), &bench);
        assert_eq!(matrix.runs, 4);
        assert_eq!(matrix.survivors().count(), 1);
        assert_eq!(matrix.unmutated.fails, []);
        let errors = &matrix.mutants[0].1.errors;
        assert!(errors.iter().any(|e| e == "f.feature:3: gone"), "{errors:?}");
        assert_eq!(errors.last().unwrap(), "f.feature:5: no descriptors left");
    }
}
