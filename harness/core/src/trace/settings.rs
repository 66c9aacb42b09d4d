//! Settings: the tolerances and limits of one client under test (its PIXIT).

use serde::{Deserialize, Serialize};

use crate::time::Span;

/// How much time a client is given, and how long its silence is watched. The only source of
/// tolerances: rules and expectations hold no literal of their own.
///
/// All members are optional in a file; what is absent has the default.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Settings {
    /// How much later than its Keep Alive a Control Packet may come.
    pub keep_alive_tolerance_ms: u64,
    /// How early or late any other thing may be that has a time of its own.
    pub time_tolerance_ms: u64,
    /// From the command to a Network Connection with CONNECT on it.
    pub connect_deadline_ms: u64,
    /// From bytes that need an answer to the answer.
    pub answer_deadline_ms: u64,
    /// From what ends a Network Connection to the client's FIN or RST.
    pub close_deadline_ms: u64,
    /// From what happened on the wire to the indication of it.
    pub indication_deadline_ms: u64,
    /// From a lost Network Connection to the next one, where the client reconnects by itself.
    pub reconnect_deadline_ms: u64,
    /// How long silence is watched where a scenario names no time.
    pub silence_ms: u64,
    /// The span in which connection attempts are counted.
    pub reconnect_window_ms: u64,
    /// How many attempts in that span are not yet a storm, where the application asked for no
    /// shorter delay.
    pub reconnect_attempts_max: u32,
    /// How many PINGREQs within one Keep Alive are not yet too many: a client may look at its
    /// clock a few times in each, so as to be late in none.
    pub pingreqs_max: u32,
}

impl Settings {
    /// See [`Settings::keep_alive_tolerance_ms`].
    #[must_use]
    pub const fn keep_alive_tolerance(&self) -> Span {
        Span::from_ms(self.keep_alive_tolerance_ms)
    }

    /// See [`Settings::time_tolerance_ms`].
    #[must_use]
    pub const fn time_tolerance(&self) -> Span {
        Span::from_ms(self.time_tolerance_ms)
    }

    /// See [`Settings::connect_deadline_ms`].
    #[must_use]
    pub const fn connect_deadline(&self) -> Span {
        Span::from_ms(self.connect_deadline_ms)
    }

    /// See [`Settings::answer_deadline_ms`].
    #[must_use]
    pub const fn answer_deadline(&self) -> Span {
        Span::from_ms(self.answer_deadline_ms)
    }

    /// See [`Settings::close_deadline_ms`].
    #[must_use]
    pub const fn close_deadline(&self) -> Span {
        Span::from_ms(self.close_deadline_ms)
    }

    /// See [`Settings::indication_deadline_ms`].
    #[must_use]
    pub const fn indication_deadline(&self) -> Span {
        Span::from_ms(self.indication_deadline_ms)
    }

    /// See [`Settings::reconnect_deadline_ms`].
    #[must_use]
    pub const fn reconnect_deadline(&self) -> Span {
        Span::from_ms(self.reconnect_deadline_ms)
    }

    /// See [`Settings::silence_ms`].
    #[must_use]
    pub const fn silence(&self) -> Span {
        Span::from_ms(self.silence_ms)
    }

    /// See [`Settings::reconnect_window_ms`].
    #[must_use]
    pub const fn reconnect_window(&self) -> Span {
        Span::from_ms(self.reconnect_window_ms)
    }
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            keep_alive_tolerance_ms: 500,
            time_tolerance_ms: 500,
            connect_deadline_ms: 5000,
            answer_deadline_ms: 2000,
            close_deadline_ms: 2000,
            indication_deadline_ms: 2000,
            reconnect_deadline_ms: 15_000,
            silence_ms: 300,
            reconnect_window_ms: 1000,
            reconnect_attempts_max: 4,
            pingreqs_max: 4,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absent_members_have_their_defaults() {
        let settings: Settings = toml::from_str("close_deadline_ms = 7").unwrap();
        assert_eq!(settings, Settings { close_deadline_ms: 7, ..Settings::default() });
    }

    #[test]
    fn a_misspelt_member_is_refused() {
        assert!(toml::from_str::<Settings>("close_dealine_ms = 7").is_err());
    }
}
