//! What the Upper Tester is asked that only the machine it runs on can answer: memory, date, network.

use alloc::string::String;
use core::fmt;

use mqttspec_link::command::Network;

/// The machine that the Upper Tester runs on.
pub trait Surroundings: fmt::Debug {
    /// How memory is used now, for `stats`.
    fn memory(&self) -> MemoryUse {
        MemoryUse::default()
    }

    /// By how many seconds a date, in milliseconds since 1970, is ahead of the machine's own; `None`
    /// where there is no date that could differ.
    fn date_ahead_s(&self, unix_ms: u64) -> Option<i64> {
        let _ = unix_ms;
        None
    }

    /// Begins to join or to leave the network, and says how it stands. It must not wait: a network
    /// that is being joined has no address yet. Asked only where the platform offers `network`.
    ///
    /// # Errors
    /// Why the wish cannot be met, for people.
    fn network(&mut self, wish: &Network) -> Result<NetworkState, String> {
        let _ = wish;
        Err("there is no network to join or to leave".into())
    }
}

/// Memory in bytes; what is not known is left out.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct MemoryUse {
    /// Bytes of the heap in use.
    pub heap_used: Option<u64>,
    /// Bytes of the heap that are free.
    pub heap_free: Option<u64>,
    /// The fewest bytes of the heap that were ever free.
    pub heap_free_min: Option<u64>,
    /// The fewest bytes of the stack that were ever free.
    pub stack_free_min: Option<u64>,
}

/// How the network stands; what is not known is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NetworkState {
    /// The machine's own address.
    pub ip: Option<String>,
    /// The address of the gateway.
    pub gateway: Option<String>,
    /// The strength of the signal in dBm.
    pub rssi: Option<i32>,
}

/// A machine of which nothing is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unknown;

impl Surroundings for Unknown {}
