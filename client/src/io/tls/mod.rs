//! TLS by certificates, with rustls over any byte stream.
//!
//! The settings ([`Tls`](crate::tls::Tls)) become a configuration once, before anything is dialled, and
//! serve all connections, so that a later one resumes the TLS session of an earlier one.
//!
//! *Invariant:* the cryptography is named (aws-lc-rs), never the default of the process, which is
//! ambiguous as soon as another library brings its own.
//! *Not here:* pre-shared keys (`psk`).

mod cipher_suite;
mod date;
mod insecure;
mod material;
mod stream;

use alloc::sync::Arc;
use alloc::vec::Vec;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::client::WantsClientCert;
use tokio_rustls::rustls::crypto::{CryptoProvider, aws_lc_rs};
use tokio_rustls::rustls::pki_types::ServerName;
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{self, CertificateError, ClientConfig, ConfigBuilder, RootCertStore};

pub(super) use stream::TlsStream;

use super::setup_error::{SetupError, TlsItem};
use super::tls_error::TlsError;
use super::trust_store::TrustStore;
use crate::tls::{ClientCertificate, Material, Tls, Trust};

/// What each TLS connection to one server needs.
#[derive(Clone, Debug)]
pub(super) struct TlsClient {
    config: Arc<ClientConfig>,
    /// The name to be verified and sent, where it is not the host's.
    server_name: Option<ServerName<'static>>,
}

impl TlsClient {
    /// Reads certificates and keys and fits them together.
    pub(super) fn new(
        host: &str,
        tls: &Tls<'_>,
        (trust, client): (Trust<'_>, Option<ClientCertificate<'_>>),
        store: &TrustStore<'_>,
    ) -> Result<Self, SetupError> {
        let mut provider = aws_lc_rs::default_provider();
        cipher_suite::select(&mut provider.cipher_suites, tls.cipher_suites)?;
        let provider = Arc::new(provider);
        let builder = with_trust(&provider, tls.date_ahead_s, trust, store)?;
        let mut config = match client {
            None => builder.with_no_client_auth(),
            Some(client) => with_client_certificate(builder, client)?,
        };
        config.alpn_protocols = tls.alpn.iter().map(|name| Vec::from(name.as_bytes())).collect();
        // The host may be another one by the time of dialling, but this one is known now.
        server_name(tls.server_name.unwrap_or(host))?;
        let server_name = tls.server_name.map(server_name).transpose()?;
        Ok(Self { config: Arc::new(config), server_name })
    }

    /// The TLS handshake on a stream to `host`.
    pub(super) async fn handshake<S>(&self, host: &str, stream: S) -> io::Result<TlsStream<S>>
    where
        S: AsyncRead + AsyncWrite + Unpin,
    {
        let server_name = match &self.server_name {
            Some(server_name) => server_name.clone(),
            None => server_name(host).map_err(io::Error::other)?,
        };
        let connector = TlsConnector::from(Arc::clone(&self.config));
        match connector.connect(server_name, stream).await {
            Ok(stream) => Ok(TlsStream::new(stream)),
            Err(error) => Err(TlsError::wrap(error)),
        }
    }
}

/// A name that a server's certificate can have: a domain name or an address.
fn server_name(name: &str) -> Result<ServerName<'static>, SetupError> {
    let parsed = ServerName::try_from(name).map_err(|_| SetupError::ServerName)?;
    Ok(parsed.to_owned())
}

fn with_trust(
    provider: &Arc<CryptoProvider>,
    date_ahead_s: i64,
    trust: Trust<'_>,
    store: &TrustStore<'_>,
) -> Result<ConfigBuilder<ClientConfig, WantsClientCert>, SetupError> {
    let date = Arc::new(date::Date { ahead_s: date_ahead_s });
    let builder = ClientConfig::builder_with_details(Arc::clone(provider), date)
        .with_safe_default_protocol_versions()
        .map_err(|error| SetupError::Cryptography(error.into()))?;
    let roots = match (trust, *store) {
        (Trust::Insecure, _) => {
            let verifier = Arc::new(insecure::Unverified::new(Arc::clone(provider)));
            return Ok(builder.dangerous().with_custom_certificate_verifier(verifier));
        }
        (Trust::Roots(roots), _) | (Trust::SharedStore, TrustStore::Roots(roots)) => roots,
        (Trust::SharedStore, TrustStore::Platform) => {
            return Ok(builder.with_root_certificates(platform_roots()?));
        }
    };
    Ok(builder.with_root_certificates(roots_of(roots)?))
}

fn roots_of(material: Material<'_>) -> Result<RootCertStore, SetupError> {
    let mut roots = RootCertStore::empty();
    for certificate in material::certificates(TlsItem::Ca, material)? {
        roots.add(certificate).map_err(|error| unusable(TlsItem::Ca, error))?;
    }
    Ok(roots)
}

/// What the platform trusts. Certificates of it that cannot be read are left out: a store has hundreds.
fn platform_roots() -> Result<RootCertStore, SetupError> {
    let loaded = rustls_native_certs::load_native_certs();
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(loaded.certs);
    if roots.is_empty() {
        let first = loaded.errors.into_iter().next().map(io::Error::other);
        return Err(SetupError::PlatformStore(first));
    }
    Ok(roots)
}

fn with_client_certificate(
    builder: ConfigBuilder<ClientConfig, WantsClientCert>,
    client: ClientCertificate<'_>,
) -> Result<ClientConfig, SetupError> {
    let chain = material::certificates(TlsItem::ClientCertificate, client.certificate)?;
    let key = builder
        .crypto_provider()
        .key_provider
        .load_private_key(material::private_key(client.key)?)
        .map_err(|error| unusable(TlsItem::ClientKey, error))?;
    let certified = CertifiedKey::new(chain, key);
    match certified.keys_match() {
        // The library looks into no certificate of version 1, which many guides make for clients; the
        // server may.
        Ok(()) | Err(rustls::Error::InvalidCertificate(CertificateError::Other(_))) => {}
        Err(error @ rustls::Error::InvalidCertificate(_)) => {
            return Err(unusable(TlsItem::ClientCertificate, error));
        }
        Err(error) => return Err(unusable(TlsItem::ClientKey, error)),
    }
    Ok(builder.with_client_cert_resolver(Arc::new(SingleCertAndKey::from(certified))))
}

fn unusable(item: TlsItem, error: rustls::Error) -> SetupError {
    SetupError::Unusable { item, error: error.into() }
}
