//! What becomes of the Network Connection.

use cucumber::then;
use mqttspec_core::expectation::Kind;

use super::{
    World,
    parameter::SpanText,
    phrase::{Phrase, THEN},
};

#[then("the client closes the connection")]
async fn closes(world: &mut World) {
    let within = world.bench.settings().close_deadline();
    world.expect_in(within, Kind::ClosesWithin).await;
}

#[then(expr = "the client closes the connection within {span}")]
async fn closes_within(world: &mut World, span: SpanText) {
    let settings = world.bench.settings();
    let within = span.0 + settings.time_tolerance();
    world.expect_by(within, settings.close_deadline(), Kind::ClosesWithin).await;
}

#[then("the connection stays open")]
async fn stays_open(world: &mut World) {
    let silence = world.bench.settings().silence();
    world.expect_in(silence, Kind::StaysOpen).await;
}

#[then(expr = "the connection stays open for {span}")]
async fn stays_open_for(world: &mut World, span: SpanText) {
    world.expect_in(span.0, Kind::StaysOpen).await;
}

#[then("the client connects again")]
async fn connects_again(world: &mut World) {
    let within = world.bench.settings().reconnect_deadline();
    world.expect_in(within, Kind::Connects { at_least: 1, at_most: None }).await;
}

#[then(expr = "the client connects at most {int} times within {span}")]
async fn connects_at_most(world: &mut World, n: u32, span: SpanText) {
    world.expect_for(span.0, Kind::Connects { at_least: 0, at_most: Some(n) }).await;
}

#[then(expr = "the client connects at least {int} times within {span}")]
async fn connects_at_least(world: &mut World, n: u32, span: SpanText) {
    let usual = world.bench.settings().reconnect_deadline();
    world.expect_by(span.0, usual, Kind::Connects { at_least: n, at_most: None }).await;
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: THEN,
        expression: "the client closes the connection",
        example: "the client closes the connection",
        meaning: "The client ends its side of the Network Connection within its time for closing.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the client closes the connection within {span}",
        example: "the client closes the connection within 5 s",
        meaning: "The same, so soon after the stimulus, or within its time for closing.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the connection stays open",
        example: "the connection stays open",
        meaning: "The client has not ended its side since the stimulus, nor does in its time of silence.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the connection stays open for {span}",
        example: "the connection stays open for 5 s",
        meaning: "The same for a time of one's own.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the client connects again",
        example: "the client connects again",
        meaning: "The client opens a Network Connection within its time for reconnecting.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the client connects at most {int} times within {span}",
        example: "the client connects at most 4 times within 60 s",
        meaning: "No more Network Connections are opened since the stimulus.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the client connects at least {int} times within {span}",
        example: "the client connects at least 3 times within 60 s",
        meaning: "So many Network Connections are opened since the stimulus; more may be.",
        file: FILE,
    },
];

const FILE: &str = "connection.rs";
