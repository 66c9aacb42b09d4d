//! Packets that reach the send buffer in parts: those longer than it, and messages whose payload
//! the application supplies when it is wanted.
//!
//! Nothing else can be queued between the parts.

use super::outbound::numbered;
use super::{Session, outbox::Entry};
use crate::connection::Sender;
use crate::error::{Misuse, Rejected};
use crate::feature::LargeMessages;
use crate::packet::{FixedHeader, PacketIdentifier, PublishHead};
use crate::time::Instant;

/// A packet longer than the send buffer, on its way through it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Partial {
    pub(super) packet_identifier: PacketIdentifier,
    /// Bytes of it that went to the send buffer.
    pub(super) queued: usize,
    pub(super) source: Source,
    #[expect(dead_code, reason = "it is enough that it is there")]
    pub(super) large: LargeMessages,
}

/// Where the rest of a packet comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    Outbox,
    Application { told: bool },
}

impl Session<'_> {
    /// Accepts a message of QoS 1 or 2 whose payload the application supplies when it is wanted.
    pub(crate) fn accept_in_parts(
        &mut self,
        now: Instant,
        mut head: PublishHead<'_>,
        payload_len: usize,
        send_capacity: usize,
    ) -> Result<PacketIdentifier, Rejected> {
        let qos = head.delivery.qos();
        let needed = head_len(&head, payload_len)?;
        let found = self.outbox.packet_len_max().min(send_capacity);
        if needed > found {
            return Err(Misuse::BufferTooSmall { needed, found }.into());
        }
        let packet_identifier = self.make_room(needed)?;
        head.delivery = numbered(qos, packet_identifier);
        let Some(room) = self.outbox.reserve(needed) else {
            return Err(self.outbox_full(needed).into());
        };
        head.encode(payload_len, room)?;
        self.append(now, packet_identifier, qos, needed);
        self.outbox.mark_in_parts(packet_identifier);
        Ok(packet_identifier)
    }

    /// Queues the beginning of a packet of which the rest follows, if there is room for it now.
    pub(super) fn begin_parts(
        &mut self,
        now: Instant,
        entry: &Entry,
        sender: &mut Sender<'_>,
        large: LargeMessages,
    ) {
        let packet_identifier = entry.packet_identifier;
        let packet = self.outbox.packet(entry);
        let (queued, source, missing) = if entry.is_in_parts() {
            if !sender.push_bytes(now, packet) {
                return;
            }
            // The beginning was encoded here: it has a fixed header.
            let header = FixedHeader::parse(packet).ok().flatten();
            let total = header.map_or(0, |header| header.len + header.remaining_length);
            let missing = total.saturating_sub(packet.len());
            sender.leave_open(missing);
            (packet.len(), Source::Application { told: false }, missing)
        } else {
            let Some(queued) = sender.push_beginning(now, packet) else { return };
            (queued, Source::Outbox, packet.len() - queued)
        };
        self.outbox.on_queued(entry);
        if missing > 0 {
            self.partial = Some(Partial { packet_identifier, queued, source, large });
        }
    }

    /// Takes payload for the packet of which the application supplies the rest; says how much.
    pub(crate) fn supply(&mut self, now: Instant, bytes: &[u8], sender: &mut Sender<'_>) -> usize {
        let waits = match self.partial {
            Some(partial) => partial.source != Source::Outbox,
            // A message of QoS 0 is in nobody's list.
            None => true,
        };
        let taken = if waits { sender.push_missing(now, bytes) } else { 0 };
        if sender.missing() == 0 && waits {
            self.partial = None;
        }
        taken
    }

    /// The message whose payload is wanted, and the payload's length; told once.
    pub(crate) fn payload_wanted(
        &mut self,
        sender: &Sender<'_>,
    ) -> Option<(PacketIdentifier, usize)> {
        let partial = self.partial.as_mut()?;
        if partial.source != (Source::Application { told: false }) {
            return None;
        }
        partial.source = Source::Application { told: true };
        Some((partial.packet_identifier, sender.missing()))
    }

    /// True while a packet is queued piece by piece that needs nothing from the application.
    pub(crate) fn completes_alone(&self) -> bool {
        self.partial.is_some_and(|partial| partial.source == Source::Outbox)
    }

    /// Goes on with a packet longer than the send buffer. True when nothing of one is left.
    pub(crate) fn push_partial(&mut self, now: Instant, sender: &mut Sender<'_>) -> bool {
        let Some(partial) = &mut self.partial else { return true };
        if partial.source != Source::Outbox {
            return false;
        }
        let Some(entry) = self.outbox.find(partial.packet_identifier) else { return true };
        let rest = &self.outbox.packet(&entry)[partial.queued..];
        partial.queued += sender.push_missing(now, rest);
        let complete = partial.queued == entry.packet_len();
        if complete {
            self.partial = None;
        }
        complete
    }
}

/// How many bytes the beginning of a PUBLISH has, fixed header included.
pub(crate) fn head_len(head: &PublishHead<'_>, payload_len: usize) -> Result<usize, Misuse> {
    match head.encode(payload_len, &mut []) {
        Err(Misuse::BufferTooSmall { needed, .. }) => Ok(needed),
        other => other,
    }
}
