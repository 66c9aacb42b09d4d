//! Amend: fields of packets get other values.

use super::pattern;
use crate::{
    mutant::mutation::{Mutation, Packet, Way},
    wire::{
        Direction::{self, ToClient, ToServer},
        Pattern,
    },
};

/// Changes fields of every packet that is like a pattern.
#[derive(Debug)]
pub(in crate::mutant) struct Amend {
    direction: Direction,
    pattern: Pattern,
    fields: &'static str,
}

impl Amend {
    /// Of what the client sends.
    pub(in crate::mutant) fn sent(text: &str, fields: &'static str) -> Box<dyn Mutation> {
        Box::new(Self { direction: ToServer, pattern: pattern(text), fields })
    }

    /// Of what the client gets.
    pub(in crate::mutant) fn received(text: &str, fields: &'static str) -> Box<dyn Mutation> {
        Box::new(Self { direction: ToClient, pattern: pattern(text), fields })
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
