//! Patch: a packet that the client sends becomes another one, made from its bytes.

use super::pattern;
use crate::{
    mutant::mutation::{Mutation, Packet, Way},
    wire::{Direction::ToServer, Pattern},
};

/// Makes another packet of every sent packet that is like a pattern.
#[derive(Debug)]
pub(in crate::mutant) struct Patch {
    pattern: Pattern,
    patched: fn(&Packet) -> Packet,
}

impl Patch {
    pub(in crate::mutant) fn sent(text: &str, patched: fn(&Packet) -> Packet) -> Box<dyn Mutation> {
        Box::new(Self { pattern: pattern(text), patched })
    }
}

impl Mutation for Patch {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToServer && packet.matches(&self.pattern) {
            way.pass_instead((self.patched)(&packet), &packet);
        } else {
            way.pass(packet);
        }
    }
}
