//! The commands of the harness to the shim, one variant for each `do`.

mod connect;
mod parse;
mod platform;
mod publish;
mod subscribe;
mod uri;

use alloc::{boxed::Box, string::String};

use serde::{Deserialize, Serialize};

pub use connect::{
    Connect, ConnectOptions, Oversize, Protocol, Reconnect, ReconnectMode, SessionStore, Tls,
    Transport, Will,
};
pub(crate) use parse::take_name;
pub use platform::{Again, Clock, FilePart, Hello, Network};
pub use publish::Publish;
pub use subscribe::{Filter, Subscribe, Unsubscribe};
pub use uri::BadUri;

use crate::Members;

/// What the harness asks of the shim.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "do", rename_all = "snake_case")]
pub enum Command {
    /// Who are you, and what does your client offer?
    Hello(Hello),
    /// Drop every instance, stored sessions, files and what `set` kept.
    Reset,
    /// Keep a part of a file for later options.
    File(FilePart),
    /// Keep members of `connect` until `reset`.
    Set(Box<ConnectOptions>),
    /// Begin to connect an instance.
    Connect(Connect),
    /// Publish an Application Message.
    Publish(Publish),
    /// Subscribe to Topic Filters.
    Subscribe(Subscribe),
    /// Unsubscribe from Topic Filters.
    Unsubscribe(Unsubscribe),
    /// Acknowledge a received message; needs `manual_ack`.
    Ack(Ack),
    /// Send PINGREQ.
    Ping(Instance),
    /// Send DISCONNECT and close.
    Disconnect(Instance),
    /// Close the transport without DISCONNECT and stay down.
    Abort(Instance),
    /// Set a board's clock.
    Clock(Clock),
    /// Join a network, or take it up or down.
    Network(Network),
    /// Report memory, connections and time.
    Stats,
    /// Repeat the lines from a number on; guarded links only.
    Again(Again),
    /// End the process, or restart the board.
    Exit,
    /// A `do` that version 1 does not define: a vendor's `x-NAME`, or the bogus one.
    #[serde(untagged)]
    Other(Other),
}

/// A command for an instance that needs nothing more.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Instance {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
}

/// Manual acknowledgement of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Ack {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// The Packet Identifier of the message.
    pub packet: u16,
}

/// A command that version 1 does not define.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Other {
    /// The value of `do`.
    #[serde(rename = "do")]
    pub name: String,
    /// All other members.
    #[serde(flatten)]
    #[cfg_attr(test, schemars(with = "crate::schema::Open"))]
    pub members: Members,
}

impl Command {
    /// The command that no shim may accept: it shows whether `unsupported` can be trusted.
    #[must_use]
    pub fn bogus() -> Self {
        Self::Other(Other { name: "bogus".into(), members: Members::new() })
    }

    /// The value of `do`.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Hello(_) => "hello",
            Self::Reset => "reset",
            Self::File(_) => "file",
            Self::Set(_) => "set",
            Self::Connect(_) => "connect",
            Self::Publish(_) => "publish",
            Self::Subscribe(_) => "subscribe",
            Self::Unsubscribe(_) => "unsubscribe",
            Self::Ack(_) => "ack",
            Self::Ping(_) => "ping",
            Self::Disconnect(_) => "disconnect",
            Self::Abort(_) => "abort",
            Self::Clock(_) => "clock",
            Self::Network(_) => "network",
            Self::Stats => "stats",
            Self::Again(_) => "again",
            Self::Exit => "exit",
            Self::Other(other) => &other.name,
        }
    }

    /// The instance that the command is for; `None` where it is for the shim as a whole.
    #[must_use]
    pub const fn client(&self) -> Option<u32> {
        match self {
            Self::Connect(connect) => Some(connect.client),
            Self::Publish(publish) => Some(publish.client),
            Self::Subscribe(subscribe) => Some(subscribe.client),
            Self::Unsubscribe(unsubscribe) => Some(unsubscribe.client),
            Self::Ack(ack) => Some(ack.client),
            Self::Ping(at) | Self::Disconnect(at) | Self::Abort(at) => Some(at.client),
            Self::Hello(_)
            | Self::Reset
            | Self::File(_)
            | Self::Set(_)
            | Self::Clock(_)
            | Self::Network(_)
            | Self::Stats
            | Self::Again(_)
            | Self::Exit
            | Self::Other(_) => None,
        }
    }
}

/// Whether a member has its default and is left out of the line.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
