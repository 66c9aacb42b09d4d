//! Policy: what a finished report means for the exit code.

use std::collections::BTreeSet;

use mqttspec_core::spec::{Level, RequirementId};

use super::{
    manifest::Stop,
    model::{Case, Column, Report},
    outcome::{Judged, Outcome},
    statement::Standing,
};
use crate::exit::{Exit, Signal};

/// How strictly a report is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Whether a Fail of a should or of a promise counts too.
    pub advice: Advice,
    /// Whether an undecided statement is accepted.
    pub undecided: Undecided,
}

/// What a Fail of a should or of a promise means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Advice {
    /// It is shown.
    #[default]
    Shown,
    /// It counts (`--strict`).
    Counts,
}

/// What a statement with neither Pass nor Fail means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Undecided {
    /// Exit 3.
    #[default]
    Refused,
    /// It is shown (`--allow-inconclusive`).
    Accepted,
}

impl Policy {
    /// The exit code that `report` earns.
    #[must_use]
    pub fn exit(self, report: &Report) -> Exit {
        match report.manifest.stopped {
            Some(Stop::Interrupt) => return Exit::Stopped(Signal::Interrupt),
            Some(Stop::Terminate) => return Exit::Stopped(Signal::Terminate),
            Some(Stop::MaxFail | Stop::TimeLimit) | None => {}
        }
        let columns = || report.columns.iter().filter(|column| column.skipped.is_none());
        if columns().any(|column| !self.broken(column).is_empty()) {
            return Exit::Fail;
        }
        if columns().any(has_errors) {
            return Exit::Error;
        }
        let nothing_ran = columns().next().is_none();
        let undecided = |column: &Column| !open(column).is_empty() || is_blank(column);
        if self.undecided == Undecided::Refused && (nothing_ran || columns().any(undecided)) {
            return Exit::Undecided;
        }
        Exit::Green
    }

    /// The statements whose Fails count, by id.
    #[must_use]
    pub fn broken(self, column: &Column) -> BTreeSet<&RequirementId> {
        let found =
            column.cases.iter().flat_map(|case| case.findings.iter().chain(&case.also_seen));
        let counting = found.filter(|judged| self.counts(judged));
        counting.map(|judged| &judged.finding.requirement).collect()
    }

    fn counts(self, judged: &Judged) -> bool {
        match judged.outcome() {
            Outcome::Fail => true,
            Outcome::Advice => self.advice == Advice::Counts,
            Outcome::NotApplicable
            | Outcome::None
            | Outcome::Pass
            | Outcome::NotRun
            | Outcome::Inconclusive
            | Outcome::ExpectedFail
            | Outcome::Error => false,
        }
    }
}

/// Something of ours broke, or a known deviation is known no longer.
fn has_errors(column: &Column) -> bool {
    !column.stale.is_empty() || breakdowns(column) > 0
}

/// In how many scenarios our side broke.
#[must_use]
pub fn breakdowns(column: &Column) -> usize {
    let broken = |case: &&Case| case.outcome == Outcome::Error || !case.troubles.is_empty();
    column.cases.iter().filter(broken).count()
}

/// The selected must statements that ended with neither Pass nor Fail.
#[must_use]
pub fn open(column: &Column) -> Vec<&Standing> {
    let selected = column.standings.iter().filter(|standing| !standing.counts.is_empty());
    let open = |s: &&Standing| s.level == Level::Must && s.outcome.is_undecided();
    selected.filter(open).collect()
}

/// Whether no scenario at all was decided; of must statements, where some were selected: what a
/// client without connections does not do wrong makes it no client.
#[must_use]
pub fn is_blank(column: &Column) -> bool {
    let is_must = |case: &&Case| case.scenario.level == Level::Must;
    let musts = column.cases.iter().any(|case| is_must(&case));
    let mut counting = column.cases.iter().filter(|case| !musts || is_must(case));
    !counting.any(|case| case.outcome.is_decided())
}

#[cfg(test)]
mod tests {
    use mqttspec_core::trace::BenchKind;

    use super::*;
    use crate::report::{
        model::Trouble,
        outcome::Cost,
        sample::{BACKOFF, FLAGS, KEEP_ALIVE, assemble, case, column, fail, passing},
    };

    fn exit(policy: Policy, change: impl FnOnce(&mut Vec<super::super::model::Case>)) -> u8 {
        let mut cases = vec![passing(KEEP_ALIVE, 1), passing(FLAGS, 2)];
        change(&mut cases);
        policy.exit(&assemble(vec![column("x", BenchKind::Live, cases)])).code()
    }

    fn trouble() -> Trouble {
        Trouble { class: mqttspec_core::verdict::ErrorClass::Bench, text: "died".into() }
    }

    const STRICT: Policy = Policy { advice: Advice::Counts, undecided: Undecided::Refused };
    const LENIENT: Policy = Policy { advice: Advice::Shown, undecided: Undecided::Accepted };

    #[test]
    fn all_passed_is_0() {
        assert_eq!(exit(Policy::default(), |_| {}), 0);
    }

    #[test]
    fn a_fail_is_1_even_beside_an_error() {
        let change = |cases: &mut Vec<_>| {
            cases.push(case(FLAGS, 3, Outcome::Fail));
            cases[2].findings = vec![fail(FLAGS, Cost::Counts)];
            cases[0].outcome = Outcome::Error;
            cases[0].troubles = vec![trouble()];
        };
        assert_eq!(exit(Policy::default(), change), 1);
    }

    #[test]
    fn a_fail_seen_in_passing_counts_too() {
        let change = |cases: &mut Vec<super::super::model::Case>| {
            cases[0].also_seen = vec![fail(FLAGS, Cost::Counts)];
        };
        assert_eq!(exit(Policy::default(), change), 1);
    }

    #[test]
    fn an_error_is_4_even_beside_an_undecided_statement() {
        let change = |cases: &mut Vec<_>| {
            cases.push(case(FLAGS, 3, Outcome::Error));
            cases[2].troubles = vec![trouble()];
            cases.push(case("MQTT-3.1.0-1", 4, Outcome::Inconclusive));
        };
        assert_eq!(exit(Policy::default(), change), 4);
    }

    #[test]
    fn an_undecided_must_statement_is_3_unless_accepted() {
        for outcome in [Outcome::Inconclusive, Outcome::None, Outcome::NotRun] {
            let change = |cases: &mut Vec<_>| cases.push(case("MQTT-3.1.0-1", 4, outcome));
            assert_eq!(exit(Policy::default(), change), 3, "{outcome}");
            assert_eq!(exit(LENIENT, change), 0, "{outcome}");
        }
    }

    #[test]
    fn advice_and_known_deviations_cost_nothing_but_strict_counts_advice() {
        let advised = |cases: &mut Vec<super::super::model::Case>| {
            cases[0].outcome = Outcome::Advice;
            cases[0].findings = vec![fail(KEEP_ALIVE, Cost::Advice)];
        };
        assert_eq!(exit(Policy::default(), advised), 0);
        assert_eq!(exit(STRICT, advised), 1);
        let known = |cases: &mut Vec<super::super::model::Case>| {
            cases[0].outcome = Outcome::ExpectedFail;
            let cost = Cost::Expected { reason: "known".into() };
            cases[0].findings = vec![fail(KEEP_ALIVE, cost)];
        };
        assert_eq!(exit(STRICT, known), 0);
    }

    #[test]
    fn a_client_of_which_nothing_is_decided_is_never_green() {
        let nothing = |cases: &mut Vec<super::super::model::Case>| {
            cases.iter_mut().for_each(|case| case.outcome = Outcome::NotApplicable);
        };
        assert_eq!(exit(Policy::default(), nothing), 3);
        assert_eq!(exit(Policy::default(), Vec::clear), 3);
        assert_eq!(Policy::default().exit(&assemble(Vec::new())).code(), 3);
    }

    #[test]
    fn a_client_that_only_keeps_what_is_not_of_the_standard_is_not_green() {
        let only_robust = |cases: &mut Vec<super::super::model::Case>| {
            cases.iter_mut().for_each(|case| case.outcome = Outcome::NotApplicable);
            cases.push(passing(BACKOFF, 3));
            cases[2].scenario.level = Level::Robust;
        };
        assert_eq!(exit(Policy::default(), only_robust), 3);
        let asked_for = |cases: &mut Vec<_>| {
            only_robust(cases);
            cases.drain(..2);
        };
        assert_eq!(exit(Policy::default(), asked_for), 0);
    }

    #[test]
    fn a_run_stopped_by_a_signal_says_which() {
        let mut report = assemble(vec![column("x", BenchKind::Live, Vec::new())]);
        report.manifest.stopped = Some(Stop::Interrupt);
        assert_eq!(Policy::default().exit(&report).code(), 130);
        report.manifest.stopped = Some(Stop::Terminate);
        assert_eq!(LENIENT.exit(&report).code(), 143);
    }

    #[test]
    fn a_skipped_client_costs_nothing_beside_one_that_ran() {
        let mut skipped = column("y", BenchKind::Live, Vec::new());
        skipped.skipped = Some("not installed".into());
        let ran = column("x", BenchKind::Live, vec![passing(KEEP_ALIVE, 1)]);
        assert_eq!(Policy::default().exit(&assemble(vec![ran, skipped.clone()])), Exit::Green);
        assert_eq!(Policy::default().exit(&assemble(vec![skipped])), Exit::Undecided);
    }
}
