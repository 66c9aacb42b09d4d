//! A campaign: which scenarios run, on what, how often; and judging stored runs again.

pub mod digest;
pub mod folder;
pub mod judge;
pub mod lint;
pub mod mutation;
mod not_gherkin;
pub mod plan;
pub mod pool;
pub mod run;
pub mod run_one;
pub mod select;
pub mod stop;
pub mod table;
