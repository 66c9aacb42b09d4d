//! Mutants of what the client does with commands, and of what it tells the application.

pub(super) mod indication;
pub(super) mod message;
pub(super) mod option;
pub(super) mod value;
