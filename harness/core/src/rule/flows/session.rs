//! What a client keeps over Network Connections, as far as the trace shows it.

use std::collections::{BTreeMap, BTreeSet};

use crate::trace::ConnectionId;

/// A Network Connection that resumed a Session: Clean Session 0, Session Present 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resumption {
    /// Which.
    pub connection: ConnectionId,
    /// The place of its CONNACK.
    pub connack: usize,
    /// What was unfinished before it, in the order of the first transmissions.
    pub pending: Vec<Pending>,
}

/// A message that was unfinished when a Session was resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its place in [`super::Flows::outbound`].
    pub message: usize,
    /// What has to be sent again.
    pub wants: Unfinished,
}

/// What has to be sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unfinished {
    /// PUBLISH: nothing was acknowledged.
    Publish,
    /// PUBREL: it was sent before.
    Pubrel,
    /// Either: PUBREC was on its way when the connection was lost.
    Either,
}

/// The state of one Session, kept by Client Identifier.
#[derive(Debug, Default)]
pub(super) struct Session {
    /// The Network Connection that carries it.
    pub(super) carrier: Option<ConnectionId>,
    /// Whether it dies with its Network Connection.
    pub(super) clean: bool,
    /// Whether everything in it was seen: it began in this trace.
    pub(super) known: bool,
    /// Whether an earlier connection of this client was seen.
    pub(super) has_past: bool,
    /// Unfinished messages of the client, by identifier: places in `Flows::outbound`.
    pub(super) out: BTreeMap<u16, usize>,
    /// Finished ones, by identifier: the last.
    pub(super) finished: BTreeMap<u16, usize>,
    /// What an earlier state left unfinished: the client may send it again, or give it up.
    pub(super) left: BTreeMap<u16, usize>,
    /// Identifiers of QoS 2 deliveries to the application between PUBLISH and PUBREL.
    pub(super) delivering: BTreeSet<u16>,
    /// Identifiers that the server used in PUBLISH packets.
    pub(super) handed: BTreeSet<u16>,
    /// Identifiers of PUBREC packets that answer nothing.
    pub(super) stray_pubrecs: BTreeSet<u16>,
    /// Identifiers that the server used in earlier Sessions of this client.
    pub(super) handed_before: BTreeSet<u16>,
    /// Whether the client ever subscribed.
    pub(super) subscribed: bool,
    /// The record of the last packet that belongs to it.
    pub(super) last_record: usize,
}

impl Session {
    /// The state after the client or the server lost it: what was unfinished is left over.
    pub(super) fn lost(&self, clean: bool, known: bool) -> Self {
        let mut left = self.left.clone();
        left.extend(&self.out);
        let mut handed_before = self.handed_before.clone();
        handed_before.extend(&self.handed);
        let subscribed = self.subscribed;
        Self { clean, known, has_past: true, left, handed_before, subscribed, ..Self::default() }
    }
}
