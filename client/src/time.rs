//! Time as the core sees it: milliseconds handed in by the caller, never read from a clock.
//!
//! *Not here:* any clock. Adapters make an [`Instant`] from theirs; a board whose clock is a
//! wrapping 32-bit counter extends it with [`ExtendedClock`].

/// A point of a monotonic clock, in milliseconds since an origin of the caller's choice.
///
/// 64 bits, so that nothing happens near 2³¹ or 2³² milliseconds (24.8 and 49.7 days).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(u64);

impl Instant {
    /// The point `milliseconds` after the clock's origin.
    pub const fn from_millis(milliseconds: u64) -> Self {
        Self(milliseconds)
    }

    /// Milliseconds since the clock's origin.
    pub const fn as_millis(self) -> u64 {
        self.0
    }

    /// The point `milliseconds` later; the end of time where that is past it.
    #[must_use]
    pub const fn plus_millis(self, milliseconds: u64) -> Self {
        Self(self.0.saturating_add(milliseconds))
    }

    /// Milliseconds since `earlier`; zero where `earlier` is in fact later.
    pub const fn millis_since(self, earlier: Self) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}

/// Turns the readings of a wrapping 32-bit millisecond counter into an [`Instant`].
///
/// Right as long as it is read at least once per wrap (49.7 days) and readings are in order.
#[derive(Clone, Copy, Debug, Default)]
pub struct ExtendedClock {
    latest: u64,
}

impl ExtendedClock {
    /// Starts at the counter's first reading.
    pub const fn new(reading_ms: u32) -> Self {
        Self { latest: reading_ms as u64 }
    }

    /// The instant of a reading, given the readings before it.
    pub const fn extend(&mut self, reading_ms: u32) -> Instant {
        let step = reading_ms.wrapping_sub(self.latest as u32);
        self.latest = self.latest.saturating_add(step as u64);
        Instant(self.latest)
    }
}

/// The earlier of two optional deadlines.
pub(crate) fn earliest(a: Option<Instant>, b: Option<Instant>) -> Option<Instant> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (some, None) | (None, some) => some,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrapping_counter_is_extended_across_its_wrap() {
        let mut clock = ExtendedClock::new(u32::MAX - 1);
        assert_eq!(clock.extend(u32::MAX).as_millis(), 0xffff_ffff);
        assert_eq!(clock.extend(4).as_millis(), 0x1_0000_0004);
        assert_eq!(clock.extend(4).as_millis(), 0x1_0000_0004);
        assert_eq!(clock.extend(0x8000_0000).as_millis(), 0x1_8000_0000);
    }

    #[test]
    fn the_end_of_time_saturates() {
        let end = Instant::from_millis(u64::MAX);
        assert_eq!(end.plus_millis(1), end);
        assert_eq!(Instant::from_millis(1).millis_since(end), 0);
    }

    #[test]
    fn the_earliest_deadline_ignores_absent_ones() {
        let (a, b) = (Instant::from_millis(1), Instant::from_millis(2));
        assert_eq!(earliest(Some(b), Some(a)), Some(a));
        assert_eq!(earliest(None, Some(b)), Some(b));
        assert_eq!(earliest(None, None), None);
    }
}
