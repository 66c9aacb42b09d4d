//! TLS with a pre-shared key instead of certificates, with OpenSSL over any byte stream.
//!
//! TLS 1.2 (RFC 4279) and TLS 1.3, whichever the server takes. A server that shows a certificate
//! instead is refused: it does not prove that it knows the key.
//! *Not here:* certificates (`tls`).

mod cipher_suite;
mod stream;

use alloc::string::String;
use alloc::vec::Vec;
use core::net::IpAddr;
use core::pin::Pin;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite};
use openssl::error::ErrorStack;
use openssl::ssl::{
    Ssl, SslContext, SslContextBuilder, SslMethod, SslMode, SslVerifyMode, SslVersion,
};

pub(super) use stream::PskStream;

use super::setup_error::{SetupError, TlsItem};
use crate::tls::Tls;

/// What each TLS connection to one server needs.
#[derive(Clone)]
pub(super) struct PskClient {
    context: SslContext,
    /// The name to be sent, where it is not the host's.
    server_name: Option<String>,
}

impl core::fmt::Debug for PskClient {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        // Not the context: it holds the key.
        f.debug_struct("PskClient").field("server_name", &self.server_name).finish_non_exhaustive()
    }
}

impl PskClient {
    /// Checks identity and key, and fits them together.
    pub(super) fn new(tls: &Tls<'_>, identity: &[u8], key: &[u8]) -> Result<Self, SetupError> {
        check(identity, key)?;
        let chosen = cipher_suite::choose(tls.cipher_suites)?;
        let context = context(tls, (identity.into(), key.into()), &chosen)
            .map_err(|error| SetupError::Cryptography(error.into()))?;
        Ok(Self { context, server_name: tls.server_name.map(String::from) })
    }

    /// The TLS handshake on a stream to `host`.
    pub(super) async fn handshake<S>(&self, host: &str, stream: S) -> io::Result<PskStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let server_name = self.server_name.as_deref().unwrap_or(host);
        let session = self.session(server_name).map_err(io::Error::other)?;
        let mut stream =
            tokio_openssl::SslStream::new(session, stream).map_err(io::Error::other)?;
        match Pin::new(&mut stream).connect().await {
            Ok(()) => Ok(PskStream::new(stream)),
            Err(error) => {
                Err(stream::typed(error.into_io_error().unwrap_or_else(io::Error::other)))
            }
        }
    }

    fn session(&self, server_name: &str) -> Result<Ssl, ErrorStack> {
        let mut session = Ssl::new(&self.context)?;
        // An address is not a server name (RFC 6066, section 3).
        if server_name.parse::<IpAddr>().is_err() {
            session.set_hostname(server_name)?;
        }
        Ok(session)
    }
}

fn check(identity: &[u8], key: &[u8]) -> Result<(), SetupError> {
    let fault = if identity.contains(&0) {
        Some((TlsItem::PskIdentity, "it holds a zero byte"))
    } else if identity.len() > IDENTITY_LEN_MAX {
        Some((TlsItem::PskIdentity, "it has more than 128 bytes"))
    } else if key.len() > KEY_LEN_MAX {
        Some((TlsItem::PskKey, "it has more than 256 bytes"))
    } else {
        None
    };
    fault.map_or(Ok(()), |(item, why)| Err(SetupError::Unusable { item, error: why.into() }))
}

fn context(
    tls: &Tls<'_>,
    (identity, key): (Vec<u8>, Vec<u8>),
    chosen: &cipher_suite::Chosen,
) -> Result<SslContext, ErrorStack> {
    let mut context = SslContextBuilder::new(SslMethod::tls_client())?;
    // What a busy stream did not take may be offered again longer and from another place.
    context.set_mode(
        SslMode::AUTO_RETRY | SslMode::ENABLE_PARTIAL_WRITE | SslMode::ACCEPT_MOVING_WRITE_BUFFER,
    );
    // Nobody is trusted, so that no certificate will do.
    context.set_verify(SslVerifyMode::PEER);
    context.set_min_proto_version(Some(match chosen.tls_1_2.is_empty() {
        true => SslVersion::TLS1_3,
        false => SslVersion::TLS1_2,
    }))?;
    if chosen.tls_1_3.is_empty() {
        context.set_max_proto_version(Some(SslVersion::TLS1_2))?;
    } else {
        context.set_ciphersuites(&chosen.tls_1_3)?;
    }
    if !chosen.tls_1_2.is_empty() {
        context.set_cipher_list(&chosen.tls_1_2)?;
    }
    if !tls.alpn.is_empty() {
        context.set_alpn_protos(&alpn(tls.alpn))?;
    }
    context.set_psk_client_callback(move |_, _hint, identity_space, key_space| {
        // 0 says that there is no key; the identity is a string of C.
        if identity.len() >= identity_space.len() || key.len() > key_space.len() {
            return Ok(0);
        }
        identity_space[..identity.len()].copy_from_slice(&identity);
        identity_space[identity.len()] = 0;
        key_space[..key.len()].copy_from_slice(&key);
        Ok(key.len())
    });
    Ok(context.build())
}

/// The protocols as ALPN sends them, each behind its length (RFC 7301).
fn alpn(protocols: &[&str]) -> Vec<u8> {
    let mut bytes = Vec::new();
    for protocol in protocols {
        // `Tls::check` let none pass that is longer.
        bytes.push(u8::try_from(protocol.len()).unwrap_or(u8::MAX));
        bytes.extend_from_slice(protocol.as_bytes());
    }
    bytes
}

/// As long as servers have to support (RFC 4279, section 5.3).
const IDENTITY_LEN_MAX: usize = 128;
/// As long as OpenSSL 1.1.1 takes.
const KEY_LEN_MAX: usize = 256;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identity_or_a_key_that_openssl_cannot_take_is_refused() {
        let long = [b'x'; 257];
        for (identity, key, item) in [
            (&b"a\0b"[..], &b"k"[..], TlsItem::PskIdentity),
            (&long[..129], b"k", TlsItem::PskIdentity),
            (b"i", &long[..], TlsItem::PskKey),
        ] {
            let refused = PskClient::new(&Tls::psk(identity, key), identity, key);
            let Err(SetupError::Unusable { item: named, .. }) = refused else {
                panic!("{identity:?} was taken");
            };
            assert_eq!(named, item);
        }
        assert!(check(&long[..128], &long[..256]).is_ok());
    }
}
