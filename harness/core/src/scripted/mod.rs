//! The scripted broker: a correct server in which any answer can be changed.
//!
//! | file | holds |
//! |---|---|
//! | `server/` | the correct server: packets in, effects out |
//! | `session`, `message`, `packet`, `topic` | what it keeps and sends |
//! | `script`, `script_text` | rules as data, and the lines they are written in |
//! | `rules`, `plan` | which rules act, and what becomes of an answer |
//! | `interpreter`, `command`, `connection` | the sans-IO object that a bench drives |

mod command;
mod connection;
mod interpreter;
mod message;
mod packet;
mod plan;
mod rules;
mod script;
mod script_text;
mod server;
mod session;
mod topic;

pub use command::{CommandError, Order};
pub use interpreter::{Interpreter, Note};
pub use message::{BadQoS, Message, QoS};
pub use script::{Action, Rule, Script, Times, When};
pub use script_text::BadRule;
pub use topic::matches;

#[cfg(test)]
mod tests;
