//! Steps: the words of feature files as calls of the bench.
//!
//! A Given or a When stimulates; a Then builds an expectation. *Architecture Invariant:* no step
//! judges: expectations are data, and the judge decides them.

mod application;
mod catalogue;
mod command;
mod connection;
mod doc_string;
mod find;
mod memory;
mod network;
mod option;
mod parameter;
mod phrase;
mod receive;
mod server;
mod state;
mod told;
mod watch;
mod web_socket;
mod world;

pub use catalogue::{catalogue, nearest};
pub use find::{UnknownStep, find};
pub use phrase::{Keyword, Phrase};
pub use world::World;
