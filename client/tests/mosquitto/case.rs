//! What is tried on each way.

use mqttspec_client::TransportEnd;
use mqttspec_client::event::Failure;
use mqttspec_client::io::OwnedEvent;
use mqttspec_client::io::tokio::{CommandError, Publication};
use mqttspec_client::packet::QoS;
use mqttspec_client::reconnect::Reconnect;
use mqttspec_client::tls::Tls;

use crate::broker::Broker;
use crate::client::{TestClient, in_time};
use crate::example;
use crate::pki::pki;
use crate::way::{Way, mutual, trusting};

/// A case; it panics where it fails.
#[derive(Clone, Copy)]
pub(crate) struct Case {
    pub(crate) name: &'static str,
    run: fn(Way),
}

impl Case {
    /// The cases of a way.
    pub(crate) fn of(way: Way) -> Vec<Self> {
        let mut cases = vec![
            Self { name: "messages_of_every_qos_go_both_ways", run: |way| wait(exchange(way)) },
            Self { name: "the_will_is_published_after_abort", run: |way| wait(will(way)) },
            Self {
                name: "a_session_survives_a_restart_of_the_broker",
                run: |way| wait(restart(way)),
            },
        ];
        if way.tls().is_some() {
            let name = "who_cannot_prove_it_is_refused";
            cases.push(Self { name, run: |way| wait(refusal(way)) });
        }
        if way == Way::MutualTls {
            let name = "a_client_certificate_of_version_1_is_shown";
            cases.push(Self { name, run: |way| wait(old_certificate(way)) });
            let name = "the_example_with_a_client_certificate_runs";
            cases.push(Self { name, run: |way| wait(example::client_certificate(way)) });
        }
        if way == Way::Tcp {
            let name = "the_example_that_publishes_and_subscribes_runs";
            cases.push(Self { name, run: |way| wait(example::publish_and_subscribe(way)) });
            let name = "the_example_of_a_durable_session_runs";
            cases.push(Self { name, run: |way| wait(example::durable(way)) });
            let name = "the_example_in_small_buffers_runs";
            cases.push(Self { name, run: |way| wait(example::small_buffers(way)) });
        }
        cases
    }

    pub(crate) fn run(self, way: Way) {
        (self.run)(way);
    }
}

fn wait(case: impl Future<Output = ()>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(case);
}

async fn exchange(way: Way) {
    let broker = Broker::start(way);
    let tls = way.tls();
    let options = way.options(broker.port, tls.as_ref());
    let mut client = TestClient::connected(&options.client_identifier("a")).await;
    client.subscribe("exchange/#").await;
    for qos in [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce] {
        for len in [0, 1, 1_000, 50_000] {
            let payload: Vec<u8> = (0..len).map(|index: u32| index.to_le_bytes()[0]).collect();
            client.publish("exchange/a", payload.clone(), qos).await;
            let message = client.message().await;
            assert_eq!(message.delivery.qos(), qos);
            assert_eq!(message.topic_name, "exchange/a");
            assert!(message.payload == payload, "{len} bytes came as {}", message.payload.len());
        }
    }
    client.disconnect().await;
}

async fn will(way: Way) {
    let broker = Broker::start(way);
    let tls = way.tls();
    let options = way.options(broker.port, tls.as_ref());
    let mut witness = TestClient::connected(&options.client_identifier("witness")).await;
    witness.subscribe("will/#").await;
    let options = options.will("will/a", b"lost", QoS::ExactlyOnce, false);
    // Who disconnects leaves none, who aborts does.
    let leaving = TestClient::connected(&options.client_identifier("leaving")).await;
    leaving.disconnect().await;
    witness.publish("will/mark", b"left".to_vec(), QoS::ExactlyOnce).await;
    let lost = TestClient::connected(&options.client_identifier("lost")).await;
    in_time("the end", lost.handle.abort()).await.unwrap();
    let messages = [witness.message().await, witness.message().await];
    let payloads = messages.map(|message| (message.delivery.qos(), message.payload));
    let qos = QoS::ExactlyOnce;
    assert_eq!(payloads, [(qos, b"left".to_vec()), (qos, b"lost".to_vec())]);
}

async fn restart(way: Way) {
    let mut broker = Broker::start(way);
    let tls = way.tls();
    let mut options = way.options(broker.port, tls.as_ref()).clean_session(false);
    let mut receiver = TestClient::connected(&options.client_identifier("receiver")).await;
    assert!(!receiver.session_present().await);
    receiver.subscribe("restart/#").await;
    receiver.disconnect().await;

    options.settings.reconnect = Reconnect::Fixed { delay_ms: 50 };
    let mut sender = TestClient::connected(&options.client_identifier("sender")).await;
    assert!(!sender.session_present().await);
    sender.publish("restart/1", b"before".to_vec(), QoS::AtLeastOnce).await;
    sender.publish("restart/2", b"before".to_vec(), QoS::ExactlyOnce).await;
    broker.stop();
    let pick = |event| matches!(event, OwnedEvent::Disconnected(_)).then_some(());
    sender.event("the loss", pick).await;
    // Published while there is no broker: kept by the client.
    let publications = ["restart/3", "restart/4"]
        .map(|topic_name| Publication::new(topic_name, b"meanwhile").qos(QoS::ExactlyOnce));
    let handle = sender.handle.clone();
    let delivery = tokio::spawn(async move { handle.publish_all(publications.into()).await });
    broker.start_again();
    assert!(sender.session_present().await);
    in_time("the delivery", delivery).await.unwrap().unwrap();

    in_time("the connection", receiver.handle.connect()).await.unwrap();
    assert!(receiver.session_present().await);
    sender.publish("restart/5", b"after".to_vec(), QoS::ExactlyOnce).await;
    let mut topic_names = Vec::new();
    while topic_names.last().is_none_or(|last| last != "restart/5") {
        topic_names.push(receiver.message().await.topic_name);
    }
    // Each once, in order.
    let expected = ["restart/1", "restart/2", "restart/3", "restart/4", "restart/5"];
    assert_eq!(topic_names, expected);
}

async fn refusal(way: Way) {
    let broker = Broker::start(way);
    let (stranger, no_certificate) = (trusting(&pki().stranger), trusting(&pki().authority));
    let wrong: Vec<Tls<'_>> = match way {
        Way::Tcp | Way::WebSocket => Vec::new(),
        Way::Tls | Way::WebSocketTls => vec![stranger],
        Way::MutualTls => vec![stranger, no_certificate, mutual(&pki().strange_client)],
        #[cfg(feature = "psk")]
        Way::PskTls12 | Way::PskTls13 => {
            use crate::way::PSK_IDENTITY;
            vec![Tls::psk(PSK_IDENTITY.as_bytes(), b"another"), Tls::psk(b"nobody", b"any")]
        }
    };
    assert!(!wrong.is_empty());
    for tls in wrong {
        let options = way.options(broker.port, Some(&tls)).client_identifier("a");
        let client = TestClient::new(&options);
        let refused = in_time("the refusal", client.handle.connect()).await;
        let expected = CommandError::Failed(Failure::Transport(TransportEnd::Tls));
        assert_eq!(refused, Err(expected), "{tls:?}");
    }
}

/// As the guides of several brokers make them.
async fn old_certificate(way: Way) {
    let broker = Broker::start(way);
    let tls = mutual(&pki().old_client);
    let options = way.options(broker.port, Some(&tls)).client_identifier("a");
    TestClient::connected(&options).await.disconnect().await;
}
