//! A switch that ends a campaign early, from any thread.

use std::{
    sync::{Arc, mpsc},
    thread,
    time::Duration,
};

use tokio::sync::watch;

use crate::report::manifest::Stop;

/// Ends a campaign early; clones are the same switch. The first reason stays, but for one that
/// lets what runs go on: an abrupt one outranks it.
#[derive(Clone, Debug)]
pub struct StopSwitch {
    reason: Arc<watch::Sender<Option<Stop>>>,
}

impl StopSwitch {
    /// A switch that nobody has pulled.
    #[must_use]
    pub fn new() -> Self {
        Self { reason: Arc::new(watch::Sender::new(None)) }
    }

    /// Asks for the end.
    pub fn pull(&self, reason: Stop) {
        self.reason.send_if_modified(|known| {
            let outranks = match known {
                None => true,
                Some(known) => reason.is_abrupt() && !known.is_abrupt(),
            };
            if outranks {
                *known = Some(reason);
            }
            outranks
        });
    }

    /// Why the end was asked for, if it was.
    #[must_use]
    pub fn pulled(&self) -> Option<Stop> {
        *self.reason.borrow()
    }

    /// Waits until the end is asked for in a way that lets nothing go on.
    pub async fn wait_abrupt(&self) -> Stop {
        let mut watcher = self.reason.subscribe();
        loop {
            if let Some(reason) = watcher.borrow_and_update().filter(|stop| stop.is_abrupt()) {
                return reason;
            }
            // The sender lives in `self`, so a change is still possible.
            let _ = watcher.changed().await;
        }
    }
}

impl Default for StopSwitch {
    fn default() -> Self {
        Self::new()
    }
}

/// Pulls a switch after some time, unless it is dropped before.
#[derive(Debug)]
pub struct Alarm {
    _cancel: mpsc::Sender<()>,
}

impl Alarm {
    /// Pulls `switch` after `time`.
    #[must_use]
    pub fn set(switch: &StopSwitch, time: Duration) -> Self {
        let (cancel, cancelled) = mpsc::channel::<()>();
        let switch = switch.clone();
        thread::spawn(move || {
            if cancelled.recv_timeout(time) == Err(mpsc::RecvTimeoutError::Timeout) {
                switch.pull(Stop::TimeLimit);
            }
        });
        Self { _cancel: cancel }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_reason_stays() {
        let switch = StopSwitch::new();
        assert_eq!(switch.pulled(), None);
        switch.clone().pull(Stop::Interrupt);
        switch.pull(Stop::MaxFail);
        assert_eq!(switch.pulled(), Some(Stop::Interrupt));
    }

    #[tokio::test]
    async fn who_waits_is_woken_and_who_comes_late_does_not_wait() {
        let switch = StopSwitch::new();
        let pull = async { switch.pull(Stop::Terminate) };
        let (reason, ()) = tokio::join!(switch.wait_abrupt(), pull);
        assert_eq!((reason, switch.wait_abrupt().await), (Stop::Terminate, Stop::Terminate));
    }

    #[tokio::test]
    async fn a_signal_after_a_limit_still_ends_what_goes_on() {
        let switch = StopSwitch::new();
        switch.pull(Stop::MaxFail);
        let pull = async { switch.pull(Stop::Interrupt) };
        let (reason, ()) = tokio::join!(switch.wait_abrupt(), pull);
        assert_eq!(reason, Stop::Interrupt);
    }
}
