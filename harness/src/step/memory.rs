//! How much memory the client uses, as far as `stats` tells.

use cucumber::then;
use mqttspec_core::{expectation::LinkPattern, trace::Event};
use mqttspec_link::Command;
use serde_json::Value;

use super::{
    World,
    phrase::{Phrase, THEN},
};
use crate::bench::Answer;

impl World {
    /// Asks how much memory the client uses; the answer is what its growth is held against.
    pub(super) async fn note_memory(&mut self) {
        let Answer::Taken(members) = self.command(&Command::Stats).await else { return };
        self.memory_noted = members.get(HEAP_USED).and_then(Value::as_u64);
        if self.memory_noted.is_none() {
            self.bench.record(Event::Lacks { capability: format!("{HEAP_USED} in stats") });
        }
    }
}

#[then(expr = "the client's memory in use has grown by at most {int} B")]
async fn has_grown(world: &mut World, bytes: u64) {
    let Some(noted) = world.memory_noted else { return };
    let most = LinkPattern::ok_at_most(HEAP_USED, noted.saturating_add(bytes));
    world.expect_reply(&Command::Stats, most).await;
}

const HEAP_USED: &str = "heap_used";

pub(super) const PHRASES: &[Phrase] = &[Phrase {
    keywords: THEN,
    expression: "the client's memory in use has grown by at most {int} B",
    example: "the client's memory in use has grown by at most 65536 B",
    meaning: "Asked again, it uses no more than so many bytes beyond what the last \
                  `the application does stats` was told.",
    file: FILE,
}];

const FILE: &str = "memory.rs";
