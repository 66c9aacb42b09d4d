//! The client's events as indications.

use alloc::{string::ToString, vec, vec::Vec};

use mqttspec_client::{
    Event, TransportEnd,
    error::Violation,
    event::{self, Disconnection, DropReason, Dropped, Failure, Overflow},
    packet::{PacketIdentifier, SubackReturnCode},
};
use mqttspec_link::{
    DisconnectedWhy, DroppedWhy, FailedWhy, IndicationEvent, Message, ReceivedTopic,
};

use crate::ledger::Ledger;

/// What the harness is told of an event; finished requests leave the ledger.
pub(crate) fn report(event: &Event<'_>, ledger: &mut Ledger) -> Vec<IndicationEvent> {
    let said = match event {
        Event::BeforeConnect { attempt, server: _ } => {
            IndicationEvent::BeforeConnect { attempt: Some(*attempt) }
        }
        Event::Connected { session_present } => {
            IndicationEvent::Connected { session_present: Some(*session_present) }
        }
        Event::Refused(refused) => IndicationEvent::Refused { code: Some(refused.return_code()) },
        Event::Failed(failure) => IndicationEvent::Failed { why: failed(*failure) },
        Event::Disconnected(why) => IndicationEvent::Disconnected { why: disconnected(*why) },
        Event::Sent { through } => {
            let tokens = ledger.sent(*through).into_iter();
            return tokens.map(|token| IndicationEvent::Sent { token }).collect();
        }
        Event::Published { packet_identifier } => {
            let token = ledger.finish(*packet_identifier);
            return token.map(|token| IndicationEvent::Published { token }).into_iter().collect();
        }
        Event::Subscribed(suback) => IndicationEvent::Subscribed {
            token: ledger.finish(suback.packet_identifier()),
            codes: Some(suback.return_codes().map(SubackReturnCode::to_u8).collect()),
        },
        Event::Unsubscribed { packet_identifier } => {
            let token = ledger.finish(*packet_identifier);
            let said = token.map(|token| IndicationEvent::Unsubscribed { token });
            return said.into_iter().collect();
        }
        Event::Message(message) => IndicationEvent::Message(received(message)),
        Event::Overflow(overflow) => overflowed(overflow),
        Event::Dropped(what, why) => return dropped(*what, *why, ledger),
        Event::Pong => IndicationEvent::Pong,
        Event::Error(violation) => IndicationEvent::Error {
            why: Some(blame(violation).into()),
            text: Some(violation.to_string()),
        },
        _ => IndicationEvent::Log { text: "an event that this shim does not know".into() },
    };
    vec![said]
}

fn received(message: &event::Message<'_>) -> Message {
    let mut said = Message::new(message.topic_name.as_str().as_bytes(), message.payload);
    let delivery = message.delivery;
    said.qos = Some(delivery.qos().to_u8());
    said.retain = Some(message.retain);
    said.dup = Some(delivery.dup());
    said.packet = delivery.packet_identifier().map(PacketIdentifier::to_u16);
    if message.payload.len() != message.total {
        said.offset = u32::try_from(message.offset).ok();
        said.total = u32::try_from(message.total).ok();
    }
    said.delivery = message.delivery_number.map(u64::from);
    said
}

fn overflowed(overflow: &Overflow<'_>) -> IndicationEvent {
    let topic_name = overflow.topic_name.map_or("", |topic_name| topic_name.as_str());
    IndicationEvent::Overflow {
        topic: ReceivedTopic::of(topic_name.as_bytes()),
        len: u32::try_from(overflow.total).unwrap_or(u32::MAX),
        kept: u32::try_from(overflow.payload.len()).ok(),
    }
}

fn dropped(what: Dropped, why: DropReason, ledger: &mut Ledger) -> Vec<IndicationEvent> {
    let tokens = match what {
        Dropped::Message(packet_identifier) | Dropped::Request(packet_identifier) => {
            ledger.finish(packet_identifier).into_iter().collect()
        }
        Dropped::AtMostOnce(after) => ledger.unsent(after),
    };
    let why = match why {
        DropReason::Expired => DroppedWhy::Expired,
        DropReason::Displaced => DroppedWhy::Refused,
        DropReason::Closed => DroppedWhy::Closed,
        DropReason::SessionEnded => DroppedWhy::SessionEnded,
    };
    tokens.into_iter().map(|token| IndicationEvent::Dropped { token, why }).collect()
}

const fn failed(failure: Failure) -> FailedWhy {
    match failure {
        Failure::Timeout => FailedWhy::Timeout,
        Failure::Protocol => FailedWhy::Protocol,
        Failure::Transport(end) => match end {
            TransportEnd::Dns => FailedWhy::Dns,
            TransportEnd::Tcp => FailedWhy::Tcp,
            TransportEnd::Tls => FailedWhy::Tls,
            TransportEnd::WebSocket => FailedWhy::Ws,
            TransportEnd::PeerClosed => FailedWhy::PeerClosed,
            _ => FailedWhy::Other,
        },
    }
}

const fn disconnected(why: Disconnection) -> DisconnectedWhy {
    match why {
        Disconnection::Requested => DisconnectedWhy::Requested,
        Disconnection::Refresh => DisconnectedWhy::Refresh,
        Disconnection::Timeout => DisconnectedWhy::Timeout,
        Disconnection::Protocol => DisconnectedWhy::Protocol,
        Disconnection::Transport(TransportEnd::PeerClosed) => DisconnectedWhy::PeerClosed,
        // The link has no word for it: `error` `full` came before.
        Disconnection::Limit | Disconnection::Transport(TransportEnd::Other) => {
            DisconnectedWhy::Unknown
        }
        Disconnection::Transport(_) => DisconnectedWhy::Io,
    }
}

const fn blame(violation: &Violation) -> &'static str {
    match violation {
        Violation::Malformed(_) => "malformed",
        Violation::Misbehaved(_) => "misbehaved",
        Violation::Full(_) => "full",
    }
}
