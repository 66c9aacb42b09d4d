//! `Refused`: the server's honest no.

use thiserror::Error;

/// The server refused the connection with a CONNACK return code (table 3.1).
#[derive(Clone, Copy, Debug, Eq, Error, Hash, PartialEq)]
pub enum Refused {
    /// 1: the server does not support this level of the protocol.
    #[error("connection refused: unacceptable protocol version")]
    UnacceptableProtocolVersion,
    /// 2: the Client Identifier is not allowed.
    #[error("connection refused: identifier rejected")]
    IdentifierRejected,
    /// 3: the MQTT service is not available.
    #[error("connection refused: server unavailable")]
    ServerUnavailable,
    /// 4: the user name or password is malformed.
    #[error("connection refused: bad user name or password")]
    BadUserNameOrPassword,
    /// 5: the client is not authorized.
    #[error("connection refused: not authorized")]
    NotAuthorized,
}

impl Refused {
    /// The return code on the wire, 1 to 5.
    pub const fn return_code(self) -> u8 {
        match self {
            Self::UnacceptableProtocolVersion => 1,
            Self::IdentifierRejected => 2,
            Self::ServerUnavailable => 3,
            Self::BadUserNameOrPassword => 4,
            Self::NotAuthorized => 5,
        }
    }

    /// The refusal with this return code, if it is one of 1 to 5.
    pub const fn from_return_code(return_code: u8) -> Option<Self> {
        Some(match return_code {
            1 => Self::UnacceptableProtocolVersion,
            2 => Self::IdentifierRejected,
            3 => Self::ServerUnavailable,
            4 => Self::BadUserNameOrPassword,
            5 => Self::NotAuthorized,
            _ => return None,
        })
    }
}
