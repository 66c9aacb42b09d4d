//! What the client tells the application.
//!
//! | event | ESP-MQTT | NodeMCU |
//! |---|---|---|
//! | [`BeforeConnect`](Event::BeforeConnect) | `MQTT_EVENT_BEFORE_CONNECT` | – |
//! | [`Connected`](Event::Connected) | `MQTT_EVENT_CONNECTED` | `connect`, code 0 |
//! | [`Refused`](Event::Refused) | `MQTT_EVENT_ERROR`, connection refused | `connfail` 1 … 5 |
//! | [`Failed`](Event::Failed)`(Dns)` | `MQTT_EVENT_ERROR`, TCP transport | `connfail` −3 |
//! | `Failed(Tcp)`, `(Tls)`, `(WebSocket)` | `MQTT_EVENT_ERROR`, TCP transport | `connfail` −5 |
//! | `Failed(Timeout)` | `MQTT_EVENT_ERROR` | `connfail` −2, or −1 if CONNECT could not be sent |
//! | `Failed(Protocol)` | `MQTT_EVENT_ERROR` | `connfail` −4 |
//! | [`Disconnected`](Event::Disconnected) | `MQTT_EVENT_DISCONNECTED` | `offline` |
//! | [`Sent`](Event::Sent) | – | callback of `publish`, QoS 0 |
//! | [`Published`](Event::Published) | `MQTT_EVENT_PUBLISHED` | callback of `publish`, `puback` |
//! | [`Subscribed`](Event::Subscribed) | `MQTT_EVENT_SUBSCRIBED` | of `subscribe`, `suback` |
//! | [`Unsubscribed`](Event::Unsubscribed) | `MQTT_EVENT_UNSUBSCRIBED` | `unsuback` |
//! | [`Message`](Event::Message) | `MQTT_EVENT_DATA`, one for each fragment | `message` |
//! | [`Overflow`](Event::Overflow) | – | `overflow` |
//! | [`Dropped`](Event::Dropped) | `MQTT_EVENT_DELETED` | – |
//! | [`PayloadWanted`](Event#variant.PayloadWanted) | – | – |
//! | [`Pong`](Event::Pong) | – | – |
//! | [`Error`](Event::Error) | `MQTT_EVENT_ERROR` | – |

use core::ops::Range;

use crate::connection::{SendPosition, TransportEnd};
use crate::error::{Refused, Violation};
use crate::packet::{Delivery, PacketIdentifier, Suback, TopicName};
use crate::reconnect::Server;

/// Something that happened. What it borrows is gone with the next call of the client.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'a> {
    /// An attempt to connect begins: the transport is to be opened, and what CONNECT will say can
    /// still be changed.
    BeforeConnect {
        /// Counts the attempts of one `connect`, from 1.
        attempt: u32,
        /// Which server is to be dialled.
        server: Server,
    },
    /// CONNACK accepted the connection.
    Connected {
        /// Whether the server has kept the Session.
        session_present: bool,
    },
    /// CONNACK refused the connection. The attempt is over.
    Refused(Refused),
    /// The attempt to connect is over, without an answer from the server that counts.
    Failed(Failure),
    /// A connection that had been accepted is over, its transport closed.
    Disconnected(Disconnection),
    /// The transport took messages of QoS 0: all whose position is at or before this one.
    Sent {
        /// Compare it with the one that `publish` answered.
        through: SendPosition,
    },
    /// A message of QoS 1 or 2 is delivered: its PUBACK or PUBCOMP came.
    Published {
        /// The one that `publish` answered.
        packet_identifier: PacketIdentifier,
    },
    /// The payload of a message published in parts is wanted now, from its beginning: for the first
    /// time, or again on a new connection, which for a persisted Session may be that of a later run
    /// of the program.
    #[cfg(feature = "large-messages")]
    PayloadWanted {
        /// The one that `publish_in_parts` answered.
        packet_identifier: PacketIdentifier,
        /// Its length in bytes.
        len: usize,
    },
    /// SUBACK came: a return code for each Topic Filter.
    Subscribed(Suback<'a>),
    /// UNSUBACK came.
    Unsubscribed {
        /// The one that `unsubscribe` answered.
        packet_identifier: PacketIdentifier,
    },
    /// An Application Message, or a fragment of one.
    Message(Message<'a>),
    /// The beginning of an Application Message of which the rest is discarded.
    Overflow(Overflow<'a>),
    /// Something accepted for sending will not be done.
    Dropped(Dropped, DropReason),
    /// A PINGRESP answered a PINGREQ.
    Pong,
    /// Why the connection is given up; `Failed` or `Disconnected` follows.
    Error(Violation),
}

/// An Application Message, or the fragment of one that is longer than the receive buffer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Message<'a> {
    /// QoS, DUP and Packet Identifier.
    pub delivery: Delivery,
    /// Whether the server sent it because it had kept it.
    pub retain: bool,
    /// Where it was published; the same in each fragment.
    pub topic_name: TopicName<'a>,
    /// The payload, or this fragment of it.
    pub payload: &'a [u8],
    /// Where the fragment begins in the payload. 0 begins a message; fragments of one that a lost
    /// connection cut off are void.
    pub offset: usize,
    /// Length of the whole payload.
    pub total: usize,
    /// Counts the messages of QoS 2 over the life of a persisted Session: the same number twice is
    /// the same message, handed out again after a restart.
    pub delivery_number: Option<u32>,
}

impl Message<'_> {
    /// True for a whole message, or the last fragment.
    pub fn is_complete(&self) -> bool {
        self.offset + self.payload.len() == self.total
    }
}

/// The beginning of an Application Message of which the rest is discarded.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Overflow<'a> {
    /// QoS, DUP and Packet Identifier.
    pub delivery: Delivery,
    /// Whether the server sent it because it had kept it.
    pub retain: bool,
    /// Where it was published; `None` when the Topic Name alone is longer than the receive buffer.
    pub topic_name: Option<TopicName<'a>>,
    /// The payload's first bytes, as many as the receive buffer held.
    pub payload: &'a [u8],
    /// Length of the whole payload.
    pub total: usize,
}

/// Why an attempt failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// No CONNACK in time.
    Timeout,
    /// The server's answer was none that MQTT allows; an [`Event::Error`] came before.
    Protocol,
    /// The transport could not be opened, or ended before CONNACK.
    Transport(TransportEnd),
}

/// Why a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disconnection {
    /// By `disconnect` or `abort`.
    Requested,
    /// Replaced after the refresh period; the next attempt follows.
    Refresh,
    /// PINGRESP did not come, or the transport took nothing, in time.
    Timeout,
    /// The server broke the protocol; an [`Event::Error`] came before.
    Protocol,
    /// A right packet of the server's went past a limit of the client; an [`Event::Error`] came
    /// before and says which.
    Limit,
    /// The transport ended.
    Transport(TransportEnd),
}

/// What was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// The message of QoS 1 or 2 with this identifier.
    Message(PacketIdentifier),
    /// All messages of QoS 0 whose position is after this one.
    AtMostOnce(SendPosition),
    /// The SUBSCRIBE or UNSUBSCRIBE with this identifier: whether it took effect is unknown.
    Request(PacketIdentifier),
}

/// Why it was dropped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The message waited longer than the message expiry.
    Expired,
    /// A newer message needed its place in the outbox.
    Displaced,
    /// The connection ended before it was sent or answered.
    Closed,
    /// The Session ended.
    SessionEnded,
}

/// An event before what it borrows is attached: ranges of the receive buffer.
#[derive(Clone, Debug)]
pub(crate) enum Happening {
    Plain(Event<'static>),
    Subscribed { packet_identifier: PacketIdentifier, return_codes: Range<usize> },
    Message(Arrival),
    Overflow(Arrival),
}

/// An inbound PUBLISH, or a piece of one.
#[derive(Clone, Debug)]
pub(crate) struct Arrival {
    pub(crate) delivery: Delivery,
    pub(crate) retain: bool,
    pub(crate) topic: Range<usize>,
    pub(crate) payload: Range<usize>,
    pub(crate) offset: usize,
    pub(crate) total: usize,
    pub(crate) delivery_number: Option<u32>,
}

impl From<Event<'static>> for Happening {
    fn from(event: Event<'static>) -> Self {
        Self::Plain(event)
    }
}
