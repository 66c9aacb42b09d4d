//! Mutual TLS: the server proves itself by certificate, and so does the client.
//!
//! `cargo run -p mqttspec-client --features tls --example tls_client_certificate --
//! mqtts://localhost:8883 ca.pem client.pem client.key`
//!
//! A mosquitto that wants a certificate is configured with: `listener 8883`, `cafile ca.pem`,
//! `certfile server.pem`, `keyfile server.key`, `require_certificate true`,
//! `use_identity_as_username true`.

use std::error::Error;

use mqttspec_client::Options;
use mqttspec_client::io::tokio::{NetworkConnector, Publication, spawn};
use mqttspec_client::io::{Config, OwnedEvent, Sizes};
use mqttspec_client::packet::QoS;
use mqttspec_client::tls::{Authentication, ClientCertificate, Material, Tls, Trust};
use mqttspec_client::uri::Uri;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [uri, ca, certificate, key] = arguments.as_slice() else {
        return Err("arguments: mqtts://HOST[:PORT] CA CERTIFICATE KEY".into());
    };
    let payload = exchange(uri, ca, certificate, key).await?;
    report(&format!("came back: {:?}", String::from_utf8_lossy(&payload)));
    Ok(())
}

/// Publishes a message to itself and answers what came back.
pub(crate) async fn exchange(
    uri: &str,
    ca: &str,
    certificate: &str,
    key: &str,
) -> Result<Vec<u8>, Box<dyn Error>> {
    let (certificate, key) = (Material::File(certificate), Material::File(key));
    let tls = Tls::with(Authentication::Certificate {
        trust: Trust::Roots(Material::File(ca)),
        client: Some(ClientCertificate { certificate, key }),
    });
    let mut decoded = vec![0; uri.len()];
    let uri = Uri::parse(uri, &mut decoded)?;
    let options = Options::new("").uri(&uri).tls(&tls).client_identifier("mqttspec-tls");

    // Files that are no certificates end it here, before anything is dialled.
    let connector = NetworkConnector::new(&options)?;
    let (client, mut events) = spawn(Config::new(&options)?, Sizes::default(), connector);
    client.connect().await?;
    client.subscribe(&[("mqttspec/tls", QoS::AtLeastOnce)]).await?;
    let publication = Publication::new("mqttspec/tls", &b"seen by us two"[..]);
    client.publish(publication.qos(QoS::AtLeastOnce)).await?;
    while let Some(event) = events.next().await {
        if let OwnedEvent::Message(message) = event {
            client.disconnect().await?;
            return Ok(message.payload);
        }
    }
    Err("the connection was lost".into())
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("{line}");
    }
}
