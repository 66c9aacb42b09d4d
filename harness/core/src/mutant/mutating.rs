//! The stage in which a mutation works: packets whole, in both directions, with timers.

use super::{
    Shared, lock,
    mutation::{Mutation, Packet, Way},
};
use crate::{
    stage::{Framer, Outlet, Piece, Signal, Stage},
    time::At,
    trace::ConnectionId,
    wire::Direction,
};

/// One Network Connection under a mutation.
#[derive(Debug)]
pub(super) struct Mutating {
    connection: ConnectionId,
    work: Shared,
    to_server: Framer,
    to_client: Framer,
    outlet: Outlet,
    is_opened: bool,
    /// The mutation closed it: nothing passes any more.
    is_closed: bool,
}

impl Mutating {
    pub(super) fn new(connection: ConnectionId, work: Shared) -> Self {
        Self {
            connection,
            work,
            to_server: Framer::default(),
            to_client: Framer::default(),
            outlet: Outlet::default(),
            is_opened: false,
            is_closed: false,
        }
    }

    fn handle_bytes(&mut self, now: At, direction: Direction, bytes: &[u8]) {
        let framer = match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        };
        let mut is_pieced = !framer.is_between_packets();
        framer.handle_bytes(bytes);
        let pieces: Vec<_> = std::iter::from_fn(|| framer.poll_piece()).collect();
        for (place_in_chunk, piece) in pieces.into_iter().enumerate() {
            self.with(now, |mutation, way| match piece {
                Piece::Packet(bytes) => {
                    let packet = Packet { direction, bytes, place_in_chunk, is_pieced };
                    mutation.on_packet(packet, way);
                }
                Piece::Unframed(bytes) => mutation.on_unframed(direction, bytes, way),
            });
            is_pieced = false;
        }
    }

    fn with(&mut self, now: At, act: impl FnOnce(&mut dyn Mutation, &mut Way<'_>)) {
        if self.is_closed {
            return;
        }
        let work = &mut *lock(&self.work);
        let mut way = Way {
            now,
            connection: self.connection,
            outlet: &mut self.outlet,
            link: &mut work.link,
            is_closed: &mut self.is_closed,
        };
        act(work.mutation.as_mut(), &mut way);
    }
}

impl Stage for Mutating {
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal) {
        if !std::mem::replace(&mut self.is_opened, true) {
            self.with(now, |mutation, way| mutation.on_opened(way));
        }
        let end = match signal {
            Signal::Bytes(bytes) => return self.handle_bytes(now, direction, &bytes),
            end @ (Signal::Fin | Signal::Reset) => end,
        };
        let rest = match direction {
            Direction::ToServer => self.to_server.take_rest(),
            Direction::ToClient => self.to_client.take_rest(),
        };
        self.with(now, |mutation, way| {
            if !rest.is_empty() {
                mutation.on_unframed(direction, rest, way);
            }
            mutation.on_end(direction, end, way);
        });
    }

    fn handle_timeout(&mut self, now: At) {
        self.outlet.wake(now);
        self.with(now, |mutation, way| {
            if mutation.poll_timeout(way.connection).is_some_and(|at| at <= now) {
                mutation.on_timeout(way);
            }
        });
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.outlet.poll_output()
    }

    fn poll_timeout(&self) -> Option<At> {
        let own = match self.is_closed {
            true => None,
            false => lock(&self.work).mutation.poll_timeout(self.connection),
        };
        own.into_iter().chain(self.outlet.poll_timeout()).min()
    }

    fn poll_note(&mut self) -> Option<String> {
        self.outlet.poll_note()
    }
}
