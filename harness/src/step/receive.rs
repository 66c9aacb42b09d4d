//! What the server receives: packets of the client on the wire.

use cucumber::{gherkin::Step, given, then};
use mqttspec_core::{expectation::Kind, time::Span, wire::Pattern};

use super::{
    World, doc_string,
    parameter::{PatternText, SpanText},
    phrase::{GIVEN_THEN, Phrase, THEN},
};

#[given(expr = "the server receives {pattern}")]
#[then(expr = "the server receives {pattern}")]
async fn receives(world: &mut World, pattern: PatternText) {
    let Some(pattern) = read(world, &pattern) else { return };
    let within = world.answer_deadline(&pattern);
    world.expect_in(within, Kind::Receives { pattern }).await;
}

#[then(expr = "the server receives {pattern} within {span}")]
async fn receives_within(world: &mut World, pattern: PatternText, span: SpanText) {
    let Some(pattern) = read(world, &pattern) else { return };
    let (not_before, not_after) = (Span::ZERO, span.0);
    world.expect_for(span.0, Kind::Within { pattern, not_before, not_after }).await;
}

#[then(expr = "the server receives {pattern} between {span} and {span}")]
async fn receives_between(world: &mut World, pattern: PatternText, from: SpanText, to: SpanText) {
    let Some(pattern) = read(world, &pattern) else { return };
    let (not_before, not_after) = (from.0, to.0);
    world.expect_for(to.0, Kind::Within { pattern, not_before, not_after }).await;
}

#[then(expr = "the next packet that the server receives is {pattern}")]
async fn receives_next(world: &mut World, pattern: PatternText) {
    let Some(pattern) = read(world, &pattern) else { return };
    let within = world.answer_deadline(&pattern);
    world.expect_in(within, Kind::ReceivesNext { pattern }).await;
}

#[then("the server receives in order:")]
async fn receives_in_order(world: &mut World, #[step] step: &Step) {
    let Some(lines) = doc_string::lines(world, step) else { return };
    let mut patterns = Vec::new();
    for line in lines {
        let Some(pattern) = world.understand(line.parse::<Pattern>()) else { return };
        patterns.push(pattern);
    }
    if patterns.is_empty() {
        return world.misuse("the doc string names no packet");
    }
    // Each may be the answer to what the server says to the one before.
    let each = patterns.iter().map(|pattern| world.answer_deadline(pattern));
    let within = each.fold(Span::ZERO, |sum, one| sum + one);
    world.expect_in(within, Kind::ReceivesInOrder { patterns }).await;
}

#[then(expr = "the server receives exactly {int} {pattern} within {span}")]
async fn receives_exactly(world: &mut World, n: u32, pattern: PatternText, span: SpanText) {
    count(world, pattern, n, Some(n), span.0).await;
}

#[then(expr = "the server receives at least {int} {pattern} within {span}")]
async fn receives_at_least(world: &mut World, n: u32, pattern: PatternText, span: SpanText) {
    count(world, pattern, n, None, span.0).await;
}

#[then(expr = "the server receives at most {int} {pattern} within {span}")]
async fn receives_at_most(world: &mut World, n: u32, pattern: PatternText, span: SpanText) {
    count(world, pattern, 0, Some(n), span.0).await;
}

#[then(expr = "the server receives {pattern} at least every {span}")]
async fn receives_every(world: &mut World, pattern: PatternText, period: SpanText) {
    let Some(pattern) = read(world, &pattern) else { return };
    // What was seen since the stimulus is judged; nothing more is awaited.
    world.expect_in(Span::ZERO, Kind::AtLeastEvery { pattern, period: period.0 }).await;
}

#[then(expr = "the server receives no {pattern}")]
async fn never_receives(world: &mut World, pattern: PatternText) {
    let Some(pattern) = read(world, &pattern) else { return };
    let silence = world.bench.settings().silence();
    world.expect_in(silence, Kind::Never { pattern }).await;
}

#[then(expr = "the server receives no {pattern} for {span}")]
async fn never_receives_for(world: &mut World, pattern: PatternText, span: SpanText) {
    let Some(pattern) = read(world, &pattern) else { return };
    world.expect_in(span.0, Kind::Never { pattern }).await;
}

#[then(expr = "the server has received nothing but {pattern}")]
async fn has_received_nothing_but(world: &mut World, pattern: PatternText) {
    let unwanted = PatternText(format!("not {}", pattern.0));
    let Some(pattern) = read(world, &unwanted) else { return };
    world.expect_here(Kind::Never { pattern }).await;
}

#[then("the server receives nothing more")]
async fn nothing_more(world: &mut World) {
    let silence = world.bench.settings().silence();
    world.expect_from_now(silence, Kind::Silence).await;
}

#[then(expr = "the server receives nothing more for {span}")]
async fn nothing_more_for(world: &mut World, span: SpanText) {
    world.expect_from_now(span.0, Kind::Silence).await;
}

async fn count(
    world: &mut World,
    pattern: PatternText,
    at_least: u32,
    at_most: Option<u32>,
    within: Span,
) {
    let Some(pattern) = read(world, &pattern) else { return };
    let usual = world.answer_deadline(&pattern);
    let kind = Kind::Count { pattern, at_least, at_most };
    match at_least {
        0 => world.expect_for(within, kind).await,
        _ => world.expect_by(within, usual, kind).await,
    }
}

fn read(world: &mut World, pattern: &PatternText) -> Option<Pattern> {
    world.understand(pattern.0.parse())
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: GIVEN_THEN,
        expression: "the server receives {pattern}",
        example: "the server receives PUBLISH qos=1 id=$a",
        meaning: "Such a packet comes within the client's time for answers; after Given, nothing is \
                  judged by it.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives {pattern} within {span}",
        example: "the server receives PINGREQ within 2 s",
        meaning: "Such a packet comes so soon after the stimulus.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives {pattern} between {span} and {span}",
        example: "the server receives PINGREQ between 1 s and 2 s",
        meaning: "Such a packet comes so long after the stimulus.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the next packet that the server receives is {pattern}",
        example: "the next packet that the server receives is CONNECT",
        meaning: "The first packet since the stimulus is such a one.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives in order:",
        example: "the server receives in order:",
        meaning: "Packets like those of the doc string, one a line, come in this order, perhaps with others.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives exactly {int} {pattern} within {span}",
        example: "the server receives exactly 1 PUBLISH within 2 s",
        meaning: "So many such packets come, watched for the whole time, and at least for the client's \
                  time for answers.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives at least {int} {pattern} within {span}",
        example: "the server receives at least 3 PUBLISH within 2 s",
        meaning: "So many such packets come, or in the client's time for answers; more may.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives at most {int} {pattern} within {span}",
        example: "the server receives at most 3 CONNECT within 60 s",
        meaning: "No more than so many such packets come, watched for the whole time.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives {pattern} at least every {span}",
        example: "the server receives any at least every 2 s",
        meaning: "Since the stimulus there was no longer gap between such packets.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives no {pattern}",
        example: "the server receives no PUBLISH",
        meaning: "No such packet has come since the stimulus, nor comes in the client's time of silence.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives no {pattern} for {span}",
        example: "the server receives no PUBLISH for 2 s",
        meaning: "The same for a time of one's own.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server has received nothing but {pattern}",
        example: "the server has received nothing but DISCONNECT",
        meaning: "No other packet has come on the connection since the stimulus.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives nothing more",
        example: "the server receives nothing more",
        meaning: "From now on not a byte comes in the client's time of silence.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the server receives nothing more for {span}",
        example: "the server receives nothing more for 2 s",
        meaning: "The same for a time of one's own.",
        file: FILE,
    },
];

const FILE: &str = "receive.rs";
