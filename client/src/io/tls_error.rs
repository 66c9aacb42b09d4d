//! Why TLS failed, in words that do not depend on the library.

use alloc::boxed::Box;
use core::error::Error;
use core::fmt;
use std::io;

/// TLS failed; found inside the [`io::Error`] that a transport reports.
#[derive(Debug)]
pub struct TlsError {
    /// What went wrong.
    pub fault: TlsFault,
    source: Box<dyn Error + Send + Sync>,
}

/// What can go wrong with TLS. The server's objections come as alerts, and some only after the
/// handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TlsFault {
    /// The server's certificate is expired or not yet valid, or the own clock is wrong.
    CertificateTime,
    /// The server's certificate is for another name.
    CertificateName,
    /// Nobody trusted vouches for the server's certificate.
    CertificateIssuer,
    /// The server's certificate is unusable for another reason.
    Certificate,
    /// The server wants a certificate of the client.
    ClientCertificateRequired,
    /// The server refused the client's certificate.
    ClientCertificateRefused,
    /// No cipher suite, version or parameter that both sides take; some servers also say so of a
    /// client certificate or a pre-shared key.
    NothingInCommon,
    /// The server speaks none of the protocols offered by ALPN.
    ApplicationProtocol,
    /// The server does not know the identity of the pre-shared key.
    PskIdentity,
    /// The bytes cannot be decrypted or are not authentic: also a wrong pre-shared key.
    Decryption,
    /// The server does not know the name it was asked for.
    ServerName,
    /// The peer's bytes are no TLS or break its rules.
    Protocol,
    /// Something else.
    Other,
}

impl TlsError {
    /// The TLS failure inside an error of a transport.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }

    #[cfg(any(feature = "tls", feature = "psk"))]
    pub(super) fn new(fault: TlsFault, source: Box<dyn Error + Send + Sync>) -> Self {
        Self { fault, source }
    }
}

#[cfg(feature = "tls")]
impl TlsError {
    /// Gives an error of a TLS stream its type; one of the stream below stays as it is.
    pub(super) fn wrap(error: io::Error) -> io::Error {
        let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref()) else {
            return error;
        };
        let wrapped = Self::new(TlsFault::of_rustls(tls), Box::new(tls.clone()));
        io::Error::new(error.kind(), wrapped)
    }
}

impl fmt::Display for TlsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.fault, self.source)
    }
}

impl Error for TlsError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

impl TlsFault {
    /// What an alert of the server means (RFC 8446, section 6.2).
    #[cfg(any(feature = "tls", feature = "psk"))]
    pub(super) const fn of_alert(alert: u8) -> Self {
        match alert {
            20 | 21 | 51 => Self::Decryption,
            40 | 70 | 71 => Self::NothingInCommon,
            41 | 116 => Self::ClientCertificateRequired,
            42..=46 | 48 | 49 => Self::ClientCertificateRefused,
            10 | 22 | 30 | 47 | 50 | 109 | 110 => Self::Protocol,
            112 => Self::ServerName,
            115 => Self::PskIdentity,
            120 => Self::ApplicationProtocol,
            _ => Self::Other,
        }
    }

    #[cfg(feature = "tls")]
    fn of_rustls(error: &tokio_rustls::rustls::Error) -> Self {
        use tokio_rustls::rustls::{CertificateError, Error};
        match error {
            Error::AlertReceived(alert) => Self::of_alert(u8::from(*alert)),
            Error::InvalidCertificate(invalid) => match invalid {
                CertificateError::Expired
                | CertificateError::ExpiredContext { .. }
                | CertificateError::NotValidYet
                | CertificateError::NotValidYetContext { .. } => Self::CertificateTime,
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => Self::CertificateName,
                CertificateError::UnknownIssuer => Self::CertificateIssuer,
                _ => Self::Certificate,
            },
            Error::NoCertificatesPresented => Self::Certificate,
            Error::PeerIncompatible(_) => Self::NothingInCommon,
            Error::NoApplicationProtocol => Self::ApplicationProtocol,
            Error::DecryptError => Self::Decryption,
            Error::InappropriateMessage { .. }
            | Error::InappropriateHandshakeMessage { .. }
            | Error::InvalidMessage(_)
            | Error::PeerMisbehaved(_)
            | Error::PeerSentOversizedRecord => Self::Protocol,
            _ => Self::Other,
        }
    }
}

impl fmt::Display for TlsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CertificateTime => "the server's certificate is not valid now",
            Self::CertificateName => "the server's certificate is for another name",
            Self::CertificateIssuer => "nobody trusted vouches for the server's certificate",
            Self::Certificate => "the server's certificate is unusable",
            Self::ClientCertificateRequired => "the server wants a client certificate",
            Self::ClientCertificateRefused => "the server refused the client certificate",
            Self::NothingInCommon => "client and server have nothing in common",
            Self::ApplicationProtocol => "the server speaks none of the ALPN protocols",
            Self::PskIdentity => "the server does not know the pre-shared key's identity",
            Self::Decryption => "bytes cannot be decrypted",
            Self::ServerName => "the server does not know its name",
            Self::Protocol => "the peer's bytes are not TLS",
            Self::Other => "TLS failed",
        })
    }
}
