//! The options of a client, by name, for errors.

use core::fmt;

/// An option, as errors name it.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is documented where it is set")]
pub enum OptionName {
    Alpn,
    Backup,
    Host,
    InFlightMax,
    PacketLenMax,
    Password,
    Path,
    PingTimeout,
    Port,
    PskIdentity,
    PskKey,
    Reconnect,
    SendTimeout,
    Tls,
    Transport,
    UserName,
}

impl fmt::Display for OptionName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Alpn => "ALPN protocol",
            Self::Backup => "backup server",
            Self::Host => "host",
            Self::InFlightMax => "in-flight window",
            Self::PacketLenMax => "packet limit",
            Self::Password => "password",
            Self::Path => "path",
            Self::PingTimeout => "ping timeout",
            Self::Port => "port",
            Self::PskIdentity => "pre-shared key's identity",
            Self::PskKey => "pre-shared key",
            Self::Reconnect => "reconnect policy",
            Self::SendTimeout => "send timeout",
            Self::Tls => "TLS options",
            Self::Transport => "transport",
            Self::UserName => "user name",
        })
    }
}
