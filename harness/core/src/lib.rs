//! The judge: a pure function from a stored trace of an MQTT client to verdicts.
//!
//! Layers, top to bottom; a module uses only rows above it:
//!
//! | row | modules |
//! |---|---|
//! | 0 | [`verdict`] [`spec`] [`wire`] [`time`] |
//! | 1 | [`trace`] [`stage`] |
//! | 2 | [`expectation`] [`rule`] [`scripted`] [`fault`] [`mutant`] |
//! | 3 | [`mod@judge`] |
//!
//! *Not here:* a socket, a clock, a random source, an async runtime. Bytes, times and seeds are
//! arguments.

pub mod expectation;
pub mod fault;
pub mod judge;
pub mod mutant;
pub mod rule;
pub mod scripted;
pub mod spec;
pub mod stage;
pub mod time;
pub mod trace;
pub mod verdict;
pub mod wire;
