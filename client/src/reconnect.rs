//! When the next attempt to connect begins, and with which server.
//!
//! Delays grow 2, 4, 8, 16, 32, 60 s (or as configured), each changed by up to 10 % so that a crowd
//! of clients does not come back at once. They start anew only after a connection that lasted: a
//! server that accepts and drops is not stormed. With a backup server the attempts go to and fro.
//! *Not here:* the clock; the random source is a seed.

use crate::time::Instant;

/// Whether and when an attempt is repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reconnect {
    /// Never.
    Off,
    /// After the same delay each time.
    Fixed {
        /// The delay in milliseconds.
        delay_ms: u32,
    },
    /// After delays that double.
    Backoff(Backoff),
}

/// Delays that double from one limit to the other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Backoff {
    /// The first delay in milliseconds.
    pub delay_ms_min: u32,
    /// The longest delay in milliseconds.
    pub delay_ms_max: u32,
    /// How long a connection has to last before the delays start anew, in milliseconds.
    pub stable_ms: u32,
    /// Where the deviations of up to 10 % come from: give each device its own.
    pub seed: u32,
}

impl Default for Backoff {
    fn default() -> Self {
        Self { delay_ms_min: 2_000, delay_ms_max: 60_000, stable_ms: 30_000, seed: 1 }
    }
}

/// When the other server of two is tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BackupServer {
    /// There is none.
    None,
    /// After each attempt that failed.
    EachFailure,
    /// When the delay has grown to its longest; the delays then start anew.
    LongestDelay,
}

/// Which of the two servers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Server {
    /// The one given first.
    #[default]
    Primary,
    /// The other.
    Backup,
}

impl Server {
    fn other(self) -> Self {
        match self {
            Self::Primary => Self::Backup,
            Self::Backup => Self::Primary,
        }
    }
}

/// The attempts of one `connect`.
#[derive(Debug)]
pub(crate) struct Attempts {
    reconnect: Reconnect,
    backup: BackupServer,
    server: Server,
    /// Attempts begun, this one included.
    count: u32,
    /// Delays since they last started anew.
    doublings: u32,
    random: u32,
}

impl Attempts {
    /// Begins with the first attempt.
    pub(crate) fn new(reconnect: Reconnect, backup: BackupServer) -> Self {
        let seed = match reconnect {
            Reconnect::Backoff(backoff) => backoff.seed,
            Reconnect::Off | Reconnect::Fixed { .. } => 1,
        };
        let random = if seed == 0 { 1 } else { seed };
        Self { reconnect, backup, server: Server::Primary, count: 1, doublings: 0, random }
    }

    /// The number of the current attempt, from 1.
    pub(crate) fn count(&self) -> u32 {
        self.count
    }

    /// The server of the current attempt.
    pub(crate) fn server(&self) -> Server {
        self.server
    }

    /// The attempt failed: when the next begins, if there is one.
    pub(crate) fn after_failure(&mut self, now: Instant) -> Option<Instant> {
        let delay_ms = self.next_delay_ms()?;
        let switch = match self.backup {
            BackupServer::None => false,
            BackupServer::EachFailure => true,
            BackupServer::LongestDelay => self.is_longest(),
        };
        if switch {
            self.server = self.server.other();
            if self.backup == BackupServer::LongestDelay {
                self.doublings = 0;
            }
        }
        Some(self.begin(now, delay_ms))
    }

    /// The connection that lasted for `lasted_ms` is lost: when its server is tried again, if it
    /// is.
    pub(crate) fn after_loss(&mut self, now: Instant, lasted_ms: u64) -> Option<Instant> {
        if let Reconnect::Backoff(backoff) = self.reconnect
            && lasted_ms >= u64::from(backoff.stable_ms)
        {
            self.doublings = 0;
        }
        let delay_ms = self.next_delay_ms()?;
        Some(self.begin(now, delay_ms))
    }

    /// The connection is to be replaced: the next attempt begins at once.
    pub(crate) fn after_refresh(&mut self, now: Instant) -> Instant {
        self.begin(now, 0)
    }

    fn begin(&mut self, now: Instant, delay_ms: u32) -> Instant {
        self.count = self.count.saturating_add(1);
        now.plus_millis(delay_ms.into())
    }

    fn next_delay_ms(&mut self) -> Option<u32> {
        let backoff = match self.reconnect {
            Reconnect::Off => return None,
            Reconnect::Fixed { delay_ms } => return Some(delay_ms),
            Reconnect::Backoff(backoff) => backoff,
        };
        let base = doubled(backoff.delay_ms_min, self.doublings).min(backoff.delay_ms_max);
        self.doublings = self.doublings.saturating_add(1);
        let swing = base / 10;
        let deviation = self.random(swing.saturating_mul(2).saturating_add(1));
        let jittered = base.saturating_sub(swing).saturating_add(deviation);
        let floor = backoff.delay_ms_min.min(backoff.delay_ms_max);
        Some(jittered.clamp(floor, backoff.delay_ms_max))
    }

    /// True when the delay given last was the longest there is.
    fn is_longest(&self) -> bool {
        match self.reconnect {
            Reconnect::Off | Reconnect::Fixed { .. } => true,
            Reconnect::Backoff(backoff) => {
                let last = self.doublings.saturating_sub(1);
                doubled(backoff.delay_ms_min, last) >= backoff.delay_ms_max
            }
        }
    }

    /// A number below `limit`, from Marsaglia's xorshift.
    fn random(&mut self, limit: u32) -> u32 {
        self.random ^= self.random << 13;
        self.random ^= self.random >> 17;
        self.random ^= self.random << 5;
        self.random % limit.max(1)
    }
}

fn doubled(delay_ms: u32, times: u32) -> u32 {
    1_u32.checked_shl(times).map_or(u32::MAX, |factor| delay_ms.saturating_mul(factor))
}
