//! What is published.

use std::time::{Duration, Instant};

use cpu_time::ThreadTime;

/// Messages to a server on this machine.
pub struct Load {
    /// Where it listens.
    pub port: u16,
    /// 0 to 2.
    pub qos: u8,
    /// How many messages.
    pub count: usize,
}

/// The Topic Name of all.
pub const TOPIC_NAME: &str = "bench/t";
/// The payload of all.
pub const PAYLOAD: &[u8] = &[b'x'; 64];
/// Messages of QoS 1 and 2 in flight.
pub const WINDOW: u16 = 100;

/// What it took.
pub struct Measured {
    /// From the first `publish` to the last acknowledgement.
    pub wall: Duration,
    /// What the client's only thread took of the processor.
    pub cpu: Option<Duration>,
}

/// Both clocks.
pub struct Stopwatch(Instant, ThreadTime);

impl Stopwatch {
    /// Begins to measure.
    pub fn start() -> Self {
        Self(Instant::now(), ThreadTime::now())
    }

    /// What it took.
    pub fn stop(&self) -> Measured {
        Measured { wall: self.0.elapsed(), cpu: Some(self.1.elapsed()) }
    }
}
