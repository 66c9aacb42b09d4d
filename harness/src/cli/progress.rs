//! Progress on stderr: one line that moves on a terminal, now and then a plain one elsewhere.

use std::{
    io::Write as _,
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use mqttspec_core::verdict::Verdict;

use super::console;
use crate::{
    campaign::{plan::Scenario, run::Observer},
    report::{
        manifest::{ColumnManifest, Deviation},
        model::bench_word,
    },
};

/// How often the line moves on a terminal at most.
const INTERVAL_WATCHED: Duration = Duration::from_millis(50);

/// How often a line is written elsewhere at most; the first comes after this time.
const INTERVAL_PLAIN: Duration = Duration::from_secs(10);

/// Tells how a run goes on.
pub(super) struct Progress {
    /// The width of the terminal, if one is watched.
    width: Option<usize>,
    total: AtomicUsize,
    ended: AtomicUsize,
    failed: AtomicUsize,
    drawn: Mutex<Instant>,
}

impl Progress {
    /// Progress for whoever watches stderr; for nobody, it stays silent.
    pub(super) fn new() -> Self {
        Self {
            width: console::watched_width(),
            total: AtomicUsize::new(0),
            ended: AtomicUsize::new(0),
            failed: AtomicUsize::new(0),
            drawn: Mutex::new(Instant::now()),
        }
    }

    /// Takes the line away.
    pub(super) fn clear(&self) {
        if self.width.is_some() {
            draw("");
        }
    }
}

impl Observer for Progress {
    fn planned(&self, total: usize) {
        self.total.store(total, Ordering::Relaxed);
    }

    fn ended(&self, column: &ColumnManifest, scenario: &Scenario, verdict: Verdict) {
        let ended = self.ended.fetch_add(1, Ordering::Relaxed) + 1;
        let failed = match verdict {
            Verdict::Fail if counts(column, scenario) => {
                self.failed.fetch_add(1, Ordering::Relaxed) + 1
            }
            _ => self.failed.load(Ordering::Relaxed),
        };
        let interval = if self.width.is_some() { INTERVAL_WATCHED } else { INTERVAL_PLAIN };
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        if drawn.elapsed() < interval {
            return;
        }
        *drawn = Instant::now();
        let total = self.total.load(Ordering::Relaxed);
        let fails = if failed > 0 { format!(", {failed} FAIL") } else { String::new() };
        let (cut, bench, title) = (&column.cut, bench_word(column.bench), &scenario.identity.name);
        match self.width {
            None => console::note(&format!("{ended} of {total} scenarios{fails}")),
            Some(width) => {
                let line = format!("{ended}/{total}{fails}  {cut} {bench}: {title}");
                draw(&line.chars().take(width.saturating_sub(1)).collect::<String>());
            }
        }
    }
}

/// Whether a Fail of `scenario` is news: neither advice nor known.
fn counts(column: &ColumnManifest, scenario: &Scenario) -> bool {
    let Scenario { requirement, identity, .. } = scenario;
    let is_known = |known: &Deviation| known.covers(requirement, &identity.name);
    identity.level.counts() && !column.deviations.iter().any(is_known)
}

/// Replaces the line on the terminal.
fn draw(line: &str) {
    let mut out = std::io::stderr().lock();
    // A terminal that does not take progress misses nothing else.
    let _ = write!(out, "\r\x1b[2K{line}").and_then(|()| out.flush());
}
