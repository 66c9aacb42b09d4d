//! A Network Connection as the scripted broker sees it: what came and what may still go out.

use crate::{
    stage::{Framer, Signal},
    wire::PacketType,
};

/// A Network Connection holds at most this many packets back until CONNACK has gone out.
pub(super) const WAITING_MAX: usize = 65_536;

/// One Network Connection.
#[derive(Debug, Default)]
pub(super) struct Connection {
    pub(super) framer: Framer,
    /// Nothing goes out any more, and nothing that comes is read.
    pub(super) is_closed: bool,
    /// The server does as if it were dead: it reads and says nothing.
    pub(super) is_silent: bool,
    /// CONNACK has gone out: the server may send what it likes.
    has_connack: bool,
    /// What waits for CONNACK.
    waiting: Vec<Vec<u8>>,
    /// What waits until another packet of its type has gone out.
    overtaken: Vec<(PacketType, Vec<Item>)>,
}

/// Something that goes out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Item {
    Packet(Vec<u8>),
    /// FIN.
    Close,
    /// RST.
    Reset,
}

impl Item {
    pub(super) fn packet_type(&self) -> Option<PacketType> {
        match self {
            Self::Packet(bytes) => bytes.first().map(|first| PacketType::of_first_byte(*first)),
            Self::Close | Self::Reset => None,
        }
    }

    pub(super) fn into_signal(self) -> Signal {
        match self {
            Self::Packet(bytes) => Signal::Bytes(bytes),
            Self::Close => Signal::Fin,
            Self::Reset => Signal::Reset,
        }
    }
}

impl Connection {
    /// Whether a packet that answers nothing may go out; else it waits for CONNACK
    /// [MQTT-3.2.0-1].
    pub(super) fn admit(&mut self, packet: Vec<u8>) -> Option<Vec<u8>> {
        if self.has_connack {
            return Some(packet);
        }
        if self.waiting.len() < WAITING_MAX {
            self.waiting.push(packet);
        }
        None
    }

    /// Lets `items` wait until another packet of type `kind` has gone out.
    pub(super) fn postpone(&mut self, kind: PacketType, items: Vec<Item>) {
        self.overtaken.push((kind, items));
    }

    /// Something went out: what may follow it now?
    pub(super) fn on_sent(&mut self, item: &Item) -> Vec<Item> {
        let Item::Packet(bytes) = item else {
            self.is_closed = true;
            return Vec::new();
        };
        let mut following = Vec::new();
        if let Some(kind) = item.packet_type() {
            let (due, rest) = std::mem::take(&mut self.overtaken)
                .into_iter()
                .partition::<Vec<_>, _>(|(wanted, _)| *wanted == kind);
            self.overtaken = rest;
            following.extend(due.into_iter().flat_map(|(_, items)| items));
        }
        if bytes.first() == Some(&CONNACK) && !self.has_connack {
            let waiting = std::mem::take(&mut self.waiting);
            if bytes.get(3) == Some(&0) {
                self.has_connack = true;
                following.extend(waiting.into_iter().map(Item::Packet));
            }
        }
        following
    }
}

const CONNACK: u8 = PacketType::Connack.number() << 4;
