//! The clock that the instances see: that of the owner, moved as the harness says.

use mqttspec_client::Instant;

/// By how much the clocks differ from those of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Clock {
    ahead_ms: i64,
    /// The date, for the validity of certificates.
    pub(crate) date_ahead_s: i64,
}

impl Clock {
    /// What the clock shows when the owner's shows `own`.
    pub(crate) fn shown(self, own: Instant) -> Instant {
        Instant::from_millis(own.as_millis().saturating_add_signed(self.ahead_ms))
    }

    /// What the owner's clock shows when this one shows `shown`.
    pub(crate) fn own(self, shown: Instant) -> Instant {
        Instant::from_millis(shown.as_millis().saturating_sub_signed(self.ahead_ms))
    }

    /// Shows `start_ms` at `shown`, which is now. False where the two are too far apart.
    pub(crate) fn start(&mut self, shown: Instant, start_ms: u64) -> bool {
        let own_ms = self.own(shown).as_millis();
        let Some(ahead_ms) = start_ms.checked_signed_diff(own_ms) else { return false };
        self.ahead_ms = ahead_ms;
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_starts_where_it_is_told_and_goes_on_from_there() {
        let at = Instant::from_millis;
        let mut clock = Clock::default();
        for start_ms in [1 << 32, 5, 1 << 31] {
            let now = clock.shown(at(1_000));
            assert!(clock.start(now, start_ms));
            assert_eq!(clock.shown(at(1_000)), at(start_ms));
            assert_eq!(clock.shown(at(1_250)), at(start_ms + 250));
            assert_eq!(clock.own(at(start_ms + 250)), at(1_250));
        }
        assert!(!clock.start(clock.shown(at(1_000)), u64::MAX));
    }
}
