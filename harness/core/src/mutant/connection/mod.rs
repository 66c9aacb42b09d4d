//! Mutants of how the client reads, and of when it closes the Network Connection.

pub(super) mod close;
pub(super) mod lenient;
pub(super) mod read;
