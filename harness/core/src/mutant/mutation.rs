//! A mutation: what a mutant does to packets and link lines, and the ways they take.

use std::fmt;

use mqttspec_link::{Indication, Reply, Request};

use super::link_outlet::LinkOutlet;
use crate::{
    stage::{Outlet, Signal, Stage},
    time::At,
    trace::ConnectionId,
    wire::{
        Bindings, Composition,
        Direction::{self, ToClient, ToServer},
        Dissection, PacketType, Pattern, dissect, summary,
    },
};

/// Makes a client wrong in one way. One object sees every Network Connection of a scenario and
/// its control link, so that it can remember what was sent earlier.
///
/// Whatever it does not touch passes unchanged.
pub(super) trait Mutation: fmt::Debug + Send {
    /// A Network Connection begins.
    fn on_opened(&mut self, way: &mut Way<'_>) {
        let _ = way;
    }

    /// A whole Control Packet came.
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        way.pass(packet);
    }

    /// Bytes came that cannot be told apart into packets.
    fn on_unframed(&mut self, direction: Direction, bytes: Vec<u8>, way: &mut Way<'_>) {
        way.outlet.pass(direction, Signal::Bytes(bytes));
    }

    /// One side of the Network Connection ended (FIN or RST).
    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        way.end(direction, end);
    }

    /// What `poll_timeout` asked for is due.
    fn on_timeout(&mut self, way: &mut Way<'_>) {
        let _ = way;
    }

    /// When it wants to be woken for this Network Connection.
    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        let _ = connection;
        None
    }

    /// The stage for one Network Connection under WebSocket, where this is wrong there.
    fn stage_under_web_socket(&self) -> Option<Box<dyn Stage>> {
        None
    }

    /// The application gives a command.
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        link.pass_request(request);
    }

    /// The client answers a command.
    fn on_reply(&mut self, reply: Reply, link: &mut LinkOutlet) {
        link.pass_reply(reply);
    }

    /// The client says something by itself.
    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        link.pass_indication(indication);
    }
}

/// A whole Control Packet on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Packet {
    pub(super) direction: Direction,
    pub(super) bytes: Vec<u8>,
    /// How many packets of the same chunk came before it.
    pub(super) place_in_chunk: usize,
    /// Whether it came in more than one chunk.
    pub(super) is_pieced: bool,
}

impl Packet {
    pub(super) fn dissect(&self) -> Dissection<'_> {
        dissect(&self.bytes, self.direction)
    }

    pub(super) fn is(&self, direction: Direction, kind: PacketType) -> bool {
        self.direction == direction && self.kind() == kind
    }

    pub(super) fn kind(&self) -> PacketType {
        PacketType::of_first_byte(self.bytes.first().copied().unwrap_or_default())
    }

    /// The Packet Identifier; 0 if there is none.
    pub(super) fn identifier(&self) -> u16 {
        self.dissect().packet_identifier().unwrap_or_default()
    }

    /// The QoS and the DUP flag, if it is PUBLISH.
    pub(super) fn qos_and_dup(&self) -> Option<(u8, bool)> {
        let first = self.bytes.first()?;
        (self.kind() == PacketType::Publish).then_some((first >> 1 & 0b11, first & 0b1000 != 0))
    }

    /// Whether the packet is like a pattern of the notation, whose variables mean nothing.
    pub(super) fn matches(&self, pattern: &Pattern) -> bool {
        pattern.matches(&self.dissect(), &mut Bindings::default())
    }

    /// The same packet with other fields, as in `dup=1 id=7`.
    pub(super) fn amended(&self, fields: &str) -> Self {
        let mut composition = Composition::of(&self.dissect());
        let bytes = match composition.amend(fields) {
            Ok(()) => composition.compose(&Bindings::default()).ok(),
            Err(_) => None,
        };
        self.with_bytes(bytes.unwrap_or_else(|| self.bytes.clone()))
    }

    pub(super) fn with_identifier(&self, identifier: u16) -> Self {
        self.amended(&format!("id={identifier}"))
    }

    pub(super) fn with_bytes(&self, bytes: Vec<u8>) -> Self {
        Self { bytes, ..self.clone() }
    }
}

/// Where packets go from a mutation, and what it may know.
#[derive(Debug)]
pub(super) struct Way<'a> {
    pub(super) now: At,
    pub(super) connection: ConnectionId,
    pub(super) outlet: &'a mut Outlet,
    pub(super) link: &'a mut LinkOutlet,
    pub(super) is_closed: &'a mut bool,
}

impl Way<'_> {
    /// Lets a packet go on as it is.
    pub(super) fn pass(&mut self, packet: Packet) {
        self.outlet.pass(packet.direction, Signal::Bytes(packet.bytes));
    }

    /// Lets a packet go on in place of another, and says so.
    pub(super) fn pass_instead(&mut self, packet: Packet, original: &Packet) {
        if packet.bytes != original.bytes {
            let (was, is) = (summary(&original.dissect()), summary(&packet.dissect()));
            self.outlet.note(format!("{was} became {is}"));
        }
        self.pass(packet);
    }

    /// Does not let a packet go on.
    pub(super) fn swallow(&mut self, packet: &Packet) {
        self.outlet.note(format!("{} did not pass", summary(&packet.dissect())));
    }

    /// Sends a packet that the client did not send.
    pub(super) fn forge(&mut self, bytes: Vec<u8>) {
        let packet = summary(&dissect(&bytes, ToServer));
        self.outlet.note(format!("{packet} was sent, not by the client"));
        self.outlet.pass(ToServer, Signal::Bytes(bytes));
    }

    /// Answers the client as if the server did.
    pub(super) fn answer(&mut self, bytes: Vec<u8>) {
        self.outlet.pass(ToClient, Signal::Bytes(bytes));
    }

    /// Lets FIN or RST go on.
    pub(super) fn end(&mut self, direction: Direction, end: Signal) {
        self.outlet.pass(direction, end);
    }

    /// Closes the Network Connection, as if the client did; it hears that the server did.
    pub(super) fn close(&mut self) {
        self.outlet.note("the Network Connection is closed, not by the client");
        self.outlet.pass(ToServer, Signal::Fin);
        self.outlet.pass(ToClient, Signal::Fin);
        *self.is_closed = true;
    }
}
