//! Swap: of two packets of a kind that the client sends, the second goes first.

use super::pattern;
use crate::{
    mutant::mutation::{Mutation, Packet, Way},
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
    wire::{
        Direction::{self, ToServer},
        Pattern, summary,
    },
};

/// Swaps neighbours among the sent packets that are like a pattern. One that stays alone for a
/// moment goes on.
#[derive(Debug)]
pub(in crate::mutant) struct Swap {
    pattern: Pattern,
    held: Option<(ConnectionId, At, Packet)>,
}

impl Swap {
    pub(in crate::mutant) fn sent(text: &str) -> Box<dyn Mutation> {
        Box::new(Self { pattern: pattern(text), held: None })
    }
}

impl Mutation for Swap {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.held = None;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction != ToServer || !packet.matches(&self.pattern) {
            return way.pass(packet);
        }
        match self.held.take() {
            Some((_, _, first)) => {
                let (was, is) = (summary(&first.dissect()), summary(&packet.dissect()));
                way.outlet.note(format!("{is} overtook {was}"));
                way.pass(packet);
                way.pass(first);
            }
            None => self.held = Some((way.connection, way.now + ALONE, packet)),
        }
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if direction == ToServer {
            self.on_timeout(way);
        }
        way.end(direction, end);
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        if let Some((_, _, packet)) = self.held.take() {
            way.pass(packet);
        }
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        self.held.as_ref().filter(|(on, _, _)| *on == connection).map(|(_, due, _)| *due)
    }
}

/// How long a packet waits for a second one: longer than a client takes to answer two packets
/// of one segment.
const ALONE: Span = Span::from_ms(50);
