//! TLS: who is believed, who proves what, what is negotiated.

use std::sync::Arc;

use mqttspec_client::address::{Address, Transport};
use mqttspec_client::io::tokio::NetworkConnector;
use mqttspec_client::io::{Layers, TlsError, TlsFault, TrustStore};
use mqttspec_client::reconnect::{BackupServer, Reconnect};
use mqttspec_client::tls::{Authentication, ClientCertificate, Material, Tls, Trust};
use mqttspec_client::{Options, Settings};
use tokio::io::AsyncWriteExt as _;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ProtocolVersion;

use crate::attempt::{Outcome, echo, echo_by, in_time, tls_failed};
use crate::pki::{Issued, SERVER_NAME, pki};
use crate::server::{Seen, Server, TLS_1_2, TLS_1_3, TlsServer};

pub(crate) fn trusting(pem: &str) -> Tls<'_> {
    Tls::new(Trust::Roots(Material::Pem(pem.as_bytes())))
}

pub(crate) fn mutual<'a>(pem: &'a str, client: &'a Issued) -> Tls<'a> {
    let trust = Trust::Roots(Material::Pem(pem.as_bytes()));
    let client = ClientCertificate {
        certificate: Material::Pem(client.certificate.as_bytes()),
        key: Material::Pem(client.key.as_bytes()),
    };
    Tls::with(Authentication::Certificate { trust, client: Some(client) })
}

pub(crate) fn options<'a>(port: u16, tls: &'a Tls<'a>) -> Options<'a> {
    let address =
        Address { transport: Transport::Tls, port: Some(port), ..Address::new("127.0.0.1") };
    Options::new("").address(address).tls(tls)
}

async fn attempt(server: &Server, tls: &Tls<'_>) -> Outcome {
    echo(&options(server.port, tls), b"payload").await
}

async fn seen(server: &mut Server) -> Seen {
    in_time("the server's view", server.seen.recv()).await.unwrap()
}

#[tokio::test]
async fn a_server_that_the_authority_vouches_for_is_believed() {
    let mut server = TlsServer::default().start().await;
    assert_eq!(attempt(&server, &trusting(&pki().authority)).await, Outcome::Echoed);
    let seen = seen(&mut server).await;
    assert_eq!((seen.server_name, seen.alpn, seen.certificates), (None, None, 0));
}

#[tokio::test]
async fn large_payloads_pass_whole() {
    let server = TlsServer::default().start().await;
    let payload: Vec<u8> = (0..60_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    let tls = trusting(&pki().authority);
    assert_eq!(echo(&options(server.port, &tls), &payload).await, Outcome::Echoed);
}

#[tokio::test]
async fn a_server_that_only_a_stranger_vouches_for_is_refused() {
    let server = TlsServer::default().start().await;
    let outcome = attempt(&server, &trusting(&pki().stranger)).await;
    assert_eq!(outcome, tls_failed(TlsFault::CertificateIssuer));
}

#[tokio::test]
async fn two_servers_at_one_address_have_their_own_settings_of_tls() {
    let server = TlsServer::default().start().await;
    let (authority, stranger) = (trusting(&pki().authority), trusting(&pki().stranger));
    let refused = tls_failed(TlsFault::CertificateIssuer);
    for (primary, backup, expected) in
        [(&authority, &stranger, Outcome::Echoed), (&stranger, &authority, refused)]
    {
        let reconnect = Reconnect::Fixed { delay_ms: 1 };
        let settings = Settings { reconnect, ..Settings::default() };
        let backup = options(server.port, backup);
        let both = options(server.port, primary).settings(settings);
        let both = both.backup(&backup, BackupServer::EachFailure);
        assert_eq!(echo(&both, b"payload").await, expected);
    }
}

#[tokio::test]
async fn certificates_are_judged_by_the_date_that_is_told() {
    let server = TlsServer::default().start().await;
    let told = |date_ahead_s| Tls { date_ahead_s, ..trusting(&pki().authority) };
    for (years, expected) in [
        (0, Outcome::Echoed),
        (-20, tls_failed(TlsFault::CertificateTime)),
        (10_000, tls_failed(TlsFault::CertificateTime)),
    ] {
        assert_eq!(attempt(&server, &told(years * YEAR_S)).await, expected, "{years} years");
    }
}

const YEAR_S: i64 = 365 * 24 * 3600;

#[tokio::test]
async fn each_authority_of_a_bundle_is_trusted() {
    let server = TlsServer::default().start().await;
    let bundle = format!("{}{}", pki().stranger, pki().authority);
    assert_eq!(attempt(&server, &trusting(&bundle)).await, Outcome::Echoed);
}

#[tokio::test]
async fn an_expired_certificate_is_refused() {
    let identity = &pki().expired_server;
    let server = TlsServer { identity, ..TlsServer::default() }.start().await;
    let outcome = attempt(&server, &trusting(&pki().authority)).await;
    assert_eq!(outcome, tls_failed(TlsFault::CertificateTime));
}

#[tokio::test]
async fn a_certificate_for_another_name_is_refused() {
    let server = TlsServer::default().start().await;
    let tls = Tls { server_name: Some("other.test"), ..trusting(&pki().authority) };
    assert_eq!(attempt(&server, &tls).await, tls_failed(TlsFault::CertificateName));
}

#[tokio::test]
async fn the_server_name_is_sent_and_verified_in_place_of_the_host() {
    let mut server = TlsServer::default().start().await;
    let tls = Tls { server_name: Some(SERVER_NAME), ..trusting(&pki().authority) };
    assert_eq!(attempt(&server, &tls).await, Outcome::Echoed);
    assert_eq!(seen(&mut server).await.server_name.as_deref(), Some(SERVER_NAME));
}

#[tokio::test]
async fn insecure_believes_name_and_date_and_certificates_that_nobody_can_read() {
    let (expired, old) = (&pki().expired_server, &pki().old_server);
    for (identity, versions) in
        [(expired, TLS_1_2), (expired, TLS_1_3), (old, TLS_1_2), (old, TLS_1_3)]
    {
        let server = TlsServer { identity, versions, ..TlsServer::default() }.start().await;
        let tls = Tls { server_name: Some("other.test"), ..Tls::new(Trust::Insecure) };
        assert_eq!(attempt(&server, &tls).await, Outcome::Echoed);
    }
}

#[tokio::test]
async fn the_shared_store_is_the_one_that_was_given() {
    let server = TlsServer::default().start().await;
    let tls = Tls::new(Trust::SharedStore);
    let options = options(server.port, &tls);
    for (pem, expected) in [
        (&pki().authority, Outcome::Echoed),
        (&pki().stranger, tls_failed(TlsFault::CertificateIssuer)),
    ] {
        let store = TrustStore::Roots(Material::Pem(pem.as_bytes()));
        let connector = NetworkConnector::with_store(&options, &store).unwrap();
        assert_eq!(echo_by(connector, &options, b"payload").await, expected);
    }
}

#[tokio::test]
async fn both_versions_are_spoken() {
    for (versions, expected) in
        [(TLS_1_2, ProtocolVersion::TLSv1_2), (TLS_1_3, ProtocolVersion::TLSv1_3)]
    {
        let mut server = TlsServer { versions, ..TlsServer::default() }.start().await;
        assert_eq!(attempt(&server, &trusting(&pki().authority)).await, Outcome::Echoed);
        assert_eq!(seen(&mut server).await.version, expected);
    }
}

#[tokio::test]
async fn a_client_certificate_is_shown_to_a_server_that_wants_one() {
    for versions in [TLS_1_2, TLS_1_3] {
        let mut server = TlsServer { versions, mutual: true, ..TlsServer::default() }.start().await;
        let tls = mutual(&pki().authority, &pki().client);
        assert_eq!(attempt(&server, &tls).await, Outcome::Echoed);
        assert_eq!(seen(&mut server).await.certificates, 1);
    }
}

#[tokio::test]
async fn a_server_that_wants_a_certificate_refuses_a_client_without() {
    for versions in [TLS_1_2, TLS_1_3] {
        let server = TlsServer { versions, mutual: true, ..TlsServer::default() }.start().await;
        let outcome = attempt(&server, &trusting(&pki().authority)).await;
        assert_eq!(outcome, tls_failed(TlsFault::ClientCertificateRequired), "{versions:?}");
    }
}

#[tokio::test]
async fn a_server_refuses_a_client_that_a_stranger_vouches_for() {
    for versions in [TLS_1_2, TLS_1_3] {
        let server = TlsServer { versions, mutual: true, ..TlsServer::default() }.start().await;
        let tls = mutual(&pki().authority, &pki().strange_client);
        let outcome = attempt(&server, &tls).await;
        assert_eq!(outcome, tls_failed(TlsFault::ClientCertificateRefused), "{versions:?}");
    }
}

#[tokio::test]
async fn a_refusal_that_writing_runs_into_is_told_as_what_it_is() {
    let server = TlsServer { versions: TLS_1_3, mutual: true, ..TlsServer::default() };
    let acceptor = TlsAcceptor::from(Arc::new(server.config()));
    let (ours, theirs) = tokio::io::duplex(16 * 1024);
    let refused = tokio::spawn(async move { acceptor.accept(theirs).await.map(drop) });
    let tls = trusting(&pki().authority);
    let address = options(8883, &tls).address;
    let layers = Layers::new(&address, Some(&tls), &TrustStore::Platform).unwrap();
    // The client is done before the server has looked at what it was shown.
    let mut stream = layers.over(&address, ours).await.unwrap();
    refused.await.unwrap().unwrap_err();
    let error = async {
        stream.write_all(b"CONNECT").await?;
        stream.flush().await
    };
    let error = error.await.unwrap_err();
    let fault = TlsError::of(&error).map(|tls| tls.fault);
    assert_eq!(fault, Some(TlsFault::ClientCertificateRequired), "{error}");
}

#[tokio::test]
async fn the_first_alpn_protocol_that_the_server_speaks_is_chosen() {
    let alpn = &["mqtt", "x-amzn-mqtt-ca"];
    let mut server = TlsServer { alpn, ..TlsServer::default() }.start().await;
    let tls = Tls { alpn: &["x-other", "x-amzn-mqtt-ca"], ..trusting(&pki().authority) };
    assert_eq!(attempt(&server, &tls).await, Outcome::Echoed);
    assert_eq!(seen(&mut server).await.alpn.as_deref(), Some("x-amzn-mqtt-ca"));
}

#[tokio::test]
async fn a_server_that_speaks_none_of_the_alpn_protocols_refuses() {
    let server = TlsServer { alpn: &["mqtt"], ..TlsServer::default() }.start().await;
    let tls = Tls { alpn: &["x-other"], ..trusting(&pki().authority) };
    assert_eq!(attempt(&server, &tls).await, tls_failed(TlsFault::ApplicationProtocol));
}

#[tokio::test]
async fn only_the_named_cipher_suites_are_offered() {
    let suite_1_2 = "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256";
    for (named, expected) in
        [(suite_1_2, suite_1_2), ("TLS_AES_128_GCM_SHA256", "TLS13_AES_128_GCM_SHA256")]
    {
        let mut server = TlsServer::default().start().await;
        let tls = Tls { cipher_suites: named, ..trusting(&pki().authority) };
        assert_eq!(attempt(&server, &tls).await, Outcome::Echoed);
        assert_eq!(seen(&mut server).await.cipher_suite, expected);
    }
    let server = TlsServer { versions: TLS_1_3, ..TlsServer::default() }.start().await;
    let tls = Tls { cipher_suites: suite_1_2, ..trusting(&pki().authority) };
    assert_eq!(attempt(&server, &tls).await, tls_failed(TlsFault::NothingInCommon));
}

#[tokio::test]
async fn a_later_connection_resumes_the_tls_session_of_an_earlier_one() {
    let mut server = TlsServer::default().start().await;
    let tls = trusting(&pki().authority);
    let options = options(server.port, &tls);
    let connector = NetworkConnector::new(&options).unwrap();
    for resumed in [false, true] {
        let outcome = echo_by(connector.clone(), &options, b"payload").await;
        assert_eq!(outcome, Outcome::Echoed);
        assert_eq!(seen(&mut server).await.resumed, resumed);
    }
}

#[tokio::test]
async fn a_server_without_tls_is_a_failure_of_tls() {
    let port = crate::server::accept(|mut stream| async move {
        let _ = stream.write_all(&[0x20, 2, 0, 0, 0x20, 2, 0, 0]).await;
        crate::server::drain(stream).await;
    });
    let tls = trusting(&pki().authority);
    let outcome = echo(&options(port.await, &tls), b"").await;
    assert_eq!(outcome, tls_failed(TlsFault::Protocol));
}
