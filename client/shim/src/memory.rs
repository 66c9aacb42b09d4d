//! The memory of an instance, and the client that borrows it.

use alloc::{vec, vec::Vec};

use mqttspec_client::{Buffers, Client, InboundSlot, JournalSlot, ReleaseSlot, RequestSlot};
use self_cell::{MutBorrow, self_cell};

use crate::{platform::Sizes, profile::Profile};

/// What a client borrows.
pub(crate) struct Memory {
    receive: Vec<u8>,
    send: Vec<u8>,
    outbox: Vec<u8>,
    releases: Vec<ReleaseSlot>,
    inbound: Vec<InboundSlot>,
    requests: Vec<RequestSlot>,
    journal: Vec<JournalSlot>,
    subscriptions: Vec<u8>,
}

self_cell! {
    /// A client and what it borrows.
    pub(crate) struct Owned {
        owner: MutBorrow<Memory>,
        #[covariant]
        dependent: Client,
    }
}

impl Memory {
    /// As much as `profile` asks for.
    pub(crate) fn new(profile: &Profile, sizes: &Sizes) -> Self {
        let journal = if profile.is_durable { sizes.journal } else { 0 };
        Self {
            receive: vec![0; profile.buffer.unwrap_or(sizes.receive)],
            send: vec![0; sizes.send],
            outbox: vec![0; sizes.outbox],
            releases: vec![ReleaseSlot::default(); sizes.in_flight_for(profile.in_flight)],
            inbound: vec![InboundSlot::default(); sizes.inbound],
            requests: vec![RequestSlot::default(); sizes.requests],
            journal: vec![JournalSlot::default(); journal],
            subscriptions: vec![0; sizes.subscriptions],
        }
    }

    /// A client that borrows it.
    pub(crate) fn lend(self) -> Owned {
        Owned::new(MutBorrow::new(self), |memory| {
            let memory = memory.borrow_mut();
            Client::new(Buffers {
                receive: &mut memory.receive,
                send: &mut memory.send,
                outbox: &mut memory.outbox,
                releases: &mut memory.releases,
                inbound: &mut memory.inbound,
                requests: &mut memory.requests,
                journal: &mut memory.journal,
                subscriptions: &mut memory.subscriptions,
            })
        })
    }
}
