//! An outlet: what a stage passes on, now or later, in the order in which it came.

use std::collections::VecDeque;

use super::Signal;
use crate::{time::At, wire::Direction};

/// The output side of a stage. Each direction keeps its order; only [`Signal::Reset`] overtakes.
#[derive(Clone, Debug, Default)]
pub struct Outlet {
    ready: VecDeque<(Direction, Signal)>,
    to_server: VecDeque<(At, Signal)>,
    to_client: VecDeque<(At, Signal)>,
    notes: VecDeque<String>,
}

impl Outlet {
    /// Passes `signal` on at once, or after whatever still waits in its direction.
    ///
    /// A [`Signal::Reset`] throws that away; an empty chunk is nothing.
    pub fn pass(&mut self, direction: Direction, signal: Signal) {
        if signal == Signal::Reset {
            self.line(direction).clear();
        }
        match self.line(direction).back() {
            Some((last, _)) => {
                let last = *last;
                self.pass_at(last, direction, signal);
            }
            None if signal != Signal::Bytes(Vec::new()) => {
                self.ready.push_back((direction, signal));
            }
            None => {}
        }
    }

    /// Passes `signal` on at `due`, or after the one before it if that is later.
    pub fn pass_at(&mut self, due: At, direction: Direction, signal: Signal) {
        let line = self.line(direction);
        let due = line.back().map_or(due, |(before, _)| due.max(*before));
        line.push_back((due, signal));
    }

    /// Tells what the stage did to the bytes.
    pub fn note(&mut self, text: impl Into<String>) {
        self.notes.push_back(text.into());
    }

    /// The next thing to tell.
    pub fn poll_note(&mut self) -> Option<String> {
        self.notes.pop_front()
    }

    /// Forgets what waits in `direction`.
    pub fn discard(&mut self, direction: Direction) {
        self.line(direction).clear();
    }

    /// Lets go what is due at `now`; a stage calls it in `handle_timeout`.
    pub fn wake(&mut self, now: At) {
        for direction in [Direction::ToServer, Direction::ToClient] {
            while self.line(direction).front().is_some_and(|(due, _)| *due <= now) {
                let signal = self.line(direction).pop_front().map(|(_, signal)| signal);
                self.ready.extend(signal.map(|signal| (direction, signal)));
            }
        }
    }

    /// The next signal to pass on now.
    pub fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.ready.pop_front()
    }

    /// When the next waiting signal is due.
    #[must_use]
    pub fn poll_timeout(&self) -> Option<At> {
        let fronts = [self.to_server.front(), self.to_client.front()];
        fronts.into_iter().flatten().map(|(due, _)| *due).min()
    }

    /// When the last waiting signal in `direction` is due.
    #[must_use]
    pub fn last_due(&self, direction: Direction) -> Option<At> {
        let line = match direction {
            Direction::ToServer => &self.to_server,
            Direction::ToClient => &self.to_client,
        };
        line.back().map(|(due, _)| *due)
    }

    fn line(&mut self, direction: Direction) -> &mut VecDeque<(At, Signal)> {
        match direction {
            Direction::ToServer => &mut self.to_server,
            Direction::ToClient => &mut self.to_client,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TO_CLIENT: Direction = Direction::ToClient;

    #[test]
    fn a_later_signal_never_overtakes_an_earlier_one() {
        let mut outlet = Outlet::default();
        outlet.pass_at(At::from_ms(5), TO_CLIENT, Signal::Bytes(vec![1]));
        outlet.pass_at(At::from_ms(2), TO_CLIENT, Signal::Bytes(vec![2]));
        outlet.pass(TO_CLIENT, Signal::Fin);
        assert_eq!(outlet.poll_timeout(), Some(At::from_ms(5)));
        outlet.wake(At::from_ms(4));
        assert_eq!(outlet.poll_output(), None);
        outlet.wake(At::from_ms(5));
        let passed: Vec<_> = std::iter::from_fn(|| outlet.poll_output()).collect();
        let expected = [Signal::Bytes(vec![1]), Signal::Bytes(vec![2]), Signal::Fin];
        assert_eq!(passed, expected.map(|signal| (TO_CLIENT, signal)));
    }

    #[test]
    fn a_reset_throws_away_what_waits_in_its_direction_only() {
        let mut outlet = Outlet::default();
        outlet.pass_at(At::from_ms(1), TO_CLIENT, Signal::Bytes(vec![1]));
        outlet.pass_at(At::from_ms(1), Direction::ToServer, Signal::Bytes(vec![2]));
        outlet.pass(TO_CLIENT, Signal::Reset);
        assert_eq!(outlet.poll_output(), Some((TO_CLIENT, Signal::Reset)));
        outlet.wake(At::from_ms(1));
        assert_eq!(outlet.poll_output(), Some((Direction::ToServer, Signal::Bytes(vec![2]))));
        assert_eq!(outlet.poll_output(), None);
    }
}
