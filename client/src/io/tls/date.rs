//! The date by which certificates are judged: the system's, or one that is ahead of it or behind.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use tokio_rustls::rustls::pki_types::UnixTime;
use tokio_rustls::rustls::time_provider::TimeProvider;

/// A clock that differs from the system's by a constant.
#[derive(Debug)]
pub(super) struct Date {
    pub(super) ahead_s: i64,
}

impl TimeProvider for Date {
    fn current_time(&self) -> Option<UnixTime> {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        // Nothing is valid before 1970 or after the end of time: then there is no date.
        system
            .checked_add_signed(self.ahead_s)
            .map(Duration::from_secs)
            .map(UnixTime::since_unix_epoch)
    }
}
