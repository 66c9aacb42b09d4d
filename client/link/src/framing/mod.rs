//! Lines out of bytes: plain for pipes and sockets, guarded for serial lines.

pub mod guarded;
pub mod plain;
