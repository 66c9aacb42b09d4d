//! A tally: what a rule saw kept and broken, and the one finding that follows from it.

use crate::{
    spec::RequirementId,
    verdict::{Finding, Origin, RecordIndex, Verdict},
};

/// How many records a finding cites at most: the first ones.
const EVIDENCE_MAX: usize = 8;

/// What a rule saw in a trace.
#[derive(Debug, Default)]
pub struct Tally {
    kept: usize,
    kept_evidence: Vec<RecordIndex>,
    broken: usize,
    first: Option<Violation>,
    doubt: Option<Violation>,
}

/// What is wrong, and where.
#[derive(Debug)]
struct Violation {
    expected: String,
    found: String,
    evidence: Vec<RecordIndex>,
}

impl Tally {
    /// Notes that the statement applied and was kept.
    pub fn kept(&mut self, evidence: RecordIndex) {
        self.kept += 1;
        if self.kept_evidence.len() < EVIDENCE_MAX {
            self.kept_evidence.push(evidence);
        }
    }

    /// Notes that the statement applied and was broken. The texts are asked only for the first
    /// time.
    pub fn broken(
        &mut self,
        evidence: impl IntoIterator<Item = RecordIndex>,
        expected: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) {
        self.broken += 1;
        if self.first.is_none() {
            let evidence = evidence.into_iter().take(EVIDENCE_MAX).collect();
            self.first = Some(Violation { expected: expected(), found: found(), evidence });
        }
    }

    /// Notes what may be a violation, or may not: the trace does not tell.
    pub fn doubted(
        &mut self,
        evidence: impl IntoIterator<Item = RecordIndex>,
        expected: impl FnOnce() -> String,
        found: impl FnOnce() -> String,
    ) {
        if self.doubt.is_none() {
            let evidence = evidence.into_iter().take(EVIDENCE_MAX).collect();
            self.doubt = Some(Violation { expected: expected(), found: found(), evidence });
        }
    }

    /// The finding; none where the statement never applied.
    #[must_use]
    pub fn finding(self, requirement: &RequirementId) -> Option<Finding> {
        let requirement = requirement.clone();
        let origin = Origin::Rule;
        let verdict = if self.first.is_some() { Verdict::Fail } else { Verdict::Inconclusive };
        if let Some(Violation { expected, found, evidence }) = self.first.or(self.doubt) {
            let found = match self.broken.saturating_sub(1) {
                0 => found,
                more => format!("{found}, and {more} more like it"),
            };
            let expected = vec![expected];
            return Some(Finding { requirement, verdict, origin, expected, found, evidence });
        }
        if self.kept == 0 {
            return None;
        }
        Some(Finding {
            requirement,
            verdict: Verdict::Pass,
            origin,
            expected: Vec::new(),
            found: format!("kept {} times", self.kept).replace("kept 1 times", "kept once"),
            evidence: self.kept_evidence,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: RequirementId = RequirementId::from_static("MQTT-2.2.2-1");

    #[test]
    fn nothing_applicable_is_no_finding() {
        assert_eq!(Tally::default().finding(&ID), None);
    }

    #[test]
    fn one_violation_outweighs_all_that_was_kept_and_is_told_once() {
        let mut tally = Tally::default();
        tally.kept(RecordIndex(1));
        tally.broken([RecordIndex(2)], || "this".into(), || "that".into());
        tally.broken([RecordIndex(3)], || "this".into(), || "those".into());
        let finding = tally.finding(&ID).unwrap();
        assert_eq!(finding.verdict, Verdict::Fail);
        assert_eq!(finding.found, "that, and 1 more like it");
        assert_eq!(finding.evidence, [RecordIndex(2)]);
    }
}
