//! `connect` and `set`: the options of a connection. An absent option has its default.

use alloc::{boxed::Box, string::String, vec::Vec};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Command, is_default};
use crate::{Bytes, Members, Text};

/// The wish that an instance be connected.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Connect {
    /// The instance, from 0.
    #[serde(default, skip_serializing_if = "is_default")]
    pub client: u32,
    /// Its options; they do not carry over to a later `connect`.
    #[serde(flatten)]
    pub options: Box<ConnectOptions>,
}

macro_rules! options {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $field:ident: $type:ty,)* }) => {
        $(#[$outer])*
        ///
        /// Members that version 1 does not define stay in `other`, because the shim has to
        /// refuse them by name.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub struct $name {
            $($(#[$inner])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $field: Option<$type>,)*
            /// Members that version 1 does not define.
            #[serde(flatten)]
            #[cfg_attr(test, schemars(with = "crate::schema::Open"))]
            pub other: Members,
        }
    };
}

options! {
    /// The options of `connect`, each with its default where the harness left it out.
    ConnectOptions {
        /// Where to connect and how, in place of `host`, `port`, `transport`, `path`.
        uri: String,
        /// Name or address of the server.
        host: String,
        /// Port of the server.
        port: u16,
        /// What carries MQTT; default [`Transport::Tcp`].
        transport: Transport,
        /// The path of a WebSocket; default `/`.
        path: String,
        /// The Client Identifier: absent = the client's own choice, `""` = zero length.
        client_id: Text,
        /// Clean Session; default true.
        clean_session: bool,
        /// Keep Alive on the wire in seconds; default 60.
        keep_alive_s: u16,
        /// The User Name; default none.
        user_name: Text,
        /// The Password; default none.
        password: Bytes,
        /// The Will; default none.
        will: Will,
        /// The protocol version; default [`Protocol::V3_1_1`].
        protocol: Protocol,
        /// How long to wait from dialling to CONNACK, in milliseconds; default 10,000.
        timeout_ms: u64,
        /// How long to wait from PINGREQ to PINGRESP, in milliseconds; default 10,000.
        ping_timeout_ms: u64,
        /// What to do by itself when there is no connection; default nothing.
        reconnect: Reconnect,
        /// Subscribe again after a lost Session; default false.
        resubscribe: bool,
        /// Options of a second server, each in place of the first's.
        backup: Box<Self>,
        /// Age at which a connection is replaced, in milliseconds; default 0 = never.
        refresh_ms: u64,
        /// Settings of TLS.
        tls: Tls,
        /// The largest inbound Control Packet, fixed header included, in bytes.
        packet_max: u32,
        /// The client's receive buffer in bytes.
        buffer: u32,
        /// What becomes of a message larger than the buffer; default [`Oversize::Stream`].
        oversize: Oversize,
        /// How many messages may be unacknowledged at once.
        in_flight_max: u16,
        /// Where the Session is kept; default [`SessionStore::Memory`].
        session: SessionStore,
        /// Acknowledge only what `ack` names; default false.
        manual_ack: bool,
        /// The first Packet Identifier to assign.
        start_packet: u16,
        /// The defaults of another system's client, by its name.
        preset: String,
    }
}

options! {
    /// A Will Message.
    Will {
        /// The Will Topic.
        topic: Text,
        /// The Will Message; absent = of zero length.
        payload: Bytes,
        /// The Will QoS; default 0.
        qos: u8,
        /// Will Retain; default false.
        retain: bool,
    }
}

options! {
    /// What the client does by itself after a failed attempt or a lost connection.
    Reconnect {
        /// Whether and how; default [`ReconnectMode::Off`].
        mode: ReconnectMode,
        /// The first, or only, delay in milliseconds; default 1000.
        min_ms: u64,
        /// The longest delay in milliseconds; default 60,000.
        max_ms: u64,
    }
}

options! {
    /// Settings of TLS. On a host, `ca`, `cert` and `key` may be paths.
    Tls {
        /// The certificates to trust; absent = the platform's store.
        ca: String,
        /// The client's certificate.
        cert: String,
        /// The client's key.
        key: String,
        /// The name that the server's certificate has to hold; default the host.
        server_name: String,
        /// The protocols to offer by ALPN.
        alpn: Vec<String>,
        /// The cipher suites to offer.
        ciphers: Vec<String>,
        /// The identity of the pre-shared key.
        psk_identity: String,
        /// The pre-shared key.
        psk: Bytes,
        /// Drop chain and name checks; default false.
        insecure: bool,
    }
}

macro_rules! choice {
    ($(#[$outer:meta])* $name:ident { $($(#[$inner:meta])* $variant:ident = $text:literal,)* }) => {
        $(#[$outer])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(test, derive(schemars::JsonSchema))]
        pub enum $name {
            $($(#[$inner])* #[serde(rename = $text)] $variant,)*
        }
    };
}

choice! {
    /// What carries MQTT.
    Transport {
        /// TCP.
        #[default]
        Tcp = "tcp",
        /// TLS over TCP.
        Tls = "tls",
        /// WebSocket over TCP.
        Ws = "ws",
        /// WebSocket over TLS.
        Wss = "wss",
    }
}

choice! {
    /// The protocol version of CONNECT.
    Protocol {
        /// MQTT 3.1: `MQIsdp`, level 3.
        V3_1 = "3.1",
        /// MQTT 3.1.1: `MQTT`, level 4.
        #[default]
        V3_1_1 = "3.1.1",
    }
}

choice! {
    /// How the client reconnects by itself.
    ReconnectMode {
        /// Not at all.
        #[default]
        Off = "off",
        /// Always after `min_ms`.
        Fixed = "fixed",
        /// After growing delays from `min_ms` to `max_ms`.
        Backoff = "backoff",
    }
}

choice! {
    /// What becomes of a message larger than the receive buffer.
    Oversize {
        /// It is delivered in fragments.
        #[default]
        Stream = "stream",
        /// It is reported, discarded and acknowledged.
        Overflow = "overflow",
    }
}

choice! {
    /// Where the Session is kept.
    SessionStore {
        /// In the instance, until it ends.
        #[default]
        Memory = "memory",
        /// Under `$CUT_STATE_DIR`, or in a board's flash.
        Durable = "durable",
    }
}

impl ConnectOptions {
    /// These options over `kept` ones: a member of `self` replaces the same member of `kept`.
    ///
    /// Whole members: a `tls` given now replaces the `tls` of `set`, it does not merge with it.
    #[must_use]
    pub fn over(&self, kept: &Self) -> Self {
        let mut members = kept.to_members();
        members.extend(self.to_members());
        serde_json::from_value(Value::Object(members)).unwrap_or_else(|_| self.clone())
    }

    /// The names of all members given, nested ones with a dot (`tls.alpn`), in a fixed order.
    #[must_use]
    pub fn member_names(&self) -> Vec<String> {
        let mut names = Vec::new();
        for (name, value) in self.to_members() {
            match (name.as_str(), value) {
                ("reconnect" | "tls" | "will", Value::Object(nested)) => {
                    names.extend(nested.keys().map(|inner| alloc::format!("{name}.{inner}")));
                }
                _ => names.push(name),
            }
        }
        names
    }

    /// The first member given that is not among `implemented`: what `unsupported` names.
    #[must_use]
    pub fn unsupported(&self, implemented: &[&str]) -> Option<String> {
        self.member_names().into_iter().find(|name| !implemented.contains(&name.as_str()))
    }

    fn to_members(&self) -> Members {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            _ => Members::new(),
        }
    }
}

impl From<Connect> for Command {
    fn from(connect: Connect) -> Self {
        Self::Connect(connect)
    }
}

impl From<ConnectOptions> for Connect {
    fn from(options: ConnectOptions) -> Self {
        Self { client: 0, options: Box::new(options) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(json: &str) -> ConnectOptions {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn members_that_the_link_does_not_define_are_kept_and_named() {
        let options = options(r#"{"port":1,"colour":"red","tls":{"ca":"a","depth":3}}"#);
        assert_eq!(options.member_names(), ["colour", "port", "tls.ca", "tls.depth"]);
        assert_eq!(options.unsupported(&["port", "tls.ca", "tls.depth"]).unwrap(), "colour");
        assert_eq!(options.unsupported(&["colour", "port", "tls.ca"]).unwrap(), "tls.depth");
        assert_eq!(options.unsupported(&["colour", "port", "tls.ca", "tls.depth"]), None);
    }

    #[test]
    fn a_password_is_one_member_although_it_is_an_object() {
        assert_eq!(options(r#"{"password":{"hex":"00"}}"#).member_names(), ["password"]);
    }

    #[test]
    fn an_option_of_connect_replaces_the_same_option_of_set() {
        let kept = options(r#"{"keep_alive_s":5,"client_id":"kept","tls":{"ca":"a","key":"k"}}"#);
        let now = options(r#"{"client_id":"","tls":{"ca":"b"}}"#);
        let expected = options(r#"{"keep_alive_s":5,"client_id":"","tls":{"ca":"b"}}"#);
        assert_eq!(now.over(&kept), expected);
    }

    #[test]
    fn a_wrong_type_is_refused() {
        for json in [r#"{"port":70000}"#, r#"{"protocol":"9"}"#, r#"{"will":"bye"}"#] {
            assert!(serde_json::from_str::<ConnectOptions>(json).is_err(), "{json}");
        }
    }
}
