//! A client in a task of its own, and waiting for what it tells.

use std::future::Future;
use std::time::Duration;

use mqttspec_client::Options;
use mqttspec_client::io::tokio::{Events, Handle, NetworkConnector, Publication, spawn};
use mqttspec_client::io::{Config, OwnedEvent, OwnedMessage, Sizes};
use mqttspec_client::packet::{QoS, SubackReturnCode};

/// A client and what it told that nobody has looked at yet.
pub(crate) struct TestClient {
    pub(crate) handle: Handle,
    events: Events,
}

impl TestClient {
    pub(crate) fn new(options: &Options<'_>) -> Self {
        let config = Config::new(options).unwrap();
        let connector = NetworkConnector::new(options).unwrap();
        let (handle, events) = spawn(config, Sizes::default(), connector);
        Self { handle, events }
    }

    pub(crate) async fn connected(options: &Options<'_>) -> Self {
        let client = Self::new(options);
        in_time("the connection", client.handle.connect()).await.unwrap();
        client
    }

    pub(crate) async fn subscribe(&self, filter: &str) {
        let filters = [(filter, QoS::ExactlyOnce)];
        let granted = in_time("SUBACK", self.handle.subscribe(&filters)).await.unwrap();
        assert_eq!(granted, [SubackReturnCode::Granted(QoS::ExactlyOnce)]);
    }

    pub(crate) async fn publish(&self, topic_name: &'static str, payload: Vec<u8>, qos: QoS) {
        let publication = Publication::new(topic_name, payload).qos(qos);
        in_time("the delivery", self.handle.publish(publication)).await.unwrap();
    }

    pub(crate) async fn disconnect(&self) {
        in_time("the end", self.handle.disconnect()).await.unwrap();
    }

    /// The next event for which `pick` has a value; others are passed over.
    pub(crate) async fn event<T>(
        &mut self,
        what: &str,
        mut pick: impl FnMut(OwnedEvent) -> Option<T>,
    ) -> T {
        let search = async {
            loop {
                let event = self.events.next().await.expect("the client's task goes on");
                if let Some(value) = pick(event) {
                    return value;
                }
            }
        };
        in_time(what, search).await
    }

    pub(crate) async fn message(&mut self) -> OwnedMessage {
        let pick = |event| match event {
            OwnedEvent::Message(message) => Some(message),
            _ => None,
        };
        self.event("a message", pick).await
    }

    /// Whether the server had the Session when it accepted the connection.
    pub(crate) async fn session_present(&mut self) -> bool {
        let pick = |event| match event {
            OwnedEvent::Connected { session_present } => Some(session_present),
            _ => None,
        };
        self.event("CONNACK", pick).await
    }
}

/// Waits, but not for ever.
pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what} did not come within {DEADLINE:?}"),
    }
}

const DEADLINE: Duration = Duration::from_secs(30);
