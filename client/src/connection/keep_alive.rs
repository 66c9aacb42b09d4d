//! Keep Alive: when a PINGREQ is due and when a missing PINGRESP ends the Network Connection.
//!
//! Counted from the last byte *sent*, as the statement does [MQTT-3.1.2-23]; what arrives postpones
//! nothing. While a PINGRESP is owed further PINGREQs still go out: silence would break the
//! statement.
//! *Spec:* 3.1.2.10, 3.12, 3.13.

use crate::time::{Instant, earliest};

/// The Keep Alive state of one Network Connection.
#[derive(Debug)]
pub(crate) struct KeepAlive {
    /// 0 = off.
    interval_ms: u32,
    ping_timeout_ms: u32,
    last_sent: Instant,
    /// PINGREQs without their PINGRESP; saturates, which only delays `Pong` events of a flood.
    unanswered: u8,
    /// Some exactly while `unanswered` is not 0.
    answer_due: Option<Instant>,
}

impl KeepAlive {
    /// Starts at `now` for a Keep Alive of `keep_alive_s` seconds as it stands in CONNECT.
    pub(crate) fn new(now: Instant, keep_alive_s: u16, ping_timeout_ms: u32) -> Self {
        Self {
            interval_ms: u32::from(keep_alive_s) * 1000,
            ping_timeout_ms,
            last_sent: now,
            unanswered: 0,
            answer_due: None,
        }
    }

    /// Bytes went to the transport.
    pub(crate) fn on_sent(&mut self, now: Instant) {
        self.last_sent = now;
    }

    /// A PINGREQ was queued; its PINGRESP is now awaited.
    pub(crate) fn on_ping_queued(&mut self, now: Instant) {
        self.unanswered = self.unanswered.saturating_add(1);
        if self.answer_due.is_none() {
            self.answer_due = Some(now.plus_millis(self.ping_timeout_ms.into()));
        }
        // Queued is as good as sent for the purpose of not queuing another at once; a transport
        // that takes nothing is noticed by the sender's own deadline.
        self.last_sent = now;
    }

    /// A PINGRESP came. True when it answers a PINGREQ.
    pub(crate) fn on_pingresp(&mut self, now: Instant) -> bool {
        let answers = self.unanswered > 0;
        self.unanswered = self.unanswered.saturating_sub(1);
        self.answer_due =
            (self.unanswered > 0).then(|| now.plus_millis(self.ping_timeout_ms.into()));
        answers
    }

    /// When the next PINGREQ is due, if Keep Alive is on.
    pub(crate) fn ping_due(&self) -> Option<Instant> {
        if self.interval_ms == 0 {
            return None;
        }
        let margin = (self.interval_ms / MARGIN_DIVISOR).min(MARGIN_MS_MAX);
        Some(self.last_sent.plus_millis((self.interval_ms - margin).into()))
    }

    /// True when a PINGRESP is overdue.
    pub(crate) fn is_overdue(&self, now: Instant) -> bool {
        self.answer_due.is_some_and(|due| due <= now)
    }

    /// When the PINGRESP awaited has to be there.
    pub(crate) fn answer_due(&self) -> Option<Instant> {
        self.answer_due
    }

    /// The next moment at which something is due.
    pub(crate) fn deadline(&self) -> Option<Instant> {
        earliest(self.ping_due(), self.answer_due)
    }
}

/// PINGREQ leaves an eighth of the interval early, so that a late timer and the way to the server
/// do not make the client silent for longer than the Keep Alive …
const MARGIN_DIVISOR: u32 = 8;
/// … but never more than five seconds early.
const MARGIN_MS_MAX: u32 = 5_000;

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT_MS: u32 = 10_000;

    fn at(milliseconds: u64) -> Instant {
        Instant::from_millis(milliseconds)
    }

    #[test]
    fn zero_turns_the_pings_off() {
        let keep_alive = KeepAlive::new(at(0), 0, TIMEOUT_MS);
        assert_eq!(keep_alive.deadline(), None);
    }

    #[test]
    fn a_ping_is_due_within_the_interval_after_the_last_byte_sent() {
        let mut keep_alive = KeepAlive::new(at(0), 2, TIMEOUT_MS);
        assert_eq!(keep_alive.ping_due(), Some(at(1_750)));
        keep_alive.on_sent(at(1_000));
        assert_eq!(keep_alive.ping_due(), Some(at(2_750)));
        let longest = KeepAlive::new(at(0), u16::MAX, TIMEOUT_MS);
        assert_eq!(longest.ping_due(), Some(at(65_530_000)));
    }

    #[test]
    fn a_missing_answer_is_overdue_at_its_deadline_and_not_before() {
        let mut keep_alive = KeepAlive::new(at(0), 60, TIMEOUT_MS);
        keep_alive.on_ping_queued(at(100));
        assert!(!keep_alive.is_overdue(at(10_099)));
        assert!(keep_alive.is_overdue(at(10_100)));
        assert!(keep_alive.on_pingresp(at(10_100)));
        assert!(!keep_alive.is_overdue(at(u64::MAX - 1)));
    }

    #[test]
    fn pings_go_on_while_an_answer_is_owed() {
        let mut keep_alive = KeepAlive::new(at(0), 2, TIMEOUT_MS);
        keep_alive.on_ping_queued(at(1_750));
        assert_eq!(keep_alive.deadline(), Some(at(3_500)));
        keep_alive.on_ping_queued(at(3_500));
        assert!(keep_alive.is_overdue(at(11_750)), "counted from the oldest unanswered PINGREQ");
    }

    #[test]
    fn an_unasked_pingresp_answers_nothing() {
        let mut keep_alive = KeepAlive::new(at(0), 2, TIMEOUT_MS);
        assert!(!keep_alive.on_pingresp(at(1)));
    }

    #[test]
    fn deadlines_hold_across_the_wraps_of_shorter_clocks() {
        for wrap in [1_u64 << 31, 1 << 32] {
            let mut keep_alive = KeepAlive::new(at(wrap - 1_000), 2, TIMEOUT_MS);
            assert_eq!(keep_alive.ping_due(), Some(at(wrap + 750)));
            keep_alive.on_ping_queued(at(wrap - 1));
            assert!(!keep_alive.is_overdue(at(wrap + 9_998)));
            assert!(keep_alive.is_overdue(at(wrap + 9_999)));
        }
    }
}
