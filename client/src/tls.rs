//! What TLS needs to know, as data: the I/O adapters turn it into their library's configuration.
//!
//! *Invariant:* whom to trust is always said; there is no default, least of all *nobody checks*.

use crate::{error::Misuse, option_name::OptionName};

/// The settings of TLS.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Tls<'a> {
    /// How each side proves who it is.
    pub authentication: Authentication<'a>,
    /// The name the server's certificate must have, and that is sent to it, if not the host.
    pub server_name: Option<&'a str>,
    /// The protocols offered by ALPN, the preferred one first.
    pub alpn: &'a [&'a str],
    /// The cipher suites allowed, by their IANA names with `:` between; empty = those of the TLS
    /// library.
    pub cipher_suites: &'a str,
    /// By how many seconds the date, by which certificates are judged, is ahead of the system's
    /// clock: for devices whose clock is not set. The library for pre-shared keys looks at no date.
    pub date_ahead_s: i64,
}

impl<'a> Tls<'a> {
    /// TLS with a server that proves itself by certificate.
    pub const fn new(trust: Trust<'a>) -> Self {
        Self::with(Authentication::Certificate { trust, client: None })
    }

    /// TLS with a pre-shared key and without certificates.
    pub const fn psk(identity: &'a [u8], key: &'a [u8]) -> Self {
        Self::with(Authentication::PreSharedKey { identity, key })
    }

    /// TLS with this authentication.
    pub const fn with(authentication: Authentication<'a>) -> Self {
        Self { authentication, server_name: None, alpn: &[], cipher_suites: "", date_ahead_s: 0 }
    }

    /// Checks what the types leave open.
    ///
    /// # Errors
    /// A pre-shared key without identity or without key; an ALPN protocol that has not 1 to 255
    /// bytes.
    pub fn check(&self) -> Result<(), Misuse> {
        if let Authentication::PreSharedKey { identity, key } = self.authentication {
            if identity.is_empty() {
                let (option, needed_by) = (OptionName::PskIdentity, OptionName::PskKey);
                return Err(Misuse::Missing { option, needed_by });
            }
            if key.is_empty() {
                let (option, needed_by) = (OptionName::PskKey, OptionName::PskIdentity);
                return Err(Misuse::Missing { option, needed_by });
            }
        }
        match self.alpn.iter().find(|name| !(1..=ALPN_LEN_MAX).contains(&name.len())) {
            Some(name) => Err(Misuse::OutOfRange {
                option: OptionName::Alpn,
                min: 1,
                max: ALPN_LEN_MAX as u32,
                found: u32::try_from(name.len()).unwrap_or(u32::MAX),
            }),
            None => Ok(()),
        }
    }
}

/// How each side proves who it is; certificates and pre-shared keys exclude each other.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Authentication<'a> {
    /// The server by certificate, the client perhaps too.
    Certificate {
        /// Which servers are believed.
        trust: Trust<'a>,
        /// What the client proves itself with, for mutual TLS.
        client: Option<ClientCertificate<'a>>,
    },
    /// Both by a key that each knows.
    PreSharedKey {
        /// Tells the server which key.
        identity: &'a [u8],
        /// The key.
        key: &'a [u8],
    },
}

/// Which servers are believed.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Trust<'a> {
    /// Those whose certificate one of these certificates vouches for.
    Roots(Material<'a>),
    /// Those that the store vouches for which the I/O adapter was given, shared by its clients.
    SharedStore,
    /// Any: no protection against a man in the middle.
    Insecure,
}

/// What the client proves itself with.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct ClientCertificate<'a> {
    /// The client's certificate, with those that vouch for it.
    pub certificate: Material<'a>,
    /// Its private key.
    pub key: Material<'a>,
}

/// A certificate or a key.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Material<'a> {
    /// Text with `-----BEGIN` lines.
    Pem(&'a [u8]),
    /// Binary, one certificate or key.
    Der(&'a [u8]),
    /// A file with either, which the I/O adapter reads.
    File(&'a str),
}

impl<'a> Material<'a> {
    /// Bytes that are PEM if they look like it, else DER. A NUL at the end of PEM is cut off.
    pub fn of(bytes: &'a [u8]) -> Self {
        if bytes.windows(PEM_MARK.len()).any(|window| window == PEM_MARK) {
            Self::Pem(bytes.strip_suffix(b"\0").unwrap_or(bytes))
        } else {
            Self::Der(bytes)
        }
    }
}

const ALPN_LEN_MAX: usize = 255;
const PEM_MARK: &[u8] = b"-----BEGIN ";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pem_and_der_are_told_apart() {
        let pem = b"# a comment\n-----BEGIN CERTIFICATE-----\n";
        assert_eq!(Material::of(pem), Material::Pem(pem));
        assert_eq!(Material::of(b"-----BEGIN X\n\0"), Material::Pem(b"-----BEGIN X\n"));
        assert_eq!(Material::of(b"\x30\x82\0"), Material::Der(b"\x30\x82\0"));
    }

    #[test]
    fn half_a_pre_shared_key_is_refused() {
        let (identity, key) = (OptionName::PskIdentity, OptionName::PskKey);
        let missing = |option, needed_by| Err(Misuse::Missing { option, needed_by });
        assert_eq!(Tls::psk(b"", b"k").check(), missing(identity, key));
        assert_eq!(Tls::psk(b"i", b"").check(), missing(key, identity));
        assert_eq!(Tls::psk(b"i", b"k").check(), Ok(()));
    }

    #[test]
    fn an_alpn_protocol_has_1_to_255_bytes() {
        let long = "x".repeat(256);
        for (name, ok) in [("", false), ("x", true), (&long[1..], true), (&long, false)] {
            let alpn = [name];
            let tls = Tls { alpn: &alpn, ..Tls::new(Trust::Insecure) };
            assert_eq!(tls.check().is_ok(), ok, "{}", name.len());
        }
    }

    extern crate std;
}
