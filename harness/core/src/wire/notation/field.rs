//! The fields that the notation names, and which Control Packets have them.

use super::{cursor::Cursor, error::NotationError};
use crate::wire::{layout::PacketType, remaining_length::REMAINING_LENGTH_MAX};

/// What a field's value can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A number from 0 to this.
    Number(u32),
    /// Some bytes.
    Text,
    /// Return codes: `0,1,128`.
    Codes,
    /// Topic Filters: `"a/b","c/#"`.
    TopicFilters,
    /// Topic Filters, each with its requested QoS: `"a/b":1,"c/#":2`.
    Subscriptions,
}

macro_rules! fields {
    ($($(#[$doc:meta])* $variant:ident $name:literal $kind:expr;)*) => {
        /// A field of some Control Packet.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Field { $($(#[$doc])* $variant,)* }

        impl Field {
            /// The name in the notation: `keep_alive`.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            /// What its value can be.
            #[must_use]
            pub const fn kind(self) -> Kind {
                match self { $(Self::$variant => $kind,)* }
            }

            const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }
    };
}

// In the order in which a canonical text writes them.
fields! {
    /// The Client Identifier.
    ClientId "client_id" Kind::Text;
    /// Bit 1 of the Connect Flags.
    CleanSession "clean_session" BIT;
    /// The Keep Alive in seconds.
    KeepAlive "keep_alive" WORD;
    /// The Topic Name of PUBLISH.
    Topic "topic" Kind::Text;
    /// The QoS of PUBLISH.
    Qos "qos" Kind::Number(3);
    /// The Packet Identifier.
    Id "id" WORD;
    /// The DUP flag.
    Dup "dup" BIT;
    /// The RETAIN flag.
    Retain "retain" BIT;
    /// The payload of PUBLISH.
    Payload "payload" Kind::Text;
    /// How many bytes the payload has; only in patterns.
    PayloadLength "payload_length" Kind::Number(REMAINING_LENGTH_MAX);
    /// The Topic Filters of UNSUBSCRIBE.
    TopicFilters "filters" Kind::TopicFilters;
    /// The Topic Filters of SUBSCRIBE with their requested QoS.
    Subscriptions "filters" Kind::Subscriptions;
    /// Bit 0 of the Connect Acknowledge Flags.
    SessionPresent "session_present" BIT;
    /// The return code of CONNACK.
    Code "code" BYTE;
    /// The return codes of SUBACK.
    Codes "codes" Kind::Codes;
    /// The Will Topic.
    WillTopic "will_topic" Kind::Text;
    /// The Will Message.
    WillMessage "will_message" Kind::Text;
    /// Bits 4 and 3 of the Connect Flags.
    WillQos "will_qos" Kind::Number(3);
    /// Bit 5 of the Connect Flags.
    WillRetain "will_retain" BIT;
    /// The User Name.
    UserName "user_name" Kind::Text;
    /// The Password.
    Password "password" Kind::Text;
    /// The protocol name.
    Protocol "protocol" Kind::Text;
    /// The protocol level.
    Level "level" BYTE;
    /// Bit 2 of the Connect Flags.
    WillFlag "will_flag" BIT;
    /// Bit 7 of the Connect Flags.
    UserNameFlag "user_name_flag" BIT;
    /// Bit 6 of the Connect Flags.
    PasswordFlag "password_flag" BIT;
    /// The whole Connect Flags byte.
    ConnectFlags "connect_flags" BYTE;
    /// The whole Connect Acknowledge Flags byte.
    AcknowledgeFlags "acknowledge_flags" BYTE;
    /// The length before the protocol name.
    ProtocolLength "protocol_length" WORD;
    /// The length before the Client Identifier.
    ClientIdLength "client_id_length" WORD;
    /// The length before the Will Topic.
    WillTopicLength "will_topic_length" WORD;
    /// The length before the Will Message.
    WillMessageLength "will_message_length" WORD;
    /// The length before the User Name.
    UserNameLength "user_name_length" WORD;
    /// The length before the Password.
    PasswordLength "password_length" WORD;
    /// The length before the Topic Name.
    TopicLength "topic_length" WORD;
    /// The length before the last Topic Filter.
    FilterLength "filter_length" WORD;
    /// The lower four bits of the first byte.
    Flags "flags" Kind::Number(15);
    /// The value of the Remaining Length field.
    RemainingLength "remaining_length" Kind::Number(REMAINING_LENGTH_MAX);
    /// The bytes of the Remaining Length field.
    RemainingLengthBytes "remaining_length_bytes" Kind::Text;
    /// Everything after the fixed header.
    Body "body" Kind::Text;
    /// Bytes after all that belongs to the packet, counted by Remaining Length; only composed.
    Extra "extra" Kind::Text;
    /// How many bytes are left of the packet; only composed.
    Cut "cut" Kind::Number(REMAINING_LENGTH_MAX);
}

const BIT: Kind = Kind::Number(1);
const BYTE: Kind = Kind::Number(255);
const WORD: Kind = Kind::Number(65_535);

/// Which of the two readings of the notation is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reading {
    Composition,
    Pattern,
}

impl Field {
    /// Whether a Control Packet of this type has the field.
    #[must_use]
    pub fn belongs_to(self, packet_type: PacketType) -> bool {
        COMMON.contains(&self) || own_fields(packet_type).contains(&self)
    }

    /// The fields of `packet_type` that `reading` knows, in canonical order.
    pub(super) fn all_of(
        packet_type: PacketType,
        reading: Reading,
    ) -> impl Iterator<Item = Self> + Clone {
        let known = move |field: &Self| field.is_in(reading) && field.belongs_to(packet_type);
        Self::ALL.iter().copied().filter(known)
    }

    fn is_in(self, reading: Reading) -> bool {
        match self {
            Self::PayloadLength => reading == Reading::Pattern,
            Self::Extra | Self::Cut => reading == Reading::Composition,
            _ => true,
        }
    }

    /// Takes the name of a field that each of `types` has; of all types there are, if none is
    /// given.
    pub(super) fn parse(
        cursor: &mut Cursor<'_>,
        types: &[PacketType],
        reading: Reading,
    ) -> Result<Self, NotationError> {
        let before = cursor.clone();
        let name = cursor.take_name();
        let fits = |field: &&Self| {
            field.is_in(reading) && types.iter().all(|packet_type| field.belongs_to(*packet_type))
        };
        let known = Self::ALL.iter().filter(fits);
        let found = known.clone().find(|field| field.name() == name);
        found.copied().ok_or_else(|| {
            let names: Vec<&str> = types.iter().map(|packet_type| packet_type.name()).collect();
            let of = if names.is_empty() { "any packet".to_owned() } else { names.join("|") };
            before.unknown(&format!("a field of {of}"), known.map(|field| field.name()))
        })
    }
}

const COMMON: &[Field] = &[
    Field::Flags,
    Field::RemainingLength,
    Field::RemainingLengthBytes,
    Field::Body,
    Field::Extra,
    Field::Cut,
];

const fn own_fields(packet_type: PacketType) -> &'static [Field] {
    match packet_type {
        PacketType::Connect => &[
            Field::ClientId,
            Field::CleanSession,
            Field::KeepAlive,
            Field::WillTopic,
            Field::WillMessage,
            Field::WillQos,
            Field::WillRetain,
            Field::UserName,
            Field::Password,
            Field::Protocol,
            Field::Level,
            Field::WillFlag,
            Field::UserNameFlag,
            Field::PasswordFlag,
            Field::ConnectFlags,
            Field::ProtocolLength,
            Field::ClientIdLength,
            Field::WillTopicLength,
            Field::WillMessageLength,
            Field::UserNameLength,
            Field::PasswordLength,
        ],
        PacketType::Connack => &[Field::SessionPresent, Field::Code, Field::AcknowledgeFlags],
        PacketType::Publish => &[
            Field::Topic,
            Field::Qos,
            Field::Id,
            Field::Dup,
            Field::Retain,
            Field::Payload,
            Field::PayloadLength,
            Field::TopicLength,
        ],
        PacketType::Puback
        | PacketType::Pubrec
        | PacketType::Pubrel
        | PacketType::Pubcomp
        | PacketType::Unsuback => &[Field::Id],
        PacketType::Subscribe => &[Field::Id, Field::Subscriptions, Field::FilterLength],
        PacketType::Suback => &[Field::Id, Field::Codes],
        PacketType::Unsubscribe => &[Field::Id, Field::TopicFilters, Field::FilterLength],
        PacketType::Pingreq
        | PacketType::Pingresp
        | PacketType::Disconnect
        | PacketType::Reserved0
        | PacketType::Reserved15 => &[],
    }
}
