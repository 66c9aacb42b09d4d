//! The memory of a client, lent by the caller: the client itself allocates nothing.

use crate::session::{InboundSlot, JournalSlot, ReleaseSlot, RequestSlot};

/// The memory that a client works in, for as long as it lives.
#[derive(Debug)]
pub struct Buffers<'b> {
    /// Holds inbound packets, at least 64 bytes. A longer PUBLISH comes in fragments, with the
    /// feature `large-messages`.
    pub receive: &'b mut [u8],
    /// Holds outbound packets until the transport takes them, at least 64 bytes. CONNECT,
    /// SUBSCRIBE, UNSUBSCRIBE and whole messages of QoS 0 have to fit; messages of QoS 1 and 2 need
    /// not, with the feature `large-messages`.
    pub send: &'b mut [u8],
    /// Holds messages of QoS 1 and 2 until they are acknowledged, each with 16 bytes besides. May
    /// be empty for a client that publishes with QoS 0 only.
    pub outbox: &'b mut [u8],
    /// One for each message of QoS 1 or 2 in flight: their number is the largest in-flight window.
    pub releases: &'b mut [ReleaseSlot],
    /// One for each inbound message of QoS 2 that is unfinished, and, with manual acknowledgement,
    /// of QoS 1: at least as many as the server sends before it waits.
    pub inbound: &'b mut [InboundSlot],
    /// One for each SUBSCRIBE and UNSUBSCRIBE that may be unanswered at a time.
    pub requests: &'b mut [RequestSlot],
    /// One for each record that may be on its way to storage; may be empty unless state is
    /// persisted.
    pub journal: &'b mut [JournalSlot],
    /// Holds the Topic Filters subscribed to, each with 3 bytes besides; may be empty unless the
    /// client subscribes again by itself.
    pub subscriptions: &'b mut [u8],
}

/// The same memory as one value with an owner, in sizes that suit a microcontroller.
///
/// ```
/// use mqttspec_client::{Client, Storage};
///
/// let mut storage = Storage::<256, 256, 512, 4>::new();
/// let client = Client::new(storage.buffers());
/// assert_eq!(client.unfinished(), 0);
/// ```
#[derive(Debug)]
pub struct Storage<
    const RECEIVE: usize = 1024,
    const SEND: usize = 1024,
    const OUTBOX: usize = 2048,
    const IN_FLIGHT: usize = 16,
    const SUBSCRIPTIONS: usize = 0,
> {
    receive: [u8; RECEIVE],
    send: [u8; SEND],
    outbox: [u8; OUTBOX],
    releases: [ReleaseSlot; IN_FLIGHT],
    inbound: [InboundSlot; IN_FLIGHT],
    requests: [RequestSlot; REQUESTS],
    journal: [JournalSlot; JOURNAL],
    subscriptions: [u8; SUBSCRIPTIONS],
}

impl<
    const RECEIVE: usize,
    const SEND: usize,
    const OUTBOX: usize,
    const IN_FLIGHT: usize,
    const SUBSCRIPTIONS: usize,
> Storage<RECEIVE, SEND, OUTBOX, IN_FLIGHT, SUBSCRIPTIONS>
{
    /// Memory, ready to be lent.
    pub fn new() -> Self {
        Self {
            receive: [0; RECEIVE],
            send: [0; SEND],
            outbox: [0; OUTBOX],
            releases: [ReleaseSlot::default(); IN_FLIGHT],
            inbound: [InboundSlot::default(); IN_FLIGHT],
            requests: [RequestSlot::default(); REQUESTS],
            journal: [JournalSlot::default(); JOURNAL],
            subscriptions: [0; SUBSCRIPTIONS],
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

impl<
    const RECEIVE: usize,
    const SEND: usize,
    const OUTBOX: usize,
    const IN_FLIGHT: usize,
    const SUBSCRIPTIONS: usize,
> Default for Storage<RECEIVE, SEND, OUTBOX, IN_FLIGHT, SUBSCRIPTIONS>
{
    fn default() -> Self {
        Self::new()
    }
}

/// SUBSCRIBE and UNSUBSCRIBE packets that [`Storage`] lets be unanswered at a time.
const REQUESTS: usize = 8;
/// Records that [`Storage`] lets be on their way to storage at a time.
const JOURNAL: usize = 8;
