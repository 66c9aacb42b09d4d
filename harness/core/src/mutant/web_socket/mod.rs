//! Mutants of WebSocket: what the client does with the handshake and with frames.
//!
//! They stand under MQTT, nearer to the client than the tap: a stage that sees heads and frames.

mod reframing;

pub(super) mod read;
pub(super) mod send;

use self::reframing::{Reframe, Reframing};
use super::mutation::Mutation;
use crate::stage::Stage;

/// A mutation under MQTT; what a connection needs is made anew for each.
#[derive(Debug)]
struct Below(fn() -> Box<dyn Reframe>);

impl Mutation for Below {
    fn stage_under_web_socket(&self) -> Option<Box<dyn Stage>> {
        Some(Box::new(Reframing::new((self.0)())))
    }
}
