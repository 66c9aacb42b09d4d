//! The stage in which a fault works.

use std::fmt;

use crate::{
    stage::{Outlet, Signal, Stage},
    time::At,
    wire::Direction,
};

/// What a fault does to what passes.
pub(super) trait Disturbance: fmt::Debug + Send {
    /// Something came; what goes on is put into `out`.
    fn on_signal(&mut self, now: At, direction: Direction, signal: Signal, out: &mut Outlet);

    /// What `poll_timeout` asked for is due.
    fn on_timeout(&mut self, now: At, out: &mut Outlet) {
        let _ = (now, out);
    }

    /// When it wants to be woken; what waits in the outlet wakes by itself.
    fn poll_timeout(&self) -> Option<At> {
        None
    }

    /// Whether it takes more that goes in `direction`.
    fn takes(&self, direction: Direction) -> bool {
        let _ = direction;
        true
    }
}

/// A fault on one Network Connection.
#[derive(Debug)]
pub(super) struct Disturbing<D> {
    disturbance: D,
    outlet: Outlet,
}

impl<D> Disturbing<D> {
    pub(super) fn new(disturbance: D) -> Self {
        Self { disturbance, outlet: Outlet::default() }
    }
}

impl<D: Disturbance> Stage for Disturbing<D> {
    fn handle_signal(&mut self, now: At, direction: Direction, signal: Signal) {
        self.disturbance.on_signal(now, direction, signal, &mut self.outlet);
        self.outlet.wake(now);
    }

    fn handle_timeout(&mut self, now: At) {
        if self.disturbance.poll_timeout().is_some_and(|at| at <= now) {
            self.disturbance.on_timeout(now, &mut self.outlet);
        }
        self.outlet.wake(now);
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.outlet.poll_output()
    }

    fn poll_timeout(&self) -> Option<At> {
        let own = self.disturbance.poll_timeout();
        own.into_iter().chain(self.outlet.poll_timeout()).min()
    }

    fn takes(&self, direction: Direction) -> bool {
        self.disturbance.takes(direction)
    }

    fn poll_note(&mut self) -> Option<String> {
        self.outlet.poll_note()
    }
}
