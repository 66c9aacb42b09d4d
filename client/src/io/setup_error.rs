//! Why no transport can be opened with these options, known before anything is dialled.

use alloc::boxed::Box;
use alloc::string::String;
use core::error::Error;
use core::fmt;
use std::io;

use crate::error::Misuse;

/// What is wrong with the options of a transport.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SetupError {
    /// A name that is no cipher suite of the TLS library.
    #[error("the cipher suite {name} is not known")]
    CipherSuite {
        /// The name.
        name: String,
    },
    /// The cryptography can do nothing with the settings.
    #[error("the settings of TLS do not fit together: {0}")]
    Cryptography(#[source] Box<dyn Error + Send + Sync>),
    /// The options contradict each other.
    #[error(transparent)]
    Misuse(#[from] Misuse),
    /// The program was built without what the transport needs.
    #[error("this program was built without the feature {feature}")]
    NotBuilt {
        /// The feature of this package.
        feature: &'static str,
    },
    /// The platform's store has no certificate that could be used.
    #[error("the platform's store has no usable certificate")]
    PlatformStore(#[source] Option<io::Error>),
    /// The server name, or the host in its place, is neither a domain name nor an address.
    #[error("the server name is neither a domain name nor an address")]
    ServerName,
    /// A file cannot be read.
    #[error("the {item} cannot be read from {path}: {error}")]
    Unreadable {
        /// What it should hold.
        item: TlsItem,
        /// The file.
        path: String,
        /// What the system said.
        #[source]
        error: io::Error,
    },
    /// A certificate or key is none, or does not fit the other one.
    #[error("the {item} is unusable: {error}")]
    Unusable {
        /// Which one.
        item: TlsItem,
        /// What the library said.
        #[source]
        error: Box<dyn Error + Send + Sync>,
    },
}

/// Something that TLS was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TlsItem {
    /// The certificates to trust.
    Ca,
    /// The client's certificate.
    ClientCertificate,
    /// The client's private key.
    ClientKey,
    /// The identity of the pre-shared key.
    PskIdentity,
    /// The pre-shared key.
    PskKey,
}

impl fmt::Display for TlsItem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ca => "CA certificate",
            Self::ClientCertificate => "client certificate",
            Self::ClientKey => "client key",
            Self::PskIdentity => "pre-shared key's identity",
            Self::PskKey => "pre-shared key",
        })
    }
}
