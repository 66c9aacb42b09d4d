//! Coverage: how many of the statements that bind clients a run has judged.

use std::collections::BTreeSet;

use mqttspec_core::spec::{Catalogue, Method, RequirementId, Role};

use super::statement::{Standing, StatementText};

/// What of the standard's statements for clients a run has judged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Coverage {
    /// How many statements of the standard bind clients.
    pub binding: usize,
    /// How many of them are judged, by column.
    pub judged: Vec<usize>,
    /// Those that no column has judged, by id.
    pub open: Vec<Open>,
}

/// A statement that binds clients and that nothing has judged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// Which.
    pub statement: StatementText,
    /// Why nothing ever judges it; none where something could have.
    pub declared: Option<String>,
}

impl Coverage {
    /// The coverage of columns by their standings.
    #[must_use]
    pub fn of<'a>(columns: impl Iterator<Item = &'a [Standing]>, catalogue: &Catalogue) -> Self {
        let binding: Vec<_> = catalogue
            .requirements()
            .filter(|entry| entry.id.is_normative() && entry.applies_to != Role::Server)
            .collect();
        let ids: BTreeSet<&RequirementId> = binding.iter().map(|entry| &entry.id).collect();
        let judged_by = |standings: &[Standing]| -> BTreeSet<RequirementId> {
            let decided = |standing: &&Standing| {
                standing.outcome.is_decided() && ids.contains(&standing.requirement)
            };
            standings.iter().filter(decided).map(|s| s.requirement.clone()).collect()
        };
        let judged: Vec<BTreeSet<RequirementId>> = columns.map(judged_by).collect();
        let open = binding.iter().filter(|entry| !judged.iter().any(|by| by.contains(&entry.id)));
        let open = open.map(|entry| Open {
            statement: StatementText::of(&entry.id, catalogue),
            declared: match &entry.method {
                Method::Declared(reason) => Some(reason.clone()),
                Method::Active | Method::Passive | Method::ActiveAndPassive => None,
            },
        });
        Self {
            open: open.collect(),
            binding: binding.len(),
            judged: judged.iter().map(BTreeSet::len).collect(),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::report::sample;

    #[test]
    fn what_is_decided_counts_for_its_column_and_what_is_not_stays_open() {
        let coverage = sample::report().coverage;
        assert_eq!(coverage.binding, 72);
        // The reference client: two of the standard and one of our own, which binds by no
        // standard. The other: two decided in its own scenarios, one advice.
        assert_eq!(coverage.judged, [2, 3, 0]);
        assert_eq!(coverage.open.len(), 72 - 3);
        let declared = coverage.open.iter().filter(|open| open.declared.is_some());
        assert_eq!(declared.count(), 2);
    }
}
