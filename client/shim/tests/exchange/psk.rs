//! TLS with pre-shared keys between the client and a server of OpenSSL's, in process.

use std::pin::Pin;

use mqttspec_link::{FailedWhy, IndicationEvent};
use openssl::ssl::{Error, Ssl, SslContext, SslMethod, SslVersion};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio_openssl::SslStream;

use crate::bench::*;

const IDENTITY: &str = "lamp-7";
const KEY: [u8; 16] = [7; 16];

#[tokio::test(start_paused = true)]
async fn who_knows_the_key_connects_in_each_version_of_tls() {
    for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
        run(async |lines, net| {
            dial(lines, IDENTITY, &KEY).await;
            let (mut stream, accepted) = accept(net, version).await;
            accepted.expect("a handshake");
            let mut head = [0; 2];
            stream.read_exact(&mut head).await.expect("CONNECT");
            stream.read_exact(&mut vec![0; head[1].into()]).await.expect("all of CONNECT");
            stream.write_all(CONNACK).await.expect("the client reads");
            let session_present = Some(false);
            assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
        })
        .await;
    }
}

#[tokio::test(start_paused = true)]
async fn a_wrong_key_and_an_unknown_identity_are_failed() {
    for (identity, key) in [(IDENTITY, [8; 16]), ("lamp-8", KEY)] {
        for version in [SslVersion::TLS1_2, SslVersion::TLS1_3] {
            run(async |lines, net| {
                dial(lines, identity, &key).await;
                let (stream, accepted) = accept(net, version).await;
                assert!(accepted.is_err(), "{identity}");
                drop(stream);
                let failed = IndicationEvent::Failed { why: FailedWhy::Tls };
                assert_eq!(lines.event().await, failed, "{identity}");
            })
            .await;
        }
    }
}

/// Begins to connect by a key.
async fn dial(lines: &mut Lines, identity: &str, key: &[u8]) {
    let key: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    let tls = format!(r#"{{"psk_identity":"{identity}","psk":{{"hex":"{key}"}}}}"#);
    let connect = format!(r#""do":"connect","host":"h","transport":"tls","tls":{tls}"#);
    assert_eq!(lines.call(&connect).await, requested(lines).await);
    let attempt = Some(1);
    assert_eq!(lines.event().await, IndicationEvent::BeforeConnect { attempt });
}

/// The handshake of a server that knows one key.
async fn accept(net: &Net, version: SslVersion) -> (SslStream<DuplexStream>, Result<(), Error>) {
    let mut context = SslContext::builder(SslMethod::tls_server()).expect("a context");
    context.set_min_proto_version(Some(version)).expect("a version");
    context.set_max_proto_version(Some(version)).expect("a version");
    context.set_psk_server_callback(|_, identity, room| {
        if identity != Some(IDENTITY.as_bytes()) {
            return Ok(0);
        }
        room[..KEY.len()].copy_from_slice(&KEY);
        Ok(KEY.len())
    });
    let ssl = Ssl::new(&context.build()).expect("a connection");
    let mut stream = SslStream::new(ssl, net.accept().await.into_stream()).expect("a stream");
    let accepted = Pin::new(&mut stream).accept().await;
    (stream, accepted)
}
