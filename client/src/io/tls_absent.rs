//! TLS by certificates, in a program built without it.

use std::io;

use super::setup_error::SetupError;
use super::trust_store::TrustStore;
use crate::tls::{ClientCertificate, Tls, Trust};

/// What no connection can have.
#[derive(Clone, Debug)]
pub(super) enum TlsClient {}

impl TlsClient {
    pub(super) fn new(
        _host: &str,
        _tls: &Tls<'_>,
        _authentication: (Trust<'_>, Option<ClientCertificate<'_>>),
        _store: &TrustStore<'_>,
    ) -> Result<Self, SetupError> {
        Err(SetupError::NotBuilt { feature: "tls" })
    }

    pub(super) async fn handshake<S>(&self, _host: &str, _stream: S) -> io::Result<S> {
        match *self {}
    }
}
