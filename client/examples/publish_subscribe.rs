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
    let text = std::env::args().nth(1).unwrap_or("mqtt://localhost".into());
    let mut decoded = [0; 256];
    let uri = Uri::parse(&text, &mut decoded)?;
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

    let mut messages = 0;
    while messages < 4 {
        match events.next().await {
            Some(OwnedEvent::Message(message)) => {
                messages += 1;
                let text = String::from_utf8_lossy(&message.payload);
                report(&format!("{}: {text}", message.topic_name));
            }
            Some(_) => {}
            None => break,
        }
    }
    client.disconnect().await?;
    Ok(())
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("{line}");
    }
}
