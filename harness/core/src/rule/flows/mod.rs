//! The flows: each message of either direction with all that belongs to it, over all Network
//! Connections.
//!
//! Followed once for all rules. What the trace does not show (a Session older than the trace, a
//! client that may have lost its memory) is left open, so that no rule speaks of it.

mod follow;
mod inbound;
mod outbound;
mod session;

pub(super) use inbound::{Inbound, Stray};
pub(super) use outbound::{Outbound, Reuse, Sent, Why};
pub(super) use session::{Resumption, Unfinished};

use super::Exchange;

/// All flows of a trace. Numbers are places in [`Exchange::packets`].
#[derive(Debug, Default)]
pub struct Flows {
    /// What the client published with QoS 1 and 2.
    pub outbound: Vec<Outbound>,
    /// Packets that took an identifier that was in use.
    pub reuses: Vec<Reuse>,
    /// Packets with a new identifier that took a free one.
    pub fresh: Vec<usize>,
    /// PUBLISH and PUBREL packets that the client was handed, and their answers.
    pub inbound: Vec<Inbound>,
    /// Acknowledgements from the client that answer nothing on their connection.
    pub strays: Vec<Stray>,
    /// Connections that resumed a Session.
    pub resumptions: Vec<Resumption>,
    /// Connections with Clean Session 1 after others of the same client: the place of CONNECT.
    pub fresh_starts: Vec<usize>,
    /// PUBLISH packets with QoS 2 that begin a new delivery to the application.
    pub deliveries: Vec<usize>,
}

impl Flows {
    /// Follows all flows of a trace.
    #[must_use]
    pub fn follow(exchange: &Exchange<'_>) -> Self {
        follow::follow(exchange)
    }
}
