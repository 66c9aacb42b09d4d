//! The reference client's shim as a task of this process, on the bench's own clock and network.
//!
//! *Architecture Invariant:* beside the `shim` subcommand, only this file names the shim's package.

use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    time::Duration,
};

pub use mqttspec_shim::Connector;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, BufReader, duplex};

use super::link::{Framing, Link, LinkEvent, LinkEventKind};

/// How slow a shim is: what it reads or writes at once takes a while, at random, the same for the
/// same seed.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    most: Duration,
    seed: u64,
}

impl Pace {
    /// Up to `most` each time.
    #[must_use]
    pub fn new(most: Duration, seed: u64) -> Self {
        Self { most, seed }
    }

    async fn take_time(self, time: u64) {
        let Ok(most @ 1..) = u64::try_from(self.most.as_micros()) else { return };
        let mut hasher = DefaultHasher::new();
        (self.seed, time).hash(&mut hasher);
        tokio::time::sleep(Duration::from_micros(hasher.finish() % (most + 1))).await;
    }
}

/// Starts the shim as tasks of this runtime's local set; they end when the link is dropped.
#[must_use]
pub fn start<C: Connector + 'static>(network: C, pace: Pace) -> Link {
    let (link, mut ends) = Link::new(Framing::Plain);
    let (harness, shim) = duplex(PIPE_BYTES);
    let (shim_reads, shim_writes) = tokio::io::split(shim);
    let (mut output, mut input) = tokio::io::split(harness);
    tokio::task::spawn_local(async move {
        let mut lines = 0..;
        while let Some(line) = ends.to_shim.recv().await {
            pace.take_time(lines.next().unwrap_or_default()).await;
            if input.write_all(line.as_bytes()).await.is_err() {
                return;
            }
        }
        let _ = input.shutdown().await;
    });
    let served = mqttspec_shim::serve(BufReader::new(shim_reads), shim_writes, network);
    let served = tokio::task::spawn_local(served);
    tokio::task::spawn_local(async move {
        let mut buffer = vec![0; READ_BYTES_MAX];
        // Other numbers than those of the commands, so that the two are not late together.
        let mut lines = FROM_SHIM..;
        loop {
            let count = output.read(&mut buffer).await.unwrap_or(0);
            pace.take_time(lines.next().unwrap_or_default()).await;
            for event in ends.inlet.events(&buffer[..count]) {
                if ends.from_shim.send(event).await.is_err() {
                    return;
                }
            }
            if count == 0 {
                break;
            }
        }
        let status = match served.await {
            Ok(Ok(())) => "status 0".to_owned(),
            Ok(Err(error)) => error.to_string(),
            Err(panic) => panic.to_string(),
        };
        let kind = LinkEventKind::Exited(status);
        let _ = ends.from_shim.send(LinkEvent { at: tokio::time::Instant::now(), kind }).await;
    });
    link
}

/// More lines than any scenario has.
const FROM_SHIM: u64 = 1 << 32;

/// Bytes of lines in flight in each direction.
const PIPE_BYTES: usize = 64 * 1024;

/// Bytes taken at once.
const READ_BYTES_MAX: usize = 4 * 1024;
