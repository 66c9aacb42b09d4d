//! Opens whatever transport an endpoint names: TCP, TLS, WebSocket, WebSocket over TLS.

use alloc::boxed::Box;
use core::pin::Pin;

use super::connector::{Connector, OpenError, dial};
use crate::io::{ByteStream, Endpoint, Layers, SetupError, TrustStore};
use crate::options::Options;
use crate::reconnect::Server;

/// Opens the transports that options name.
///
/// Certificates and keys are read once, when it is made; a change of them needs a new one.
#[derive(Clone, Debug)]
pub struct NetworkConnector {
    primary: Layers,
    /// For the other server, whose endpoint may be the same.
    backup: Option<Layers>,
}

impl NetworkConnector {
    /// For the servers of these options, with the certificates that the platform trusts as
    /// [`Trust::SharedStore`](crate::tls::Trust::SharedStore).
    ///
    /// # Errors
    /// A certificate, key, cipher suite or name that cannot be used; a transport for which this
    /// program was not built. Nothing was dialled.
    pub fn new(options: &Options<'_>) -> Result<Self, SetupError> {
        Self::with_store(options, &TrustStore::Platform)
    }

    /// The same with another shared store.
    ///
    /// # Errors
    /// As [`NetworkConnector::new`].
    pub fn with_store(options: &Options<'_>, store: &TrustStore<'_>) -> Result<Self, SetupError> {
        options.check()?;
        let layers = |options: &Options<'_>| Layers::new(&options.address, options.tls, store);
        let backup = match options.backup {
            Some((backup, _)) => Some(layers(backup)?),
            None => None,
        };
        Ok(Self { primary: layers(options)?, backup })
    }

    fn layers(&self, server: Server) -> Layers {
        match (server, &self.backup) {
            (Server::Backup, Some(layers)) => layers.clone(),
            (Server::Primary | Server::Backup, _) => self.primary.clone(),
        }
    }
}

impl Connector for NetworkConnector {
    type Transport = Box<dyn ByteStream>;
    type Opening = Pin<Box<dyn Future<Output = Result<Self::Transport, OpenError>> + Send>>;

    fn open(&mut self, server: Server, endpoint: &Endpoint) -> Self::Opening {
        let (layers, endpoint) = (self.layers(server), endpoint.clone());
        Box::pin(async move {
            let stream = dial(&endpoint).await?;
            layers.over(&endpoint.address(), stream).await
        })
    }
}
