//! The stage in which a mutation of WebSocket works: heads and frames whole, in both directions.

use std::fmt;

use crate::{
    stage::{Outlet, Signal, Stage},
    time::At,
    wire::{
        Direction::{self, ToClient, ToServer},
        web_socket::{FrameHead, HttpHead, WsPiece, WsSplitter, mask},
    },
};

/// Makes a client wrong under MQTT. What it does not touch passes unchanged.
pub(super) trait Reframe: fmt::Debug + Send {
    /// The head of the opening request, or of its answer.
    fn on_head(&mut self, head: Head, way: &mut FrameWay<'_>) {
        way.pass_head(&head);
    }

    /// A whole frame.
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        way.pass(&frame);
    }
}

/// The head of the opening request, or of its answer, on its way.
#[derive(Clone, Debug)]
pub(super) struct Head {
    pub(super) direction: Direction,
    pub(super) http: HttpHead,
    /// Whether it came in more than one piece.
    pub(super) is_pieced: bool,
}

/// A frame on its way.
#[derive(Clone, Debug)]
pub(super) struct Frame {
    pub(super) direction: Direction,
    pub(super) head: FrameHead,
    /// Without its mask.
    pub(super) payload: Vec<u8>,
}

impl Frame {
    pub(super) fn is(&self, direction: Direction, opcode: u8) -> bool {
        self.direction == direction && self.head.opcode == opcode
    }

    /// The frame with another payload, and the length of that.
    pub(super) fn with_payload(mut self, payload: Vec<u8>) -> Self {
        self.head.len = payload.len() as u64;
        self.payload = payload;
        self
    }

    /// The payload as it travels.
    pub(super) fn masked(&self) -> Vec<u8> {
        let mut payload = self.payload.clone();
        if let Some(key) = self.head.mask {
            mask(key, &mut payload);
        }
        payload
    }
}

/// Where heads and frames go from a mutation.
#[derive(Debug)]
pub(super) struct FrameWay<'a> {
    outlet: &'a mut Outlet,
    is_closed: &'a mut bool,
}

impl FrameWay<'_> {
    pub(super) fn note(&mut self, text: &str) {
        self.outlet.note(text);
    }

    pub(super) fn pass_head(&mut self, head: &Head) {
        self.bytes(head.direction, head.http.compose());
    }

    pub(super) fn pass(&mut self, frame: &Frame) {
        let bytes = [frame.head.compose(), frame.masked()].concat();
        self.bytes(frame.direction, bytes);
    }

    pub(super) fn bytes(&mut self, direction: Direction, bytes: Vec<u8>) {
        self.outlet.pass(direction, Signal::Bytes(bytes));
    }

    /// Closes the Network Connection, as if the client did; it hears that the server did.
    pub(super) fn close(&mut self) {
        self.outlet.pass(ToServer, Signal::Fin);
        self.outlet.pass(ToClient, Signal::Fin);
        *self.is_closed = true;
    }
}

/// One connection under a mutation.
#[derive(Debug)]
pub(super) struct Reframing {
    reframe: Box<dyn Reframe>,
    to_server: Way,
    to_client: Way,
    outlet: Outlet,
    is_closed: bool,
}

#[derive(Debug, Default)]
struct Way {
    splitter: WsSplitter,
    /// How many chunks the head has taken so far.
    chunks: u32,
}

impl Reframing {
    pub(super) fn new(reframe: Box<dyn Reframe>) -> Self {
        let (to_server, to_client) = (Way::default(), Way::default());
        Self { reframe, to_server, to_client, outlet: Outlet::default(), is_closed: false }
    }

    fn way(&mut self, direction: Direction) -> &mut Way {
        match direction {
            ToServer => &mut self.to_server,
            ToClient => &mut self.to_client,
        }
    }

    fn handle_bytes(&mut self, direction: Direction, bytes: &[u8]) {
        let way = self.way(direction);
        way.chunks += 1;
        way.splitter.handle_bytes(bytes);
        while let Some(piece) = self.way(direction).splitter.poll_piece() {
            let is_pieced = self.way(direction).chunks > 1;
            if self.is_closed {
                return;
            }
            let mut way = FrameWay { outlet: &mut self.outlet, is_closed: &mut self.is_closed };
            match piece {
                WsPiece::Head(http) => {
                    self.reframe.on_head(Head { direction, http, is_pieced }, &mut way);
                }
                WsPiece::Frame(head, mut payload) => {
                    if let Some(key) = head.mask {
                        mask(key, &mut payload);
                    }
                    self.reframe.on_frame(Frame { direction, head, payload }, &mut way);
                }
            }
        }
    }
}

impl Stage for Reframing {
    fn handle_signal(&mut self, _: At, direction: Direction, signal: Signal) {
        match signal {
            Signal::Bytes(bytes) => self.handle_bytes(direction, &bytes),
            end @ (Signal::Fin | Signal::Reset) => {
                let rest = self.way(direction).splitter.take_rest();
                if !self.is_closed {
                    self.outlet.pass(direction, Signal::Bytes(rest));
                    self.outlet.pass(direction, end);
                }
            }
        }
    }

    fn handle_timeout(&mut self, now: At) {
        self.outlet.wake(now);
    }

    fn poll_output(&mut self) -> Option<(Direction, Signal)> {
        self.outlet.poll_output()
    }

    fn poll_timeout(&self) -> Option<At> {
        self.outlet.poll_timeout()
    }

    fn poll_note(&mut self) -> Option<String> {
        self.outlet.poll_note()
    }
}
