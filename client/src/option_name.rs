//! The options of a client, by name, for errors.

use core::fmt;

/// An option, as errors name it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is documented where it is set")]
pub enum OptionName {
    Acknowledge,
    Alpn,
    Backup,
    CleanSession,
    ClientCertificate,
    ClientIdentifier,
    ConnectTimeout,
    Host,
    InFlightWindow,
    KeepAlive,
    MessageExpiry,
    OutboxMessagesMax,
    Oversize,
    PacketMax,
    Password,
    Path,
    PingTimeout,
    Port,
    ProtocolVersion,
    PskIdentity,
    PskKey,
    Reconnect,
    Refresh,
    Resubscribe,
    StartPacketIdentifier,
    Tls,
    Transport,
    UserName,
    Will,
}

impl fmt::Display for OptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Acknowledge => "acknowledge setting",
            Self::Alpn => "ALPN protocol",
            Self::Backup => "backup server",
            Self::CleanSession => "Clean Session setting",
            Self::ClientCertificate => "client certificate",
            Self::ClientIdentifier => "Client Identifier",
            Self::ConnectTimeout => "connect timeout",
            Self::Host => "host",
            Self::InFlightWindow => "in-flight window",
            Self::KeepAlive => "Keep Alive",
            Self::MessageExpiry => "message expiry",
            Self::OutboxMessagesMax => "outbox limit",
            Self::Oversize => "oversize setting",
            Self::PacketMax => "packet limit",
            Self::Password => "password",
            Self::Path => "path",
            Self::PingTimeout => "ping timeout",
            Self::Port => "port",
            Self::ProtocolVersion => "protocol version",
            Self::PskIdentity => "pre-shared key's identity",
            Self::PskKey => "pre-shared key",
            Self::Reconnect => "reconnect policy",
            Self::Refresh => "refresh interval",
            Self::Resubscribe => "resubscribe setting",
            Self::StartPacketIdentifier => "first Packet Identifier",
            Self::Tls => "TLS setting",
            Self::Transport => "transport",
            Self::UserName => "user name",
            Self::Will => "will",
        })
    }
}
