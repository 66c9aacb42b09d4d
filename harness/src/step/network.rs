//! What the network does to the bytes.

use cucumber::{given, when};
use mqttspec_core::fault::Fault;

use super::{
    World,
    parameter::Rest,
    phrase::{Phrase, STIMULUS},
};

#[given(expr = "the network does {rest}")]
#[when(expr = "the network does {rest}")]
async fn does(world: &mut World, fault: Rest) {
    if let Some(fault) = world.understand(fault.0.parse::<Fault>()) {
        world.bench.disturb(fault);
    }
}

pub(super) const PHRASES: &[Phrase] = &[Phrase {
    keywords: STIMULUS,
    expression: "the network does {rest}",
    example: "the network does cut after 2nd PUBLISH to server",
    meaning: "Disturbs the connections opened from now on as the fault says.",
    file: FILE,
}];

const FILE: &str = "network.rs";
