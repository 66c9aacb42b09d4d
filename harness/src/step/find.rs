//! From a step's text to its function.

use std::sync::LazyLock;

use cucumber::{
    World as _, gherkin,
    step::{Collection, Context, Step},
};

use super::{Keyword, World, nearest};

/// A step that no single function takes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownStep {
    /// Several functions take it.
    #[error("ambiguous step \"{step}\": {functions}")]
    Ambiguous {
        /// The step.
        step: String,
        /// What takes it.
        functions: String,
    },
    /// No function takes it.
    #[error("undefined step \"{step}\"; did you mean \"{meant}\"?")]
    Undefined {
        /// The step.
        step: String,
        /// The phrase that it is most like.
        meant: &'static str,
    },
}

/// The function that takes a step, with what its braces stand for.
///
/// # Errors
/// [`UnknownStep`]: no function or several.
pub fn find(step: &gherkin::Step) -> Result<(Step<World>, Context), UnknownStep> {
    let text = || format!("{} {}", Keyword::of(step.ty), step.value);
    match STEPS.find(step) {
        Ok(Some((function, _, _, context))) => Ok((*function, context)),
        Ok(None) => Err(UnknownStep::Undefined { step: text(), meant: nearest(step) }),
        Err(error) => {
            let all = error.possible_matches.iter();
            let places = all.filter_map(|(_, place)| place.map(|place| place.to_string()));
            let functions = places.collect::<Vec<_>>().join(", ");
            Err(UnknownStep::Ambiguous { step: text(), functions })
        }
    }
}

/// All step functions there are.
static STEPS: LazyLock<Collection<World>> = LazyLock::new(World::collection);
