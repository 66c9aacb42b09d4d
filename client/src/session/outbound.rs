//! Outbound messages of QoS 1 and 2: accepted, sent within the window, resumed, finished.
//!
//! Order: PUBREL in the order of PUBREC [MQTT-4.6.0-4], PUBLISH in the order of `publish`, on the
//! first connection and on every later one [MQTT-4.6.0-1].
//! *Not here:* the tables of QoS 1 and 2 (`qos1.rs`, `qos2.rs`).

use super::persist::Change;
use super::qos1::{self, Answer, Outcome, Progress};
use super::qos2::{self, Outbound};
use super::{Session, outbox::Entry};
use crate::connection::Sender;
use crate::error::{Full, Misbehaved, Misuse, Rejected, Violation};
use crate::event::{DropReason, Dropped, Event};
use crate::feature::LargeMessages;
use crate::packet::{Delivery, PacketIdentifier, PacketType, Publish, QoS, TopicName};
use crate::settings::{OutboxOverflow, SessionEnd};
use crate::time::Instant;

impl Session<'_> {
    /// Accepts a message of QoS 1 or 2: from here on it is delivered, kept, or reported dropped.
    pub(crate) fn accept(
        &mut self,
        now: Instant,
        topic_name: TopicName<'_>,
        payload: &[u8],
        qos: QoS,
        retain: bool,
        send_capacity: usize,
    ) -> Result<PacketIdentifier, Rejected> {
        let delivery = numbered(qos, PacketIdentifier::FIRST);
        let mut publish = Publish { delivery, retain, topic_name, payload };
        let packet_len = publish.encoded_len();
        let found = self.packet_len_max(send_capacity);
        if packet_len > found {
            // Too long for MQTT, if it is, comes before too long for the buffers.
            return Err(match publish.encode(&mut []) {
                Err(long @ Misuse::PacketLong { .. }) => long.into(),
                _ => Misuse::BufferTooSmall { needed: packet_len, found }.into(),
            });
        }
        let packet_identifier = self.make_room(packet_len)?;
        publish.delivery = numbered(qos, packet_identifier);
        let Some(room) = self.outbox.reserve(packet_len) else {
            return Err(self.outbox_full(packet_len).into());
        };
        publish.encode(room)?;
        self.append(now, packet_identifier, qos, packet_len);
        Ok(packet_identifier)
    }

    pub(super) fn append(
        &mut self,
        now: Instant,
        packet_identifier: PacketIdentifier,
        qos: QoS,
        packet_len: usize,
    ) {
        let durable = !self.is_persisted();
        let expires_at = match self.settings.message_expiry_ms {
            0 => Instant::from_millis(u64::MAX),
            expiry_ms => now.plus_millis(expiry_ms.into()),
        };
        self.outbox.append(packet_identifier, qos, packet_len, durable, expires_at);
        if !durable {
            self.journal.push(Change::Stored, packet_identifier, 0);
        }
    }

    /// Queues what may be sent: PUBRELs, then PUBLISHes while the window is open.
    pub(crate) fn pump(&mut self, now: Instant, sender: &mut Sender<'_>) {
        if !self.push_partial(now, sender) {
            return;
        }
        self.perform_persisted(now, sender);
        if !self.push_pubrels(now, sender) {
            return;
        }
        while let Some(entry) = self.next_publish() {
            let in_parts = entry.is_in_parts() || entry.packet_len() > sender.capacity();
            if let Some(large) = LargeMessages::PROOF.filter(|_| in_parts) {
                self.begin_parts(now, &entry, sender, large);
                return;
            }
            if !sender.push_bytes(now, self.outbox.packet(&entry)) {
                return;
            }
            self.outbox.on_queued(&entry);
        }
    }

    /// Queues the PUBRELs that are owed. False when there is no room for all.
    pub(super) fn push_pubrels(&mut self, now: Instant, sender: &mut Sender<'_>) -> bool {
        while let Some(packet_identifier) = self.releases.next() {
            if !sender.push_acknowledgement(now, PacketType::Pubrel, packet_identifier) {
                return false;
            }
            self.releases.on_queued();
        }
        true
    }

    /// The next PUBLISH that the window and its durability let through.
    pub(crate) fn next_publish(&self) -> Option<Entry> {
        let open = self.outbox.in_flight() + self.releases.len() < self.window();
        self.outbox.next().filter(|entry| open && entry.is_durable())
    }

    /// PUBACK, PUBREC or PUBCOMP came.
    pub(crate) fn on_answer(
        &mut self,
        now: Instant,
        answer: Answer,
        packet_identifier: PacketIdentifier,
        sender: &mut Sender<'_>,
    ) -> Result<Option<Event<'static>>, Violation> {
        // A released exchange is nearly always the oldest one: no need to look through the outbox
        // first.
        let released = self.releases.contains(packet_identifier);
        let entry = if released { None } else { self.outbox.find(packet_identifier) };
        let outcome = self.outcome(answer, packet_identifier, entry.as_ref());
        match outcome {
            Outcome::Nothing => Ok(None),
            Outcome::Violation => {
                let found = packet_type(answer);
                Err(Misbehaved::UnexpectedAnswer { found, packet_identifier }.into())
            }
            Outcome::Done => {
                if let Some(entry) = entry {
                    self.outbox.remove(&entry);
                }
                self.releases.remove(packet_identifier);
                self.commit(now, Change::Finished, packet_identifier, 0, sender);
                Ok(Some(Event::Published { packet_identifier }))
            }
            Outcome::Release => {
                if let Some(entry) = entry {
                    self.outbox.remove(&entry);
                }
                let durable = !self.is_persisted();
                if !self.releases.push(packet_identifier, durable) {
                    let max = self.releases.capacity();
                    return Err(Full::InFlight { max }.into());
                }
                self.commit(now, Change::Released, packet_identifier, 0, sender);
                Ok(None)
            }
            Outcome::RepeatPubrel => {
                // A PUBREL that is still owed goes out in its turn.
                let known = self.releases.contains(packet_identifier);
                if !known || self.releases.is_queued(packet_identifier) {
                    self.commit(now, Change::PubrelAgain, packet_identifier, 0, sender);
                }
                Ok(None)
            }
        }
    }

    /// Asks the tables.
    fn outcome(
        &self,
        answer: Answer,
        packet_identifier: PacketIdentifier,
        entry: Option<&Entry>,
    ) -> Outcome {
        if self.partial.is_some_and(|partial| partial.packet_identifier == packet_identifier) {
            // Answered before it was sent as a whole.
            return Outcome::Violation;
        }
        let Some(entry) = entry else {
            let state = if self.releases.contains(packet_identifier) {
                Outbound::Released
            } else if self.requests.find(packet_identifier).is_some() {
                return Outcome::Violation;
            } else {
                Outbound::Unknown
            };
            return qos2::on_answer(state, answer);
        };
        let progress = if self.outbox.is_in_flight(entry) {
            Progress::InFlight
        } else if entry.is_attempted() {
            Progress::Attempted
        } else {
            Progress::Fresh
        };
        if entry.qos == QoS::ExactlyOnce {
            qos2::on_answer(progress.into(), answer)
        } else {
            qos1::on_answer(progress, answer)
        }
    }

    /// Takes a message out that was given up.
    pub(crate) fn drop_given_up(&mut self) -> Option<Event<'static>> {
        let (packet_identifier, why) = self.outbox.take_ended()?;
        self.record_finished(packet_identifier);
        Some(Event::Dropped(Dropped::Message(packet_identifier), why))
    }

    /// Takes a message out that waited too long without ever leaving.
    pub(crate) fn expire(&mut self, now: Instant) -> Option<Event<'static>> {
        let entry = self.outbox.first_fresh().filter(|entry| entry.expires_at <= now)?;
        Some(self.drop_message(&entry, DropReason::Expired))
    }

    /// When the next message expires.
    pub(crate) fn expiry(&self) -> Option<Instant> {
        let never = Instant::from_millis(u64::MAX);
        self.outbox.first_fresh().map(|entry| entry.expires_at).filter(|&at| at != never)
    }

    /// Takes an exchange out whose PUBREC came in a Session that is over.
    pub(crate) fn drop_released(&mut self) -> Option<Event<'static>> {
        let packet_identifier = self.releases.pop()?;
        self.record_finished(packet_identifier);
        Some(Event::Dropped(Dropped::Message(packet_identifier), DropReason::SessionEnded))
    }

    /// Takes a message out that was attempted in a Session that is over, if that is the policy.
    pub(crate) fn drop_attempted(&mut self, policy: SessionEnd) -> Option<Event<'static>> {
        if policy == SessionEnd::Resend {
            return None;
        }
        let entry = self.outbox.entries().next().filter(Entry::is_attempted)?;
        Some(self.drop_message(&entry, DropReason::SessionEnded))
    }

    pub(crate) fn drop_message(&mut self, entry: &Entry, why: DropReason) -> Event<'static> {
        self.outbox.remove(entry);
        self.record_finished(entry.packet_identifier);
        Event::Dropped(Dropped::Message(entry.packet_identifier), why)
    }

    /// The longest PUBLISH that the outbox can keep and the send buffer can pass on.
    pub(super) fn packet_len_max(&self, send_capacity: usize) -> usize {
        let in_parts = LargeMessages::PROOF.map_or(send_capacity, |_| usize::MAX);
        self.outbox.packet_len_max().min(in_parts)
    }

    /// Makes room in the outbox, displacing messages where that is the policy, and gives an
    /// identifier.
    pub(super) fn make_room(&mut self, packet_len: usize) -> Result<PacketIdentifier, Full> {
        if self.is_persisted() && self.journal.room() == 0 {
            return Err(Full::Journal { max: self.journal.capacity() });
        }
        let displaces = self.settings.overflow == OutboxOverflow::DropOldest
            && self.outbox.free() + self.outbox.displaceable() >= packet_len;
        while let Err(full) = self.check_room(packet_len) {
            match self.outbox.first_fresh().filter(|_| displaces) {
                Some(entry) => self.outbox.displace(&entry),
                None => return Err(full),
            }
        }
        self.next_identifier()
    }

    fn check_room(&self, packet_len: usize) -> Result<(), Full> {
        let max = self.settings.outbox_messages_max as usize;
        if self.outbox.count() >= max {
            return Err(Full::OutboxCount { max });
        }
        if packet_len > self.outbox.free() {
            return Err(self.outbox_full(packet_len));
        }
        Ok(())
    }

    pub(super) fn outbox_full(&self, needed: usize) -> Full {
        Full::OutboxBytes { needed, found: self.outbox.free() }
    }
}

impl From<Progress> for Outbound {
    fn from(progress: Progress) -> Self {
        match progress {
            Progress::Fresh => Self::Fresh,
            Progress::Attempted => Self::Attempted,
            Progress::InFlight => Self::InFlight,
        }
    }
}

/// The first delivery of a message [MQTT-4.3.2-1] [MQTT-4.3.3-1].
pub(super) fn numbered(qos: QoS, packet_identifier: PacketIdentifier) -> Delivery {
    match qos {
        QoS::AtMostOnce => Delivery::AtMostOnce,
        QoS::AtLeastOnce => Delivery::AtLeastOnce { dup: false, packet_identifier },
        QoS::ExactlyOnce => Delivery::ExactlyOnce { dup: false, packet_identifier },
    }
}

fn packet_type(answer: Answer) -> PacketType {
    match answer {
        Answer::Puback => PacketType::Puback,
        Answer::Pubrec => PacketType::Pubrec,
        Answer::Pubcomp => PacketType::Pubcomp,
    }
}
