//! WebSocket: the handshake, and frames of every shape.
#![expect(clippy::result_large_err, reason = "the library's callback is so")]

use std::sync::{Arc, Mutex};

use futures_util::{SinkExt as _, StreamExt as _};
use mqttspec_client::address::{Address, Transport};
use mqttspec_client::event::{Disconnection, Failure};
use mqttspec_client::io::WebSocketFault;
use mqttspec_client::tls::Tls;
use mqttspec_client::{Options, TransportEnd};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::sync::mpsc;
use tokio_rustls::TlsAcceptor;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tokio_tungstenite::tungstenite::http::{HeaderMap, StatusCode};
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{CloseCode, Data, OpCode};

use crate::attempt::{Fault, Outcome, echo, in_time, web_socket_failed};
use crate::pki::{SERVER_NAME, pki};
use crate::server::{TlsServer, accept, answer, drain};
use crate::tls::trusting;

/// How the server puts its answers into frames.
#[derive(Clone, Copy)]
enum Frames {
    /// Each answer in a message.
    Whole,
    /// Each byte in a message.
    Bytes,
    /// Each answer in a message of several frames, with a ping and an empty frame between.
    Fragments,
}

fn options(port: u16) -> Options<'static> {
    let address = Address::new("127.0.0.1");
    let address = Address { transport: Transport::WebSocket, port: Some(port), ..address };
    Options::new("").address(address)
}

#[tokio::test]
async fn frames_may_split_and_join_packets() {
    for frames in [Frames::Whole, Frames::Bytes, Frames::Fragments] {
        let port = accept(move |stream| async move {
            serve(opened(stream).await, frames).await;
        });
        assert_eq!(echo(&options(port.await), b"payload").await, Outcome::Echoed);
    }
}

#[tokio::test]
async fn large_payloads_pass_whole() {
    let port = accept(|stream| async move { serve(opened(stream).await, Frames::Whole).await });
    let payload: Vec<u8> = (0..60_000_u32).map(|index| index.to_le_bytes()[0]).collect();
    assert_eq!(echo(&options(port.await), &payload).await, Outcome::Echoed);
}

#[tokio::test]
async fn several_packets_in_one_frame_are_all_read() {
    let port = accept(|stream| async move {
        let mut socket = opened(stream).await;
        // The echo is expected: the client publishes this to itself.
        let both = b"\x20\x02\0\0\x30\x0d\0\x04echopayload";
        socket.next().await.unwrap().unwrap();
        socket.send(Message::binary(both.to_vec())).await.unwrap();
        while let Some(Ok(_)) = socket.next().await {}
    });
    assert_eq!(echo(&options(port.await), b"payload").await, Outcome::Echoed);
}

#[tokio::test]
async fn only_binary_frames_are_sent_and_close_ends_them() {
    let (sender, mut messages) = mpsc::unbounded_channel();
    let port = accept(move |stream| {
        let sender = sender.clone();
        async move {
            let mut socket = opened(stream).await;
            let mut input = Vec::new();
            while let Some(Ok(message)) = socket.next().await {
                if let Message::Binary(bytes) = &message {
                    input.extend_from_slice(bytes);
                }
                sender.send(message).unwrap();
                while let Some(Some(answer)) = answer(&mut input) {
                    socket.send(Message::binary(answer)).await.unwrap();
                }
            }
        }
    });
    assert_eq!(echo(&options(port.await), b"payload").await, Outcome::Echoed);
    let mut seen = Vec::new();
    while let Some(message) = in_time("a message", messages.recv()).await {
        let is_close = message.is_close();
        seen.push(message);
        if is_close {
            break;
        }
    }
    let (close, data) = seen.split_last().unwrap();
    assert!(close.is_close(), "{seen:?}");
    assert!(!data.is_empty() && data.iter().all(Message::is_binary), "{seen:?}");
}

#[tokio::test]
async fn a_ping_is_answered() {
    let (sender, mut pongs) = mpsc::unbounded_channel();
    let port = accept(move |stream| {
        let sender = sender.clone();
        async move {
            let mut socket = opened(stream).await;
            socket.send(Message::Ping("before CONNACK".into())).await.unwrap();
            loop {
                match socket.next().await.unwrap().unwrap() {
                    Message::Pong(payload) => break sender.send(payload).unwrap(),
                    Message::Binary(_) => {}
                    message => panic!("{message:?}"),
                }
            }
            socket.send(Message::binary(vec![0x20, 2, 0, 0])).await.unwrap();
            serve(socket, Frames::Whole).await;
        }
    });
    assert_eq!(echo(&options(port.await), b"payload").await, Outcome::Echoed);
    assert_eq!(in_time("a pong", pongs.recv()).await.unwrap(), "before CONNACK");
}

#[tokio::test]
async fn a_text_frame_ends_the_connection_with_a_reason() {
    for text in [&b"hello"[..], b"not UTF-8 \xff"] {
        let (sender, mut closes) = mpsc::unbounded_channel();
        let port = accept(move |stream| {
            let sender = sender.clone();
            async move {
                let mut socket = opened(stream).await;
                socket.next().await.unwrap().unwrap();
                socket.send(Message::binary(vec![0x20, 2, 0, 0])).await.unwrap();
                socket.next().await.unwrap().unwrap();
                let frame = Frame::message(text.to_vec(), OpCode::Data(Data::Text), true);
                socket.send(Message::Frame(frame)).await.unwrap();
                while let Some(Ok(message)) = socket.next().await {
                    if let Message::Close(Some(frame)) = message {
                        sender.send(frame.code).unwrap();
                    }
                }
            }
        });
        let outcome = echo(&options(port.await), b"payload").await;
        let why = Disconnection::Transport(TransportEnd::WebSocket);
        let fault = Some(Fault::WebSocket(WebSocketFault::TextFrame));
        assert_eq!(outcome, Outcome::Disconnected(why, fault));
        let code = in_time("Close", closes.recv()).await;
        assert_eq!(code, Some(CloseCode::Unsupported));
    }
}

#[tokio::test]
async fn a_frame_that_websocket_forbids_ends_the_attempt() {
    // Reserved bits, a masked frame, a reserved opcode, a fragment of nothing, a length that no
    // memory holds.
    let length: &[u8] = b"\x82\x7f\x7f\xff\xff\xff\xff\xff\xff\xff";
    for (frame, fault) in [
        (&b"\xc2\x00"[..], WebSocketFault::Protocol),
        (b"\x82\x81\0\0\0\0x", WebSocketFault::Protocol),
        (b"\x83\x00", WebSocketFault::Protocol),
        (b"\x80\x00", WebSocketFault::Protocol),
        (length, WebSocketFault::TooLong),
    ] {
        let port = accept(move |stream| async move {
            let mut stream = opened(stream).await.into_inner();
            stream.write_all(frame).await.unwrap();
            drain(stream).await;
        });
        let outcome = echo(&options(port.await), b"").await;
        assert_eq!(outcome, web_socket_failed(fault), "{frame:02x?}");
    }
}

#[tokio::test]
async fn close_and_its_absence_are_the_end_of_the_stream() {
    for close in [true, false] {
        let port = accept(move |stream| async move {
            let mut socket = opened(stream).await;
            socket.next().await.unwrap().unwrap();
            if close {
                socket.close(None).await.unwrap();
            } else {
                socket.into_inner().shutdown().await.unwrap();
            }
        });
        let outcome = echo(&options(port.await), b"").await;
        let ended = Failure::Transport(TransportEnd::PeerClosed);
        assert_eq!(outcome, Outcome::Failed(ended, None));
    }
}

#[tokio::test]
async fn an_answer_without_the_sub_protocol_is_refused() {
    for answered in [None, Some("mqttv3.1"), Some("MQTT")] {
        let port = accept(move |stream| async move {
            let callback = |_: &Request, mut response: Response| {
                if let Some(answered) = answered {
                    let value = answered.parse().unwrap();
                    response.headers_mut().insert("sec-websocket-protocol", value);
                }
                Ok(response)
            };
            if let Ok(socket) = tokio_tungstenite::accept_hdr_async(stream, callback).await {
                drain(socket.into_inner()).await;
            }
        });
        let outcome = echo(&options(port.await), b"").await;
        assert_eq!(outcome, web_socket_failed(WebSocketFault::SubProtocol), "{answered:?}");
    }
}

#[tokio::test]
async fn an_http_status_is_told() {
    let port = accept(|stream| async move {
        let callback = |_: &Request, _: Response| {
            let mut refusal = ErrorResponse::new(None);
            *refusal.status_mut() = StatusCode::NOT_FOUND;
            Err(refusal)
        };
        let _ = tokio_tungstenite::accept_hdr_async(stream, callback).await;
    });
    let outcome = echo(&options(port.await), b"").await;
    assert_eq!(outcome, web_socket_failed(WebSocketFault::Status(404)));
}

#[tokio::test]
async fn an_answer_that_is_no_handshake_is_refused() {
    let incomplete = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\
                      Connection: Upgrade\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
    for answer in ["\x20\x02\0\0", "220 mail.test\r\n\r\n", incomplete, ""] {
        let port = accept(move |mut stream| async move {
            let _ = stream.read(&mut [0; 1024]).await;
            let _ = stream.write_all(answer.as_bytes()).await;
            let _ = stream.shutdown().await;
            drain(stream).await;
        });
        let outcome = echo(&options(port.await), b"").await;
        assert_eq!(outcome, web_socket_failed(WebSocketFault::Handshake), "{answer:?}");
    }
}

#[tokio::test]
async fn the_request_names_host_path_query_and_sub_protocol() {
    let asked = Arc::new(Mutex::new(None));
    let kept = Arc::clone(&asked);
    let port = accept(move |stream| {
        let kept = Arc::clone(&kept);
        async move {
            let callback = |request: &Request, response: Response| {
                let asked = (request.uri().to_string(), request.headers().clone());
                *kept.lock().unwrap() = Some(asked);
                with_sub_protocol(response)
            };
            let socket = tokio_tungstenite::accept_hdr_async(stream, callback).await.unwrap();
            serve(socket, Frames::Whole).await;
        }
    });
    let port = port.await;
    let mut options = options(port);
    options.address.path = Some("/devices/mqtt?token=a%20b&x");
    assert_eq!(echo(&options, b"payload").await, Outcome::Echoed);
    let (uri, headers): (String, HeaderMap) = asked.lock().unwrap().take().unwrap();
    assert_eq!(uri, "/devices/mqtt?token=a%20b&x");
    assert_eq!(headers["host"], format!("127.0.0.1:{port}"));
    assert_eq!(headers["sec-websocket-protocol"], "mqtt");
}

#[tokio::test]
async fn web_socket_goes_over_tls() {
    let acceptor = TlsAcceptor::from(Arc::new(TlsServer::default().config()));
    let port = accept(move |stream| {
        let acceptor = acceptor.clone();
        async move {
            let stream = acceptor.accept(stream).await.unwrap();
            serve(opened(stream).await, Frames::Fragments).await;
        }
    });
    let tls = Tls { server_name: Some(SERVER_NAME), ..trusting(&pki().authority) };
    let mut options = options(port.await).tls(&tls);
    options.address.transport = Transport::WebSocketTls;
    assert_eq!(echo(&options, b"payload").await, Outcome::Echoed);
}

async fn opened<S: AsyncRead + AsyncWrite + Unpin>(stream: S) -> WebSocketStream<S> {
    let callback = |_: &Request, response: Response| with_sub_protocol(response);
    tokio_tungstenite::accept_hdr_async(stream, callback).await.unwrap()
}

fn with_sub_protocol(mut response: Response) -> Result<Response, ErrorResponse> {
    response.headers_mut().insert("sec-websocket-protocol", "mqtt".parse().unwrap());
    Ok(response)
}

/// Speaks MQTT until the client disconnects or is gone.
async fn serve<S>(mut socket: WebSocketStream<S>, frames: Frames)
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let mut input = Vec::new();
    while let Some(Ok(message)) = socket.next().await {
        if let Message::Binary(bytes) = message {
            input.extend_from_slice(&bytes);
        }
        while let Some(answer) = answer(&mut input) {
            let Some(answer) = answer else { return };
            for message in frames.of(&answer) {
                socket.send(message).await.unwrap();
            }
        }
    }
}

impl Frames {
    fn of(self, answer: &[u8]) -> Vec<Message> {
        let frame = |bytes: &[u8], opcode, last| {
            Message::Frame(Frame::message(bytes.to_vec(), OpCode::Data(opcode), last))
        };
        match self {
            Self::Whole => vec![Message::binary(answer.to_vec())],
            Self::Bytes => answer.iter().map(|byte| Message::binary(vec![*byte])).collect(),
            Self::Fragments => {
                let (first, rest) = answer.split_at(1);
                let (middle, last) = rest.split_at(rest.len() / 2);
                vec![
                    frame(first, Data::Binary, false),
                    frame(b"", Data::Continue, false),
                    Message::Ping("between".into()),
                    frame(middle, Data::Continue, false),
                    frame(last, Data::Continue, true),
                    Message::binary(Vec::new()),
                ]
            }
        }
    }
}
