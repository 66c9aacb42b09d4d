//! Mutants of what the client sends over WebSocket: its request, its frames, their masks.

use super::{
    Below,
    reframing::{Frame, FrameWay, Head, Reframe},
};
use crate::{mutant::MutantInfo, wire::Direction::ToServer};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "ws-sends-text",
        "packets are sent in text frames",
        "MQTT-6.0.0-1",
        &[206],
        || Box::new(Below(|| Box::new(Text))),
    ),
    MutantInfo::new(
        "ws-offers-no-sub-protocol",
        "the opening request offers no sub-protocol",
        "MQTT-6.0.0-3",
        &[202],
        || Box::new(Below(|| Box::new(Offer(None)))),
    ),
    MutantInfo::new(
        "ws-offers-another-sub-protocol",
        "the opening request offers mqttv3.1 and not mqtt",
        "MQTT-6.0.0-3",
        &[],
        || Box::new(Below(|| Box::new(Offer(Some("mqttv3.1"))))),
    ),
    MutantInfo::new("ws-does-not-mask", "frames are not masked", "ROB-WS-1", &[], || {
        Box::new(Below(|| Box::new(Unmasked)))
    }),
    MutantInfo::new(
        "ws-mask-begins-anew",
        "the mask of a frame above 4096 bytes goes wrong after those",
        "ROB-WS-1",
        &[207],
        || Box::new(Below(|| Box::new(MaskAnew))),
    ),
    MutantInfo::new(
        "ws-length-above-125",
        "the length of a frame above 125 bytes is one too few",
        "ROB-WS-1",
        &[208],
        || Box::new(Below(|| Box::new(Short))),
    ),
    MutantInfo::new("ws-answers-no-ping", "a ping gets no pong", "ROB-WS-1", &[], || {
        Box::new(Below(|| Box::new(Pongless)))
    }),
];

#[derive(Debug)]
struct Text;

impl Reframe for Text {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        if frame.is(ToServer, BINARY) {
            way.note("a binary frame became a text frame");
            frame.head.opcode = TEXT;
        }
        way.pass(&frame);
    }
}

/// Offers another sub-protocol, or none; the client believes that its own was chosen.
#[derive(Debug)]
struct Offer(Option<&'static str>);

impl Reframe for Offer {
    fn on_head(&mut self, mut head: Head, way: &mut FrameWay<'_>) {
        head.http.fields.retain(|(name, _)| !name.eq_ignore_ascii_case(SUB_PROTOCOL));
        let field = |name: &str| (SUB_PROTOCOL.to_owned(), name.to_owned());
        if head.direction == ToServer {
            way.note("the sub-protocol was taken out of the opening request");
            head.http.fields.extend(self.0.map(field));
        } else {
            head.http.fields.push(field("mqtt"));
        }
        way.pass_head(&head);
    }
}

#[derive(Debug)]
struct Unmasked;

impl Reframe for Unmasked {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        if frame.direction == ToServer {
            way.note("a frame lost its mask");
            frame.head.mask = None;
        }
        way.pass(&frame);
    }
}

#[derive(Debug)]
struct MaskAnew;

impl Reframe for MaskAnew {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        let key = frame.head.mask.filter(|_| frame.payload.len() > WRITE);
        if let Some([one, two, ..]) = key {
            way.note("the mask went wrong after 4096 bytes");
            // As if the key had been one place further.
            let wrong = (one ^ two) | 1;
            frame.payload[WRITE..].iter_mut().for_each(|byte| *byte ^= wrong);
        }
        way.pass(&frame);
    }
}

#[derive(Debug)]
struct Short;

impl Reframe for Short {
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        if frame.direction != ToServer || frame.payload.len() <= 125 {
            return way.pass(&frame);
        }
        way.note("a length is one too few");
        let mut head = frame.head;
        head.len -= 1;
        way.bytes(ToServer, [head.compose(), frame.masked()].concat());
    }
}

#[derive(Debug)]
struct Pongless;

impl Reframe for Pongless {
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        match frame.is(ToServer, PONG) {
            true => way.note("a pong did not pass"),
            false => way.pass(&frame),
        }
    }
}

const SUB_PROTOCOL: &str = "Sec-WebSocket-Protocol";

/// What a client writes at once.
const WRITE: usize = 4096;

const TEXT: u8 = 1;
const BINARY: u8 = 2;
const PONG: u8 = 10;
