//! The memory of a client on the heap, allocated once.

use alloc::{vec, vec::Vec};

use crate::buffers::Buffers;
use crate::session::{InboundSlot, JournalSlot, ReleaseSlot, RequestSlot};

/// How much memory a client gets; [`Buffers`] says what for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sizes {
    /// Bytes of receive buffer.
    pub receive: usize,
    /// Bytes of send buffer.
    pub send: usize,
    /// Bytes of outbox.
    pub outbox: usize,
    /// Outbound messages of QoS 1 and 2 that may be in flight.
    pub in_flight: usize,
    /// Inbound messages of QoS 1 and 2 that may be unfinished.
    pub inbound: usize,
    /// SUBSCRIBE and UNSUBSCRIBE packets that may be unanswered.
    pub requests: usize,
    /// Records that may be on their way to storage.
    pub journal: usize,
    /// Bytes of Topic Filters to be subscribed to again.
    pub subscriptions: usize,
}

impl Default for Sizes {
    /// What suits a host: about half a megabyte in all.
    fn default() -> Self {
        Self {
            receive: 64 * 1024,
            send: 64 * 1024,
            outbox: 256 * 1024,
            in_flight: 1024,
            inbound: 1024,
            requests: 256,
            journal: 256,
            subscriptions: 16 * 1024,
        }
    }
}

/// The memory itself.
#[derive(Debug)]
pub struct Memory {
    receive: Vec<u8>,
    send: Vec<u8>,
    outbox: Vec<u8>,
    releases: Vec<ReleaseSlot>,
    inbound: Vec<InboundSlot>,
    requests: Vec<RequestSlot>,
    journal: Vec<JournalSlot>,
    subscriptions: Vec<u8>,
}

impl Memory {
    /// Allocates it.
    pub fn new(sizes: &Sizes) -> Self {
        Self {
            receive: vec![0; sizes.receive],
            send: vec![0; sizes.send],
            outbox: vec![0; sizes.outbox],
            releases: vec![ReleaseSlot::default(); sizes.in_flight],
            inbound: vec![InboundSlot::default(); sizes.inbound],
            requests: vec![RequestSlot::default(); sizes.requests],
            journal: vec![JournalSlot::default(); sizes.journal],
            subscriptions: vec![0; sizes.subscriptions],
        }
    }

    /// Lends it.
    pub fn buffers(&mut self) -> Buffers<'_> {
        Buffers {
            receive: &mut self.receive,
            send: &mut self.send,
            outbox: &mut self.outbox,
            releases: &mut self.releases,
            inbound: &mut self.inbound,
            requests: &mut self.requests,
            journal: &mut self.journal,
            subscriptions: &mut self.subscriptions,
        }
    }
}
