//! rumqttc: its asynchronous client and its event loop, two tasks of one thread.

use rumqttc::{AsyncClient, Event, MqttOptions, NetworkOptions, Packet, QoS};

use crate::load::{Load, Measured, PAYLOAD, Stopwatch, TOPIC_NAME, WINDOW};

/// Requests that may wait for the event loop.
const REQUESTS_MAX: usize = 1000;

pub fn publish(load: &Load) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(load))
}

async fn run(load: &Load) -> Measured {
    let mut options = MqttOptions::new("bench", "127.0.0.1", load.port);
    options.set_inflight(WINDOW);
    let (client, mut event_loop) = AsyncClient::new(options, REQUESTS_MAX);
    let mut network = NetworkOptions::new();
    network.set_tcp_nodelay(true);
    event_loop.set_network_options(network);
    while !matches!(event_loop.poll().await.unwrap(), Event::Incoming(Packet::ConnAck(_))) {}

    let (qos, count) = (load.qos, load.count);
    let stopwatch = Stopwatch::start();
    let publishing = tokio::spawn(async move {
        let last = if qos == 0 { 1 } else { 0 };
        let kinds = [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce];
        for n in 0..count + last {
            let qos = if n < count { kinds[usize::from(qos)] } else { QoS::AtLeastOnce };
            client.publish(TOPIC_NAME, qos, false, PAYLOAD).await.unwrap();
        }
        client
    });
    let mut missing = if qos == 0 { 1 } else { count };
    while missing > 0 {
        if let Event::Incoming(Packet::PubAck(_) | Packet::PubComp(_)) =
            event_loop.poll().await.unwrap()
        {
            missing -= 1;
        }
    }
    let measured = stopwatch.stop();
    drop(publishing.await.unwrap());
    measured
}
