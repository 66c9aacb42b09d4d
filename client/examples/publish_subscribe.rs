//! Publishes and subscribes.
//!
//! `cargo run -p mqttspec-client --example publish_subscribe -- mqtt://localhost`

use std::error::Error;

use mqttspec_client::io::tokio::{Publication, TcpConnector, spawn};
use mqttspec_client::io::{Config, OwnedEvent, Sizes};
use mqttspec_client::packet::QoS;
use mqttspec_client::reconnect::{Backoff, Reconnect};
use mqttspec_client::uri::Uri;
use mqttspec_client::{Options, Settings};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let uri = std::env::args().nth(1).unwrap_or("mqtt://localhost".into());
    exchange(&uri).await?;
    Ok(())
}

/// Publishes messages to itself and answers those that came back.
pub(crate) async fn exchange(uri: &str) -> Result<Vec<String>, Box<dyn Error>> {
    let mut decoded = vec![0; uri.len()];
    let uri = Uri::parse(uri, &mut decoded)?;
    let settings = Settings {
        reconnect: Reconnect::Backoff(Backoff::default()),
        resubscribe: true,
        ..Settings::default()
    };
    let options = Options::new("localhost")
        .uri(&uri)
        .client_identifier("mqttspec-example")
        .will("mqttspec/example/state", b"lost", QoS::AtLeastOnce, true)
        .settings(settings);

    let (client, mut events) = spawn(Config::new(&options)?, Sizes::default(), TcpConnector);
    client.connect().await?;
    let granted = client.subscribe(&[("mqttspec/example/#", QoS::ExactlyOnce)]).await?;
    report(&format!("granted: {granted:?}"));

    let state = Publication::new("mqttspec/example/state", &b"here"[..]);
    client.publish(state.qos(QoS::AtLeastOnce).retain(true)).await?;
    let readings = (1..=3).map(|reading| {
        let payload = format!("reading {reading}").into_bytes();
        Publication::new("mqttspec/example/reading", payload).qos(QoS::ExactlyOnce)
    });
    client.publish_all(readings.collect()).await?;
    report("all delivered");

    let mut messages = Vec::new();
    while messages.len() < 4 {
        match events.next().await {
            Some(OwnedEvent::Message(message)) => {
                let text = String::from_utf8_lossy(&message.payload);
                messages.push(format!("{}: {text}", message.topic_name));
                report(&messages[messages.len() - 1]);
            }
            Some(_) => {}
            None => break,
        }
    }
    client.disconnect().await?;
    Ok(messages)
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("{line}");
    }
}
