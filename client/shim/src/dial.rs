//! How the client reaches a server on a host: a stream from a connector, TLS and WebSocket over it.

extern crate std;

use alloc::{boxed::Box, string::ToString as _, vec::Vec};
use core::future::Future;
use std::io;

use mqttspec_client::{
    TransportEnd,
    address::Address,
    io::{ByteStream, Layers, TrustStore},
};
use tokio::net::TcpStream;

use crate::{Target, TlsSettings};

/// How the client reaches a server. The harness joins its own side by a duplex stream.
pub trait Connector: Clone {
    /// A byte stream to the server.
    type Stream: ByteStream + 'static;

    /// Dials `host`, a name or an address, at `port`. Dropping the future gives up the attempt.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] says that the name has no address; anything else, that the
    /// address is not reached.
    fn connect(&self, host: &str, port: u16) -> impl Future<Output = io::Result<Self::Stream>>;
}

/// Dials by TCP.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    type Stream = TcpStream;

    async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let no_address = |e: io::Error| io::Error::new(io::ErrorKind::NotFound, e.to_string());
        let addresses = tokio::net::lookup_host((host, port)).await.map_err(no_address)?;
        let addresses: Vec<_> = addresses.collect();
        let stream = TcpStream::connect(&addresses[..]).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Opens the transport to `target`. Nothing is dialled where TLS cannot be set up.
pub(crate) async fn dial(
    connector: impl Connector,
    target: Target,
    tls: Option<TlsSettings>,
) -> Result<Box<dyn ByteStream>, TransportEnd> {
    let address = Address {
        transport: target.transport,
        host: &target.host,
        port: Some(target.port),
        path: target.transport.is_web_socket().then_some(&target.path),
    };
    let store = TrustStore::Platform;
    let layers = match &tls {
        Some(tls) => tls.with(|tls| Layers::new(&address, Some(tls), &store)),
        None => Layers::new(&address, None, &store),
    };
    let layers = layers.map_err(|_| match target.transport.is_tls() {
        true => TransportEnd::Tls,
        false => TransportEnd::WebSocket,
    })?;
    let connected = connector.connect(&target.host, target.port).await;
    let stream = connected.map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => TransportEnd::Dns,
        _ => TransportEnd::Tcp,
    })?;
    layers.over(&address, stream).await.map_err(|error| error.end)
}
