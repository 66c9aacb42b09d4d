//! TLS and WebSocket between the client and a server of the libraries, in process.
#![expect(clippy::result_large_err, reason = "the library's callback is so")]

use std::sync::Arc;

use futures_util::{SinkExt as _, StreamExt as _};
use mqttspec_link::{ErrorKind, FailedWhy, IndicationEvent, Outcome};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, DuplexStream};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        RootCertStore, ServerConfig,
        crypto::aws_lc_rs,
        pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject as _},
        server::WebPkiClientVerifier,
    },
    server::TlsStream,
};
use tokio_tungstenite::tungstenite::{
    Message,
    handshake::server::{ErrorResponse, Request, Response},
};

use crate::bench::*;
use crate::pki::{SERVER_NAME, pki};

#[tokio::test(start_paused = true)]
async fn hello_offers_what_the_program_was_built_with() {
    run(async |lines, _| {
        let reply = lines.call(r#""do":"hello","link":1"#).await;
        let Outcome::Ok(hello) = reply.outcome else { panic!("{reply:?}") };
        let features = hello["features"].as_array().expect("an array");
        for feature in
            ["tls", "tls.mutual", "tls.alpn", "tls.server_name", "tls.ciphers", "ws", "wss"]
        {
            assert!(features.contains(&Value::from(feature)), "{feature}");
        }
        assert_eq!(features.contains(&"tls.psk".into()), cfg!(feature = "psk"));
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn mutual_tls_is_spoken_with_name_and_protocol_as_told_and_ends_with_a_goodbye() {
    run(async |lines, net| {
        let client = &pki().client;
        let tls = json!({
            "ca": pki().authority, "cert": client.certificate, "key": client.key,
            "server_name": SERVER_NAME, "alpn": ["x-other", "mqtt"],
        });
        dial(lines, &json!({"host": "h", "transport": "tls", "tls": tls})).await;
        let mut stream = accept_tls(net).await;
        let (_, session) = stream.get_ref();
        assert_eq!(session.server_name(), Some(SERVER_NAME));
        assert_eq!(session.alpn_protocol(), Some(&b"mqtt"[..]));
        assert_eq!(session.peer_certificates().map(<[_]>::len), Some(1));
        connack(&mut stream).await;
        let session_present = Some(false);
        assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });

        let ended = async {
            let mut rest = Vec::new();
            // Without close_notify this is an error.
            stream.read_to_end(&mut rest).await.expect("a goodbye");
            rest
        };
        let (reply, rest) = tokio::join!(lines.call(r#""do":"disconnect""#), ended);
        assert_eq!(reply, requested(lines).await);
        assert_eq!(rest, [0xe0, 0]);
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn what_tls_cannot_be_set_up_with_is_failed_and_nothing_is_dialled() {
    run(async |lines, net| {
        for tls in [json!({"ca": "-----BEGIN nothing"}), json!({"ca": "/no/such/file"})] {
            dial(lines, &json!({"host": "h", "transport": "tls", "tls": tls})).await;
            let failed = IndicationEvent::Failed { why: FailedWhy::Tls };
            assert_eq!(lines.event().await, failed);
            assert!(net.0.borrow().is_empty());
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn a_server_that_is_not_believed_is_failed() {
    run(async |lines, net| {
        let tls = json!({"ca": pki().stranger, "server_name": SERVER_NAME});
        dial(lines, &json!({"uri": "mqtts://h", "tls": tls})).await;
        let wire = net.accept().await;
        let refused = acceptor(false).accept(wire.into_stream());
        assert!(refused.await.is_err());
        assert_eq!(lines.event().await, IndicationEvent::Failed { why: FailedWhy::Tls });
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn settings_of_tls_that_exclude_or_need_each_other_are_refused() {
    run(async |lines, _| {
        let mut wrong = vec![json!({"cert": "c"}), json!({"key": "k"})];
        if cfg!(feature = "psk") {
            let psk = json!({"hex": "00ff"});
            wrong.push(json!({"psk_identity": "i"}));
            wrong.push(json!({"psk": psk}));
            wrong.push(json!({"psk_identity": "i", "psk": psk, "ca": "c"}));
            wrong.push(json!({"psk_identity": "i", "psk": psk, "insecure": true}));
        }
        for tls in wrong {
            let options = json!({"host": "h", "transport": "tls", "tls": tls}).to_string();
            let command = format!(r#""do":"connect",{}"#, &options[1..options.len() - 1]);
            let reply = lines.call(&command).await;
            assert_eq!(reply.kind(), Some(ErrorKind::InvalidArgument), "{tls}");
        }
    })
    .await;
}

#[tokio::test(start_paused = true)]
async fn web_socket_asks_for_its_path_and_ends_with_close() {
    run(async |lines, net| {
        for (options, expected) in [
            (json!({"host": "h", "transport": "ws"}), "/"),
            (json!({"uri": "ws://h/a?b=c"}), "/a?b=c"),
            (json!({"host": "h", "transport": "ws", "path": "/p"}), "/p"),
        ] {
            dial(lines, &options).await;
            let mut path = None;
            let callback = |request: &Request, mut response: Response| {
                path = Some(request.uri().to_string());
                let mqtt = "mqtt".parse().expect("a header's value");
                response.headers_mut().insert("sec-websocket-protocol", mqtt);
                Ok::<_, ErrorResponse>(response)
            };
            let stream = net.accept().await.into_stream();
            let mut socket =
                tokio_tungstenite::accept_hdr_async(stream, callback).await.expect("a handshake");
            assert_eq!(path.as_deref(), Some(expected));
            socket.next().await.expect("CONNECT").expect("a message");
            socket.send(Message::binary(CONNACK)).await.expect("the client reads");
            let session_present = Some(false);
            assert_eq!(lines.event().await, IndicationEvent::Connected { session_present });
            let ended = async {
                let mut said = Vec::new();
                while let Some(Ok(message)) = socket.next().await {
                    said.push(message);
                }
                said
            };
            let (reply, said) = tokio::join!(lines.call(r#""do":"disconnect""#), ended);
            assert_eq!(reply, requested(lines).await);
            assert!(matches!(&said[..], [Message::Binary(_), Message::Close(_)]), "{said:?}");
            // It may come on either side of the reply.
            lines.call(r#""do":"reset""#).await;
        }
    })
    .await;
}

/// Begins to connect with these options.
async fn dial(lines: &mut Lines, options: &Value) {
    let options = options.to_string();
    let reply = lines.call(&format!(r#""do":"connect",{}"#, &options[1..options.len() - 1])).await;
    assert_eq!(reply, requested(lines).await);
    let attempt = Some(1);
    assert_eq!(lines.event().await, IndicationEvent::BeforeConnect { attempt });
}

async fn accept_tls(net: &Net) -> TlsStream<DuplexStream> {
    let stream = net.accept().await.into_stream();
    acceptor(true).accept(stream).await.expect("a handshake")
}

/// Takes CONNECT and accepts.
async fn connack(stream: &mut TlsStream<DuplexStream>) {
    let mut head = [0; 2];
    stream.read_exact(&mut head).await.expect("CONNECT");
    assert_eq!(head[0], 0x10);
    stream.read_exact(&mut vec![0; head[1].into()]).await.expect("all of CONNECT");
    stream.write_all(CONNACK).await.expect("the client reads");
    stream.flush().await.expect("the client reads");
}

fn acceptor(mutual: bool) -> TlsAcceptor {
    let certificate = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).expect("PEM");
    let provider = Arc::new(aws_lc_rs::default_provider());
    let builder = ServerConfig::builder_with_provider(provider.clone())
        .with_safe_default_protocol_versions()
        .expect("the provider has suites");
    let builder = if mutual {
        let mut roots = RootCertStore::empty();
        roots.add(certificate(&pki().authority)).expect("a certificate");
        let verifier = WebPkiClientVerifier::builder_with_provider(roots.into(), provider);
        builder.with_client_cert_verifier(verifier.build().expect("a root"))
    } else {
        builder.with_no_client_auth()
    };
    let server = &pki().server;
    let key = PrivateKeyDer::from_pem_slice(server.key.as_bytes()).expect("a key");
    let mut config =
        builder.with_single_cert(vec![certificate(&server.certificate)], key).expect("they fit");
    config.alpn_protocols = vec![b"mqtt".to_vec()];
    TlsAcceptor::from(Arc::new(config))
}
