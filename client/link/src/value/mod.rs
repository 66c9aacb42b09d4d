//! The values of link lines: bytes and strings to send, digests of what was received.

mod bytes;
mod hex;
mod received;
mod text;

pub use bytes::{Bytes, Fill};
pub use hex::{Crc32, Hex};
pub use received::{Content, Received, ReceivedTopic};
pub use text::{Repeat, Text};
