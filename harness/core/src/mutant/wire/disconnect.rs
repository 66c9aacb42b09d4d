//! Mutants of DISCONNECT and of what follows it (3.14).

use crate::{
    mutant::{
        MutantInfo,
        change::{Amend, Swallow},
        mutation::{Mutation, Packet, Way},
    },
    stage::Signal,
    wire::{
        Direction::{self, ToServer},
        PacketType::Disconnect,
    },
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "packet-after-disconnect",
        "PINGREQ is sent after DISCONNECT",
        "MQTT-3.14.4-2",
        &[],
        || Box::new(Talkative),
    ),
    MutantInfo::new(
        "stays-open-after-disconnect",
        "the Network Connection stays open after DISCONNECT",
        "MQTT-3.14.4-1",
        &[],
        || Box::<Lingering>::default(),
    ),
    MutantInfo::new(
        "no-disconnect",
        "DISCONNECT is never sent",
        "ROB-DISCONNECT-1",
        &[124, 126],
        || Swallow::sent("DISCONNECT"),
    ),
    MutantInfo::new(
        "disconnect-lost-by-reset",
        "DISCONNECT is lost because the Network Connection is reset",
        "ROB-DISCONNECT-1",
        &[125, 127],
        || Box::<Hasty>::default(),
    ),
    MutantInfo::new("disconnect-flags", "DISCONNECT has flags 0001", "MQTT-3.14.1-1", &[], || {
        Amend::sent("DISCONNECT", "flags=1")
    }),
    MutantInfo::new(
        "disconnect-with-body",
        "DISCONNECT has a reason after its fixed header, as in MQTT 5",
        "ROB-STREAM-1",
        &[],
        || Amend::sent("DISCONNECT", "body=hex:00"),
    ),
];

#[derive(Debug)]
struct Talkative;

impl Mutation for Talkative {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let is_last = packet.is(ToServer, Disconnect);
        way.pass(packet);
        if is_last {
            way.forge(vec![0xC0, 0]);
        }
    }
}

/// Keeps the end of the client to itself once DISCONNECT was sent.
#[derive(Debug, Default)]
struct Lingering {
    is_over: bool,
}

impl Mutation for Lingering {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.is_over = false;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        self.is_over |= packet.is(ToServer, Disconnect);
        way.pass(packet);
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if direction == ToServer && self.is_over {
            way.outlet.note("the client's end was not passed on");
        } else {
            way.end(direction, end);
        }
    }
}

/// Ends with RST in place of DISCONNECT.
#[derive(Debug, Default)]
struct Hasty {
    is_over: bool,
}

impl Mutation for Hasty {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.is_over = false;
    }

    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        if packet.is(ToServer, Disconnect) {
            self.is_over = true;
            way.swallow(&packet);
            way.end(ToServer, Signal::Reset);
        } else if !(self.is_over && packet.direction == ToServer) {
            way.pass(packet);
        }
    }

    fn on_end(&mut self, direction: Direction, end: Signal, way: &mut Way<'_>) {
        if !(self.is_over && direction == ToServer) {
            way.end(direction, end);
        }
    }
}
