//! Known deviations that are known no longer: a cut file must not promise defects in vain.

use super::{
    manifest::{Deviation, Manifest},
    model::Case,
    outcome::Outcome,
    statement::Standing,
};
use mqttspec_core::spec::RequirementId;

/// How much of the suite a run saw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Scenarios were left out, or are not those of the suite.
    Part,
    /// Every scenario of a folder that replaced the suite.
    OtherSuite,
    /// Every scenario of the suite.
    Suite,
}

impl Reach {
    pub(super) fn of(manifest: &Manifest) -> Self {
        let selection = &manifest.selection;
        if !selection.is_whole() || manifest.stopped.is_some() {
            return Self::Part;
        }
        if selection.features.is_some() { Self::OtherSuite } else { Self::Suite }
    }
}

/// Deviations that were looked for and not found, each with the title in which it was missed.
///
/// One of all scenarios is looked for only where all were run, and so is one whose scenarios do
/// not exist. One of several is stale as soon as a scenario of its own statement passes: it
/// covers more than the client breaks.
pub(super) fn stale(
    deviations: &[Deviation],
    cases: &[Case],
    standings: &[Standing],
    reach: Reach,
) -> Vec<Deviation> {
    let missed = |deviation: &Deviation| missed_in(deviation, cases, standings, reach);
    let lasting = deviations.iter().filter(|deviation| !deviation.intermittent);
    let stale = lasting.filter_map(|deviation| {
        missed(deviation).map(|scenario| Deviation { scenario, ..deviation.clone() })
    });
    stale.collect()
}

/// The title in which `deviation` was missed; `Some(None)` where it speaks of all scenarios.
fn missed_in(
    deviation: &Deviation,
    cases: &[Case],
    standings: &[Standing],
    reach: Reach,
) -> Option<Option<String>> {
    let requirement = &deviation.requirement;
    if deviation.scenario.is_none() {
        let standing = standings.iter().find(|standing| standing.requirement == *requirement);
        let kept = standing.is_some_and(|standing| standing.outcome == Outcome::Pass);
        return (reach != Reach::Part && kept).then_some(None);
    }
    let named = || cases.iter().filter(|case| deviation.names(&case.scenario.name));
    let is_own = |case: &&Case| case.scenario.requirement.as_ref() == Some(requirement);
    if let Some(passed) = named().filter(is_own).find(|case| is_kept(case, requirement)) {
        return Some(Some(passed.scenario.name.clone()));
    }
    // Of several scenarios those that show it may have been left out.
    let one = deviation.scenario.as_ref().is_some_and(|title| !title.contains('*'));
    let missed = match named().next() {
        Some(_) => (one || reach != Reach::Part) && named().all(|case| is_kept(case, requirement)),
        None => reach == Reach::Suite,
    };
    missed.then(|| deviation.scenario.clone())
}

/// Whether the case shows that the client keeps `requirement`.
fn is_kept(case: &Case, requirement: &RequirementId) -> bool {
    if case.scenario.requirement.as_ref() == Some(requirement) {
        return case.outcome == Outcome::Pass;
    }
    let findings = case.findings.iter().chain(&case.also_seen);
    let mut of = findings.filter(|judged| judged.finding.requirement == *requirement).peekable();
    of.peek().is_some() && of.all(|judged| judged.outcome() == Outcome::Pass)
}

#[cfg(test)]
mod tests {
    use mqttspec_core::trace::BenchKind;

    use super::*;
    use crate::report::{
        outcome::Cost,
        sample::{FLAGS, KEEP_ALIVE, case, column, fail, passing},
    };

    /// A case in which the client breaks the statement, as known, under this title.
    fn failing(title: &str) -> Case {
        let mut case = case(KEEP_ALIVE, 1, Outcome::ExpectedFail);
        case.findings = vec![fail(KEEP_ALIVE, Cost::Expected { reason: "known".into() })];
        case.scenario.name = title.into();
        case
    }

    fn kept(title: &str) -> Case {
        let mut case = passing(KEEP_ALIVE, 2);
        case.scenario.name = title.into();
        case
    }

    /// The titles in which a deviation of these titles is missed.
    fn missed(scenario: Option<&str>, cases: Vec<Case>, reach: Reach) -> Vec<Option<String>> {
        let deviation = Deviation {
            requirement: RequirementId::from_static(KEEP_ALIVE),
            scenario: scenario.map(str::to_owned),
            reason: "known".into(),
            evidence: "c000".into(),
            intermittent: false,
        };
        let column = column("x", BenchKind::Live, cases);
        let stale = stale(&[deviation], &column.cases, &column.standings, reach);
        stale.into_iter().map(|deviation| deviation.scenario).collect()
    }

    #[test]
    fn a_deviation_that_still_shows_is_not_stale() {
        for scenario in [None, Some("idle"), Some("id*")] {
            let cases = vec![failing("idle"), kept("busy")];
            assert_eq!(missed(scenario, cases, Reach::Suite), []);
        }
    }

    #[test]
    fn a_deviation_whose_scenario_passes_is_stale() {
        let title = |text: &str| vec![Some(text.to_owned())];
        assert_eq!(missed(Some("idle"), vec![kept("idle")], Reach::Part), title("idle"));
        let cases = vec![failing("idle 1"), kept("idle 2")];
        assert_eq!(missed(Some("idle *"), cases, Reach::Part), title("idle 2"));
    }

    #[test]
    fn an_intermittent_deviation_is_never_stale() {
        let deviation = Deviation {
            requirement: RequirementId::from_static(KEEP_ALIVE),
            scenario: Some("idle".into()),
            reason: "a race".into(),
            evidence: "c000".into(),
            intermittent: true,
        };
        let column = column("x", BenchKind::Live, vec![kept("idle")]);
        let found = stale(&[deviation], &column.cases, &column.standings, Reach::Suite);
        assert_eq!(found, []);
    }

    #[test]
    fn a_deviation_of_all_scenarios_is_looked_for_where_all_were_run() {
        assert_eq!(missed(None, vec![kept("idle")], Reach::Part), []);
        assert_eq!(missed(None, vec![kept("idle")], Reach::OtherSuite), [None]);
        assert_eq!(missed(None, vec![kept("idle")], Reach::Suite), [None]);
    }

    #[test]
    fn a_deviation_whose_scenario_does_not_exist_is_stale_where_all_of_the_suite_was_run() {
        let cases = || vec![failing("idle")];
        assert_eq!(missed(Some("idel"), cases(), Reach::Suite), [Some("idel".to_owned())]);
        assert_eq!(missed(Some("idel"), cases(), Reach::OtherSuite), []);
        assert_eq!(missed(Some("idel"), cases(), Reach::Part), []);
    }

    #[test]
    fn a_deviation_seen_in_passing_is_stale_only_where_it_is_seen_to_be_kept() {
        let mut other = passing(FLAGS, 3);
        other.scenario.name = "idle".into();
        assert_eq!(missed(Some("idle"), vec![other.clone()], Reach::Suite), []);
        other.also_seen = kept("x").findings;
        let stale = |title: &str| vec![Some(title.to_owned())];
        assert_eq!(missed(Some("idle"), vec![other.clone()], Reach::Part), stale("idle"));
        assert_eq!(missed(Some("id*"), vec![other.clone()], Reach::Part), []);
        assert_eq!(missed(Some("id*"), vec![other], Reach::Suite), stale("id*"));
    }
}
