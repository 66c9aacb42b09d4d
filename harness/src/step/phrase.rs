//! A step phrase: something that a feature file can say, with an example.

use std::fmt;

use cucumber::gherkin::StepType;

/// Something that a step can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Phrase {
    /// The words it may begin with.
    pub keywords: &'static [Keyword],
    /// The phrase with its parameters in braces.
    pub expression: &'static str,
    /// A step that says it.
    pub example: &'static str,
    /// What it does, in one sentence.
    pub meaning: &'static str,
    /// Where in this program it is.
    pub file: &'static str,
}

/// What a step begins with; `And` and `But` go on with the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Keyword {
    /// What has to be so before: if it is not, the scenario is inconclusive.
    Given,
    /// What happens.
    When,
    /// What is judged.
    Then,
}

impl Keyword {
    /// The keyword of a step, or the one that its `And` goes on with.
    #[must_use]
    pub const fn of(step_type: StepType) -> Self {
        match step_type {
            StepType::Given => Self::Given,
            StepType::When => Self::When,
            StepType::Then => Self::Then,
        }
    }
}

impl fmt::Display for Keyword {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Given => "Given",
            Self::When => "When",
            Self::Then => "Then",
        })
    }
}

/// The words before a stimulus: it may also prepare.
pub(super) const STIMULUS: &[Keyword] = &[Keyword::Given, Keyword::When];

/// The word before a preparation.
pub(super) const GIVEN: &[Keyword] = &[Keyword::Given];

/// The word before a stimulus that prepares nothing.
pub(super) const WHEN: &[Keyword] = &[Keyword::When];

/// The word before what is judged.
pub(super) const THEN: &[Keyword] = &[Keyword::Then];

/// The words before what is judged, or has to be seen first.
pub(super) const GIVEN_THEN: &[Keyword] = &[Keyword::Given, Keyword::Then];
