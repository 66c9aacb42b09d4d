//! Judging: from a finished trace to what is said of its scenario.
//!
//! The live run and `judge RUN` call the same function on the same records, so they agree.
