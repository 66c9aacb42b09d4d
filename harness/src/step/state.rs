//! The states of a Network Connection in which vectors are sent.
//!
//! `$id` is the Packet Identifier of the exchange that is open in a state, or else one that nothing
//! uses.

use cucumber::given;
use mqttspec_core::{
    expectation::Kind,
    time::Span,
    wire::{Pattern, vectors::State},
};
use mqttspec_link::{
    Command,
    command::{Instance, Publish, Subscribe, Unsubscribe},
};

use super::{
    World,
    phrase::{GIVEN, Phrase},
    server::{never_answer, send},
};

#[given(expr = "a client in the state {word}")]
async fn in_state(world: &mut World, word: String) {
    let Some(state) = State::ALL.iter().find(|state| state.word() == word) else {
        let all: Vec<_> = State::ALL.iter().map(|state| state.word()).collect();
        return world.misuse(&format!("\"{word}\" is no state; there is {}", all.join(", ")));
    };
    match state {
        State::BeforeConnack => {
            never_answer(world, "CONNECT");
            world.connect().await;
            await_packet(world, "CONNECT").await;
        }
        State::Connected => {
            connect(world).await;
            world.bench.bindings().bind_number("id", UNUSED_IDENTIFIER);
        }
        State::InFlowQos1 => {
            let publish = Publish { qos: 1, ..Publish::new(TOPIC) };
            open_exchange(world, publish.into(), "PUBLISH").await;
        }
        State::InFlowQos2Publish => {
            let publish = Publish { qos: 2, ..Publish::new(TOPIC) };
            open_exchange(world, publish.into(), "PUBLISH").await;
        }
        State::InFlowQos2Release => {
            let publish = Publish { qos: 2, ..Publish::new(TOPIC) };
            open_exchange(world, publish.into(), "PUBREL").await;
        }
        State::InFlowSubscribe => {
            open_exchange(world, Subscribe::new(TOPIC, 2).into(), "SUBSCRIBE").await;
        }
        State::InFlowUnsubscribe => unsubscribing(world).await,
        State::InFlowPing => pinging(world).await,
        State::InFlowInboundQos2 => {
            connect(world).await;
            never_answer(world, "PUBREC");
            send(world, &[INBOUND]).await;
            await_packet(world, "PUBREC").await;
        }
    }
}

async fn connect(world: &mut World) {
    world.connect().await;
    world.expect_told("connected").await;
}

/// Has the application begin something whose `last` packet the server never answers.
async fn open_exchange(world: &mut World, command: Command, last: &str) {
    connect(world).await;
    never_answer(world, last);
    match command {
        Command::Publish(publish) => world.publish(publish).await,
        command => {
            world.command(&command).await;
        }
    }
    await_packet(world, last).await;
}

async fn unsubscribing(world: &mut World) {
    connect(world).await;
    world.command(&Subscribe::new(TOPIC, 2).into()).await;
    world.expect_told("subscribed").await;
    never_answer(world, "UNSUBSCRIBE");
    world.command(&Unsubscribe::new(TOPIC).into()).await;
    await_packet(world, "UNSUBSCRIBE").await;
}

/// A client that sends no PINGREQ when asked to sends one by itself.
async fn pinging(world: &mut World) {
    let pings = world.bench.offers("ping");
    if !pings {
        world.options.keep_alive_s = Some(1);
    }
    connect(world).await;
    never_answer(world, "PINGREQ");
    if pings {
        world.command(&Command::Ping(Instance::default())).await;
    }
    await_packet(world, "PINGREQ").await;
}

/// Waits for a packet of this type; `$id` is its Packet Identifier, if it has one.
async fn await_packet(world: &mut World, packet_type: &str) {
    let settings = world.bench.settings();
    let (pattern, within) = match packet_type {
        "CONNECT" => (packet_type.to_owned(), settings.connect_deadline()),
        "PINGREQ" => (packet_type.to_owned(), Span::from_s(1) + settings.answer_deadline()),
        _ => (format!("{packet_type} id=$exchange"), settings.answer_deadline()),
    };
    let Some(pattern) = world.understand(pattern.parse::<Pattern>()) else { return };
    world.expect_in(within, Kind::Receives { pattern }).await;
    let bindings = world.bench.bindings();
    let identifier = bindings.number("exchange").unwrap_or(UNUSED_IDENTIFIER);
    bindings.bind_number("id", identifier);
}

pub(super) const PHRASES: &[Phrase] = &[Phrase {
    keywords: GIVEN,
    expression: "a client in the state {word}",
    example: "a client in the state in_flow_qos1",
    meaning: "A client whose Network Connection is in a state of `fixtures/packets`, before_connack, \
              connected or with an exchange open; `$id` is the exchange's Packet Identifier, or an \
              unused one.",
    file: "state.rs",
}];

const TOPIC: &str = "a/b";

/// A message of the server's whose Packet Identifier no other in the vectors has.
const INBOUND: &str = "PUBLISH topic=\"a/b\" qos=2 id=700 payload=\"first\"";

/// No client has counted so far, and no vector names it.
const UNUSED_IDENTIFIER: u32 = 1001;
