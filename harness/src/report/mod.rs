//! Reports: what a run says, from one model, in several forms.
//!
//! The [`model`] is built from judgements and the run's [`manifest`] only; each renderer is a
//! function from the model to text. *Not here:* judging, running, a terminal.

pub mod build;
pub mod conclusion;
pub mod console;
pub mod coverage;
pub mod json;
pub mod junit;
pub mod manifest;
pub mod markdown;
pub mod model;
pub mod outcome;
pub mod policy;
pub mod rerun;
#[cfg(test)]
pub(crate) mod sample;
mod stale;
pub mod statement;
pub mod tally;
pub mod timeline;
pub mod timings;
