//! A process of a host, as the surroundings of the Upper Tester.

extern crate std;

use std::{
    fs,
    time::{SystemTime, UNIX_EPOCH},
};

use crate::surroundings::{MemoryUse, Surroundings};

/// The process that the Upper Tester runs in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Process {
    /// It does nothing else.
    OfItsOwn,
    /// It does other things too: its memory says nothing of the client.
    Shared,
}

impl Surroundings for Process {
    fn memory(&self) -> MemoryUse {
        MemoryUse {
            heap_used: match self {
                Self::OfItsOwn => data_len(),
                Self::Shared => None,
            },
            ..MemoryUse::default()
        }
    }

    fn date_ahead_s(&self, unix_ms: u64) -> Option<i64> {
        let system = SystemTime::now().duration_since(UNIX_EPOCH).ok()?.as_secs();
        i64::try_from(unix_ms / 1000).ok()?.checked_sub_unsigned(system)
    }
}

/// Bytes of private, writable memory that the system has given to this process: the heap, in steps
/// of its growth, and the stack. Linux says it, others do not.
fn data_len() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmData:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_os = "linux")]
    fn the_heap_in_use_grows_by_what_is_allocated() {
        let used = || Process::OfItsOwn.memory().heap_used.expect("Linux says it");
        let before = used();
        let allocated = std::vec![0_u8; 64 << 20];
        // Stacks of other tests' threads go meanwhile.
        assert!(used() >= before + allocated.len() as u64 / 2);
        assert_eq!(Process::Shared.memory(), MemoryUse::default());
    }

    #[test]
    fn a_date_is_ahead_of_the_system_s_or_behind_it() {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_millis();
        let ahead = |unix_ms: u128| Process::Shared.date_ahead_s(unix_ms as u64).expect("a date");
        assert!((3_590..=3_600).contains(&ahead(now + 3_600_000)));
        assert!((-3_610..=-3_600).contains(&ahead(now - 3_600_000)));
    }
}
