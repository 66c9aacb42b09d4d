//! A server that accepts every CONNECT and sends every PUBLISH of QoS 0 back.

use std::sync::Arc;

use mqttspec_client::packet::FixedHeader;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::{NoClientAuth, WebPkiClientVerifier};
use tokio_rustls::rustls::sign::{CertifiedKey, SingleCertAndKey};
use tokio_rustls::rustls::{
    ALL_VERSIONS, HandshakeKind, ProtocolVersion, RootCertStore, ServerConfig,
    SupportedProtocolVersion, version,
};
use tokio_rustls::server::TlsStream;

use crate::pki::{Issued, pki};

/// How the TLS server is set up.
pub(crate) struct TlsServer {
    pub(crate) identity: &'static Issued,
    pub(crate) versions: &'static [&'static SupportedProtocolVersion],
    /// Whether it wants a certificate of the client.
    pub(crate) mutual: bool,
    pub(crate) alpn: &'static [&'static str],
}

/// What the TLS server saw of a client.
#[derive(Debug, PartialEq)]
pub(crate) struct Seen {
    pub(crate) version: ProtocolVersion,
    pub(crate) cipher_suite: String,
    pub(crate) server_name: Option<String>,
    pub(crate) alpn: Option<String>,
    pub(crate) certificates: usize,
    pub(crate) resumed: bool,
}

/// A server at a port, with what it saw of each client whose handshake was finished.
pub(crate) struct Server {
    pub(crate) port: u16,
    pub(crate) seen: mpsc::UnboundedReceiver<Seen>,
}

impl Default for TlsServer {
    fn default() -> Self {
        Self { identity: &pki().server, versions: ALL_VERSIONS, mutual: false, alpn: &[] }
    }
}

pub(crate) const TLS_1_2: &[&SupportedProtocolVersion] = &[&version::TLS12];
pub(crate) const TLS_1_3: &[&SupportedProtocolVersion] = &[&version::TLS13];

impl TlsServer {
    /// Serves any number of clients over TLS.
    pub(crate) async fn start(self) -> Server {
        let acceptor = TlsAcceptor::from(Arc::new(self.config()));
        let (sender, seen) = mpsc::unbounded_channel();
        let port = accept(move |stream| {
            let (acceptor, sender) = (acceptor.clone(), sender.clone());
            async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                sender.send(Seen::of(&stream)).unwrap();
                serve(stream).await;
            }
        });
        Server { port: port.await, seen }
    }

    pub(crate) fn config(&self) -> ServerConfig {
        let provider = Arc::new(aws_lc_rs::default_provider());
        let verifier = if self.mutual {
            let mut roots = RootCertStore::empty();
            roots.add(certificate(&pki().authority)).unwrap();
            let builder =
                WebPkiClientVerifier::builder_with_provider(roots.into(), Arc::clone(&provider));
            builder.build().unwrap()
        } else {
            Arc::new(NoClientAuth)
        };
        let key = PrivateKeyDer::from_pem_slice(self.identity.key.as_bytes()).unwrap();
        let key = provider.key_provider.load_private_key(key).unwrap();
        let certified = CertifiedKey::new(vec![certificate(&self.identity.certificate)], key);
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_protocol_versions(self.versions)
            .unwrap()
            .with_client_cert_verifier(verifier)
            .with_cert_resolver(Arc::new(SingleCertAndKey::from(certified)));
        config.alpn_protocols = self.alpn.iter().map(|name| Vec::from(name.as_bytes())).collect();
        config
    }
}

impl Seen {
    fn of(stream: &TlsStream<TcpStream>) -> Self {
        let (_, session) = stream.get_ref();
        let suite = session.negotiated_cipher_suite().unwrap().suite();
        Self {
            version: session.protocol_version().unwrap(),
            cipher_suite: format!("{suite:?}"),
            server_name: session.server_name().map(String::from),
            alpn: session.alpn_protocol().map(|name| String::from_utf8_lossy(name).into()),
            certificates: session.peer_certificates().map_or(0, <[_]>::len),
            resumed: session.handshake_kind() == Some(HandshakeKind::Resumed),
        }
    }
}

/// Listens at a free port and hands each connection to a task; answers the port.
pub(crate) async fn accept<F>(mut handler: impl FnMut(TcpStream) -> F + Send + 'static) -> u16
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(handler(stream));
        }
    });
    port
}

/// Speaks MQTT until the client disconnects or is gone.
pub(crate) async fn serve(mut stream: impl AsyncRead + AsyncWrite + Unpin) {
    let mut input = Vec::new();
    loop {
        while let Some(answer) = answer(&mut input) {
            let Some(answer) = answer else { return };
            if stream.write_all(&answer).await.is_err() || stream.flush().await.is_err() {
                return;
            }
        }
        if !matches!(stream.read_buf(&mut input).await, Ok(1..)) {
            return;
        }
    }
}

/// The answer to the first packet in `input`, if there is a whole one; no answer ends the connection.
pub(crate) fn answer(input: &mut Vec<u8>) -> Option<Option<Vec<u8>>> {
    let header = FixedHeader::parse(input).unwrap()?;
    let len = header.len + header.remaining_length;
    if input.len() < len {
        return None;
    }
    let packet: Vec<u8> = input.drain(..len).collect();
    Some(match packet[0] {
        0x10 => Some(vec![0x20, 2, 0, 0]),
        0x30 => Some(packet),
        _ => None,
    })
}

fn certificate(pem: &str) -> CertificateDer<'static> {
    CertificateDer::from_pem_slice(pem.as_bytes()).unwrap()
}

/// Reads until the client is gone.
pub(crate) async fn drain(mut stream: TcpStream) {
    let mut space = [0; 1024];
    while matches!(stream.read(&mut space).await, Ok(1..)) {}
}
