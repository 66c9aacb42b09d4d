//! The harness: door, benches, steps, campaign and reports around the judge.

pub mod door;
