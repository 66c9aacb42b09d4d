//! What the network does to the bytes.

use cucumber::{given, when};
use mqttspec_core::fault::Fault;

use super::{
    World,
    parameter::Rest,
    phrase::{Phrase, STIMULUS},
};

#[given("the network delivers one byte a segment")]
#[when("the network delivers one byte a segment")]
async fn delivers_bytes(world: &mut World) {
    disturb(world, "slice 1 B");
}

#[given(expr = "the network does {rest}")]
#[when(expr = "the network does {rest}")]
async fn does(world: &mut World, fault: Rest) {
    disturb(world, &fault.0);
}

fn disturb(world: &mut World, fault: &str) {
    if let Some(fault) = world.understand(fault.parse::<Fault>()) {
        world.bench.disturb(fault);
    }
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: STIMULUS,
        expression: "the network delivers one byte a segment",
        example: "the network delivers one byte a segment",
        meaning: "Cuts the bytes of both directions into single ones, on connections opened from now on.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the network does {rest}",
        example: "the network does cut after 2nd PUBLISH to server",
        meaning: "Disturbs the connections opened from now on as the fault says.",
        file: FILE,
    },
];

const FILE: &str = "network.rs";
