//! Mutants of what the client makes of a WebSocket server's answer and frames.

use super::{
    Below,
    reframing::{Frame, FrameWay, Head, Reframe},
};
use crate::{
    mutant::MutantInfo,
    wire::{Direction::ToClient, Split, split},
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "ws-takes-text",
        "a text frame is read as if it were binary",
        "MQTT-6.0.0-1",
        &[205],
        || Box::new(Below(|| Box::new(AsBinary(TEXT)))),
    ),
    MutantInfo::new(
        "ws-first-packet-of-frame",
        "of the packets in one frame only the first is read",
        "MQTT-6.0.0-2",
        &[204],
        || Box::new(Below(|| Box::new(FirstPacket))),
    ),
    MutantInfo::new(
        "ws-frame-is-a-packet",
        "a frame that is no whole packet is not read",
        "MQTT-6.0.0-2",
        &[203],
        || Box::new(Below(|| Box::new(WholePacket))),
    ),
    MutantInfo::new(
        "ws-no-continuations",
        "a continuation frame is not read",
        "MQTT-6.0.0-2",
        &[209],
        || Box::new(Below(|| Box::new(NoContinuation))),
    ),
    MutantInfo::new(
        "ws-answer-in-one-read",
        "an answer that comes in several pieces is not understood",
        "ROB-WS-1",
        &[201],
        || Box::new(Below(|| Box::new(OneRead))),
    ),
    MutantInfo::new(
        "ws-case-of-answer",
        "header fields in lower case are not understood",
        "ROB-WS-1",
        &[],
        || Box::new(Below(|| Box::new(Case))),
    ),
    MutantInfo::new(
        "ws-takes-any-sub-protocol",
        "a sub-protocol that was not offered is taken",
        "ROB-WS-1",
        &[],
        || Box::new(Below(|| Box::new(AnySubProtocol))),
    ),
    MutantInfo::new(
        "ws-takes-masked",
        "a masked frame of the server is read",
        "ROB-WS-1",
        &[],
        || Box::new(Below(|| Box::new(Masked))),
    ),
    MutantInfo::new(
        "ws-takes-reserved",
        "a frame of a reserved kind is read as if it were binary",
        "ROB-WS-1",
        &[],
        || Box::new(Below(|| Box::new(AsBinary(RESERVED)))),
    ),
    MutantInfo::new("ws-ignores-close", "Close of the server is not read", "ROB-WS-1", &[], || {
        Box::new(Below(|| Box::new(Closeless)))
    }),
];

/// Reads frames of this kind as binary ones.
#[derive(Debug)]
struct AsBinary(u8);

impl Reframe for AsBinary {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        if frame.is(ToClient, self.0) {
            way.note("a frame of another kind was read as a binary one");
            frame.head.opcode = BINARY;
        }
        way.pass(&frame);
    }
}

#[derive(Debug)]
struct FirstPacket;

impl Reframe for FirstPacket {
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        match split(&frame.payload) {
            Split::Packet { len } if frame.is(ToClient, BINARY) && len < frame.payload.len() => {
                way.note("packets of a frame were not read");
                let first = frame.payload[..len].to_vec();
                way.pass(&frame.with_payload(first));
            }
            _ => way.pass(&frame),
        }
    }
}

#[derive(Debug)]
struct WholePacket;

impl Reframe for WholePacket {
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        let is_whole = matches!(split(&frame.payload), Split::Packet { .. });
        match frame.is(ToClient, BINARY) && !is_whole {
            true => way.note("a frame that is no packet was not read"),
            false => way.pass(&frame),
        }
    }
}

#[derive(Debug)]
struct NoContinuation;

impl Reframe for NoContinuation {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        if frame.is(ToClient, CONTINUATION) {
            return way.note("a continuation was not read");
        }
        frame.head.fin |= frame.direction == ToClient;
        way.pass(&frame);
    }
}

#[derive(Debug)]
struct OneRead;

impl Reframe for OneRead {
    fn on_head(&mut self, head: Head, way: &mut FrameWay<'_>) {
        if head.direction == ToClient && head.is_pieced {
            way.note("an answer in several pieces was not understood");
            return way.close();
        }
        way.pass_head(&head);
    }
}

#[derive(Debug)]
struct Case;

impl Reframe for Case {
    fn on_head(&mut self, head: Head, way: &mut FrameWay<'_>) {
        let is_exact = |(name, _): &(String, String)| name == "Sec-WebSocket-Accept";
        if head.direction == ToClient && !head.http.fields.iter().any(is_exact) {
            way.note("an answer in lower case was not understood");
            return way.close();
        }
        way.pass_head(&head);
    }
}

#[derive(Debug)]
struct AnySubProtocol;

impl Reframe for AnySubProtocol {
    fn on_head(&mut self, mut head: Head, way: &mut FrameWay<'_>) {
        let fields = head.http.fields.iter_mut().filter(|_| head.direction == ToClient);
        let mut chosen = fields.filter(|(name, _)| name.eq_ignore_ascii_case(SUB_PROTOCOL));
        if let Some((_, name)) = chosen.find(|(_, name)| name != "mqtt") {
            way.note("a sub-protocol that was not offered was taken");
            *name = "mqtt".to_owned();
        }
        way.pass_head(&head);
    }
}

#[derive(Debug)]
struct Masked;

impl Reframe for Masked {
    fn on_frame(&mut self, mut frame: Frame, way: &mut FrameWay<'_>) {
        if frame.direction == ToClient && frame.head.mask.take().is_some() {
            way.note("a masked frame was read");
        }
        way.pass(&frame);
    }
}

#[derive(Debug)]
struct Closeless;

impl Reframe for Closeless {
    fn on_frame(&mut self, frame: Frame, way: &mut FrameWay<'_>) {
        match frame.is(ToClient, CLOSE) {
            true => way.note("Close was not read"),
            false => way.pass(&frame),
        }
    }
}

const SUB_PROTOCOL: &str = "Sec-WebSocket-Protocol";

const CONTINUATION: u8 = 0;
const TEXT: u8 = 1;
const BINARY: u8 = 2;
const RESERVED: u8 = 3;
const CLOSE: u8 = 8;
