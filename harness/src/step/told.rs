//! What the application is told by its client.

use cucumber::{gherkin::Step, then};
use mqttspec_core::{
    expectation::{Kind, LinkPattern},
    time::Span,
};
use mqttspec_link::Members;

use super::{
    World, doc_string,
    parameter::SpanText,
    phrase::{Phrase, THEN},
};

#[then(expr = "the application is told {string}")]
async fn told(world: &mut World, name: String) {
    world.expect_told(&name).await;
}

#[then(expr = "the application is told {string} with:")]
async fn told_with(world: &mut World, name: String, #[step] step: &Step) {
    let Some(members) = doc_string::text(world, step) else { return };
    let Some(pattern) = world.understand(pattern(&name, members)) else { return };
    expect(world, vec![pattern]).await;
}

#[then("the application is told one of:")]
async fn told_one_of(world: &mut World, #[step] step: &Step) {
    let Some(lines) = doc_string::lines(world, step) else { return };
    let mut any_of = Vec::new();
    for line in lines {
        let (name, members) = line.split_once(' ').unwrap_or((line, "{}"));
        let Some(pattern) = world.understand(pattern(name, members)) else { return };
        any_of.push(pattern);
    }
    expect(world, any_of).await;
}

#[then(expr = "the application is not told {string}")]
async fn not_told(world: &mut World, name: String) {
    let silence = world.bench.settings().silence();
    expect_none(world, &name, silence).await;
}

#[then(expr = "the application is not told {string} for {span}")]
async fn not_told_for(world: &mut World, name: String, span: SpanText) {
    expect_none(world, &name, span.0).await;
}

#[then("the application is told that its message is published")]
async fn told_published(world: &mut World) {
    let Some(published) = world.last_published() else {
        return world.misuse("no message was taken for publishing");
    };
    expect(world, vec![published]).await;
}

#[then("each message that the client took is finished")]
async fn told_finished(world: &mut World) {
    let any_of = ["published", "sent", "dropped"].map(LinkPattern::on).to_vec();
    let n = world.taken();
    let (settings, all) = (world.bench.settings(), any_of.clone());
    let kind = Kind::IndicationCount { any_of: all, at_least: n, at_most: None };
    world.expect_from_start(settings.reconnect_deadline(), kind).await;
    let kind = Kind::IndicationCount { any_of, at_least: n, at_most: Some(n) };
    world.expect_from_start(settings.silence(), kind).await;
}

#[then(expr = "the application receives {string} on {string}")]
async fn receives(world: &mut World, payload: String, topic_name: String) {
    let message = LinkPattern::message(topic_name.as_bytes(), payload.as_bytes());
    expect(world, vec![message]).await;
}

#[then("the application receives what the server sent")]
async fn receives_what_was_sent(world: &mut World) {
    let Some(message) = world.last_sent() else {
        return world.misuse("no step has the server send a PUBLISH");
    };
    expect(world, vec![message]).await;
}

#[then(expr = "the application is told {string} exactly {int} time(s)")]
async fn told_exactly(world: &mut World, name: String, n: u32) {
    let any_of = vec![LinkPattern::on(&name)];
    for (within, kind) in exactly(world, &any_of, n) {
        world.expect_in(within, kind).await;
    }
}

#[then(expr = "the application has received {string} on {string} exactly {int} time(s)")]
async fn has_received(world: &mut World, payload: String, topic_name: String, n: u32) {
    let any_of = vec![LinkPattern::message(topic_name.as_bytes(), payload.as_bytes())];
    for (within, kind) in exactly(world, &any_of, n) {
        world.expect_from_start(within, kind).await;
    }
}

/// So many come in the client's time for telling, and then no more in its time of silence.
fn exactly(world: &World, any_of: &[LinkPattern], n: u32) -> [(Span, Kind); 2] {
    let settings = world.bench.settings();
    let count = |at_most| Kind::IndicationCount { any_of: any_of.to_vec(), at_least: n, at_most };
    [(world.told_deadline(any_of), count(None)), (settings.silence(), count(Some(n)))]
}

/// The indication `name` with these members in JSON.
fn pattern(name: &str, members: &str) -> serde_json::Result<LinkPattern> {
    let members: Members = serde_json::from_str(members)?;
    let with = |pattern: LinkPattern, (name, value): (String, _)| pattern.with(&name, value);
    Ok(members.into_iter().fold(LinkPattern::on(name), with))
}

async fn expect(world: &mut World, any_of: Vec<LinkPattern>) {
    let within = world.told_deadline(&any_of);
    world.expect_in(within, Kind::Indication { any_of }).await;
}

async fn expect_none(world: &mut World, name: &str, span: Span) {
    world.expect_in(span, Kind::NoIndication { any_of: vec![LinkPattern::on(name)] }).await;
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: THEN,
        expression: "the application is told {string}",
        example: "the application is told \"connected\"",
        meaning: "Such an indication of the control link comes within the client's time.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is told {string} with:",
        example: "the application is told \"refused\" with:",
        meaning: "The same, with the members of the doc string in JSON.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is told one of:",
        example: "the application is told one of:",
        meaning: "One of the indications of the doc string comes, `refused {\"code\":5}`, one a line.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is not told {string}",
        example: "the application is not told \"connected\"",
        meaning: "No such indication has come since the stimulus, nor comes in the client's time of silence.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is not told {string} for {span}",
        example: "the application is not told \"connected\" for 2 s",
        meaning: "The same for a time of one's own.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is told that its message is published",
        example: "the application is told that its message is published",
        meaning: "The last message published is finished.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "each message that the client took is finished",
        example: "each message that the client took is finished",
        meaning: "In the whole scenario each message taken for publishing is told once as published, \
                  sent or dropped.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application receives {string} on {string}",
        example: "the application receives \"hi\" on \"a/b\"",
        meaning: "This payload on this Topic Name is delivered to the application.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application receives what the server sent",
        example: "the application receives what the server sent",
        meaning: "The last PUBLISH of a step is delivered to the application as it was sent, as far as \
                  the client shows it.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application is told {string} exactly {int} time(s)",
        example: "the application is told \"published\" exactly 3 times",
        meaning: "So many such indications have come since the stimulus, and no more come in the client's \
                  time of silence.",
        file: FILE,
    },
    Phrase {
        keywords: THEN,
        expression: "the application has received {string} on {string} exactly {int} time(s)",
        example: "the application has received \"hi\" on \"a/b\" exactly 1 time",
        meaning: "In the whole scenario this message was delivered so many times.",
        file: FILE,
    },
];

const FILE: &str = "told.rs";
