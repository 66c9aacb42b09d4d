//! Changes that many mutants make, each told by a pattern of the notation.

mod amend;
mod patch;
mod swallow;
mod swap;

pub(super) use self::{amend::Amend, patch::Patch, swallow::Swallow, swap::Swap};
use crate::wire::Pattern;

/// A pattern of the catalogue; a test builds every mutant.
fn pattern(text: &str) -> Pattern {
    text.parse().expect("a test reads every pattern of the catalogue")
}
