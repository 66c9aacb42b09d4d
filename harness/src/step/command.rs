//! Commands to the application with any member that the control link has for them.

use cucumber::{gherkin::Step, given, then, when};
use mqttspec_core::{
    expectation::{Kind, LinkPattern},
    trace::Event,
};
use mqttspec_link::{
    Command, Members, Outcome, Text,
    command::{Filter, Publish, Subscribe},
};
use serde_json::Value;

use super::{
    World,
    option::members,
    phrase::{Phrase, STIMULUS, THEN},
};

#[given("the application publishes:")]
#[when("the application publishes:")]
async fn publishes(world: &mut World, #[step] step: &Step) {
    let given = members(rows(step)).and_then(|members| {
        serde_json::from_value::<Publish>(Value::Object(members)).map_err(|e| e.to_string())
    });
    if let Some(publish) = world.understand(given) {
        world.publish(publish).await;
    }
}

#[given("the application subscribes to:")]
#[when("the application subscribes to:")]
async fn subscribes(world: &mut World, #[step] step: &Step) {
    let filters = rows(step).map(|row| match row {
        [filter, qos] => Ok(Filter {
            filter: text(filter)?,
            qos: qos.parse().map_err(|_| format!("\"{qos}\" is no QoS"))?,
        }),
        _ => Err("a row holds a Topic Filter in JSON and a QoS".to_owned()),
    });
    let Some(filters) = world.understand(filters.collect::<Result<Vec<_>, _>>()) else { return };
    let subscribe = Subscribe { client: 0, filters }.into();
    match world.is_preamble() {
        true => world.command_until_told(&subscribe, "subscribed").await,
        false => _ = world.command(&subscribe).await,
    }
}

#[given(expr = "the application does {word}")]
#[when(expr = "the application does {word}")]
async fn does(world: &mut World, name: String, #[step] step: &Step) {
    let given = match &step.docstring {
        Some(text) => serde_json::from_str::<Members>(text).map_err(|e| e.to_string()),
        None => members(rows(step)),
    };
    let command = given.and_then(|mut members| {
        members.insert("do".into(), name.as_str().into());
        serde_json::from_value::<Command>(Value::Object(members)).map_err(|e| e.to_string())
    });
    match world.understand(command) {
        Some(Command::Publish(publish)) => world.publish(publish).await,
        Some(Command::Connect(connect)) => world.connect_with(connect).await,
        Some(Command::Stats) => world.note_memory().await,
        Some(command) => {
            world.command(&command).await;
        }
        None => {}
    }
}

#[then("the client refuses that")]
async fn refuses(world: &mut World) {
    let since = world.stimulus().record;
    let is_refusal = |event: &Event| matches!(event, Event::Reply { reply } if matches!(reply.outcome, Outcome::Error(_)));
    let refused =
        world.bench.trace().records_from(since).any(|(_, record)| is_refusal(&record.event));
    let within = world.bench.settings().indication_deadline();
    let kind = if refused {
        Kind::Reply { any_of: vec![LinkPattern::error(None)] }
    } else {
        // Some clients take everything, and say later that it was lost.
        Kind::Indication { any_of: vec![LinkPattern::on("dropped"), LinkPattern::on("failed")] }
    };
    world.expect_in(within, kind).await;
}

fn rows(step: &Step) -> impl Iterator<Item = &[String]> {
    step.table.iter().flat_map(|table| &table.rows).map(Vec::as_slice)
}

fn text(json: &str) -> Result<Text, String> {
    serde_json::from_str(json).map_err(|error| format!("{json}: {error}"))
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: STIMULUS,
        expression: "the application publishes:",
        example: "the application publishes:",
        meaning: "Hands the client the Application Message of the table: `topic`, `payload`, `qos`, \
                  `retain` and a value in JSON in each row, `payload | {\"hex\":\"00\"}`.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application subscribes to:",
        example: "the application subscribes to:",
        meaning: "Subscribes by one SUBSCRIBE to the Topic Filters of the table, `\"a/b\" | 1` in a row; \
                  after Given, the answer is awaited.",
        file: FILE,
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application does {word}",
        example: "the application does x-blink",
        meaning: "Gives the shim any command of the control link, or one of its vendor's; a table, or \
                  a doc string in JSON, holds its members.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the client refuses that",
        example: "the client refuses that",
        meaning: "The command since the stimulus was answered with an error, or the application is told \
                  that it came to nothing.",
        file: FILE,
    },
];

const FILE: &str = "command.rs";
