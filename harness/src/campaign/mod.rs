//! A campaign: which scenarios run, on what, how often.

pub mod plan;
pub mod run_one;
