//! Mutants of Keep Alive: PINGREQ late or missing (3.1.2.10, 3.12).

use super::mutation::{Mutation, Packet, Way};
use crate::{
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
    wire::{
        Body,
        Direction::{self, ToClient, ToServer},
        PacketType::{Connect, Pingreq, Pingresp},
    },
};

/// Sends PINGREQ after 1.4 times the Keep Alive: later than promised, and before the server
/// gives up. The client's own PINGREQ is answered at once, so that it notices nothing.
#[derive(Debug, Default)]
pub(super) struct LatePingreq {
    keep_alive: Span,
    connection: Option<ConnectionId>,
    last_sent: At,
    due: Option<At>,
    /// PINGRESP that answer PINGREQ which the client did not send.
    to_swallow: u32,
}

impl Mutation for LatePingreq {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pingresp) && self.to_swallow > 0 {
            self.to_swallow -= 1;
            return way.swallow(&packet);
        }
        if packet.direction == ToClient {
            return way.pass(packet);
        }
        if packet.kind() == Connect {
            *self = Self { connection: Some(way.connection), ..Self::default() };
            if let Body::Connect(connect) = packet.dissect().body {
                let keep_alive_s = connect.keep_alive_s.unwrap_or_default();
                self.keep_alive = Span::from_s(keep_alive_s.into());
            }
        }
        if packet.is(ToServer, Pingreq) && self.keep_alive > Span::ZERO {
            way.swallow(&packet);
            way.answer(PINGRESP.to_vec());
            let delay = Span::from_us(self.keep_alive.us() / 5 * 7);
            self.due = self.due.or(Some(self.last_sent + delay));
            return;
        }
        self.last_sent = way.now;
        self.due = None;
        way.pass(packet);
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if self.connection == Some(way.connection) {
            self.due = None;
        }
        way.end(direction, end);
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        self.due = None;
        self.last_sent = way.now;
        self.to_swallow += 1;
        way.forge(PINGREQ.to_vec());
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        self.due.filter(|_| self.connection == Some(connection))
    }
}

const PINGREQ: [u8; 2] = [0xC0, 0];
const PINGRESP: [u8; 2] = [0xD0, 0];
