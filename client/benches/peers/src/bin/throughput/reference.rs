//! The reference client as an application uses it: a handle, a stream of events, batches.

use mqttspec_client::{
    Options,
    address::Address,
    io::{
        Config, Sizes,
        tokio::{Events, Handle, Publication, TcpConnector, spawn},
    },
    packet::QoS,
};

use crate::load::{Load, Measured, PAYLOAD, Stopwatch, TOPIC_NAME, WINDOW};

/// Publications of one call.
const BATCH: usize = 1000;

pub fn publish(load: &Load) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(load))
}

async fn run(load: &Load) -> Measured {
    let address = Address { port: Some(load.port), ..Address::new("127.0.0.1") };
    let options = Options::new("").address(address).client_identifier("bench");
    let mut config = Config::new(&options).unwrap();
    config.settings.in_flight_max = WINDOW;
    let (client, events) = spawn(config, Sizes::default(), TcpConnector);
    let listening = tokio::spawn(listen(events));
    client.connect().await.unwrap();

    let qos = [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce][usize::from(load.qos)];
    let stopwatch = Stopwatch::start();
    // Two batches are under way, so that the window never runs empty between them.
    let mut earlier = None;
    for _ in 0..load.count / BATCH {
        let batch = tokio::spawn(publish_all(client.clone(), qos));
        if let Some(earlier) = earlier.replace(batch) {
            earlier.await.unwrap();
        }
    }
    earlier.unwrap().await.unwrap();
    if qos == QoS::AtMostOnce {
        let last = Publication::new(TOPIC_NAME, PAYLOAD).qos(QoS::AtLeastOnce);
        client.publish(last).await.unwrap();
    }
    let measured = stopwatch.stop();
    client.disconnect().await.unwrap();
    drop(client);
    listening.await.unwrap();
    measured
}

async fn publish_all(client: Handle, qos: QoS) {
    let publications = (0..BATCH).map(|_| Publication::new(TOPIC_NAME, PAYLOAD).qos(qos)).collect();
    client.publish_all(publications).await.unwrap();
}

async fn listen(mut events: Events) {
    while events.next().await.is_some() {}
}
