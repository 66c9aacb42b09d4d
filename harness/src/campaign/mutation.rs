//! Mutation: the client made wrong in each known way, to see that some scenario notices.
//!
//! A mutant is killed by a Fail that counts, whatever statement it is of, or by any of its own
//! statement, which may be advice. A Fail without any mutant is a false alarm.

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

impl Row {
    fn add(&mut self, other: &Self) {
        self.fails.extend(other.fails.iter().cloned());
        self.errors.extend(other.errors.iter().cloned());
        self.passed += other.passed;
    }
}

impl KillMatrix {
    /// The mutants that nothing noticed.
    pub fn survivors(&self) -> impl Iterator<Item = &'static MutantInfo> {
        self.mutants.iter().filter(|(_, row)| row.fails.is_empty()).map(|(info, _)| *info)
    }
}

/// How much of the matrix is run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Extent {
    /// A mutant is done with the first scenario that notices it; those of its own statement come
    /// first, then those of its section.
    FirstKill,
    /// Every scenario meets every mutant.
    Full,
}

/// Runs `scenarios` on the client as it is and, as far as `extent` says, on each of `mutants`,
/// `jobs` at once.
#[must_use]
pub fn kill_matrix(
    scenarios: &[Scenario],
    mutants: &[&'static MutantInfo],
    extent: Extent,
    jobs: usize,
    stop: &StopSwitch,
    bench: &MutantBench<'_>,
) -> KillMatrix {
    // Pieces: each scenario on the client as it is, then each mutant or each part of its row.
    let part = match extent {
        Extent::FirstKill => scenarios.len().max(1),
        Extent::Full => 1,
    };
    let parts = scenarios.len().div_ceil(part);
    let orders: Vec<Vec<&Scenario>> = mutants.iter().map(|info| order(info, scenarios)).collect();
    let pieces = scenarios.len() + mutants.len() * parts;
    let results = share(pieces, jobs, stop, |piece| {
        let Some(piece) = piece.checked_sub(scenarios.len()) else {
            let scenario = &scenarios[piece];
            return Some((look(scenario, bench(scenario, None), |_| true), 1));
        };
        let (info, row) = (mutants[piece / parts], &orders[piece / parts]);
        let mine = row.chunks(part).nth(piece % parts).unwrap_or_default();
        let is_its_own = |id: &RequirementId| *id == info.requirement;
        Some(until_noticed(mine, stop, |scenario| {
            look(scenario, bench(scenario, Some(info)), is_its_own)
        }))
    });
    let gather = |looks: &[Option<(Row, usize)>]| {
        let mut whole = Row::default();
        looks.iter().flatten().for_each(|(row, _)| whole.add(row));
        whole
    };
    let (unmutated, mutated) = results.split_at(scenarios.len());
    let rows = mutated.chunks(parts.max(1)).map(gather);
    KillMatrix {
        unmutated: gather(unmutated),
        mutants: mutants.iter().copied().zip(rows).collect(),
        runs: results.iter().flatten().map(|(_, runs)| runs).sum(),
    }
}

/// The scenarios in the order in which they are likely to notice a mutant; what takes seconds of
/// computing comes last.
fn order<'a>(info: &MutantInfo, scenarios: &'a [Scenario]) -> Vec<&'a Scenario> {
    let mut order: Vec<&Scenario> = scenarios.iter().collect();
    order.sort_by_key(|scenario| {
        let id = &scenario.requirement;
        let is_other = *id != info.requirement;
        (scenario.has_tag("exhaustive"), is_other, section(id) != section(&info.requirement))
    });
    order
}

/// `MQTT-3.1.2` of `MQTT-3.1.2-23`.
fn section(id: &RequirementId) -> &str {
    id.as_str().rsplit_once('-').map_or(id.as_str(), |(section, _)| section)
}

/// Looks with one scenario after the other until one notices something; how many were run, too.
fn until_noticed(
    scenarios: &[&Scenario],
    stop: &StopSwitch,
    look: impl Fn(&Scenario) -> Row,
) -> (Row, usize) {
    let mut row = Row::default();
    for (before, scenario) in scenarios.iter().enumerate() {
        if stop.pulled().is_some() || !row.fails.is_empty() {
            return (row, before);
        }
        row.add(&look(scenario));
    }
    (row, scenarios.len())
}

/// What one scenario says of one client; also advice, where it is `wanted`.
fn look(
    scenario: &Scenario,
    ran: io::Result<Trace>,
    wanted: impl Fn(&RequirementId) -> bool,
) -> Row {
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
        fails: fails(scenario, &judgement, catalogue, wanted),
    }
}

fn fails(
    scenario: &Scenario,
    judgement: &Judgement,
    catalogue: &Catalogue,
    wanted: impl Fn(&RequirementId) -> bool,
) -> Vec<Noticed> {
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
        if (counts || wanted(&requirement))
            && !noticed.iter().any(|known| known.requirement == requirement)
        {
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
        let stop = StopSwitch::new();
        let matrix = kill_matrix(&scenarios(), &mutants, Extent::Full, 2, &stop, &bench);
        assert_eq!(matrix.runs, 4);
        assert_eq!(matrix.survivors().count(), 1);
        assert_eq!(matrix.unmutated.fails, []);
        let errors = &matrix.mutants[0].1.errors;
        assert!(errors.iter().any(|e| e == "f.feature:3: gone"), "{errors:?}");
        assert_eq!(errors.last().unwrap(), "f.feature:5: no descriptors left");
    }

    #[test]
    fn scenarios_of_its_own_statement_meet_a_mutant_first_then_those_of_its_section() {
        let text = "@must\nFeature: F\n  @MQTT-2.2.2-1\n  Scenario: far\n    When a\n  \
                    @MQTT-3.1.2-24\n  Scenario: near\n    When a\n  \
                    @MQTT-3.1.2-23\n  Scenario: own\n    When a\n";
        let file = FeatureFile { path: "f.feature".into(), text: text.into() };
        let scenarios = plan(&[file]).0;
        let info = mqttspec_core::mutant::named("late-pingreq").unwrap();
        let names: Vec<_> =
            order(info, &scenarios).into_iter().map(|s| s.identity.name.as_str()).collect();
        assert_eq!(names, ["own", "near", "far"]);
    }

    #[test]
    fn a_mutant_that_is_noticed_meets_no_more_scenarios_unless_all_are_wanted() {
        let mutants: Vec<_> = mqttspec_core::mutant::catalogue().iter().take(3).collect();
        let bench = |_: &Scenario, mutant: Option<&'static MutantInfo>| {
            let is_noticed = mutant.is_some_and(|info| info.name != mutants[2].name);
            if is_noticed {
                return Ok(Trace::parse(BROKEN).expect("a test of the rules judges this trace"));
            }
            Ok(Trace::new())
        };
        let runs = |extent| {
            kill_matrix(&scenarios(), &mutants, extent, 2, &StopSwitch::new(), &bench).runs
        };
        assert_eq!(runs(Extent::FirstKill), 2 + 1 + 1 + 2);
        assert_eq!(runs(Extent::Full), 2 + 3 * 2);
    }

    const BROKEN: &str = include_str!("../../../fixtures/traces/MQTT-2.2.2-1/fail_pingreq.jsonl");
}
