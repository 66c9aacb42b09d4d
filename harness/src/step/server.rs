//! What the server does: by itself, or in answer to what it receives.

use cucumber::{gherkin::Step, given, when};
use mqttspec_core::{
    scripted::{Action, CommandError, Interpreter, Message, Order, QoS, Rule, Script, Times, When},
    wire::{Composition, Pattern},
};

use super::{
    World, doc_string,
    parameter::{PacketText, PatternText, QosNumber},
    phrase::{Phrase, STIMULUS},
};

#[given(expr = "the server answers {pattern} with {packet}")]
#[when(expr = "the server answers {pattern} with {packet}")]
async fn answers(world: &mut World, pattern: PatternText, packet: PacketText) {
    let answer = world.understand(packet.0.parse::<Composition>());
    if let Some(answer) = answer {
        add_rule(world, &pattern.0, Action::Answer(answer));
    }
}

#[given(expr = "the server withholds its answer to {pattern}")]
#[when(expr = "the server withholds its answer to {pattern}")]
async fn withholds(world: &mut World, pattern: PatternText) {
    add_rule(world, &pattern.0, Action::Hold);
}

#[given(expr = "the server never answers {pattern}")]
#[when(expr = "the server never answers {pattern}")]
async fn never_answers(world: &mut World, pattern: PatternText) {
    add_rule(world, &pattern.0, Action::Drop);
}

#[given("the server lets go what it withheld")]
#[when("the server lets go what it withheld")]
async fn lets_go(world: &mut World) {
    world.bench.serve_by(|server, now| server.release(now, Order::First));
}

#[given("the server lets go what it withheld, the last first")]
#[when("the server lets go what it withheld, the last first")]
async fn lets_go_reversed(world: &mut World) {
    world.bench.serve_by(|server, now| server.release(now, Order::Last));
}

#[given("the server follows the script:")]
#[when("the server follows the script:")]
async fn follows(world: &mut World, #[step] step: &Step) {
    let Some(script) = doc_string::text(world, step) else { return };
    if let Some(script) = world.understand(script.parse::<Script>()) {
        let add = |rule| world.bench.serve_by(|server, _| server.add_rule(rule));
        script.rules.into_iter().for_each(add);
    }
}

#[given("the server follows the standard again")]
#[when("the server follows the standard again")]
async fn follows_the_standard(world: &mut World) {
    world.bench.serve_by(|server, _| server.clear_rules());
}

#[given(expr = "the server sends {packet}")]
#[when(expr = "the server sends {packet}")]
async fn sends(world: &mut World, packet: PacketText) {
    send(world, &[&packet.0]).await;
}

#[given("the server sends in one segment:")]
#[when("the server sends in one segment:")]
async fn sends_together(world: &mut World, #[step] step: &Step) {
    let Some(lines) = doc_string::lines(world, step) else { return };
    send(world, &lines).await;
}

#[given(expr = "the server publishes {string} to {string} with QoS {qos}")]
#[when(expr = "the server publishes {string} to {string} with QoS {qos}")]
async fn publishes(world: &mut World, payload: String, topic_name: String, qos: QosNumber) {
    let Some(qos) = world.understand(QoS::try_from(qos.0)) else { return };
    let (topic_name, payload) = (topic_name.into_bytes().into(), payload.into_bytes().into());
    let message = Message { topic_name, payload, qos, retain: false };
    world.await_connection().await;
    let published = world.bench.serve_by(|server, now| server.publish(now, message));
    match published {
        Err(CommandError::NoSession) => world.expect_session().await,
        published => _ = world.understand(published),
    }
}

#[given(expr = "the server publishes {int} messages to {string} with QoS {qos}")]
#[when(expr = "the server publishes {int} messages to {string} with QoS {qos}")]
async fn publishes_many(world: &mut World, count: u32, topic_name: String, qos: QosNumber) {
    for n in 1..=count {
        publishes(world, n.to_string(), topic_name.clone(), qos).await;
    }
}

#[given("the server forgets its Sessions")]
#[when("the server forgets its Sessions")]
async fn forgets(world: &mut World) {
    world.bench.serve_by(|server, _| server.forget_sessions());
}

#[given("the server closes the connection")]
#[when("the server closes the connection")]
async fn closes(world: &mut World) {
    world.await_connection().await;
    world.bench.serve_by(Interpreter::close);
}

#[given("the server resets the connection")]
#[when("the server resets the connection")]
async fn resets(world: &mut World) {
    world.await_connection().await;
    world.bench.serve_by(Interpreter::reset);
}

#[given("the server falls silent")]
#[when("the server falls silent")]
async fn falls_silent(world: &mut World) {
    world.await_connection().await;
    world.bench.serve_by(|server, _| server.fall_silent());
}

/// The server takes in what is like `pattern` and does not answer, from now on.
pub(super) fn never_answer(world: &mut World, pattern: &str) {
    add_rule(world, pattern, Action::Drop);
}

fn add_rule(world: &mut World, pattern: &str, action: Action) {
    if let Some(pattern) = world.understand(pattern.parse::<Pattern>()) {
        let when = When::Receives(pattern);
        let rule = Rule { connection: None, when, times: Times::Always, actions: vec![action] };
        world.bench.serve_by(|server, _| server.add_rule(rule));
    }
}

/// Sends packets in one piece, on a Network Connection that has to be there.
pub(super) async fn send(world: &mut World, packets: &[&str]) {
    let mut bytes = Vec::new();
    for packet in packets {
        let Some(packet) = world.understand(packet.parse::<Composition>()) else { return };
        let composed = packet.compose(world.bench.bindings());
        let Some(packet) = world.understand(composed) else { return };
        if !world.can_handle(packet.len()) {
            return;
        }
        bytes.extend(packet);
    }
    world.note_sent(&bytes);
    if world.has_left() && world.bench.current().is_none() {
        return world
            .misuse("the application has ended the connection, so nothing can be sent on it");
    }
    if world.expect_connection().await {
        let sent = world.bench.serve_by(|server, now| server.send(now, &bytes));
        world.understand(sent);
    }
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: STIMULUS,
        expression: "the server answers {pattern} with {packet}",
        example: "the server answers CONNECT with CONNACK code=5",
        meaning: "From now on the server answers such packets with these instead.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server withholds its answer to {pattern}",
        example: "the server withholds its answer to PUBLISH qos=1",
        meaning: "From now on the server keeps its answers to such packets until it lets them go.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server never answers {pattern}",
        example: "the server never answers PUBLISH qos=1",
        meaning: "From now on the server takes such packets in and does not answer.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server lets go what it withheld",
        example: "the server lets go what it withheld",
        meaning: "Sends the answers withheld, in order.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server lets go what it withheld, the last first",
        example: "the server lets go what it withheld, the last first",
        meaning: "Sends the answers withheld, in reverse order.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server follows the script:",
        example: "the server follows the script:",
        meaning: "Adds the rules of the doc string, `on 2nd PUBLISH qos=1 -> drop`, one a line.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server follows the standard again",
        example: "the server follows the standard again",
        meaning: "Forgets all rules.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server sends {packet}",
        example: "the server sends PUBLISH topic=\"a/b\" payload=\"hi\"",
        meaning: "Sends a packet, right or wrong, in the compact notation.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server sends in one segment:",
        example: "the server sends in one segment:",
        meaning: "Sends the packets of the doc string, one a line, in one piece.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server publishes {string} to {string} with QoS {qos}",
        example: "the server publishes \"hi\" to \"a/b\" with QoS 2",
        meaning: "Delivers an Application Message as a correct server, whether subscribed or not.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server publishes {int} messages to {string} with QoS {qos}",
        example: "the server publishes 5 messages to \"a/b\" with QoS 1",
        meaning: "Delivers so many Application Messages, whose payloads are 1, 2, 3 …",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server forgets its Sessions",
        example: "the server forgets its Sessions",
        meaning: "Loses all it knows of clients that are not connected, as after a restart.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server closes the connection",
        example: "the server closes the connection",
        meaning: "Ends the Network Connection with FIN.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server resets the connection",
        example: "the server resets the connection",
        meaning: "Ends the Network Connection with RST.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the server falls silent",
        example: "the server falls silent",
        meaning: "Sends nothing more on the Network Connection, as if it were dead.",
        file: FILE,
    },
];

const FILE: &str = "server.rs";
