//! WebSocket over any byte stream (chapter 6), as a byte stream again.
//!
//! The request asks for the sub-protocol `mqtt` [MQTT-6.0.0-3], and the answer has to choose it.
//! *Not here:* extensions, and what a proxy would need.

mod stream;

use alloc::format;
use alloc::string::String;
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite};
use tokio_tungstenite::tungstenite::ClientRequestBuilder;
use tokio_tungstenite::tungstenite::http::Uri;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

pub(super) use stream::WebSocketStream;

use super::setup_error::SetupError;
use super::ws_error::WebSocketError;
use crate::address::Address;
use crate::error::Misuse;
use crate::option_name::OptionName;

/// The opening handshake on a stream to the server.
///
/// # Errors
/// A [`WebSocketError`] inside, or the error of the stream.
pub(super) async fn handshake<S>(address: &Address<'_>, stream: S) -> io::Result<WebSocketStream<S>>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let request = ClientRequestBuilder::new(uri(address).map_err(io::Error::other)?)
        .with_sub_protocol(SUB_PROTOCOL);
    let config = WebSocketConfig::default()
        .read_buffer_size(BUFFER_SIZE)
        .write_buffer_size(BUFFER_SIZE)
        .max_write_buffer_size(WRITE_BUFFER_SIZE_MAX)
        .max_message_size(Some(MESSAGE_LEN_MAX))
        .max_frame_size(Some(MESSAGE_LEN_MAX));
    match tokio_tungstenite::client_async_with_config(request, stream, Some(config)).await {
        Ok((stream, _answer)) => Ok(WebSocketStream::new(stream)),
        Err(error) => Err(WebSocketError::of_tungstenite(error)),
    }
}

/// Checks that a request can be made of host and path.
pub(super) fn check(address: &Address<'_>) -> Result<(), SetupError> {
    uri(address).map(|_| ())
}

fn uri(address: &Address<'_>) -> Result<Uri, SetupError> {
    let scheme = if address.transport.is_tls() { "wss" } else { "ws" };
    let host = match address.host {
        ipv6 if ipv6.contains(':') => format!("[{ipv6}]"),
        name => String::from(name),
    };
    let authority = match address.port() {
        port if port == address.transport.default_port() => host,
        port => format!("{host}:{port}"),
    };
    let bad = |option| SetupError::Misuse(Misuse::BadText { option });
    Uri::builder()
        .scheme(scheme)
        .authority(authority)
        .path_and_query(address.path())
        .build()
        .map_err(|_| match address.path().parse::<Uri>() {
            Err(_) => bad(OptionName::Path),
            Ok(_) => bad(OptionName::Host),
        })
}

/// The sub-protocol of MQTT [MQTT-6.0.0-3].
const SUB_PROTOCOL: &str = "mqtt";

/// What a WebSocket message may hold at most; servers send one Control Packet in each.
const MESSAGE_LEN_MAX: usize = 16 * 1024 * 1024;

const BUFFER_SIZE: usize = 16 * 1024;

/// Bytes for the stream below that may wait: what was accepted before, one write and a pong.
const WRITE_BUFFER_SIZE_MAX: usize = BUFFER_SIZE + stream::WRITE_LEN_MAX + 1024;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::address::Transport;

    #[test]
    fn the_default_port_is_left_out_of_the_authority() {
        let server = Address { transport: Transport::WebSocket, ..Address::new("broker.test") };
        let secure = Address { transport: Transport::WebSocketTls, ..server };
        for (address, expected) in [
            (server, "ws://broker.test/mqtt"),
            (Address { port: Some(80), ..server }, "ws://broker.test/mqtt"),
            (Address { port: Some(443), ..server }, "ws://broker.test:443/mqtt"),
            (Address { port: Some(443), ..secure }, "wss://broker.test/mqtt"),
            (Address { host: "::1", port: Some(8080), ..server }, "ws://[::1]:8080/mqtt"),
            (Address { path: Some("/a/b?c=d&e"), ..secure }, "wss://broker.test/a/b?c=d&e"),
        ] {
            assert_eq!(alloc::string::ToString::to_string(&uri(&address).unwrap()), expected);
        }
    }

    #[test]
    fn what_no_request_can_ask_for_names_its_option() {
        let server = Address { transport: Transport::WebSocket, ..Address::new("broker.test") };
        for (address, expected) in [
            (Address { path: Some("/a<b"), ..server }, OptionName::Path),
            (Address { host: "a b", ..server }, OptionName::Host),
        ] {
            let Err(SetupError::Misuse(Misuse::BadText { option })) = check(&address) else {
                panic!("{address:?} was taken");
            };
            assert_eq!(option, expected);
        }
    }
}
