//! The doc string of a step: what stands between two lines of `"""` below it.

use cucumber::gherkin::Step;

use super::World;

/// The doc string of a step that makes no sense without one. A table in its place, or nothing, is
/// the feature file's fault.
pub(super) fn text<'s>(world: &mut World, step: &'s Step) -> Option<&'s str> {
    let text = step.docstring.as_deref().filter(|text| !text.trim().is_empty());
    if text.is_none() {
        world.misuse("this step takes a doc string, between two lines of \"\"\"");
    }
    text
}

/// Its lines that are not blank.
pub(super) fn lines<'s>(world: &mut World, step: &'s Step) -> Option<Vec<&'s str>> {
    let text = text(world, step)?;
    Some(text.lines().map(str::trim).filter(|line| !line.is_empty()).collect())
}
