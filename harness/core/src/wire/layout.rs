//! What every Control Packet has: a direction it travels and a type in its first byte.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where bytes are going.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Direction {
    /// From the client to the server.
    ToServer,
    /// From the server to the client.
    ToClient,
}

/// The type of a Control Packet: the upper four bits of its first byte (table 2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PacketType {
    /// 0, forbidden.
    Reserved0,
    /// 1, client to server.
    Connect,
    /// 2, server to client.
    Connack,
    /// 3, both ways.
    Publish,
    /// 4, both ways.
    Puback,
    /// 5, both ways.
    Pubrec,
    /// 6, both ways.
    Pubrel,
    /// 7, both ways.
    Pubcomp,
    /// 8, client to server.
    Subscribe,
    /// 9, server to client.
    Suback,
    /// 10, client to server.
    Unsubscribe,
    /// 11, server to client.
    Unsuback,
    /// 12, client to server.
    Pingreq,
    /// 13, server to client.
    Pingresp,
    /// 14, client to server.
    Disconnect,
    /// 15, forbidden.
    Reserved15,
}

impl PacketType {
    /// All sixteen, by number.
    pub const ALL: [Self; 16] = [
        Self::Reserved0,
        Self::Connect,
        Self::Connack,
        Self::Publish,
        Self::Puback,
        Self::Pubrec,
        Self::Pubrel,
        Self::Pubcomp,
        Self::Subscribe,
        Self::Suback,
        Self::Unsubscribe,
        Self::Unsuback,
        Self::Pingreq,
        Self::Pingresp,
        Self::Disconnect,
        Self::Reserved15,
    ];

    /// The type that a packet's first byte names.
    #[must_use]
    pub const fn of_first_byte(first: u8) -> Self {
        Self::ALL[(first >> 4) as usize]
    }

    /// The number in the upper four bits.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }

    /// The lower four bits that this type must have; `None` for PUBLISH, whose bits mean
    /// something, and for the reserved types, which mean nothing (table 2.2).
    #[must_use]
    pub const fn fixed_flags(self) -> Option<u8> {
        match self {
            Self::Publish | Self::Reserved0 | Self::Reserved15 => None,
            Self::Pubrel | Self::Subscribe | Self::Unsubscribe => Some(0b0010),
            Self::Connect
            | Self::Connack
            | Self::Puback
            | Self::Pubrec
            | Self::Pubcomp
            | Self::Suback
            | Self::Unsuback
            | Self::Pingreq
            | Self::Pingresp
            | Self::Disconnect => Some(0),
        }
    }

    /// Whether this type may travel that way (table 2.1).
    #[must_use]
    pub const fn may_travel(self, direction: Direction) -> bool {
        match self {
            Self::Reserved0 | Self::Reserved15 => false,
            Self::Publish | Self::Puback | Self::Pubrec | Self::Pubrel | Self::Pubcomp => true,
            Self::Connect
            | Self::Subscribe
            | Self::Unsubscribe
            | Self::Pingreq
            | Self::Disconnect => matches!(direction, Direction::ToServer),
            Self::Connack | Self::Suback | Self::Unsuback | Self::Pingresp => {
                matches!(direction, Direction::ToClient)
            }
        }
    }

    /// The name as in the standard: `PUBLISH`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Reserved0 => "RESERVED0",
            Self::Connect => "CONNECT",
            Self::Connack => "CONNACK",
            Self::Publish => "PUBLISH",
            Self::Puback => "PUBACK",
            Self::Pubrec => "PUBREC",
            Self::Pubrel => "PUBREL",
            Self::Pubcomp => "PUBCOMP",
            Self::Subscribe => "SUBSCRIBE",
            Self::Suback => "SUBACK",
            Self::Unsubscribe => "UNSUBSCRIBE",
            Self::Unsuback => "UNSUBACK",
            Self::Pingreq => "PINGREQ",
            Self::Pingresp => "PINGRESP",
            Self::Disconnect => "DISCONNECT",
            Self::Reserved15 => "RESERVED15",
        }
    }
}

impl fmt::Display for PacketType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
