//! WebSocket, in a program built without it.

use std::io;

use super::setup_error::SetupError;
use crate::address::Address;

pub(super) fn check(_address: &Address<'_>) -> Result<(), SetupError> {
    Err(SetupError::NotBuilt { feature: "ws" })
}

pub(super) async fn handshake<S>(_address: &Address<'_>, _stream: S) -> io::Result<S> {
    Err(io::ErrorKind::Unsupported.into())
}
