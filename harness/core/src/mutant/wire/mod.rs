//! Mutants of what the client sends.

pub(super) mod acknowledge;
pub(super) mod connect;
pub(super) mod disconnect;
pub(super) mod identifier;
pub(super) mod length;
pub(super) mod ping;
pub(super) mod publish;
pub(super) mod qos_2;
pub(super) mod resume;
pub(super) mod subscribe;
