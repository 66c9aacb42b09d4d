//! The examples as they stand: what a reader is told to begin with runs.

#[path = "../../examples/durable_session.rs"]
#[expect(dead_code, reason = "its own main is not called")]
mod durable_session;
#[path = "../../examples/embedded_buffers.rs"]
#[expect(dead_code, reason = "its own main is not called")]
mod embedded_buffers;
#[path = "../../examples/publish_subscribe.rs"]
#[expect(dead_code, reason = "its own main is not called")]
mod publish_subscribe;
#[path = "../../examples/tls_client_certificate.rs"]
#[expect(dead_code, reason = "its own main is not called")]
mod tls_client_certificate;

use crate::broker::Broker;
use crate::client::in_time;
use crate::pki::pki;
use crate::way::Way;

pub(crate) async fn publish_and_subscribe(way: Way) {
    let broker = Broker::start(way);
    let uri = format!("mqtt://127.0.0.1:{}", broker.port);
    let exchange = in_time("the messages", publish_subscribe::exchange(&uri)).await.unwrap();
    let readings = (1..=3).map(|reading| format!("mqttspec/example/reading: reading {reading}"));
    let expected: Vec<_> =
        ["mqttspec/example/state: here".into()].into_iter().chain(readings).collect();
    assert_eq!(exchange, expected);
}

pub(crate) async fn durable(way: Way) {
    let broker = Broker::start(way);
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("session").display().to_string();
    for run in 1..=2 {
        let exchange = durable_session::exchange("127.0.0.1", broker.port, &path);
        assert_eq!(in_time("the message", exchange).await.unwrap(), Some(run));
    }
}

pub(crate) async fn small_buffers(way: Way) {
    let broker = Broker::start(way);
    let address = format!("127.0.0.1:{}", broker.port);
    assert_eq!(embedded_buffers::exchange(&address).unwrap(), 400);
}

pub(crate) async fn client_certificate(way: Way) {
    let broker = Broker::start(way);
    let (folder, client) = (tempfile::tempdir().unwrap(), &pki().client);
    let files = [("ca", &pki().authority), ("cert", &client.certificate), ("key", &client.key)];
    let [ca, certificate, key] = files.map(|(name, content)| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    });
    let uri = format!("mqtts://127.0.0.1:{}", broker.port);
    let exchange = tls_client_certificate::exchange(&uri, &ca, &certificate, &key);
    assert_eq!(in_time("the message", exchange).await.unwrap(), b"seen by us two");
}
