//! The harness: door, benches, steps, campaign and reports around the judge.

pub mod bench;
pub mod campaign;
pub mod cli;
pub mod cut;
pub mod door;
pub mod error;
pub mod exit;
pub mod features;
pub mod report;
pub mod shim;
pub mod step;
pub mod suggest;
