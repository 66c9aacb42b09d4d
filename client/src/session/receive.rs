//! What the Session does with packets from the server that are no answers to PUBLISH, and with
//! `ack`, `subscribe` and `unsubscribe`.

use super::inbound::{Admission, Due};
use super::persist::Change;
use super::request::RequestKind;
use super::{ACKNOWLEDGEMENT_LEN, Session};
use crate::connection::Sender;
use crate::error::{Full, Misbehaved, Misuse, Rejected, Violation};
use crate::event::Event;
use crate::packet::{
    Delivery, PacketIdentifier, PacketType, QoS, Suback, Subscribe, Subscriptions, TopicFilters,
    Unsubscribe, remaining_length,
};
use crate::settings::Acknowledgement;
use crate::time::Instant;

/// What to do with a PUBLISH that begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Reception {
    /// Hand it out.
    Deliver,
    /// It was handed out before: take it off the wire silently.
    Repeated,
    /// Leave it on the wire.
    Wait,
}

impl Session<'_> {
    /// True when a packet may be handled: there is room for what it may cause.
    pub(crate) fn may_receive(&self, sender: &Sender<'_>) -> bool {
        let journal_ready = !self.is_persisted() || self.journal.room() > 0;
        journal_ready && sender.room() >= ACKNOWLEDGEMENT_LEN
    }

    /// A PUBLISH begins; changes nothing.
    pub(crate) fn on_publish_begin(&self, delivery: Delivery) -> Result<Reception, Violation> {
        Ok(match self.inbound.admit(delivery, self.is_manual()) {
            Admission::Deliver => Reception::Deliver,
            Admission::Repeated => Reception::Repeated,
            Admission::Wait => Reception::Wait,
            Admission::Full => return Err(Full::Inbound { max: self.inbound.capacity() }.into()),
        })
    }

    /// The number with which a PUBLISH is handed out, for persisted Sessions.
    pub(crate) fn delivery_number(&self, delivery: Delivery) -> Option<u32> {
        (self.is_persisted() && delivery.qos() == QoS::ExactlyOnce)
            .then(|| self.inbound.delivery_number())
    }

    /// A PUBLISH was taken off the wire as a whole [MQTT-3.3.4-1] [MQTT-4.5.0-2].
    pub(crate) fn on_publish_end(
        &mut self,
        now: Instant,
        delivery: Delivery,
        repeated: bool,
        sender: &mut Sender<'_>,
    ) {
        let Some(packet_identifier) = delivery.packet_identifier() else { return };
        if repeated {
            // Where the record that the first one was received is still on its way, PUBREC waits
            // for it.
            if self.inbound.on_repeated(packet_identifier)
                && !self.journal.bind(Change::Received, packet_identifier)
            {
                sender.push_acknowledgement(now, PacketType::Pubrec, packet_identifier);
            }
        } else if self.is_manual() {
            self.inbound.on_delivered(packet_identifier, delivery.qos());
        } else if delivery.qos() == QoS::ExactlyOnce {
            self.inbound.on_delivered(packet_identifier, delivery.qos());
            self.inbound.on_ack(packet_identifier);
            self.acknowledge(now, sender);
        } else {
            sender.push_acknowledgement(now, PacketType::Puback, packet_identifier);
        }
    }

    /// The application acknowledges a message.
    pub(crate) fn on_ack(
        &mut self,
        now: Instant,
        packet_identifier: PacketIdentifier,
        sender: &mut Sender<'_>,
    ) -> Result<(), Misuse> {
        if !self.inbound.on_ack(packet_identifier) {
            return Err(Misuse::NothingToAcknowledge { packet_identifier });
        }
        self.acknowledge(now, sender);
        Ok(())
    }

    /// Sends the acknowledgements whose turn has come, as far as there is room.
    pub(crate) fn acknowledge(&mut self, now: Instant, sender: &mut Sender<'_>) {
        while self.may_receive(sender) {
            match self.inbound.next_due() {
                None => return,
                Some(Due::Puback(packet_identifier)) => {
                    sender.push_acknowledgement(now, PacketType::Puback, packet_identifier);
                }
                Some(Due::Pubrec { packet_identifier, delivery_number }) => {
                    let change = Change::Received;
                    self.commit(now, change, packet_identifier, delivery_number, sender);
                }
            }
        }
    }

    /// PUBREL came.
    pub(crate) fn on_pubrel(
        &mut self,
        now: Instant,
        packet_identifier: PacketIdentifier,
        sender: &mut Sender<'_>,
    ) -> Result<(), Violation> {
        if !self.inbound.on_pubrel(packet_identifier) {
            return Err(Misbehaved::PubrelBeforePubrec { packet_identifier }.into());
        }
        self.commit(now, Change::Completed, packet_identifier, 0, sender);
        Ok(())
    }

    /// Queues a SUBSCRIBE.
    pub(crate) fn subscribe(
        &mut self,
        now: Instant,
        subscriptions: Subscriptions<'_>,
        receive_capacity: usize,
        sender: &mut Sender<'_>,
    ) -> Result<PacketIdentifier, Rejected> {
        let filters = subscriptions.count();
        let needed = HEAD_LEN_MAX + filters;
        if needed > receive_capacity {
            return Err(Misuse::ReceiveBufferTooSmall { needed, found: receive_capacity }.into());
        }
        let first = PacketIdentifier::FIRST;
        let packet_len = Subscribe { packet_identifier: first, subscriptions }.encoded_len();
        self.check_request(packet_len, sender)?;
        let packet_identifier = self.next_identifier()?;
        if self.settings.resubscribes() {
            self.resubscription.on_asked(subscriptions)?;
        }
        let packet = Subscribe { packet_identifier, subscriptions };
        sender.push(now, |buffer| packet.encode(buffer).ok());
        // Below 2²⁸, for the packet was encoded.
        let filters = filters as u32;
        self.requests.push(packet_identifier, RequestKind::Subscribe { filters });
        Ok(packet_identifier)
    }

    /// Queues an UNSUBSCRIBE.
    pub(crate) fn unsubscribe(
        &mut self,
        now: Instant,
        topic_filters: TopicFilters<'_>,
        sender: &mut Sender<'_>,
    ) -> Result<PacketIdentifier, Rejected> {
        let first = PacketIdentifier::FIRST;
        let packet_len = Unsubscribe { packet_identifier: first, topic_filters }.encoded_len();
        self.check_request(packet_len, sender)?;
        let packet_identifier = self.next_identifier()?;
        if self.settings.resubscribes() {
            self.resubscription.on_unsubscribed(topic_filters);
        }
        let packet = Unsubscribe { packet_identifier, topic_filters };
        sender.push(now, |buffer| packet.encode(buffer).ok());
        self.requests.push(packet_identifier, RequestKind::Unsubscribe);
        Ok(packet_identifier)
    }

    /// SUBACK came. True when it answers a SUBSCRIBE.
    pub(crate) fn on_suback(&mut self, suback: &Suback<'_>) -> Result<bool, Violation> {
        let packet_type = PacketType::Suback;
        let packet_identifier = suback.packet_identifier();
        let kind = self.requests.find(packet_identifier);
        let expected = match kind {
            Some(RequestKind::Subscribe { filters } | RequestKind::Resubscribe { filters }) => {
                filters as usize
            }
            Some(RequestKind::Unsubscribe) => {
                return Err(unexpected(packet_type, packet_identifier));
            }
            None => return self.check_unknown(packet_type, packet_identifier).map(|()| false),
        };
        let found = suback.return_codes().len();
        if expected != found {
            return Err(Misbehaved::ReturnCodeCount { expected, found }.into()); // [MQTT-3.8.4-5]
        }
        if let Some(RequestKind::Subscribe { .. }) = kind
            && self.settings.resubscribes()
        {
            let earlier = self.requests.filters_before(packet_identifier);
            self.resubscription.on_answered(earlier, suback.return_codes());
        }
        self.requests.remove(packet_identifier);
        Ok(true)
    }

    /// The server has no Session: what was subscribed to is to be subscribed to again.
    pub(crate) fn begin_resubscription(&mut self) {
        if self.settings.resubscribes() {
            self.resubscription.begin();
        }
    }

    /// Queues SUBSCRIBEs for what is to be subscribed to again, as many as there is room for.
    pub(crate) fn resubscribe(
        &mut self,
        now: Instant,
        receive_capacity: usize,
        sender: &mut Sender<'_>,
    ) {
        while self.settings.resubscribes() && !self.requests.is_full() {
            let room = sender.room();
            let head_len = 3 + remaining_length::encoded_len(room.saturating_sub(2));
            let len_max = room.saturating_sub(head_len);
            let count_max = receive_capacity.saturating_sub(HEAD_LEN_MAX);
            if self.resubscription.next(len_max, count_max).is_none() {
                return;
            }
            let Ok(packet_identifier) = self.next_identifier() else { return };
            let Some((payload, count)) = self.resubscription.next(len_max, count_max) else {
                return;
            };
            // What SUBSCRIBE carried once is well-formed.
            let Ok(subscriptions) = Subscriptions::parse(payload) else { return };
            let packet = Subscribe { packet_identifier, subscriptions };
            sender.push(now, |buffer| packet.encode(buffer).ok());
            let len = payload.len();
            self.resubscription.on_asked_again(len);
            let kind = RequestKind::Resubscribe { filters: count as u32 };
            self.requests.push(packet_identifier, kind);
        }
    }

    /// UNSUBACK came.
    pub(crate) fn on_unsuback(
        &mut self,
        packet_identifier: PacketIdentifier,
    ) -> Result<Option<Event<'static>>, Violation> {
        let packet_type = PacketType::Unsuback;
        match self.requests.find(packet_identifier) {
            Some(RequestKind::Unsubscribe) => {
                self.requests.remove(packet_identifier);
                Ok(Some(Event::Unsubscribed { packet_identifier }))
            }
            Some(RequestKind::Subscribe { .. } | RequestKind::Resubscribe { .. }) => {
                Err(unexpected(packet_type, packet_identifier))
            }
            None => self.check_unknown(packet_type, packet_identifier).map(|()| None),
        }
    }

    /// An answer to no request is passed over, unless its identifier belongs to a message.
    fn check_unknown(
        &self,
        packet_type: PacketType,
        packet_identifier: PacketIdentifier,
    ) -> Result<(), Violation> {
        let known = self.outbox.find(packet_identifier).is_some()
            || self.releases.contains(packet_identifier);
        if known { Err(unexpected(packet_type, packet_identifier)) } else { Ok(()) }
    }

    fn check_request(&self, needed: usize, sender: &Sender<'_>) -> Result<(), Rejected> {
        if needed > sender.capacity() {
            let found = sender.capacity();
            return Err(Misuse::BufferTooSmall { needed, found }.into());
        }
        if self.requests.is_full() {
            return Err(Full::Requests { max: self.requests.capacity() }.into());
        }
        let found = sender.room();
        if needed > found {
            return Err(Full::SendBuffer { needed, found }.into());
        }
        Ok(())
    }

    fn is_manual(&self) -> bool {
        self.settings.acknowledgement == Acknowledgement::Manual
    }
}

fn unexpected(found: PacketType, packet_identifier: PacketIdentifier) -> Violation {
    Misbehaved::UnexpectedAnswer { found, packet_identifier }.into()
}

/// The longest fixed header, and the Packet Identifier.
const HEAD_LEN_MAX: usize = 7;
