//! Selection: which of the planned scenarios are run.

use std::str::FromStr;

use super::plan::{Scenario, TagExpression};

/// Which scenarios are meant; the default is all.
#[derive(Clone, Debug, Default)]
pub struct Select {
    /// Those with these tags.
    pub tags: Option<TagExpression>,
    /// Those with this in their title; where a title is exactly this, only those.
    pub name: Option<String>,
    /// Every n-th of them.
    pub shard: Option<Shard>,
}

/// One of several equal parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which, from 1.
    part: usize,
    /// Of how many.
    of: usize,
}

/// A text that names no part.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{0}\" is no part of a whole; one reads 2/3, and parts count from 1")]
pub struct BadShard(String);

impl Select {
    /// The scenarios that are meant, in their order.
    #[must_use]
    pub fn apply(&self, scenarios: Vec<Scenario>) -> Vec<Scenario> {
        let tagged = |scenario: &Scenario| {
            self.tags.as_ref().is_none_or(|expression| expression.selects(scenario))
        };
        let mut chosen: Vec<Scenario> = scenarios.into_iter().filter(tagged).collect();
        if let Some(name) = &self.name {
            let exact = chosen.iter().any(|scenario| scenario.identity.name == *name);
            chosen.retain(|scenario| match exact {
                true => scenario.identity.name == *name,
                false => scenario.identity.name.contains(name.as_str()),
            });
        }
        let Some(Shard { part, of }) = self.shard else { return chosen };
        chosen.into_iter().skip(part - 1).step_by(of).collect()
    }
}

impl FromStr for Shard {
    type Err = BadShard;

    fn from_str(text: &str) -> Result<Self, BadShard> {
        let numbers = text
            .split_once('/')
            .and_then(|(part, of)| Some((part.parse::<usize>().ok()?, of.parse::<usize>().ok()?)));
        match numbers {
            Some((part, of)) if (1..=of).contains(&part) => Ok(Self { part, of }),
            _ => Err(BadShard(text.to_owned())),
        }
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.part, self.of)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{campaign::plan::plan, features::FeatureFile};

    fn scenarios() -> Vec<Scenario> {
        let text = "@must @MQTT-3.1.0-1\nFeature: F\n  @slow\n  Scenario: one\n    When a\n  Scenario: one more\n    \
                    When b\n  Scenario: two\n    When c\n";
        plan(&[FeatureFile { path: "f.feature".into(), text: text.into() }]).0
    }

    fn names(select: &Select) -> Vec<String> {
        select.apply(scenarios()).into_iter().map(|scenario| scenario.identity.name).collect()
    }

    #[test]
    fn nothing_asked_for_is_everything() {
        assert_eq!(names(&Select::default()), ["one", "one more", "two"]);
    }

    #[test]
    fn a_whole_title_means_only_that_scenario_and_a_part_means_all_with_it() {
        let named = |name: &str| names(&Select { name: Some(name.into()), ..Select::default() });
        assert_eq!(named("one"), ["one"]);
        assert_eq!(named("o"), ["one", "one more", "two"]);
        assert_eq!(named("on"), ["one", "one more"]);
    }

    #[test]
    fn tags_narrow_before_names() {
        let tags = Some("not @slow".parse().unwrap());
        assert_eq!(names(&Select { tags, name: Some("one".into()), shard: None }), ["one more"]);
    }

    #[test]
    fn shards_are_disjoint_and_together_everything() {
        let part =
            |text: &str| names(&Select { shard: Some(text.parse().unwrap()), ..Select::default() });
        assert_eq!(
            (part("1/2"), part("2/2")),
            (vec!["one".into(), "two".into()], vec!["one more".into()])
        );
        for text in ["0/2", "3/2", "1", "1/0", "a/b", "-1/2"] {
            assert!(text.parse::<Shard>().is_err(), "{text}");
        }
    }
}
