//! A statement in a report: its text, and how it stands with one client.

use std::collections::BTreeMap;

use mqttspec_core::spec::{Catalogue, Level, Promises, RequirementId};

use super::outcome::Outcome;

/// A statement as reports name it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatementText {
    /// Its id.
    pub id: RequirementId,
    /// What a Fail of it costs; none where neither the catalogue nor the promises have it.
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
    /// How many of its own scenarios ended so, for each outcome that any of them has.
    pub counts: BTreeMap<Outcome, usize>,
    /// The worst of what scenarios of other statements showed of it, if anything.
    pub passive: Option<Outcome>,
}

impl StatementText {
    /// The text of `id` in the catalogue, or among the promises of documents; of an unknown id,
    /// nothing but the id.
    #[must_use]
    pub fn of(id: &RequirementId, catalogue: &Catalogue) -> Self {
        let (level, text, reading) = match catalogue.requirement(id) {
            Some(entry) => (Some(entry.level), entry.statement.clone(), entry.reading.clone()),
            None => match Promises::embedded().promise(id) {
                Some(promise) => {
                    let text = format!("{}: {}", promise.system, promise.statement);
                    (Some(Level::Profile), text, None)
                }
                None => (None, String::new(), None),
            },
        };
        Self { id: id.clone(), level, text, reading }
    }

    /// Where it stands among others: the standard's, our own, promises of documents; each by id.
    #[must_use]
    pub fn rank(&self) -> (u8, RequirementId) {
        let kind = match self.level {
            _ if self.id.is_normative() => 0,
            Some(Level::Profile) => 2,
            _ => 1,
        };
        (kind, self.id.clone())
    }
}

impl Standing {
    /// The standing in a cell: `3 pass`, `1 FAIL, 2 pass`, and in brackets what only scenarios of
    /// other statements showed: `(pass)`, `3 pass (FAIL)`.
    #[must_use]
    pub fn label(&self) -> String {
        let own = counted(&self.counts);
        match self.is_in_passing() {
            false => own,
            true if own.is_empty() => format!("({})", self.outcome),
            true => format!("{own} ({})", self.outcome),
        }
    }

    /// Whether only scenarios of other statements showed its outcome.
    #[must_use]
    pub fn is_in_passing(&self) -> bool {
        self.counts.keys().max() < Some(&self.outcome)
    }

    /// How many of its own scenarios were selected.
    #[must_use]
    pub fn scenarios(&self) -> usize {
        self.counts.values().sum()
    }

    /// How many of those ended in Pass.
    #[must_use]
    pub fn passed(&self) -> usize {
        self.counts.get(&Outcome::Pass).copied().unwrap_or_default()
    }

    pub(super) fn blank(requirement: &RequirementId, level: Level) -> Self {
        Self {
            requirement: requirement.clone(),
            level,
            outcome: Outcome::NotApplicable,
            counts: BTreeMap::new(),
            passive: None,
        }
    }
}

/// Numbers by outcome, the worst first: `1 FAIL, 2 pass`.
#[must_use]
pub fn counted(counts: &BTreeMap<Outcome, usize>) -> String {
    let parts = counts.iter().rev().map(|(outcome, count)| format!("{count} {outcome}"));
    parts.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_promise_has_its_text_and_stands_last() {
        let of = |id: &'static str| {
            StatementText::of(&RequirementId::from_static(id), Catalogue::embedded())
        };
        let promise = of("ESPMQTT-FEAT-02");
        assert_eq!(promise.text, "ESP-MQTT: Runs over plain TCP.");
        assert_eq!(promise.level, Some(Level::Profile));
        let mut all = [promise, of("ROB-BACKOFF-1"), of("MQTT-3.1.2-23")];
        all.sort_by_key(StatementText::rank);
        let ids: Vec<&str> = all.iter().map(|statement| statement.id.as_str()).collect();
        assert_eq!(ids, ["MQTT-3.1.2-23", "ROB-BACKOFF-1", "ESPMQTT-FEAT-02"]);
    }
}
