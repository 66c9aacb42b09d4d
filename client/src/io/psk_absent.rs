//! TLS with a pre-shared key, in a program built without it.

use std::io;

use super::setup_error::SetupError;
use crate::tls::Tls;

/// What no connection can have.
#[derive(Clone, Debug)]
pub(super) enum PskClient {}

impl PskClient {
    pub(super) fn new(_tls: &Tls<'_>, _identity: &[u8], _key: &[u8]) -> Result<Self, SetupError> {
        Err(SetupError::NotBuilt { feature: "psk" })
    }

    pub(super) async fn handshake<S>(&self, _host: &str, _stream: S) -> io::Result<S> {
        match *self {}
    }
}
