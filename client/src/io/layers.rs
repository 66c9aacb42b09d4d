//! What lies between TCP and MQTT: TLS, WebSocket, both, or nothing.

use alloc::boxed::Box;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite};

use super::psk::PskClient;
use super::setup_error::SetupError;
use super::tls::TlsClient;
use super::tls_error::TlsError;
use super::tokio::OpenError;
use super::trust_store::TrustStore;
use super::ws;
use super::ws_error::WebSocketError;
use crate::address::Address;
use crate::connection::TransportEnd;
use crate::tls::{Authentication, Tls};

/// Bytes in order, both ways.
pub trait ByteStream: AsyncRead + AsyncWrite + Unpin + Send {}

impl<S: AsyncRead + AsyncWrite + Unpin + Send> ByteStream for S {}

/// The layers on the way to one server, made once and put over each connection to it.
#[derive(Clone, Debug, Default)]
pub struct Layers {
    tls: Option<TlsLayer>,
}

/// One of the TLS libraries with its configuration.
#[derive(Clone, Debug)]
enum TlsLayer {
    Certificate(TlsClient),
    PreSharedKey(PskClient),
}

impl Layers {
    /// The layers that the address's transport needs.
    ///
    /// # Errors
    /// A certificate, key, cipher suite or name that cannot be used; a transport for which this
    /// program was not built. Nothing was dialled.
    pub fn new(
        address: &Address<'_>,
        tls: Option<&Tls<'_>>,
        store: &TrustStore<'_>,
    ) -> Result<Self, SetupError> {
        address.check()?;
        if address.transport.is_web_socket() {
            ws::check(address)?;
        }
        let layer = match tls {
            Some(tls) if address.transport.is_tls() => {
                tls.check()?;
                Some(TlsLayer::new(address.host, tls, store)?)
            }
            _ => None,
        };
        Ok(Self { tls: layer })
    }

    /// Puts the layers over a stream to the address: the handshakes happen here. Dropping the future
    /// gives them up.
    ///
    /// # Errors
    /// Which layer failed, and why.
    pub async fn over<S>(
        &self,
        address: &Address<'_>,
        stream: S,
    ) -> Result<Box<dyn ByteStream>, OpenError>
    where
        S: ByteStream + 'static,
    {
        let stream = match &self.tls {
            Some(layer) => layer.over(address.host, stream).await?,
            None if address.transport.is_tls() => {
                let error = io::Error::new(io::ErrorKind::InvalidInput, "no settings of TLS");
                return Err(OpenError::new(TransportEnd::Tls, error));
            }
            None => Box::new(stream),
        };
        if address.transport.is_web_socket() {
            return opened(TransportEnd::WebSocket, ws::handshake(address, stream).await);
        }
        Ok(stream)
    }
}

impl TlsLayer {
    fn new(host: &str, tls: &Tls<'_>, store: &TrustStore<'_>) -> Result<Self, SetupError> {
        match tls.authentication {
            Authentication::Certificate { trust, client } => {
                TlsClient::new(host, tls, (trust, client), store).map(Self::Certificate)
            }
            Authentication::PreSharedKey { identity, key } => {
                PskClient::new(tls, identity, key).map(Self::PreSharedKey)
            }
        }
    }

    async fn over<S>(&self, host: &str, stream: S) -> Result<Box<dyn ByteStream>, OpenError>
    where
        S: ByteStream + 'static,
    {
        match self {
            Self::Certificate(client) => {
                opened(TransportEnd::Tls, client.handshake(host, stream).await)
            }
            Self::PreSharedKey(client) => {
                opened(TransportEnd::Tls, client.handshake(host, stream).await)
            }
        }
    }
}

fn opened<S>(layer: TransportEnd, opened: io::Result<S>) -> Result<Box<dyn ByteStream>, OpenError>
where
    S: ByteStream + 'static,
{
    match opened {
        Ok(stream) => Ok(Box::new(stream)),
        Err(error) => Err(OpenError::new(layer, error)),
    }
}

/// Which layer ended a stream that was open, by what it said.
pub fn end_of(error: &io::Error) -> TransportEnd {
    if TlsError::of(error).is_some() {
        return TransportEnd::Tls;
    }
    if WebSocketError::of(error).is_some() {
        return TransportEnd::WebSocket;
    }
    match error.kind() {
        // TLS without its goodbye.
        io::ErrorKind::UnexpectedEof => TransportEnd::PeerClosed,
        _ => TransportEnd::Io,
    }
}
