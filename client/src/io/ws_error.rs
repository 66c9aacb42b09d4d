//! Why WebSocket failed, in words that do not depend on the library.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;
use std::io;

/// WebSocket failed; found inside the [`io::Error`] that a transport reports.
#[derive(Debug)]
pub struct WebSocketError {
    /// What went wrong.
    pub fault: WebSocketFault,
    source: Option<Box<dyn Error + Send + Sync>>,
}

/// What can go wrong with WebSocket.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum WebSocketFault {
    /// The server answered the request with another HTTP status than 101.
    Status(u16),
    /// The server did not answer with the sub-protocol `mqtt` [MQTT-6.0.0-4].
    SubProtocol,
    /// The answer to the request is not what WebSocket requires.
    Handshake,
    /// A frame of text, which MQTT forbids [MQTT-6.0.0-1].
    TextFrame,
    /// A message longer than this client takes, or a header.
    TooLong,
    /// A frame that WebSocket forbids.
    Protocol,
}

impl WebSocketError {
    /// The WebSocket failure inside an error of a transport.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

#[cfg(feature = "ws")]
impl WebSocketError {
    /// The failure with this fault.
    pub(super) fn wrap(fault: WebSocketFault) -> io::Error {
        io::Error::new(io::ErrorKind::InvalidData, Self { fault, source: None })
    }

    /// Gives an error of the library its type; an error of the stream below stays as it is.
    pub(super) fn of_tungstenite(error: tokio_tungstenite::tungstenite::Error) -> io::Error {
        use tokio_tungstenite::tungstenite::{Error, error::ProtocolError};
        if let Error::Io(error) = error {
            return error;
        }
        let fault = match &error {
            Error::ConnectionClosed | Error::AlreadyClosed => {
                return io::Error::new(io::ErrorKind::BrokenPipe, error);
            }
            Error::Http(answer) => WebSocketFault::Status(answer.status().as_u16()),
            Error::Protocol(ProtocolError::SecWebSocketSubProtocolError(_)) => {
                WebSocketFault::SubProtocol
            }
            Error::Protocol(
                ProtocolError::MissingConnectionUpgradeHeader
                | ProtocolError::MissingUpgradeWebSocketHeader
                | ProtocolError::SecWebSocketAcceptKeyMismatch
                | ProtocolError::WrongHttpVersion
                | ProtocolError::HttparseError(_)
                | ProtocolError::JunkAfterRequest
                | ProtocolError::HandshakeIncomplete,
            )
            | Error::HttpFormat(_) => WebSocketFault::Handshake,
            Error::Capacity(_) | Error::AttackAttempt => WebSocketFault::TooLong,
            // The only text that is looked at is a message's.
            Error::Utf8(_) => WebSocketFault::TextFrame,
            _ => WebSocketFault::Protocol,
        };
        let source = Some(Box::new(error).into());
        io::Error::new(io::ErrorKind::InvalidData, Self { fault, source })
    }
}

impl fmt::Display for WebSocketError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.source {
            Some(source) => write!(f, "{}: {source}", self.fault),
            None => self.fault.fmt(f),
        }
    }
}

impl Error for WebSocketError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match &self.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}

impl fmt::Display for WebSocketFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Status(status) => write!(f, "the server answered with HTTP status {status}"),
            Self::SubProtocol => f.write_str("the server did not choose the sub-protocol mqtt"),
            Self::Handshake => f.write_str("the server's answer is no WebSocket handshake"),
            Self::TextFrame => f.write_str("the server sent a frame of text"),
            Self::TooLong => f.write_str("the server sent more than is taken"),
            Self::Protocol => f.write_str("the server broke the rules of WebSocket"),
        }
    }
}
