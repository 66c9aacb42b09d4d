//! Swallow: packets do not pass.

use super::pattern;
use crate::{
    mutant::mutation::{Mutation, Packet, Way},
    wire::{
        Direction::{self, ToClient, ToServer},
        Pattern,
    },
};

/// Lets no packet pass that is like a pattern.
#[derive(Debug)]
pub(in crate::mutant) struct Swallow {
    direction: Direction,
    pattern: Pattern,
}

impl Swallow {
    /// The client never sends it.
    pub(in crate::mutant) fn sent(text: &str) -> Box<dyn Mutation> {
        Box::new(Self { direction: ToServer, pattern: pattern(text) })
    }

    /// The client never reads it.
    pub(in crate::mutant) fn received(text: &str) -> Box<dyn Mutation> {
        Box::new(Self { direction: ToClient, pattern: pattern(text) })
    }
}

impl Mutation for Swallow {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == self.direction && packet.matches(&self.pattern) {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}
