//! What is known of a document's promise, for `mqttspec explain`.

use std::fmt::Write as _;

use mqttspec_core::spec::{Promise, Promises, RequirementId};
use serde_json::json;

/// The promise of an id, however its letters are written.
pub(super) fn find(text: &str) -> Option<&'static Promise> {
    let name = text.trim_matches(['[', ']', '@']).to_uppercase();
    let id = name.parse::<RequirementId>().ok()?;
    Promises::embedded().promise(&id)
}

/// It and what checks it, for people.
pub(super) fn as_text(promise: &Promise) -> String {
    let Promise { id, system, statement, .. } = promise;
    let mut text = format!("{id}  (profile, promised by {system})\n\n  {statement}\n");
    let mut list = |title: &str, lines: &[String]| {
        if !lines.is_empty() {
            let _ = writeln!(text, "\n{title}\n  {}", lines.join("\n  "));
        }
    };
    list("scenarios", &promise.scenarios);
    list("tests of the reference client", &promise.tests);
    list("what is not checked or not done", promise.reason.as_slice());
    text
}

/// The same as data.
pub(super) fn as_json(promise: &Promise) -> String {
    let document = json!({
        "id": promise.id.as_str(),
        "level": "profile",
        "system": promise.system,
        "statement": promise.statement,
        "scenarios": promise.scenarios,
        "tests": promise.tests,
        "reason": promise.reason,
    });
    format!("{document:#}\n")
}
