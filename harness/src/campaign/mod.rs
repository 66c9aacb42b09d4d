//! A campaign: which scenarios run, on what, how often.

pub mod plan;
