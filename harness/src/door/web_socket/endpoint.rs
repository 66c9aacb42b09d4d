//! The server's endpoint of one WebSocket connection.

use std::{
    collections::VecDeque,
    io::{self, Read, Write},
};

use mqttspec_core::{
    stage::Signal,
    wire::web_socket::{HttpHead, WsPiece, WsSplitter, base64_len},
};
use tungstenite::{
    Error, Message, WebSocket,
    handshake::derive_accept_key,
    protocol::{
        CloseFrame, Role,
        frame::{
            Frame, FrameHeader,
            coding::{CloseCode, Data, OpCode},
        },
    },
};

use super::{
    order::{Answer, Framing, Manner},
    watch::{ACCEPT, KEY, SUB_PROTOCOL},
};

/// One connection, from the opening request on.
#[derive(Debug)]
pub struct Endpoint {
    manner: Manner,
    state: State,
    outputs: VecDeque<Output>,
    /// The client's side ended: by Close, FIN or RST.
    is_ended: bool,
}

/// What comes out of an endpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// Of MQTT, from the client.
    Mqtt(Signal),
    /// For the network.
    Network(Signal),
    /// The server ends the connection by itself; for that the client broke WebSocket's rules, if
    /// there is a text.
    Over(Option<String>),
}

#[derive(Debug)]
enum State {
    Opening(WsSplitter),
    Open(Box<WebSocket<Pipe>>),
    /// The server said goodbye.
    Over,
}

/// A message that is not the bytes of MQTT.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stray {
    /// A text message.
    Text(Vec<u8>),
    /// A masked binary message.
    Masked(Vec<u8>),
    /// A frame of a reserved kind.
    Reserved(Vec<u8>),
    /// A binary message of no bytes.
    Empty,
    /// A ping.
    Ping(Vec<u8>),
    /// A pong.
    Pong(Vec<u8>),
    /// Close with a status code.
    Close(u16),
}

impl Endpoint {
    /// The endpoint of a connection that was just accepted.
    #[must_use]
    pub fn new(manner: Manner) -> Self {
        let state = State::Opening(WsSplitter::default());
        Self { manner, state, outputs: VecDeque::new(), is_ended: false }
    }

    /// Whether bytes of MQTT can be sent.
    #[must_use]
    pub fn is_open(&self) -> bool {
        matches!(self.state, State::Open(_))
    }

    /// Makes frames like that from now on.
    pub fn set_framing(&mut self, framing: Framing) {
        self.manner.framing = framing;
    }

    /// Takes what came from the network.
    pub fn handle_network(&mut self, signal: Signal) {
        match signal {
            Signal::Bytes(bytes) => self.handle_bytes(&bytes),
            end @ (Signal::Fin | Signal::Reset) => self.end_client(end),
        }
    }

    /// Takes what is to be sent: bytes as one message, the end as Close.
    pub fn handle_mqtt(&mut self, signal: Signal) {
        match signal {
            Signal::Bytes(bytes) => self.send(&bytes),
            Signal::Fin => self.close(CloseCode::Normal),
            Signal::Reset => {
                self.state = State::Over;
                self.outputs.push_back(Output::Network(Signal::Reset));
            }
        }
    }

    /// Sends something else.
    pub fn stray(&mut self, stray: Stray) {
        let frame = |opcode, bytes| Message::Frame(Frame::message(bytes, opcode, true));
        let message = match stray {
            Stray::Text(bytes) => frame(OpCode::Data(Data::Text), bytes),
            Stray::Reserved(bytes) => frame(OpCode::Data(Data::Reserved(RESERVED)), bytes),
            Stray::Empty => Message::Binary(Vec::new().into()),
            Stray::Ping(bytes) => Message::Ping(bytes.into()),
            Stray::Pong(bytes) => Message::Frame(Frame::pong(bytes)),
            Stray::Close(code) => {
                Message::Close(Some(CloseFrame { code: code.into(), reason: "".into() }))
            }
            Stray::Masked(bytes) => masked(bytes),
        };
        self.write([message]);
    }

    /// The next thing that comes out.
    pub fn poll_output(&mut self) -> Option<Output> {
        self.outputs.pop_front()
    }

    fn handle_bytes(&mut self, bytes: &[u8]) {
        match &mut self.state {
            State::Opening(splitter) => {
                splitter.handle_bytes(bytes);
                match splitter.poll_piece() {
                    Some(WsPiece::Head(head)) => {
                        let rest = splitter.take_rest();
                        self.answer(&head, &rest);
                    }
                    _ if splitter.is_hopeless() => {
                        self.give_up("no opening request of WebSocket", CloseCode::Protocol);
                    }
                    _ => {}
                }
            }
            State::Open(socket) => {
                socket.get_mut().inbound.extend(bytes);
                self.read();
            }
            State::Over => {}
        }
    }

    fn answer(&mut self, request: &HttpHead, rest: &[u8]) {
        let key = request.values(KEY).next().filter(|key| base64_len(key).is_some());
        let Some(key) = key else {
            self.refuse(BAD_REQUEST);
            let text = "an opening request without a key".to_owned();
            return self.outputs.push_back(Output::Over(Some(text)));
        };
        if let Answer::Status(status) = self.manner.answer {
            self.refuse(status);
            return self.outputs.push_back(Output::Over(None));
        }
        let head = self.switching(request, key).compose();
        self.outputs.push_back(Output::Network(Signal::Bytes(head)));
        let pipe = Pipe { inbound: rest.iter().copied().collect(), outbound: Vec::new() };
        let socket = WebSocket::from_raw_socket(pipe, Role::Server, None);
        self.state = State::Open(Box::new(socket));
        self.read();
    }

    /// The answer with which WebSocket begins.
    fn switching(&self, request: &HttpHead, key: &str) -> HttpHead {
        let sub_protocol = match &self.manner.answer {
            Answer::WithoutSubProtocol => None,
            Answer::SubProtocol(name) => Some(name.as_str()),
            _ => request.list(SUB_PROTOCOL).find(|name| *name == MQTT),
        };
        let accept = match self.manner.answer {
            Answer::WrongKey => derive_accept_key(b"another key"),
            _ => derive_accept_key(key.as_bytes()),
        };
        let mut fields = vec![
            ("Upgrade".to_owned(), "websocket".to_owned()),
            ("Connection".to_owned(), "Upgrade".to_owned()),
            (ACCEPT.to_owned(), accept),
        ];
        fields.extend(sub_protocol.map(|name| (SUB_PROTOCOL.to_owned(), name.to_owned())));
        if self.manner.answer == Answer::LowerCase {
            for (name, value) in &mut fields {
                let is_key = name.as_str() == ACCEPT;
                name.make_ascii_lowercase();
                if !is_key {
                    value.make_ascii_lowercase();
                }
            }
        }
        HttpHead { line: "HTTP/1.1 101 Switching Protocols".to_owned(), fields }
    }

    fn refuse(&mut self, status: u16) {
        let fields = [("Content-Length", "0"), ("Connection", "close")];
        let fields = fields.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
        let head = HttpHead { line: format!("HTTP/1.1 {status} No"), fields };
        self.outputs.push_back(Output::Network(Signal::Bytes(head.compose())));
        self.outputs.push_back(Output::Network(Signal::Fin));
        self.state = State::Over;
    }

    /// Reads all messages that have come.
    fn read(&mut self) {
        while let State::Open(socket) = &mut self.state {
            let read = socket.read();
            self.flush();
            match read {
                Ok(Message::Binary(bytes)) if bytes.is_empty() => {}
                Ok(Message::Binary(bytes)) => {
                    self.outputs.push_back(Output::Mqtt(Signal::Bytes(bytes.into())));
                }
                Ok(Message::Text(_)) | Err(Error::Utf8(_)) => {
                    return self.give_up("a text message", CloseCode::Unsupported);
                }
                Ok(Message::Close(_)) => self.end_client(Signal::Fin),
                Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
                Err(Error::Io(_)) | Err(Error::ConnectionClosed | Error::AlreadyClosed) => return,
                Err(error) => return self.give_up(&error.to_string(), CloseCode::Protocol),
            }
        }
    }

    fn end_client(&mut self, end: Signal) {
        if !std::mem::replace(&mut self.is_ended, true) {
            self.outputs.push_back(Output::Mqtt(end));
        }
    }

    fn send(&mut self, bytes: &[u8]) {
        let Framing::Cut { bytes: len, has_pings } = self.manner.framing else {
            return self.write([Message::Binary(bytes.to_vec().into())]);
        };
        let count = bytes.chunks(len).len();
        let messages = bytes.chunks(len).enumerate().flat_map(|(place, chunk)| {
            let kind = if place == 0 { Data::Binary } else { Data::Continue };
            let is_last = place + 1 == count;
            let frame = Frame::message(chunk.to_vec(), OpCode::Data(kind), is_last);
            let ping = (has_pings && !is_last).then(|| Message::Ping(PING.to_vec().into()));
            std::iter::once(Message::Frame(frame)).chain(ping)
        });
        self.write(messages);
    }

    /// What is written after Close goes nowhere.
    fn write(&mut self, messages: impl IntoIterator<Item = Message>) {
        for message in messages {
            let State::Open(socket) = &mut self.state else { return };
            let _closing = socket.write(message);
            self.flush();
        }
    }

    /// Each frame leaves by itself, so that the faults of the network can tell them apart.
    fn flush(&mut self) {
        let State::Open(socket) = &mut self.state else { return };
        let _closing = socket.flush();
        let bytes = std::mem::take(&mut socket.get_mut().outbound);
        if !bytes.is_empty() {
            self.outputs.push_back(Output::Network(Signal::Bytes(bytes)));
        }
    }

    fn close(&mut self, code: CloseCode) {
        if matches!(self.state, State::Over) {
            return;
        }
        self.write([Message::Close(Some(CloseFrame { code, reason: "".into() }))]);
        self.state = State::Over;
        self.outputs.push_back(Output::Network(Signal::Fin));
    }

    fn give_up(&mut self, why: &str, code: CloseCode) {
        self.outputs.push_back(Output::Over(Some(why.to_owned())));
        self.close(code);
    }
}

/// A binary message as only a client may send it.
fn masked(payload: Vec<u8>) -> Message {
    let opcode = OpCode::Data(Data::Binary);
    let header = FrameHeader { mask: Some(MASK), opcode, ..FrameHeader::default() };
    Message::Frame(Frame::from_payload(header, payload.into()))
}

/// Bytes that wait to be read, and bytes that were written.
#[derive(Debug, Default)]
struct Pipe {
    inbound: VecDeque<u8>,
    outbound: Vec<u8>,
}

impl Read for Pipe {
    fn read(&mut self, space: &mut [u8]) -> io::Result<usize> {
        match self.inbound.read(space)? {
            0 if !space.is_empty() => Err(io::ErrorKind::WouldBlock.into()),
            count => Ok(count),
        }
    }
}

impl Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.outbound.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The sub-protocol of MQTT `[MQTT-6.0.0-4]`.
const MQTT: &str = "mqtt";

const BAD_REQUEST: u16 = 400;

/// A kind of data frame that does not exist.
const RESERVED: u8 = 3;

const MASK: [u8; 4] = [0x37, 0xfa, 0x21, 0x3d];

/// The payload of pings between frames.
const PING: &[u8] = b"between";

#[cfg(test)]
mod tests;
