//! What the network does to the client's connections.

use cucumber::{given, when};
use mqttspec_core::fault::{ConnectionFault, Fault};

use super::{
    World,
    parameter::Rest,
    phrase::{Phrase, STIMULUS},
};
use crate::bench::Reach;

#[given(expr = "the network does {rest}")]
#[when(expr = "the network does {rest}")]
async fn does(world: &mut World, fault: Rest) {
    if fault.0 == NOTHING {
        return world.bench.disturb_no_more().await;
    }
    if let Some(fault) = fault.0.strip_suffix(UNDER) {
        let fault = world.understand(fault.parse::<Fault>());
        let done = fault.map(|fault| world.bench.disturb_under_web_socket(fault));
        done.map(|done| world.understand(done));
        return;
    }
    let (fault, reach) = match fault.0.strip_suffix(ONCE) {
        Some(fault) => (fault, Reach::One),
        None => (fault.0.as_str(), Reach::Every),
    };
    if ConnectionFault::is_meant_by(fault) {
        if let Some(fault) = world.understand(fault.parse::<ConnectionFault>()) {
            let done = world.bench.disturb_connecting(fault, reach).await;
            world.understand(done);
        }
    } else if let Some(fault) = world.understand(fault.parse::<Fault>()) {
        world.bench.disturb(fault, reach);
    }
}

pub(super) const PHRASES: &[Phrase] = &[Phrase {
    keywords: STIMULUS,
    expression: "the network does {rest}",
    example: "the network does cut after 2nd PUBLISH to server, once",
    meaning: "Disturbs the open connection and all later ones as the fault says, counting from now \
              on; \", once\" only the open one or else the next. `refuse`, `accept then drop after \
              2 s`, `takeover` and `window 1 B` are about connections as a whole; `nothing more` ends it all, for \
              later connections. `slice 1 B under WebSocket` is about the bytes that carry frames.",
    file: FILE,
}];

/// What befalls the bytes that carry WebSocket, not those of MQTT.
const UNDER: &str = " under WebSocket";

const ONCE: &str = ", once";

const NOTHING: &str = "nothing more";

const FILE: &str = "network.rs";
