//! What a dissection shows of a field of the notation.

use std::fmt;

use super::{bindings::Bound, field::Field, text::Text};
use crate::wire::dissection::{Body, Connect, Dissection};

/// What there is of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen<'a> {
    /// The packet does not have it.
    Nothing,
    Number(u32),
    Bytes(&'a [u8]),
    Codes(&'a [u8]),
    TopicFilters(&'a [&'a [u8]]),
    Subscriptions(&'a [(&'a [u8], Option<u8>)]),
}

impl<'a> Seen<'a> {
    fn of_number(number: Option<impl Into<u32>>) -> Self {
        number.map_or(Self::Nothing, |number| Self::Number(number.into()))
    }

    fn of_bytes(bytes: Option<&'a [u8]>) -> Self {
        bytes.map_or(Self::Nothing, Self::Bytes)
    }

    fn of_length(bytes: Option<&'a [u8]>) -> Self {
        Self::of_number(bytes.and_then(|bytes| u32::try_from(bytes.len()).ok()))
    }

    /// What a variable is bound to by this; `None` for nothing and for lists.
    pub(super) fn bound(self) -> Option<Bound> {
        match self {
            Self::Number(number) => Some(Bound::Number(number)),
            Self::Bytes(bytes) => Some(Bound::Bytes(bytes.to_vec())),
            Self::Nothing | Self::Codes(_) | Self::TopicFilters(_) | Self::Subscriptions(_) => None,
        }
    }

    /// What `dissection` shows of `field`.
    pub(super) fn of(dissection: &'a Dissection<'_>, field: Field) -> Self {
        match field {
            Field::Flags => Self::Number(u32::from(dissection.flags)),
            Field::RemainingLength => Self::Number(dissection.remaining_length),
            Field::RemainingLengthBytes => {
                Self::of_bytes(dissection.bytes.get(1..dissection.fixed_header_len()))
            }
            Field::Body => Self::Bytes(dissection.after_fixed_header()),
            Field::Id => Self::of_number(dissection.packet_identifier()),
            _ => Self::of_body(&dissection.body, field),
        }
    }

    fn of_body(body: &'a Body<'_>, field: Field) -> Self {
        match body {
            Body::Connect(connect) => Self::of_connect(connect, field),
            Body::Connack { acknowledge_flags, return_code } => match field {
                Field::SessionPresent => Self::of_number(acknowledge_flags.map(|flags| flags & 1)),
                Field::AcknowledgeFlags => Self::of_number(*acknowledge_flags),
                Field::Code => Self::of_number(*return_code),
                _ => Self::Nothing,
            },
            Body::Publish { dup, qos, retain, topic_name, payload, .. } => match field {
                Field::Dup => Self::Number(u32::from(*dup)),
                Field::Qos => Self::Number(u32::from(*qos)),
                Field::Retain => Self::Number(u32::from(*retain)),
                Field::Topic => Self::of_bytes(*topic_name),
                Field::TopicLength => Self::of_length(*topic_name),
                Field::Payload => Self::Bytes(payload),
                Field::PayloadLength => Self::of_length(Some(payload)),
                _ => Self::Nothing,
            },
            Body::Subscribe { filters, .. } => match field {
                Field::Subscriptions => Self::Subscriptions(filters),
                Field::FilterLength => Self::of_length(filters.last().map(|(filter, _)| *filter)),
                _ => Self::Nothing,
            },
            Body::Suback { return_codes, .. } if field == Field::Codes => Self::Codes(return_codes),
            Body::Unsubscribe { filters, .. } => match field {
                Field::TopicFilters => Self::TopicFilters(filters),
                Field::FilterLength => Self::of_length(filters.last().copied()),
                _ => Self::Nothing,
            },
            Body::Acknowledgement { .. } | Body::Suback { .. } | Body::Empty | Body::Unknown(_) => {
                Self::Nothing
            }
        }
    }

    fn of_connect(connect: &Connect<'a>, field: Field) -> Self {
        let bits = |mask: u8, shift: u32| {
            Self::of_number(connect.connect_flags.map(|flags| (flags & mask) >> shift))
        };
        match field {
            Field::ClientId => Self::of_bytes(connect.client_identifier),
            Field::ClientIdLength => Self::of_length(connect.client_identifier),
            Field::CleanSession => bits(0x02, 1),
            Field::KeepAlive => Self::of_number(connect.keep_alive_s),
            Field::WillTopic => Self::of_bytes(connect.will_topic),
            Field::WillTopicLength => Self::of_length(connect.will_topic),
            Field::WillMessage => Self::of_bytes(connect.will_message),
            Field::WillMessageLength => Self::of_length(connect.will_message),
            Field::WillQos => bits(0x18, 3),
            Field::WillRetain => bits(0x20, 5),
            Field::WillFlag => bits(0x04, 2),
            Field::UserName => Self::of_bytes(connect.user_name),
            Field::UserNameLength => Self::of_length(connect.user_name),
            Field::UserNameFlag => bits(0x80, 7),
            Field::Password => Self::of_bytes(connect.password),
            Field::PasswordLength => Self::of_length(connect.password),
            Field::PasswordFlag => bits(0x40, 6),
            Field::Protocol => Self::of_bytes(connect.protocol_name),
            Field::ProtocolLength => Self::of_length(connect.protocol_name),
            Field::Level => Self::of_number(connect.protocol_level),
            Field::ConnectFlags => Self::of_number(connect.connect_flags),
            _ => Self::Nothing,
        }
    }
}

impl fmt::Display for Seen<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let separate = |position: usize| if position == 0 { "" } else { "," };
        match self {
            Self::Nothing => f.write_str("none"),
            Self::Number(number) => number.fmt(f),
            Self::Bytes(bytes) => Text::shortened(bytes, SHOWN).fmt(f),
            Self::Codes([]) | Self::TopicFilters([]) | Self::Subscriptions([]) => {
                f.write_str("none")
            }
            Self::Codes(codes) => codes
                .iter()
                .enumerate()
                .try_for_each(|(at, code)| write!(f, "{}{code}", separate(at))),
            Self::TopicFilters(filters) => {
                filters.iter().enumerate().try_for_each(|(at, filter)| {
                    write!(f, "{}{}", separate(at), Text::shortened(filter, SHOWN))
                })
            }
            Self::Subscriptions(filters) => {
                filters.iter().enumerate().try_for_each(|(at, (filter, qos))| {
                    write!(f, "{}{}:", separate(at), Text::shortened(filter, SHOWN))?;
                    match qos {
                        Some(qos) => write!(f, "{qos}"),
                        None => f.write_str("none"),
                    }
                })
            }
        }
    }
}

/// How many bytes of a value a message shows.
const SHOWN: usize = 60;
