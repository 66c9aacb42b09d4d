//! Mutants that go on after a protocol violation of the server (4.8).
//!
//! The client never sees the violation: it stays connected because it has no reason to close.

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
        PacketType::{Connack, Connect, Reserved0, Reserved15, Suback},
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "ignores-wrong-flags",
        "a packet with wrong flags is passed over",
        "MQTT-2.2.2-2",
        &[158, 159, 161],
        || Lenient::to(|packet| breaks(packet, &["MQTT-2.2.2-1", "MQTT-3.6.1-1"])),
    ),
    MutantInfo::new(
        "ignores-ill-formed-topic-name",
        "a PUBLISH whose Topic Name is not UTF-8 is passed over",
        "MQTT-1.5.3-1",
        &[158, 164],
        || Lenient::to(|packet| breaks(packet, &["MQTT-1.5.3-1", "MQTT-3.3.2-1"])),
    ),
    MutantInfo::new(
        "ignores-nul-in-topic-name",
        "a PUBLISH whose Topic Name holds U+0000 is passed over",
        "MQTT-1.5.3-2",
        &[164],
        || Lenient::to(|packet| breaks(packet, &["MQTT-1.5.3-2", "MQTT-4.7.3-2"])),
    ),
    MutantInfo::new(
        "ignores-qos-3",
        "a PUBLISH with QoS 3 is passed over",
        "MQTT-3.3.1-4",
        &[160],
        || Lenient::to(|packet| breaks(packet, &["MQTT-3.3.1-4"])),
    ),
    MutantInfo::new(
        "ignores-identifier-0",
        "a packet with Packet Identifier 0 is passed over",
        "MQTT-4.8.0-1",
        &[101],
        || Lenient::to(has_identifier_0),
    ),
    MutantInfo::new(
        "ignores-wildcard-in-topic-name",
        "a PUBLISH whose Topic Name holds a wildcard is passed over",
        "MQTT-4.8.0-1",
        &[],
        || Lenient::to(|packet| breaks(packet, &["MQTT-3.3.2-2", "MQTT-4.7.1-1"])),
    ),
    MutantInfo::new(
        "ignores-empty-topic-name",
        "a PUBLISH without a Topic Name is passed over",
        "MQTT-4.7.3-1",
        &[170],
        || Lenient::to(|packet| breaks(packet, &["MQTT-4.7.3-1"])),
    ),
    MutantInfo::new(
        "ignores-reserved-suback-code",
        "a SUBACK with a reserved return code is passed over",
        "MQTT-3.9.3-2",
        &[112],
        || Lenient::to(|packet| packet.kind() == Suback && breaks(packet, &["MQTT-3.9.3-2"])),
    ),
    MutantInfo::new(
        "ignores-wrong-length",
        "a packet that is too short or too long is passed over",
        "MQTT-4.8.0-1",
        &[15, 113, 162, 163, 166, 170],
        || {
            Lenient::to(|packet| {
                breaks(packet, &["ROB-STREAM-1", "MQTT-4.8.0-1", "MQTT-3.8.4-5"])
                    && packet.kind().may_travel(ToClient)
                    && packet.kind() != Connack
            })
        },
    ),
    MutantInfo::new(
        "ignores-packet-of-clients",
        "a packet that only clients send is passed over",
        "MQTT-4.8.0-1",
        &[130],
        || Lenient::to(|packet| !packet.kind().may_travel(ToClient) && !is_reserved(packet)),
    ),
    MutantInfo::new(
        "ignores-reserved-type",
        "a packet of type 0 or 15 is passed over",
        "MQTT-4.8.0-1",
        &[],
        || Lenient::to(is_reserved),
    ),
    MutantInfo::new(
        "ignores-unreadable-length",
        "a Remaining Length of five bytes is passed over, and what follows with it",
        "MQTT-4.8.0-1",
        &[155, 167],
        || Box::new(Numb),
    ),
    MutantInfo::new(
        "ignores-packet-before-connack",
        "what comes before CONNACK is passed over",
        "MQTT-3.2.0-1",
        &[171],
        || Box::<Expectant>::default(),
    ),
    MutantInfo::new(
        "takes-reserved-connack-flags",
        "reserved Connect Acknowledge Flags are not looked at",
        "MQTT-4.8.0-1",
        &[14],
        || Amend::received("CONNACK acknowledge_flags>=2", "body=hex:0000"),
    ),
    MutantInfo::new(
        "takes-session-present-with-refusal",
        "a refusal with Session Present is taken for success",
        "MQTT-3.2.2-4",
        &[],
        || Amend::received("CONNACK session_present=1 code!=0", "session_present=0 code=0"),
    ),
    MutantInfo::new(
        "takes-session-present-of-clean-session",
        "Session Present after Clean Session 1 is not looked at",
        "MQTT-4.8.0-1",
        &[],
        || Box::<Unasking>::default(),
    ),
    MutantInfo::new(
        "takes-reserved-return-code-for-success",
        "a return code above 5 is taken for success",
        "ROB-CONNACK-2",
        &[171],
        || Amend::received("CONNACK code>=6", "code=0"),
    ),
    MutantInfo::new(
        "takes-connack-of-wrong-length",
        "a CONNACK that is too short or too long is taken for success",
        "MQTT-4.8.0-1",
        &[15],
        || Amend::received("CONNACK remaining_length!=2", "body=hex:0000"),
    ),
    MutantInfo::new(
        "closes-late-after-violation",
        "after a protocol violation the Network Connection is closed only half a minute later",
        "MQTT-4.8.0-1",
        &[158, 159],
        || Box::<Slow>::default(),
    ),
];

/// Whether dissecting a packet finds that it breaks one of these statements.
fn breaks(packet: &Packet, statements: &[&str]) -> bool {
    let dissection = packet.dissect();
    dissection.irregularities.iter().any(|one| statements.contains(&one.requirement.as_str()))
}

fn has_identifier_0(packet: &Packet) -> bool {
    packet.dissect().packet_identifier() == Some(0)
}

fn is_reserved(packet: &Packet) -> bool {
    matches!(packet.kind(), Reserved0 | Reserved15)
}

/// Lets some packets of the server not reach the client.
#[derive(Debug)]
struct Lenient {
    is_ignored: fn(&Packet) -> bool,
}

impl Lenient {
    fn to(is_ignored: fn(&Packet) -> bool) -> Box<dyn Mutation> {
        Box::new(Self { is_ignored })
    }
}

impl Mutation for Lenient {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToClient && (self.is_ignored)(&packet) {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

#[derive(Debug)]
struct Numb;

impl Mutation for Numb {
    fn on_unframed(&mut self, direction: Direction, bytes: Vec<u8>, way: &mut Way<'_>) {
        if direction == ToClient {
            way.outlet.note(format!("{} bytes without a length did not pass", bytes.len()));
        } else {
            way.outlet.pass(direction, Signal::Bytes(bytes));
        }
    }
}

#[derive(Debug, Default)]
struct Expectant {
    had_connack: bool,
}

impl Mutation for Expectant {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.had_connack = false;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        self.had_connack |= packet.is(ToClient, Connack);
        if packet.direction == ToClient && !self.had_connack {
            way.swallow(&packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Hides Session Present where the client asked for a clean session.
#[derive(Debug, Default)]
struct Unasking {
    is_clean: bool,
}

impl Mutation for Unasking {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Connect)
            && let Body::Connect(connect) = packet.dissect().body
        {
            self.is_clean = connect.connect_flags.unwrap_or_default() & 0x02 != 0;
        }
        if packet.is(ToClient, Connack) && self.is_clean && packet.bytes.get(2) == Some(&1) {
            way.pass_instead(packet.amended("session_present=0"), &packet);
        } else {
            way.pass(packet);
        }
    }
}

/// Passes the client's end on late, if the server gave it a reason.
#[derive(Debug, Default)]
struct Slow {
    connection: Option<ConnectionId>,
    end: Option<(At, Signal)>,
}

impl Mutation for Slow {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.direction == ToClient && !packet.dissect().is_regular() {
            self.connection = Some(way.connection);
        }
        way.pass(packet);
    }

    fn on_unframed(&mut self, direction: Direction, bytes: Vec<u8>, way: &mut Way<'_>) {
        if direction == ToClient {
            self.connection = Some(way.connection);
        }
        way.outlet.pass(direction, Signal::Bytes(bytes));
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if direction == ToServer && self.connection == Some(way.connection) {
            way.outlet.note("the client's end is passed on late");
            self.end = Some((way.now + LATE, end));
        } else {
            way.end(direction, end);
        }
    }

    fn on_timeout(&mut self, way: &mut Way<'_>) {
        if let Some((_, end)) = self.end.take() {
            way.end(ToServer, end);
        }
    }

    fn poll_timeout(&self, connection: ConnectionId) -> Option<At> {
        let (due, _) = self.end.as_ref().filter(|_| self.connection == Some(connection))?;
        Some(*due)
    }
}

const LATE: Span = Span::from_s(30);
