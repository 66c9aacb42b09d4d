//! One attempt of a client: to connect, to publish, to get it back, to disconnect.

use std::future::Future;
use std::io;
use std::time::Duration;

use mqttspec_client::event::{Disconnection, Failure};
use mqttspec_client::io::tokio::{Driver, NetworkConnector};
use mqttspec_client::io::{
    Config, Memory, OwnedEvent, SetupError, Sizes, TlsError, TlsFault, WebSocketError,
    WebSocketFault,
};
use mqttspec_client::packet::{QoS, TopicName};
use mqttspec_client::{Options, TransportEnd};

/// How an attempt ended.
#[derive(Debug, PartialEq)]
pub(crate) enum Outcome {
    /// The message came back, and the client disconnected.
    Echoed,
    Failed(Failure, Option<Fault>),
    Disconnected(Disconnection, Option<Fault>),
}

/// What the transport said.
#[derive(Debug, PartialEq)]
pub(crate) enum Fault {
    Tls(TlsFault),
    WebSocket(WebSocketFault),
    Io(io::ErrorKind),
}

/// The attempt failed in TLS.
pub(crate) fn tls_failed(fault: TlsFault) -> Outcome {
    Outcome::Failed(Failure::Transport(TransportEnd::Tls), Some(Fault::Tls(fault)))
}

/// The attempt failed in WebSocket.
pub(crate) fn web_socket_failed(fault: WebSocketFault) -> Outcome {
    Outcome::Failed(Failure::Transport(TransportEnd::WebSocket), Some(Fault::WebSocket(fault)))
}

/// The attempt, with the payload to be published.
pub(crate) async fn echo(options: &Options<'_>, payload: &[u8]) -> Outcome {
    let connector = NetworkConnector::new(options).unwrap();
    echo_by(connector, options, payload).await
}

/// Why no attempt is made.
pub(crate) fn refused_setup(options: &Options<'_>) -> SetupError {
    match NetworkConnector::new(options) {
        Err(error) => error,
        Ok(_) => panic!("the options were taken"),
    }
}

pub(crate) async fn echo_by(
    connector: NetworkConnector,
    options: &Options<'_>,
    payload: &[u8],
) -> Outcome {
    let mut memory = Memory::new(&Sizes::default());
    let mut driver = Driver::new(memory.buffers(), Config::new(options).unwrap(), connector);
    driver.connect().unwrap();
    let mut echoed = 0;
    loop {
        let event = in_time("an event", driver.next_event()).await.into();
        match event {
            OwnedEvent::Connected { .. } => {
                let (now, topic_name) = (driver.now(), TopicName::new("echo").unwrap());
                let client = driver.client();
                client.publish(now, topic_name, payload, QoS::AtMostOnce, false).unwrap();
            }
            OwnedEvent::Message(message) => {
                let range = message.offset..message.offset + message.payload.len();
                assert_eq!(message.payload, payload[range]);
                echoed += message.payload.len();
                if echoed == payload.len() {
                    let now = driver.now();
                    driver.client().disconnect(now).unwrap();
                }
            }
            OwnedEvent::Failed(failure) => {
                return Outcome::Failed(failure, driver.transport_error().map(fault));
            }
            OwnedEvent::Disconnected(Disconnection::Requested) => return Outcome::Echoed,
            OwnedEvent::Disconnected(why) => {
                return Outcome::Disconnected(why, driver.transport_error().map(fault));
            }
            _ => {}
        }
    }
}

/// Waits, but not for ever.
pub(crate) async fn in_time<T>(what: &str, future: impl Future<Output = T>) -> T {
    match tokio::time::timeout(DEADLINE, future).await {
        Ok(value) => value,
        Err(_) => panic!("{what} did not come within {DEADLINE:?}"),
    }
}

fn fault(error: &io::Error) -> Fault {
    match (TlsError::of(error), WebSocketError::of(error)) {
        (Some(tls), _) => Fault::Tls(tls.fault),
        (None, Some(web_socket)) => Fault::WebSocket(web_socket.fault),
        (None, None) => Fault::Io(error.kind()),
    }
}

const DEADLINE: Duration = Duration::from_secs(30);
