//! A process of a host, as the surroundings of the Upper Tester.

extern crate std;

use std::time::{SystemTime, UNIX_EPOCH};

use crate::surroundings::Surroundings;

/// The process that the Upper Tester runs in.
///
/// It tells nothing of its memory: what the system has given to a process grows by what the
/// allocator cannot use again as much as by what the client keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Process;

impl Surroundings for Process {
    fn date_ahead_s(&self, unix_ms: u64) -> Option<i64> {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        i64::try_from(unix_ms / 1000).ok()?.checked_sub_unsigned(system)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_is_ahead_of_the_system_s_or_behind_it() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
        let ahead = |unix_ms: u128| Process.date_ahead_s(unix_ms as u64).expect("a date");
        assert!((3_590..=3_600).contains(&ahead(now + 3_600_000)));
        assert!((-3_610..=-3_600).contains(&ahead(now - 3_600_000)));
    }
}
