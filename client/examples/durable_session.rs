//! A Session that outlives the program: kill it at any moment, start it again, nothing is lost.
//!
//! `cargo run -p mqttspec-client --example durable_session -- localhost 1883 ./session`

use std::error::Error;

use mqttspec_client::Options;
use mqttspec_client::io::tokio::{Publication, TcpConnector, client};
use mqttspec_client::io::{Config, FileJournal, OwnedEvent, Sizes};
use mqttspec_client::packet::QoS;
use mqttspec_client::settings::Durability;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let argument = |at: usize, default: &str| -> String {
        arguments.get(at).map_or_else(|| default.to_owned(), Clone::clone)
    };
    let (host, path) = (argument(0, "localhost"), argument(2, "mqttspec-session"));
    exchange(&host, argument(1, "1883").parse()?, &path).await?;
    Ok(())
}

/// Publishes a message to itself and answers the number with which it came back.
pub(crate) async fn exchange(
    host: &str,
    port: u16,
    path: &str,
) -> Result<Option<u32>, Box<dyn Error>> {
    let mut options = Options::new(host).client_identifier("mqttspec-durable").clean_session(false);
    options.address.port = Some(port);
    options.settings.durability = Durability::Persisted;

    let journal = FileJournal::open(path)?;
    let config = Config::new(&options)?;
    let (handle, mut events, running) =
        client(config, Sizes::default(), TcpConnector, Some(journal));
    let running = tokio::spawn(running);
    handle.connect().await?;
    // What an earlier run left unfinished is on its way already.
    handle.subscribe(&[("mqttspec/durable", QoS::ExactlyOnce)]).await?;
    let publication = Publication::new("mqttspec/durable", &b"exactly once"[..]);
    handle.publish(publication.qos(QoS::ExactlyOnce)).await?;
    let mut delivery_number = None;
    while let Some(event) = events.next().await {
        if let OwnedEvent::Message(message) = event {
            // The same number twice is the same message: after a crash it may be handed out again.
            report(&format!("message {:?}: {:?}", message.delivery_number, message.payload));
            delivery_number = message.delivery_number;
            break;
        }
    }
    handle.disconnect().await?;
    drop(handle);
    running.await??;
    Ok(delivery_number)
}

fn report(line: &str) {
    #[expect(clippy::print_stdout, reason = "an example shows what it does")]
    {
        println!("{line}");
    }
}
