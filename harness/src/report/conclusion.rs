//! Conclusion: the sentence beside the exit code, which names what earned it.

use mqttspec_core::spec::{Level, RequirementId};

use super::{
    model::{Column, Report},
    outcome::Outcome,
    policy::{self, Policy, Undecided},
    statement::Standing,
};
use crate::exit::Exit;

/// How many statements are named; the others are counted.
const NAMED_MAX: usize = 3;

/// Why `report` earns its exit code.
#[must_use]
pub fn conclusion(report: &Report, policy: Policy) -> String {
    let ran = || report.columns.iter().filter(|column| column.skipped.is_none());
    match policy.exit(report) {
        Exit::Green => {
            let accepted = ran().filter_map(undecided).collect::<Vec<_>>();
            match policy.undecided {
                Undecided::Accepted if !accepted.is_empty() => {
                    format!("nothing that counts failed; accepted: {}", accepted.join("; "))
                }
                _ => "nothing that counts failed, and every must statement that applies was judged"
                    .into(),
            }
        }
        Exit::Fail => joined(ran().filter_map(|column| broken(column, policy))),
        Exit::Undecided if ran().next().is_none() => "no client was judged".into(),
        Exit::Undecided => joined(ran().filter_map(undecided)),
        Exit::Error => joined(ran().filter_map(errors)),
        Exit::Usage | Exit::Stopped(_) => "stopped before its end".into(),
    }
}

fn broken(column: &Column, policy: Policy) -> Option<String> {
    let broken = policy.broken(column);
    let named = broken.into_iter().map(|id| (id, column.standing(id).map(|s| s.level)));
    Some(format!("{} broke {}", column.title(), names(named.collect())?))
}

fn undecided(column: &Column) -> Option<String> {
    let open = policy::open(column);
    if let Some(names) = names(open.iter().map(|s| (&s.requirement, Some(s.level))).collect()) {
        return Some(format!("{}: {names} ended with neither Pass nor Fail", column.title()));
    }
    if !policy::is_blank(column) {
        return None;
    }
    let asked = column.standings.iter().filter(|standing| !standing.counts.is_empty());
    let asked: Vec<&Standing> = asked.collect();
    let musts = asked.iter().any(|standing| standing.level == Level::Must);
    let asked = asked.iter().filter(|standing| !musts || standing.level == Level::Must);
    let asked = names(asked.map(|s| (&s.requirement, Some(s.level))).collect());
    let of = asked.map(|names| format!(" of {names}")).unwrap_or_default();
    // Of two as frequent, what a shim refuses tells more than what it needs: it comes last.
    let why = column.reasons(Outcome::NotApplicable);
    let why = why.into_iter().max_by_key(|(_, count)| *count);
    let why = why.map(|(why, count)| format!(" ({count} n/a: {why})")).unwrap_or_default();
    Some(format!("{}: nothing{of} was judged{why}", column.title()))
}

fn errors(column: &Column) -> Option<String> {
    let (broken, stale) = (policy::breakdowns(column), column.stale.len());
    let many = |n: usize, one: &str, more: &str| match n {
        0 => None,
        1 => Some(format!("1 {one}")),
        n => Some(format!("{n} {more}")),
    };
    let broken = many(broken, "scenario", "scenarios").map(|n| format!("our side broke in {n}"));
    let stale = many(stale, "known deviation shows", "known deviations show");
    let stale = stale.map(|n| format!("{n} no more"));
    let parts: Vec<String> = broken.into_iter().chain(stale).collect();
    (!parts.is_empty()).then(|| format!("{}: {}", column.title(), parts.join(", ")))
}

/// `MQTT-3.1.2-23 (must), ROB-STALL-1 (robust) and 4 more`; nothing where there is none.
fn names(all: Vec<(&RequirementId, Option<Level>)>) -> Option<String> {
    let more = all.len().saturating_sub(NAMED_MAX);
    let named = all.into_iter().take(NAMED_MAX).map(|(id, level)| match level {
        Some(level) => format!("{id} ({level})"),
        None => id.to_string(),
    });
    let named = named.collect::<Vec<_>>().join(", ");
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    (!named.is_empty()).then(|| named + &more)
}

fn joined(parts: impl Iterator<Item = String>) -> String {
    parts.collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use mqttspec_core::trace::BenchKind;

    use super::*;
    use crate::report::{
        model::Case,
        outcome::Cost,
        policy::Advice,
        sample::{self, BACKOFF, FLAGS, KEEP_ALIVE, assemble, case, column, fail, passing},
    };

    const LENIENT: Policy = Policy { advice: Advice::Shown, undecided: Undecided::Accepted };

    fn of(cases: Vec<Case>, policy: Policy) -> String {
        conclusion(&assemble(vec![column("x", BenchKind::Live, cases)]), policy)
    }

    #[test]
    fn an_undecided_statement_is_named_with_its_level() {
        let open = case(KEEP_ALIVE, 2, Outcome::Inconclusive);
        let cases = vec![passing(FLAGS, 1), open];
        let text = "x live: MQTT-3.1.2-23 (must) ended with neither Pass nor Fail";
        assert_eq!(of(cases.clone(), Policy::default()), text);
        assert_eq!(of(cases, LENIENT), format!("nothing that counts failed; accepted: {text}"));
    }

    #[test]
    fn a_run_that_judges_nothing_says_of_what_and_calls_no_should_a_must() {
        let mut absent = case(BACKOFF, 1, Outcome::NotApplicable);
        absent.scenario.level = Level::Should;
        absent.reason = Some("needs backoff".into());
        let text = of(vec![absent], Policy::default());
        let expected =
            "x live: nothing of ROB-BACKOFF-1 (should) was judged (1 n/a: needs backoff)";
        assert_eq!(text, expected);
        assert_eq!(conclusion(&assemble(Vec::new()), Policy::default()), "no client was judged");
    }

    #[test]
    fn what_is_broken_is_named_and_the_rest_counted() {
        let broken = |id| {
            let mut case = case(id, 1, Outcome::Fail);
            case.findings = vec![fail(id, Cost::Counts)];
            case
        };
        let ids = [FLAGS, "MQTT-3.1.0-1", KEEP_ALIVE, BACKOFF, "MQTT-4.4.0-1"];
        let text = of(ids.map(broken).to_vec(), Policy::default());
        let names = "MQTT-2.2.2-1 (must), MQTT-3.1.0-1 (must), MQTT-3.1.2-23 (must) and 2 more";
        assert_eq!(text, format!("x live broke {names}"));
    }

    #[test]
    fn an_error_tells_our_failure_from_a_deviation_that_shows_no_more() {
        let mut report = sample::report();
        report.columns[1].cases.retain(|case| case.outcome != Outcome::Fail);
        let text = "other live: our side broke in 1 scenario, 1 known deviation shows no more";
        assert_eq!(conclusion(&report, Policy::default()), text);
    }
}
