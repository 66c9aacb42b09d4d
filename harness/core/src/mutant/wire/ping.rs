//! Mutants of Keep Alive: PINGREQ late, missing or wrong; PINGRESP misread (3.1.2.10, 3.12).

use crate::{
    mutant::{
        MutantInfo,
        change::Amend,
        mutation::{Mutation, Packet, Way},
    },
    stage::Signal,
    time::{At, Span},
    trace::ConnectionId,
    wire::{
        Body,
        Direction::{self, ToClient, ToServer},
        PacketType::{Connack, Connect, Pingreq, Pingresp},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "late-pingreq",
        "an idle client sends PINGREQ only after 1.4 times the Keep Alive",
        "MQTT-3.1.2-23",
        &[28, 29, 37, 41, 47, 52],
        || Box::<LatePingreq>::default(),
    ),
    MutantInfo::new("no-pingreq", "PINGREQ is never sent", "MQTT-3.1.2-23", &[42], || {
        Box::new(Unsent { when: |_| true, ..Unsent::new() })
    }),
    MutantInfo::new(
        "no-pingreq-while-receiving",
        "PINGREQ is not sent while the server sends",
        "MQTT-3.1.2-23",
        &[30, 31, 32, 33],
        || Box::new(Unsent { when: Unsent::was_heard, ..Unsent::new() }),
    ),
    MutantInfo::new(
        "no-pingreq-after-reconnection",
        "PINGREQ is sent on the first Network Connection only",
        "MQTT-3.1.2-23",
        &[34],
        || Box::new(Unsent { when: Unsent::is_later_connection, ..Unsent::new() }),
    ),
    MutantInfo::new("pingreq-flags", "PINGREQ has flags 0001", "MQTT-2.2.2-1", &[49], || {
        Amend::sent("PINGREQ", "flags=1")
    }),
    MutantInfo::new(
        "pingreq-with-body",
        "PINGREQ has a byte after its fixed header",
        "ROB-STREAM-1",
        &[49],
        || Amend::sent("PINGREQ", "body=hex:00"),
    ),
    MutantInfo::new(
        "no-keep-alive-0",
        "with Keep Alive 0 the Network Connection is closed after a second of silence",
        "ROB-PING-3",
        &[39],
        || Box::<Impatient>::default(),
    ),
    MutantInfo::new(
        "pingresp-is-not-missed",
        "that PINGRESP does not come is not noticed",
        "ROB-PING-1",
        &[27, 28, 36, 43, 44, 54, 56],
        || Box::new(Unmissed),
    ),
    MutantInfo::new(
        "pingresp-is-taken-for-a-loss",
        "the Network Connection is closed when PINGRESP comes",
        "ROB-PING-2",
        &[46, 48, 51, 55],
        || Box::new(Alarmed),
    ),
    MutantInfo::new(
        "open-ping-survives-reconnection",
        "after a loss with PINGRESP due, the next Network Connection is closed at its first PINGREQ",
        "ROB-PING-2",
        &[35],
        || Box::<Resentful>::default(),
    ),
    MutantInfo::new(
        "pingreq-storm",
        "nine PINGREQs are sent in the place of one",
        "ROB-PING-4",
        &[],
        || Box::<Stormy>::default(),
    ),
];

const PINGREQ: [u8; 2] = [0xC0, 0];
const PINGRESP: [u8; 2] = [0xD0, 0];

fn keep_alive_of(connect: &Packet) -> Span {
    match connect.dissect().body {
        Body::Connect(connect) => Span::from_s(connect.keep_alive_s.unwrap_or_default().into()),
        _ => Span::ZERO,
    }
}

/// Sends PINGREQ after 1.4 times the Keep Alive: later than promised, and before the server
/// gives up. The client's own PINGREQ is answered at once, so that it notices nothing.
#[derive(Debug, Default)]
struct LatePingreq {
    keep_alive: Span,
    connection: Option<ConnectionId>,
    last_sent: At,
    due: Option<At>,
    /// PINGRESP that answer PINGREQ which the client did not send.
    to_swallow: u32,
}

impl Mutation for LatePingreq {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pingresp) && self.to_swallow > 0 {
            self.to_swallow -= 1;
            return way.swallow(&packet);
        }
        if packet.direction == ToClient {
            return way.pass(packet);
        }
        if packet.kind() == Connect {
            let keep_alive = keep_alive_of(&packet);
            *self = Self { connection: Some(way.connection), keep_alive, ..Self::default() };
        }
        if packet.kind() == Pingreq && self.keep_alive > Span::ZERO {
            way.swallow(&packet);
            way.answer(PINGRESP.to_vec());
            let delay = Span::from_us(self.keep_alive.us() / 5 * 7);
            self.due = self.due.or(Some(self.last_sent + delay));
            return;
        }
        self.last_sent = way.now;
        self.due = None;
        way.pass(packet);
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if self.connection == Some(way.connection) {
            self.due = None;
        }
        way.end(direction, end);
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        self.due = None;
        self.last_sent = way.now;
        self.to_swallow += 1;
        way.forge(PINGREQ.to_vec());
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        self.due.filter(|_| self.connection == Some(connection))
    }
}

/// Answers PINGREQ itself, on some occasions.
#[derive(Debug)]
struct Unsent {
    when: fn(Occasion) -> bool,
    keep_alive: Span,
    heard: Option<At>,
}

#[derive(Clone, Copy, Debug)]
struct Occasion {
    connection: ConnectionId,
    keep_alive: Span,
    /// How long ago the server sent something other than CONNACK and PINGRESP.
    heard_ago: Option<Span>,
}

impl Unsent {
    fn new() -> Self {
        Self { when: |_| false, keep_alive: Span::ZERO, heard: None }
    }

    fn was_heard(occasion: Occasion) -> bool {
        occasion.heard_ago.is_some_and(|ago| ago < occasion.keep_alive)
    }

    fn is_later_connection(occasion: Occasion) -> bool {
        occasion.connection > ConnectionId(1)
    }
}

impl Mutation for Unsent {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.heard = None;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let is_news = !matches!(packet.kind(), Pingresp | Connack);
        if packet.direction == ToClient && is_news {
            self.heard = Some(way.now);
        }
        if packet.is(ToServer, Connect) {
            self.keep_alive = keep_alive_of(&packet);
        }
        let heard_ago = self.heard.map(|heard| way.now.since(heard));
        let occasion =
            Occasion { connection: way.connection, keep_alive: self.keep_alive, heard_ago };
        if packet.is(ToServer, Pingreq) && (self.when)(occasion) {
            way.swallow(&packet);
            way.answer(PINGRESP.to_vec());
        } else {
            way.pass(packet);
        }
    }
}

/// Closes what has Keep Alive 0 and is silent.
#[derive(Debug, Default)]
struct Impatient {
    connection: Option<ConnectionId>,
    due: Option<At>,
}

impl Mutation for Impatient {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Connect) {
            let is_off = keep_alive_of(&packet) == Span::ZERO;
            self.connection = Some(way.connection).filter(|_| is_off);
        }
        if self.connection == Some(way.connection) {
            self.due = Some(way.now + Span::from_s(1));
        }
        way.pass(packet);
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if self.connection == Some(way.connection) {
            self.due = None;
        }
        way.end(direction, end);
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        self.due = None;
        way.close();
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        self.due.filter(|_| self.connection == Some(connection))
    }
}

/// Tells the client at once that PINGRESP came.
#[derive(Debug)]
struct Unmissed;

impl Mutation for Unmissed {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pingresp) {
            return;
        }
        let is_ping = packet.is(ToServer, Pingreq);
        way.pass(packet);
        if is_ping {
            way.outlet.note("the client is told that PINGRESP came");
            way.answer(PINGRESP.to_vec());
        }
    }
}

#[derive(Debug)]
struct Alarmed;

impl Mutation for Alarmed {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pingresp) {
            way.close();
        } else {
            way.pass(packet);
        }
    }
}

/// Sends more PINGREQs with each; the client hears of one answer only.
#[derive(Debug, Default)]
struct Stormy {
    to_swallow: u32,
}

impl Mutation for Stormy {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.to_swallow = 0;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToClient, Pingresp) && self.to_swallow > 0 {
            self.to_swallow -= 1;
            return way.swallow(&packet);
        }
        let is_ping = packet.is(ToServer, Pingreq);
        way.pass(packet);
        if is_ping {
            self.to_swallow += STORM;
            (0..STORM).for_each(|_| way.forge(PINGREQ.to_vec()));
        }
    }
}

const STORM: u32 = 8;

/// Takes a PINGRESP that an earlier Network Connection still owed for one of this.
#[derive(Debug, Default)]
struct Resentful {
    is_open: bool,
    was_open: bool,
}

impl Mutation for Resentful {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.was_open = std::mem::take(&mut self.is_open);
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Pingreq) {
            self.is_open = true;
            way.pass(packet);
            if std::mem::take(&mut self.was_open) {
                self.is_open = false;
                way.close();
            }
            return;
        }
        if packet.is(ToClient, Pingresp) {
            self.is_open = false;
        }
        way.pass(packet);
    }
}
