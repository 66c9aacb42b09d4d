//! Vectors: packets a server may or may not send, and what a client has to make of them.
//!
//! A file in `fixtures/packets` is one family. Empty lines and those that begin with `#` are left
//! out; every other line is a row of five or six columns, separated by ` | `:
//!
//! ```text
//! name | states | requirement | verdict | packet | answer
//!
//! flags 0001 | connected, in_flow_qos1 | MQTT-2.2.2-2 | close | PUBACK id=$id flags=0x1
//! its answer | in_flow_qos2_publish    | MQTT-4.3.3-1 | stay  | PUBREC id=$id | PUBREL id=$id
//! ```
//!
//! * *name*: what is special about it, unique in the file;
//! * *states*: where the server sends it ([`State`]); each is a vector of its own;
//! * *requirement*: the statement that is judged by it;
//! * *verdict*: `close`, `stay` or `open` ([`Expected`]), and what the two codecs say where that
//!   is not the usual ([`Codecs`]): `close, well_formed`, `close, misdirected`;
//! * *packet*: a [`Composition`]. `$id` is the Packet Identifier of the exchange that is open in
//!   this state; in a state without one, it is an identifier that nothing has used;
//! * *answer*: a [`Pattern`], where the client has to answer.

mod parse;

use std::fmt;

pub use parse::{VectorError, VectorProblem, parse};

use super::notation::{Composition, Pattern};
use crate::spec::RequirementId;

/// One packet in one state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Vector {
    /// What is special about it; with the state unique in its file.
    pub name: String,
    /// Where the server sends it.
    pub state: State,
    /// The statement that is judged by it.
    pub requirement: RequirementId,
    /// What the client has to do.
    pub expected: Expected,
    /// What the two codecs say of its bytes.
    pub codecs: Codecs,
    /// What the server sends.
    pub packet: Composition,
    /// What the client has to answer, if anything.
    pub answer: Option<Pattern>,
    /// The row's line in its file, from 1.
    pub line: usize,
}

impl fmt::Display for Vector {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, {}", self.name, self.state)
    }
}

macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$word_doc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$word_doc])* $variant,)* }

        impl $name {
            /// All of them.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word that stands for it in a file.
            #[must_use]
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(self.word())
            }
        }
    };
}

words! {
    /// What has happened on the Network Connection before the server sends the packet.
    State {
        /// The client has sent CONNECT, and nothing has been answered.
        BeforeConnack "before_connack",
        /// CONNECT and CONNACK are exchanged, and no exchange is open.
        Connected "connected",
        /// The client's PUBLISH with QoS 1 and `$id` waits for PUBACK.
        InFlowQos1 "in_flow_qos1",
        /// The client's PUBLISH with QoS 2 and `$id` waits for PUBREC.
        InFlowQos2Publish "in_flow_qos2_publish",
        /// The client's PUBREL with `$id` waits for PUBCOMP.
        InFlowQos2Release "in_flow_qos2_release",
        /// The client's SUBSCRIBE with `$id`, of one Topic Filter with QoS 2, waits for SUBACK.
        InFlowSubscribe "in_flow_subscribe",
        /// The client's UNSUBSCRIBE with `$id`, of one Topic Filter, waits for UNSUBACK.
        InFlowUnsubscribe "in_flow_unsubscribe",
        /// The client's PINGREQ waits for PINGRESP.
        InFlowPing "in_flow_ping",
        /// The server's PUBLISH with QoS 2 and `$id` was answered by PUBREC; PUBREL is due.
        InFlowInboundQos2 "in_flow_inbound_qos2",
    }
}

impl State {
    /// Whether an exchange is open in it that has a Packet Identifier.
    #[must_use]
    pub const fn has_identifier(self) -> bool {
        !matches!(self, Self::BeforeConnack | Self::Connected | Self::InFlowPing)
    }
}

words! {
    /// What the client has to do.
    Expected {
        /// It ends its side of the Network Connection, and sends nothing but perhaps DISCONNECT.
        Close "close",
        /// It stays connected and usable.
        Stay "stay",
        /// The standard leaves it to the client: not judged, and no row of a scenario.
        Open "open",
    }
}

words! {
    /// What the tester's codec and the reference client's say of the bytes alone.
    Codecs {
        /// Both find nothing wrong. The usual for what is not `close`.
        WellFormed "well_formed",
        /// Both find it wrong. The usual for `close`.
        Malformed "malformed",
        /// The client's codec, which knows no direction, finds nothing wrong; the tester's says
        /// that only clients send this type.
        Misdirected "misdirected",
    }
}
