//! What each fuzz target does with its input. `tests/corpus_replay.rs` of the client runs the same
//! functions over the corpora, so that `cargo test` needs no fuzzer.

pub mod agreement;
pub mod framer;
pub mod link;
pub mod machine;
pub mod packet;
pub mod session;
