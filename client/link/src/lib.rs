//! The control link: how a harness drives a client under test, as types and framing.
//!
//! The harness writes [`Request`]s; the shim around the client (its Upper Tester) answers each
//! with a [`Reply`] and reports what the client says by itself as [`Indication`]s. Both read
//! lines from [`framing`]. The page `CONTROL_LINK.md` beside this crate is normative; the
//! types follow it word by word, and `control_link.schema.json` is generated from them.
//!
//! *Not here:* MQTT behaviour, sockets, serial ports, clocks.
#![no_std]
extern crate alloc;

pub mod command;
pub mod framing;
pub mod value;

mod feature;
mod hello;
mod indication;
mod line;
mod message;
mod reply;
mod request;

pub use command::Command;
pub use feature::FEATURES;
pub use hello::HelloInfo;
pub use indication::{
    DisconnectedWhy, DroppedWhy, FailedWhy, Indication, IndicationEvent, Unknown,
};
pub use line::{BadLine, FromShim};
pub use message::Message;
pub use reply::{ErrorKind, Outcome, Refusal, Reply, Taken};
pub use request::Request;
pub use value::{Bytes, Crc32, Fill, Hex, Received, ReceivedTopic, Text};

/// The members of a JSON object, for what version 1 of the link leaves open.
pub type Members = serde_json::Map<alloc::string::String, serde_json::Value>;

/// The version of the control link that this crate speaks.
pub const LINK_VERSION: u32 = 1;

/// The longest line a harness takes from a shim, in bytes, framing not counted.
pub const HARNESS_LINE_MAX: usize = 64 * 1024;

/// The `line_max` of a shim whose hello does not name one, in bytes.
pub const SHIM_LINE_MAX_DEFAULT: usize = 512;

/// The smallest `line_max` a shim may name, in bytes.
pub const SHIM_LINE_MAX_MIN: usize = 256;

#[cfg(test)]
mod schema;
