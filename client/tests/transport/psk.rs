//! TLS with pre-shared keys: who knows which key, in both versions.

use std::pin::Pin;
use std::sync::Arc;

use mqttspec_client::io::{SetupError, TlsFault};
use mqttspec_client::tls::Tls;
use openssl::pkey::PKey;
use openssl::ssl::{
    AlpnError, NameType, Ssl, SslContext, SslContextBuilder, SslMethod, SslVersion,
};
use openssl::x509::X509;
use tokio::sync::mpsc;
use tokio_openssl::SslStream;

use crate::attempt::{Outcome, echo, in_time, refused_setup, tls_failed};
use crate::pki::{SERVER_NAME, pki};
use crate::server::{accept, serve};
use crate::tls::options;

const IDENTITY: &[u8] = b"lamp-7";
const KEY: [u8; 16] = [7; 16];
const BOTH: [SslVersion; 2] = [SslVersion::TLS1_2, SslVersion::TLS1_3];

/// What the server saw of a client whose handshake was finished.
#[derive(Debug)]
struct Seen {
    version: String,
    cipher_suite: String,
    server_name: Option<String>,
    alpn: Option<Vec<u8>>,
}

/// A server of this version that knows one key; answers its port.
async fn start(version: SslVersion) -> (u16, mpsc::UnboundedReceiver<Seen>) {
    let mut context = builder(version);
    context.set_psk_server_callback(|_, identity, key_space| {
        if identity != Some(IDENTITY) {
            return Ok(0);
        }
        key_space[..KEY.len()].copy_from_slice(&KEY);
        Ok(KEY.len())
    });
    context.set_alpn_select_callback(|_, offered| {
        openssl::ssl::select_next_proto(b"\x04mqtt", offered).ok_or(AlpnError::NOACK)
    });
    listen(context.build()).await
}

fn builder(version: SslVersion) -> SslContextBuilder {
    let mut context = SslContextBuilder::new(SslMethod::tls_server()).unwrap();
    context.set_min_proto_version(Some(version)).unwrap();
    context.set_max_proto_version(Some(version)).unwrap();
    context
}

async fn listen(context: SslContext) -> (u16, mpsc::UnboundedReceiver<Seen>) {
    let (sender, seen) = mpsc::unbounded_channel();
    let context = Arc::new(context);
    let port = accept(move |stream| {
        let (context, sender) = (Arc::clone(&context), sender.clone());
        async move {
            let mut stream = SslStream::new(Ssl::new(&context).unwrap(), stream).unwrap();
            if Pin::new(&mut stream).accept().await.is_err() {
                return;
            }
            let session = stream.ssl();
            let suite = session.current_cipher().unwrap().standard_name().unwrap();
            let _nobody_may_look = sender.send(Seen {
                version: session.version_str().into(),
                cipher_suite: suite.into(),
                server_name: session.servername(NameType::HOST_NAME).map(String::from),
                alpn: session.selected_alpn_protocol().map(Vec::from),
            });
            serve(stream).await;
        }
    });
    (port.await, seen)
}

async fn attempt(port: u16, tls: &Tls<'_>) -> Outcome {
    echo(&options(port, tls), b"payload").await
}

#[tokio::test]
async fn who_knows_the_key_is_let_in_in_both_versions() {
    for (version, name) in BOTH.into_iter().zip(["TLSv1.2", "TLSv1.3"]) {
        let (port, mut seen) = start(version).await;
        assert_eq!(attempt(port, &Tls::psk(IDENTITY, &KEY)).await, Outcome::Echoed);
        let seen = in_time("the server's view", seen.recv()).await.unwrap();
        assert_eq!((seen.version.as_str(), seen.server_name, seen.alpn), (name, None, None));
    }
}

#[tokio::test]
async fn large_payloads_pass_whole() {
    let payload: Vec<u8> = (0..60_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    for version in BOTH {
        let (port, _) = start(version).await;
        let tls = Tls::psk(IDENTITY, &KEY);
        assert_eq!(echo(&options(port, &tls), &payload).await, Outcome::Echoed);
    }
}

#[tokio::test]
async fn another_key_is_refused() {
    for version in BOTH {
        let (port, _) = start(version).await;
        let outcome = attempt(port, &Tls::psk(IDENTITY, &[8; 16])).await;
        assert_eq!(outcome, tls_failed(TlsFault::Decryption), "{version:?}");
    }
}

#[tokio::test]
async fn an_unknown_identity_is_refused() {
    // OpenSSL's server of TLS 1.3 goes on without the key and finds that nothing is left.
    for (version, fault) in BOTH.into_iter().zip([TlsFault::PskIdentity, TlsFault::NothingInCommon])
    {
        let (port, _) = start(version).await;
        let outcome = attempt(port, &Tls::psk(b"nobody", &KEY)).await;
        assert_eq!(outcome, tls_failed(fault), "{version:?}");
    }
}

#[tokio::test]
async fn a_server_that_shows_a_certificate_instead_is_refused() {
    for (version, fault) in
        BOTH.into_iter().zip([TlsFault::NothingInCommon, TlsFault::CertificateIssuer])
    {
        let mut context = builder(version);
        let key = PKey::private_key_from_pem(pki().server.key.as_bytes()).unwrap();
        let certificate = X509::from_pem(pki().server.certificate.as_bytes()).unwrap();
        context.set_private_key(&key).unwrap();
        context.set_certificate(&certificate).unwrap();
        let (port, _) = listen(context.build()).await;
        let outcome = attempt(port, &Tls::psk(IDENTITY, &KEY)).await;
        assert_eq!(outcome, tls_failed(fault), "{version:?}");
    }
}

#[tokio::test]
async fn server_name_alpn_and_cipher_suite_are_as_set() {
    for (version, cipher_suites) in
        BOTH.into_iter().zip(["TLS_PSK_WITH_AES_128_GCM_SHA256", "TLS_CHACHA20_POLY1305_SHA256"])
    {
        let (port, mut seen) = start(version).await;
        let alpn = &["x-other", "mqtt"];
        let server_name = Some(SERVER_NAME);
        let tls = Tls { cipher_suites, alpn, server_name, ..Tls::psk(IDENTITY, &KEY) };
        assert_eq!(attempt(port, &tls).await, Outcome::Echoed);
        let seen = in_time("the server's view", seen.recv()).await.unwrap();
        assert_eq!(seen.cipher_suite, cipher_suites);
        assert_eq!(seen.server_name.as_deref(), server_name);
        assert_eq!(seen.alpn.as_deref(), Some(&b"mqtt"[..]));
    }
}

#[test]
fn a_suite_that_needs_a_certificate_is_refused() {
    let cipher_suites = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256";
    let tls = Tls { cipher_suites, ..Tls::psk(IDENTITY, &KEY) };
    let error = refused_setup(&options(1, &tls));
    assert!(matches!(error, SetupError::CipherSuite { .. }), "{error}");
}
