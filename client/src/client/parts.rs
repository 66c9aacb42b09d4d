//! Messages whose payload no buffer has to hold: the application hands it in when it is wanted.

use super::command::check_fits;
use super::{Client, Published};
use crate::error::{Misuse, Rejected};
use crate::packet::{Delivery, PacketIdentifier, PublishHead, QoS, TopicName};
use crate::session::head_len;
use crate::time::Instant;

impl Client<'_> {
    /// Sends or keeps an Application Message whose payload of `payload_len` bytes is handed in
    /// later, so that no buffer has to hold it.
    ///
    /// QoS 0: hand it in by [`Client::supply_payload`] from now on. QoS 1 and 2: hand it in
    /// whenever [`Event::PayloadWanted`](crate::Event::PayloadWanted) asks for it, which happens
    /// once on each connection until it is acknowledged. No other packet leaves between its parts.
    ///
    /// Of a persisted Session only the beginning of the packet is stored: after a restart the payload
    /// is asked for again, so the application has to keep it until the message is delivered.
    ///
    /// # Errors
    /// As [`Client::publish`].
    pub fn publish_in_parts(
        &mut self,
        now: Instant,
        topic_name: TopicName<'_>,
        payload_len: usize,
        qos: QoS,
        retain: bool,
    ) -> Result<Published, Rejected> {
        self.advance_clock(now);
        let delivery = match qos {
            QoS::AtMostOnce => Delivery::AtMostOnce,
            QoS::AtLeastOnce => {
                Delivery::AtLeastOnce { dup: false, packet_identifier: PacketIdentifier::FIRST }
            }
            QoS::ExactlyOnce => {
                Delivery::ExactlyOnce { dup: false, packet_identifier: PacketIdentifier::FIRST }
            }
        };
        let head = PublishHead { delivery, retain, topic_name };
        if qos != QoS::AtMostOnce {
            if !self.wants_connection() {
                return Err(Misuse::NotConnected.into());
            }
            let send = self.connection.sender.capacity();
            let accepted = self.session.accept_in_parts(now, head, payload_len, send)?;
            return Ok(Published::Kept(accepted));
        }
        self.check_connected()?;
        self.pump();
        let sender = &mut self.connection.sender;
        check_fits(sender, head_len(&head, payload_len)?)?;
        let begin = sender.queued_position();
        sender.push(now, |buffer| head.encode(payload_len, buffer).ok());
        sender.leave_open(payload_len);
        let position = sender.end_position();
        self.notices.on_at_most_once(begin, position);
        Ok(Published::AtMostOnce(position))
    }

    /// Hands in payload for the message published in parts that is on its way; says how many bytes
    /// were taken, which is 0 while the send buffer is full.
    pub fn supply_payload(&mut self, now: Instant, bytes: &[u8]) -> usize {
        self.advance_clock(now);
        if !self.is_connected() {
            return 0;
        }
        self.session.supply(now, bytes, &mut self.connection.sender)
    }
}
