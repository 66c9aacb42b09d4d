//! Events with an owner, to be kept and sent between tasks.

use alloc::string::String;
use alloc::vec::Vec;

use crate::connection::SendPosition;
use crate::error::{Refused, Violation};
use crate::event::{Disconnection, DropReason, Dropped, Event, Failure};
use crate::packet::{Delivery, PacketIdentifier, SubackReturnCode};
use crate::reconnect::Server;

/// An [`Event`] that borrows nothing; each variant means what its namesake does.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "the names are those of `Event`, which explains them")]
pub enum OwnedEvent {
    BeforeConnect {
        attempt: u32,
        server: Server,
    },
    Connected {
        session_present: bool,
    },
    Refused(Refused),
    Failed(Failure),
    Disconnected(Disconnection),
    Sent {
        through: SendPosition,
    },
    Published {
        packet_identifier: PacketIdentifier,
    },
    #[cfg(feature = "large-messages")]
    PayloadWanted {
        packet_identifier: PacketIdentifier,
        len: usize,
    },
    Subscribed {
        packet_identifier: PacketIdentifier,
        return_codes: Vec<SubackReturnCode>,
    },
    Unsubscribed {
        packet_identifier: PacketIdentifier,
    },
    Message(OwnedMessage),
    Overflow {
        message: OwnedMessage,
        has_topic_name: bool,
    },
    Dropped(Dropped, DropReason),
    Pong,
    Error(Violation),
}

/// A [`Message`](crate::event::Message) that borrows nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names are those of `Message`, which explains them")]
pub struct OwnedMessage {
    pub delivery: Delivery,
    pub retain: bool,
    pub topic_name: String,
    pub payload: Vec<u8>,
    pub offset: usize,
    pub total: usize,
    pub delivery_number: Option<u32>,
}

impl From<Event<'_>> for OwnedEvent {
    fn from(event: Event<'_>) -> Self {
        match event {
            Event::BeforeConnect { attempt, server } => Self::BeforeConnect { attempt, server },
            Event::Connected { session_present } => Self::Connected { session_present },
            Event::Refused(refused) => Self::Refused(refused),
            Event::Failed(failure) => Self::Failed(failure),
            Event::Disconnected(disconnection) => Self::Disconnected(disconnection),
            Event::Sent { through } => Self::Sent { through },
            Event::Published { packet_identifier } => Self::Published { packet_identifier },
            #[cfg(feature = "large-messages")]
            Event::PayloadWanted { packet_identifier, len } => {
                Self::PayloadWanted { packet_identifier, len }
            }
            Event::Subscribed(suback) => Self::Subscribed {
                packet_identifier: suback.packet_identifier(),
                return_codes: suback.return_codes().collect(),
            },
            Event::Unsubscribed { packet_identifier } => Self::Unsubscribed { packet_identifier },
            Event::Message(message) => Self::Message(OwnedMessage {
                delivery: message.delivery,
                retain: message.retain,
                topic_name: message.topic_name.as_str().into(),
                payload: message.payload.into(),
                offset: message.offset,
                total: message.total,
                delivery_number: message.delivery_number,
            }),
            Event::Overflow(overflow) => Self::Overflow {
                message: OwnedMessage {
                    delivery: overflow.delivery,
                    retain: overflow.retain,
                    topic_name: overflow.topic_name.map_or("", |name| name.as_str()).into(),
                    payload: overflow.payload.into(),
                    offset: 0,
                    total: overflow.total,
                    delivery_number: None,
                },
                has_topic_name: overflow.topic_name.is_some(),
            },
            Event::Dropped(dropped, why) => Self::Dropped(dropped, why),
            Event::Pong => Self::Pong,
            Event::Error(violation) => Self::Error(violation),
        }
    }
}
