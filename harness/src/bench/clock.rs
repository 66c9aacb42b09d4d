//! The bench's clock: tokio's, counted from the beginning of the scenario; and how late we are.

use std::time::Duration;

use mqttspec_core::time::{At, Span};
use tokio::time::Instant;

/// Moments of the scenario from moments of the runtime, and back.
#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    began: Instant,
}

impl Clock {
    /// A clock that begins now.
    pub(super) fn start() -> Self {
        Self { began: Instant::now() }
    }

    pub(super) fn now(self) -> At {
        self.at(Instant::now())
    }

    /// The moment `instant`; the beginning where it is before that.
    pub(super) fn at(self, instant: Instant) -> At {
        let since = instant.saturating_duration_since(self.began);
        At::from_us(u64::try_from(since.as_micros()).unwrap_or(u64::MAX))
    }

    pub(super) fn instant(self, at: At) -> Instant {
        self.began + at.since(At::ZERO).into()
    }
}

/// Measures how late this program is: it wants to look at the clock often, and sees when it does.
#[derive(Debug)]
pub(super) struct Lateness {
    due: Instant,
}

impl Lateness {
    pub(super) fn watch() -> Self {
        Self { due: Instant::now() + TICK }
    }

    /// When it wants to look next.
    pub(super) fn due(&self) -> Instant {
        self.due
    }

    /// It will be looked at `due`, if that is sooner: what waits until then and wakes late is late.
    pub(super) fn expect_by(&mut self, due: Instant) {
        self.due = self.due.min(due.max(Instant::now()));
    }

    /// How late that is, where it is worth a record.
    pub(super) fn look(&mut self, now: Instant) -> Option<Span> {
        let late = now.checked_duration_since(self.due)?;
        self.due = now + TICK;
        let late = Span::from_us(u64::try_from(late.as_micros()).unwrap_or(u64::MAX));
        (late >= WORTH_A_RECORD).then_some(late)
    }
}

/// How often lateness is measured.
const TICK: Duration = Duration::from_millis(20);

/// Timers are good to about a millisecond; what is less is no news.
const WORTH_A_RECORD: Span = Span::from_ms(3);

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_looks_in_time_is_not_late_and_who_was_kept_from_it_is() {
        let mut lateness = Lateness::watch();
        for _ in 0..3 {
            assert_eq!(lateness.look(Instant::now()), None);
            tokio::time::advance(TICK).await;
            assert_eq!(lateness.look(Instant::now()), None);
        }
        // What a busy machine does: the clock went on, nobody looked.
        tokio::time::advance(TICK + Duration::from_millis(30)).await;
        assert_eq!(lateness.look(Instant::now()), Some(Span::from_ms(30)));
        assert_eq!(lateness.look(Instant::now()), None);
    }

    #[tokio::test(start_paused = true)]
    async fn who_wakes_late_for_a_deadline_is_late_from_there() {
        let mut lateness = Lateness::watch();
        lateness.expect_by(Instant::now() + Duration::from_millis(5));
        tokio::time::advance(Duration::from_millis(19)).await;
        assert_eq!(lateness.look(Instant::now()), Some(Span::from_ms(14)));
        // What was due before it was waited for makes nobody late.
        lateness.expect_by(Instant::now() - Duration::from_millis(10));
        assert_eq!(lateness.look(Instant::now()), None);
        lateness.expect_by(Instant::now() + Duration::from_secs(1));
        assert_eq!(lateness.due(), Instant::now() + TICK);
    }

    #[tokio::test(start_paused = true)]
    async fn a_moment_and_its_instant_are_the_same() {
        let clock = Clock::start();
        tokio::time::advance(Duration::from_millis(1500)).await;
        assert_eq!(clock.now(), At::from_ms(1500));
        assert_eq!(clock.instant(At::from_ms(1500)), Instant::now());
    }
}
