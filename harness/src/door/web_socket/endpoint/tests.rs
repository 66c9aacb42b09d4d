//! The endpoint against the library's own client, and against what no client should send.

use mqttspec_core::{
    stage::Signal,
    trace::{WsFact, WsOpcode},
    wire::Direction::{ToClient, ToServer},
};
use tungstenite::{
    HandshakeError, Message, WebSocket,
    client::client,
    protocol::{Role, WebSocketContext},
};

use super::{Endpoint, Output, Pipe, Stray};
use crate::door::web_socket::{Answer, Framing, Manner, Watch};

/// The opening request of a client, and how the answer is read by it.
fn request() -> Vec<u8> {
    let request = "GET /mqtt HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AQIDBAUGBwgJCgsMDQ4PEA==\r\n\
                   Sec-WebSocket-Protocol: mqttv3.1, mqtt\r\n\r\n";
    request.into()
}

fn open(manner: Manner) -> (Endpoint, WebSocket<Pipe>) {
    let mut endpoint = Endpoint::new(manner);
    endpoint.handle_network(Signal::Bytes(request()));
    network(&mut endpoint);
    assert!(endpoint.is_open());
    (endpoint, WebSocket::from_raw_socket(Pipe::default(), Role::Client, None))
}

fn outputs(endpoint: &mut Endpoint) -> Vec<Output> {
    std::iter::from_fn(|| endpoint.poll_output()).collect()
}

/// What the endpoint put onto the network.
fn network(endpoint: &mut Endpoint) -> Vec<Vec<u8>> {
    let bytes = |output| match output {
        Output::Network(Signal::Bytes(bytes)) => Some(bytes),
        _ => None,
    };
    outputs(endpoint).into_iter().filter_map(bytes).collect()
}

/// Lets the client say something; what comes of it at the endpoint.
fn say(client: &mut WebSocket<Pipe>, endpoint: &mut Endpoint, message: Message) -> Vec<Output> {
    client.send(message).unwrap();
    let bytes = std::mem::take(&mut client.get_mut().outbound);
    endpoint.handle_network(Signal::Bytes(bytes));
    outputs(endpoint)
}

fn hear(client: &mut WebSocket<Pipe>, chunks: &[Vec<u8>]) -> Vec<Message> {
    client.get_mut().inbound.extend(chunks.concat());
    std::iter::from_fn(|| client.read().ok()).collect()
}

fn mqtt(bytes: &[u8]) -> Output {
    Output::Mqtt(Signal::Bytes(bytes.to_vec()))
}

#[test]
fn a_right_answer_satisfies_the_librarys_client_and_a_wrong_key_does_not() {
    for (answer, satisfies) in [
        (Answer::Right, true),
        (Answer::LowerCase, true),
        (Answer::WrongKey, false),
        (Answer::Status(404), false),
    ] {
        let Err(HandshakeError::Interrupted(waiting)) = client("ws://h/mqtt", Pipe::default())
        else {
            panic!("nobody has answered yet");
        };
        let mut waiting = waiting;
        let sent = std::mem::take(&mut waiting.get_mut().get_mut().outbound);
        let mut endpoint = Endpoint::new(Manner { answer: answer.clone(), ..Manner::default() });
        endpoint.handle_network(Signal::Bytes(sent));
        let answered = network(&mut endpoint).concat();
        waiting.get_mut().get_mut().inbound.extend(answered);
        assert_eq!(waiting.handshake().is_ok(), satisfies, "{answer:?}");
    }
}

#[test]
fn the_request_may_come_byte_by_byte_and_with_frames_behind_it() {
    let mut client = WebSocketContext::new(Role::Client, None);
    let mut pipe = Pipe::default();
    client.write(&mut pipe, Message::Binary(vec![0xC0, 0].into())).unwrap();
    client.flush(&mut pipe).unwrap();
    let mut endpoint = Endpoint::new(Manner::default());
    for byte in [request(), pipe.outbound].concat() {
        endpoint.handle_network(Signal::Bytes(vec![byte]));
    }
    assert_eq!(outputs(&mut endpoint).last(), Some(&mqtt(&[0xC0, 0])));
}

#[test]
fn messages_go_up_as_bytes_and_close_as_the_end_once() {
    let (mut endpoint, mut client) = open(Manner::default());
    let binary = Message::Binary(vec![1, 2].into());
    assert_eq!(say(&mut client, &mut endpoint, binary), [mqtt(&[1, 2])]);
    let ended = say(&mut client, &mut endpoint, Message::Close(None));
    assert_eq!(ended.iter().filter(|out| **out == Output::Mqtt(Signal::Fin)).count(), 1);
    endpoint.handle_network(Signal::Fin);
    assert_eq!(outputs(&mut endpoint), []);
}

#[test]
fn a_text_message_of_the_client_ends_the_connection() {
    for bytes in [b"hi".to_vec(), vec![0xFF]] {
        let (mut endpoint, mut client) = open(Manner::default());
        let frame = super::Frame::message(bytes, super::OpCode::Data(super::Data::Text), true);
        let outputs = say(&mut client, &mut endpoint, Message::Frame(frame));
        assert_eq!(outputs[0], Output::Over(Some("a text message".to_owned())));
        assert_eq!(outputs.last(), Some(&Output::Network(Signal::Fin)));
        assert!(!endpoint.is_open());
    }
}

#[test]
fn what_is_no_web_socket_ends_the_connection() {
    for bytes in [&[0x10, 0][..], &[b'A'; 17 * 1024]] {
        let mut endpoint = Endpoint::new(Manner::default());
        endpoint.handle_network(Signal::Bytes(bytes.to_vec()));
        let Some(Output::Over(Some(why))) = endpoint.poll_output() else { panic!("{bytes:?}") };
        assert_eq!(why, "no opening request of WebSocket");
    }
    let mut endpoint = Endpoint::new(Manner::default());
    endpoint.handle_network(Signal::Bytes(b"GET / HTTP/1.1\r\nHost: h\r\n\r\n".to_vec()));
    let outputs = outputs(&mut endpoint);
    assert!(outputs.contains(&Output::Network(Signal::Fin)), "{outputs:?}");
}

#[test]
fn a_message_is_cut_into_continuations_with_pings_between() {
    let framing = Framing::Cut { bytes: 2, has_pings: true };
    let (mut endpoint, mut client) = open(Manner { framing, ..Manner::default() });
    endpoint.handle_mqtt(Signal::Bytes(vec![1, 2, 3, 4, 5]));
    let chunks = network(&mut endpoint);
    assert_eq!(chunks.len(), 5);
    let heard = hear(&mut client, &chunks);
    let ping = || Message::Ping(b"between".to_vec().into());
    assert_eq!(heard, [ping(), ping(), Message::Binary(vec![1, 2, 3, 4, 5].into())]);
}

#[test]
fn what_a_server_may_not_send_is_sent_as_told() {
    let packet = || vec![0xD0, 0];
    for (stray, opcode, masked, len) in [
        (Stray::Text(packet()), WsOpcode::Text, false, 2),
        (Stray::Masked(packet()), WsOpcode::Binary, true, 2),
        (Stray::Reserved(packet()), WsOpcode::Reserved(3), false, 2),
        (Stray::Empty, WsOpcode::Binary, false, 0),
        (Stray::Ping(packet()), WsOpcode::Ping, false, 2),
        (Stray::Pong(packet()), WsOpcode::Pong, false, 2),
        (Stray::Close(1001), WsOpcode::Close, false, 2),
    ] {
        let mut watch = Watch::default();
        let mut endpoint = Endpoint::new(Manner::default());
        watch.handle_bytes(ToServer, &request());
        endpoint.handle_network(Signal::Bytes(request()));
        endpoint.stray(stray);
        let facts = watch.handle_bytes(ToClient, &network(&mut endpoint).concat());
        let (fin, reserved_bits, is_overlong) = (true, 0, false);
        let sub_protocol = Some("mqtt".to_owned());
        let expected = [
            WsFact::Answer { status: 101, sub_protocol, key_fits: true },
            WsFact::Frame { opcode, fin, masked, len, reserved_bits, is_overlong },
        ];
        assert_eq!(facts, expected);
    }
}

#[test]
fn the_watch_tells_the_request_but_not_its_key() {
    let facts = Watch::default().handle_bytes(ToServer, &request());
    let [WsFact::Upgrade { method, path, version, sub_protocols, headers, key_bytes }] = &facts[..]
    else {
        panic!("{facts:?}");
    };
    assert_eq!((method.as_str(), path.as_str(), version.as_str()), ("GET", "/mqtt", "HTTP/1.1"));
    assert_eq!(sub_protocols[..], ["mqttv3.1", "mqtt"]);
    assert_eq!(*key_bytes, Some(16));
    assert!(headers.contains(&("Sec-WebSocket-Key".to_owned(), "…".to_owned())));
}
