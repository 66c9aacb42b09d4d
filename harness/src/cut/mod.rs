//! The client under test: its cut file, and the ways to its shim.

pub mod description;

pub use description::{BadCut, Builtin, Cut, Deviation, LinkKind};
