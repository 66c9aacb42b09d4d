//! What the application does with its client.

use cucumber::{given, when};
use mqttspec_link::{
    Bytes, Command, Fill,
    command::{Filter, Instance, Publish, Subscribe, Unsubscribe},
};

use super::{
    World,
    parameter::{QosNumber, SpanText},
    phrase::{GIVEN, Phrase, STIMULUS, WHEN},
};

#[given("a client connected")]
async fn connected(world: &mut World) {
    world.connect().await;
    world.expect_told("connected").await;
}

#[given(expr = "a client connected with Keep Alive {span}")]
async fn connected_with_keep_alive(world: &mut World, keep_alive: SpanText) {
    world.ask_for_keep_alive(keep_alive.0);
    connected(world).await;
}

#[given(expr = "a client connected with Clean Session {int}")]
async fn connected_with_clean_session(world: &mut World, clean_session: u8) {
    world.options.clean_session = Some(clean_session != 0);
    connected(world).await;
}

#[given("the application connects")]
#[when("the application connects")]
async fn connects(world: &mut World) {
    world.connect().await;
}

#[when("the application reconnects with the same options")]
async fn reconnects(world: &mut World) {
    // While the client believes that it is connected, a connect is an error.
    world.expect_disconnected().await;
    world.connect().await;
}

#[given(expr = "the application publishes {string} to {string} with QoS {qos}")]
#[when(expr = "the application publishes {string} to {string} with QoS {qos}")]
async fn publishes(world: &mut World, payload: String, topic: String, qos: QosNumber) {
    world.publish(message(&payload, &topic, qos)).await;
}

#[given(expr = "the application publishes {int} messages to {string} with QoS {qos}")]
#[when(expr = "the application publishes {int} messages to {string} with QoS {qos}")]
async fn publishes_many(world: &mut World, count: u32, topic: String, qos: QosNumber) {
    for n in 1..=count {
        world.publish(message(&n.to_string(), &topic, qos)).await;
    }
}

#[given(expr = "the application publishes {int} messages of {int} B to {string} with QoS {qos}")]
#[when(expr = "the application publishes {int} messages of {int} B to {string} with QoS {qos}")]
async fn publishes_bytes(world: &mut World, n: u32, len: u32, topic: String, qos: QosNumber) {
    for seed in 0..n {
        let payload = Some(Bytes::Fill(Fill { len, seed }));
        let topic = topic.as_str();
        world.publish(Publish { payload, qos: qos.0, ..Publish::new(topic) }).await;
    }
}

#[given(expr = "the application subscribes to {string} with QoS {qos}")]
#[when(expr = "the application subscribes to {string} with QoS {qos}")]
async fn subscribes(world: &mut World, filter: String, qos: QosNumber) {
    let subscribe = Subscribe::new(filter.as_str(), qos.0).into();
    match world.is_preamble() {
        true => world.command_until_told(&subscribe, "subscribed").await,
        false => _ = world.command(&subscribe).await,
    }
}

#[given(expr = "the application subscribes to {int} Topic Filters with QoS {qos}")]
#[when(expr = "the application subscribes to {int} Topic Filters with QoS {qos}")]
async fn subscribes_to_many(world: &mut World, count: u32, qos: QosNumber) {
    let filter = |n| Filter { filter: format!("many/{n}").as_str().into(), qos: qos.0 };
    let filters = (1..=count).map(filter).collect();
    let subscribe = Subscribe { client: 0, filters }.into();
    match world.is_preamble() {
        true => world.command_until_told(&subscribe, "subscribed").await,
        false => _ = world.command(&subscribe).await,
    }
}

#[given(expr = "the application unsubscribes from {string}")]
#[when(expr = "the application unsubscribes from {string}")]
async fn unsubscribes(world: &mut World, filter: String) {
    let unsubscribe = Unsubscribe::new(filter.as_str()).into();
    match world.is_preamble() {
        true => world.command_until_told(&unsubscribe, "unsubscribed").await,
        false => _ = world.command(&unsubscribe).await,
    }
}

#[given("the application disconnects")]
#[when("the application disconnects")]
async fn disconnects(world: &mut World) {
    world.command(&Command::Disconnect(Instance::default())).await;
}

#[given(expr = "the application is idle for {span}")]
#[when(expr = "the application is idle for {span}")]
async fn is_idle(world: &mut World, span: SpanText) {
    world.bench.idle(span.0).await;
}

fn message(payload: &str, topic: &str, qos: QosNumber) -> Publish {
    let payload = Some(payload.into());
    Publish { payload, qos: qos.0, ..Publish::new(topic) }
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: GIVEN,
        expression: "a client connected",
        example: "a client connected",
        meaning: "The application connects and is told that it is connected.",
        file: FILE,
    },
    Phrase {
        keywords: GIVEN,
        expression: "a client connected with Keep Alive {span}",
        example: "a client connected with Keep Alive 2 s",
        meaning: "The same, with this Keep Alive.",
        file: FILE,
    },
    Phrase {
        keywords: GIVEN,
        expression: "a client connected with Clean Session {int}",
        example: "a client connected with Clean Session 0",
        meaning: "The same, with this Clean Session flag.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application connects",
        example: "the application connects",
        meaning: "Begins to connect with the options asked for; whether it works is not awaited.",
        file: FILE,
    },
    Phrase {
        keywords: WHEN,
        expression: "the application reconnects with the same options",
        example: "the application reconnects with the same options",
        meaning: "Waits until the application is told that the connection ended, then connects.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application publishes {string} to {string} with QoS {qos}",
        example: "the application publishes \"hi\" to \"a/b\" with QoS 1",
        meaning: "Hands the client an Application Message: payload, Topic Name, QoS.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application publishes {int} messages to {string} with QoS {qos}",
        example: "the application publishes 5 messages to \"a/b\" with QoS 1",
        meaning: "Hands the client so many Application Messages, whose payloads are 1, 2, 3 …",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application publishes {int} messages of {int} B to {string} with QoS {qos}",
        example: "the application publishes 100 messages of 1000 B to \"a/b\" with QoS 1",
        meaning: "The same, with payloads of so many bytes.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application subscribes to {string} with QoS {qos}",
        example: "the application subscribes to \"a/#\" with QoS 2",
        meaning: "Subscribes to a Topic Filter; after Given, the answer is awaited.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application subscribes to {int} Topic Filters with QoS {qos}",
        example: "the application subscribes to 126 Topic Filters with QoS 1",
        meaning: "Subscribes by one SUBSCRIBE to many/1, many/2, many/3 …; after Given, the answer \
                  is awaited.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application unsubscribes from {string}",
        example: "the application unsubscribes from \"a/#\"",
        meaning: "Unsubscribes from a Topic Filter; after Given, the answer is awaited.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application disconnects",
        example: "the application disconnects",
        meaning: "Has the client send DISCONNECT and close the Network Connection.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application is idle for {span}",
        example: "the application is idle for 5 s",
        meaning: "Lets the time pass.",
        file: FILE,
    },
];

const FILE: &str = "application.rs";
