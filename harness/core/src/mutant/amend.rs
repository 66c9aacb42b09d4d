//! Amendments: mutants that only change fields of packets of some kind, in either direction.

use super::mutation::{Mutation, Packet, Way};
use crate::wire::{Direction, Pattern};

/// Changes fields of every packet that is like a pattern.
#[derive(Debug)]
pub(super) struct Amend {
    direction: Direction,
    pattern: Pattern,
    fields: &'static str,
}

impl Amend {
    /// Of what the client sends.
    pub(super) fn sent(pattern: &str, fields: &'static str) -> Box<dyn Mutation> {
        let pattern = pattern.parse().expect("a test reads every pattern of the catalogue");
        Box::new(Self { direction: Direction::ToServer, pattern, fields })
    }
}

impl Mutation for Amend {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == self.direction && packet.matches(&self.pattern) {
            way.pass_instead(packet.amended(self.fields), &packet);
        } else {
            way.pass(packet);
        }
    }
}
