//! Work shared out over threads: each takes the next piece that nobody has.

use std::{
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    thread,
};

use super::stop::StopSwitch;

/// Does `work` for each of `count` pieces on up to `jobs` threads; the results stand in the order
/// of the pieces. A pulled switch lets nothing new begin; what did not begin is `None`.
pub fn share<T: Send>(
    count: usize,
    jobs: usize,
    stop: &StopSwitch,
    work: impl Fn(usize) -> Option<T> + Sync,
) -> Vec<Option<T>> {
    let results: Vec<Mutex<Option<T>>> = (0..count).map(|_| Mutex::new(None)).collect();
    let next = AtomicUsize::new(0);
    let worker = || {
        while stop.pulled().is_none() {
            let piece = next.fetch_add(1, Ordering::Relaxed);
            let Some(slot) = results.get(piece) else { return };
            let result = work(piece);
            *slot.lock().unwrap_or_else(PoisonError::into_inner) = result;
        }
    };
    thread::scope(|scope| {
        for _ in 0..jobs.clamp(1, count.max(1)) {
            scope.spawn(worker);
        }
    });
    results
        .into_iter()
        .map(|slot| slot.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::manifest::Stop;

    #[test]
    fn every_piece_is_done_once_and_stands_in_its_place() {
        let done = AtomicUsize::new(0);
        let results = share(100, 8, &StopSwitch::new(), |piece| {
            done.fetch_add(1, Ordering::Relaxed);
            Some(piece * 2)
        });
        assert_eq!(results, (0..100).map(|piece| Some(piece * 2)).collect::<Vec<_>>());
        assert_eq!(done.into_inner(), 100);
    }

    #[test]
    fn nothing_begins_after_the_switch_is_pulled() {
        let stop = StopSwitch::new();
        let results = share(10, 1, &stop, |piece| {
            if piece == 3 {
                stop.pull(Stop::MaxFail);
            }
            Some(piece)
        });
        assert_eq!(results.iter().flatten().count(), 4);
        assert_eq!(results[4], None);
    }
}
