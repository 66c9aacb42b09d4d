//! Judging: from a finished trace to what is said of its scenario.
//!
//! The live run and `judge RUN` call the same function on the same records, so they agree.
//! *Not here:* what a Fail costs and what a client is known to break; that is the report's.

mod judgement;

pub use judgement::{Failure, Judgement, judge};

#[cfg(test)]
mod tests;
