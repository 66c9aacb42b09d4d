//! What the application can ask for.

use super::ending::Ending;
use super::{Client, Published, Wish};
use crate::connection::{Input, Phase, Sender};
use crate::error::{Full, Misuse, Rejected};
use crate::packet::{
    Connect, Delivery, PacketIdentifier, Publish, QoS, Subscriptions, TopicFilters, TopicName,
};
use crate::reconnect::{Attempts, BackupServer};
use crate::settings::Settings;
use crate::time::Instant;

impl Client<'_> {
    /// Wants a connection from now on. `connect` is what CONNECT will say as far as it is known;
    /// the adapter hands it in again when a transport is open, perhaps changed, or the backup
    /// server's.
    ///
    /// # Errors
    /// `AlreadyConnecting`; a CONNECT that MQTT does not allow or that does not fit the send
    /// buffer; buffers under 64 bytes; persistence without journal slots. Nothing is dialled then.
    pub fn connect(
        &mut self,
        now: Instant,
        connect: &Connect<'_>,
        settings: &Settings,
        backup: BackupServer,
    ) -> Result<(), Misuse> {
        self.advance_clock(now);
        if self.wish != Wish::None || self.connection.phase() != Phase::Down {
            return Err(Misuse::AlreadyConnecting);
        }
        connect.check()?;
        let send = self.connection.sender.capacity();
        let receive = self.connection.framer.capacity();
        for (needed, found) in [
            (connect.encoded_len(), send),
            (BUFFER_LEN_MIN, send),
            (BUFFER_LEN_MIN, receive),
            (usize::from(settings.is_persisted()), self.session.journal_len()),
        ] {
            if needed > found {
                return Err(Misuse::BufferTooSmall { needed, found });
            }
        }
        self.session.set(*settings);
        if self.session.on_client_identifier(connect.client_identifier.as_str()) {
            self.notices.ending = Ending::Clean;
        }
        self.attempts = Attempts::new(settings.reconnect, backup);
        self.begin_attempt();
        Ok(())
    }

    /// Sends or keeps an Application Message.
    ///
    /// QoS 0 needs a connection and room in the send buffer. QoS 1 and 2 are kept in the outbox,
    /// also while an attempt to connect is under way or waited for, and go out in the order of
    /// their calls.
    ///
    /// # Errors
    /// `NotConnected`; a message that fits no buffer; `Full` when it would fit later.
    pub fn publish(
        &mut self,
        now: Instant,
        topic_name: TopicName<'_>,
        payload: &[u8],
        qos: QoS,
        retain: bool,
    ) -> Result<Published, Rejected> {
        self.advance_clock(now);
        if qos == QoS::AtMostOnce {
            return self.publish_at_most_once(topic_name, payload, retain);
        }
        if !self.wants_connection() {
            return Err(Misuse::NotConnected.into());
        }
        let send = self.connection.sender.capacity();
        let packet_identifier = self.session.accept(now, topic_name, payload, qos, retain, send)?;
        Ok(Published::Kept(packet_identifier))
    }

    /// Queues a SUBSCRIBE; [`Event::Subscribed`](crate::Event::Subscribed) answers it.
    ///
    /// # Errors
    /// `NotConnected`; a packet that does not fit the send buffer, or whose SUBACK would not fit
    /// the receive buffer; `Full` when it would fit later.
    pub fn subscribe(
        &mut self,
        now: Instant,
        subscriptions: Subscriptions<'_>,
    ) -> Result<PacketIdentifier, Rejected> {
        self.advance_clock(now);
        self.check_connected()?;
        self.pump();
        let receive = self.connection.framer.capacity();
        self.session.subscribe(now, subscriptions, receive, &mut self.connection.sender)
    }

    /// Queues an UNSUBSCRIBE; [`Event::Unsubscribed`](crate::Event::Unsubscribed) answers it.
    ///
    /// # Errors
    /// `NotConnected`; a packet that does not fit the send buffer; `Full` when it would fit later.
    pub fn unsubscribe(
        &mut self,
        now: Instant,
        topic_filters: TopicFilters<'_>,
    ) -> Result<PacketIdentifier, Rejected> {
        self.advance_clock(now);
        self.check_connected()?;
        self.pump();
        self.session.unsubscribe(now, topic_filters, &mut self.connection.sender)
    }

    /// Acknowledges a message of QoS 1 or 2 that was handed out under
    /// [`Acknowledgement::Manual`](crate::settings::Acknowledgement::Manual). PUBACK or PUBREC
    /// leaves in the order of arrival: one for an earlier message may have to be waited for.
    ///
    /// # Errors
    /// No such message waits: there was none, or its connection has ended.
    pub fn ack(&mut self, now: Instant, packet_identifier: PacketIdentifier) -> Result<(), Misuse> {
        self.advance_clock(now);
        self.session.on_ack(now, packet_identifier, &mut self.connection.sender)
    }

    /// Asks for a PINGREQ now; [`Event::Pong`](crate::Event::Pong) answers it.
    ///
    /// # Errors
    /// `NotConnected`.
    pub fn ping(&mut self, now: Instant) -> Result<(), Misuse> {
        self.advance_clock(now);
        self.check_connected()?;
        self.connection.ping(now);
        Ok(())
    }

    /// Ends the connection with DISCONNECT, or the attempt, or the wait for the next one. What was
    /// queued before leaves first; messages of QoS 1 and 2 that are not finished are kept.
    ///
    /// # Errors
    /// `NotConnected`: there was nothing to end.
    pub fn disconnect(&mut self, now: Instant) -> Result<(), Misuse> {
        self.end(now, Input::Disconnect)
    }

    /// Ends the connection without DISCONNECT, so that the server publishes the will; or the
    /// attempt, or the wait for the next one.
    ///
    /// # Errors
    /// `NotConnected`: there was nothing to end.
    pub fn abort(&mut self, now: Instant) -> Result<(), Misuse> {
        self.end(now, Input::Abort)
    }

    pub(super) fn check_connected(&self) -> Result<(), Misuse> {
        if self.is_connected() { Ok(()) } else { Err(Misuse::NotConnected) }
    }

    fn publish_at_most_once(
        &mut self,
        topic_name: TopicName<'_>,
        payload: &[u8],
        retain: bool,
    ) -> Result<Published, Rejected> {
        self.check_connected()?;
        self.pump();
        let delivery = Delivery::AtMostOnce;
        let publish = Publish { delivery, retain, topic_name, payload };
        let sender = &mut self.connection.sender;
        let begin = sender.queued_position();
        if sender.push(self.now, |buffer| publish.encode(buffer).ok()).is_none() {
            check_fits(sender, publish.encoded_len())?;
            // It fits, and still cannot be encoded: MQTT has no such packet.
            publish.encode(&mut [])?;
        }
        let position = sender.queued_position();
        self.notices.on_at_most_once(begin, position);
        Ok(Published::AtMostOnce(position))
    }

    fn end(&mut self, now: Instant, input: Input) -> Result<(), Misuse> {
        self.advance_clock(now);
        if !self.wants_connection() {
            return Err(Misuse::NotConnected);
        }
        self.notices.before_connect = false;
        self.pump();
        if let Wish::Waiting(_) = self.wish {
            self.wish = Wish::None;
        } else {
            let completes_alone = self.session.completes_alone();
            self.connection.disconnect(now, input, completes_alone);
        }
        Ok(())
    }
}

/// Whether a packet of so many bytes can be queued, now or ever.
pub(super) fn check_fits(sender: &Sender<'_>, needed: usize) -> Result<(), Rejected> {
    let (capacity, room) = (sender.capacity(), sender.room());
    if needed > capacity {
        return Err(Misuse::BufferTooSmall { needed, found: capacity }.into());
    }
    if needed > room {
        return Err(Full::SendBuffer { needed, found: room }.into());
    }
    Ok(())
}

/// The smallest receive and send buffers that the client works with, in bytes.
pub const BUFFER_LEN_MIN: usize = 64;
