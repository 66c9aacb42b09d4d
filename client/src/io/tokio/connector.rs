//! How transports are opened.

use alloc::boxed::Box;
use core::future::Future;
use core::pin::Pin;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite};
use ::tokio::net::{TcpStream, lookup_host};

use crate::connection::TransportEnd;
use crate::io::Endpoint;
use crate::reconnect::Server;

/// Opens transports.
pub trait Connector {
    /// A byte stream to a server.
    type Transport: AsyncRead + AsyncWrite + Unpin;
    /// A transport in the opening. Dropping it gives the attempt up.
    type Opening: Future<Output = Result<Self::Transport, OpenError>>;

    /// Begins to open a transport to one of the two servers, which is at `endpoint`.
    fn open(&mut self, server: Server, endpoint: &Endpoint) -> Self::Opening;
}

/// Why a transport could not be opened.
#[derive(Debug, thiserror::Error)]
#[error("the transport could not be opened: {error}")]
pub struct OpenError {
    /// Which of its layers failed.
    pub end: TransportEnd,
    /// What the system said.
    #[source]
    pub error: io::Error,
}

impl OpenError {
    /// An error of this layer.
    pub fn new(end: TransportEnd, error: io::Error) -> Self {
        Self { end, error }
    }
}

/// Opens plain TCP connections, whatever transport the endpoint names.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    type Transport = TcpStream;
    type Opening = Pin<Box<dyn Future<Output = Result<TcpStream, OpenError>> + Send>>;

    fn open(&mut self, _: Server, endpoint: &Endpoint) -> Self::Opening {
        let endpoint = endpoint.clone();
        Box::pin(async move { dial(&endpoint).await })
    }
}

/// Dials an endpoint's addresses one after the other.
pub(super) async fn dial(endpoint: &Endpoint) -> Result<TcpStream, OpenError> {
    let unresolved = |error| OpenError::new(TransportEnd::Dns, error);
    let addresses = lookup_host((&endpoint.host[..], endpoint.port)).await.map_err(unresolved)?;
    let mut last = None;
    for address in addresses {
        match TcpStream::connect(address).await {
            Ok(stream) => {
                // Packets are put together before they are written: waiting for more gains nothing.
                return match stream.set_nodelay(true) {
                    Ok(()) => Ok(stream),
                    Err(error) => Err(OpenError::new(TransportEnd::Tcp, error)),
                };
            }
            Err(error) => last = Some(error),
        }
    }
    Err(match last {
        Some(error) => OpenError::new(TransportEnd::Tcp, error),
        None => unresolved(io::Error::new(io::ErrorKind::NotFound, "the name has no address")),
    })
}
