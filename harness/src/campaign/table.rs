//! A table of vectors as the rows of a Scenario Outline.
//!
//! ```gherkin
//! @MQTT-2.2.2-2 @must
//! Rule: A client closes the connection on which reserved flags are wrong
//!
//!   @table.packets/suback.close
//!   Scenario Outline: SUBACK with <name>, <state>
//!     Given a client in the state <state>
//!     When the server sends <packet>
//!     Then the client closes the connection
//!
//!     Examples:
//! ```
//!
//! The tag takes the vectors of `fixtures/packets/suback.txt` that judge the statement of the Rule
//! and whose verdict is `close`; each is a scenario. `stay` are those that want no answer, `answer`
//! those that stay connected and want one. The columns are `name`, `state`, `packet` and `answer`.

use std::{collections::BTreeMap, sync::LazyLock};

use cucumber::gherkin;
use include_dir::{Dir, include_dir};
use mqttspec_core::{
    spec::RequirementId,
    wire::vectors::{self, Expected, State, Vector},
};

/// A scenario made of a vector.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// The outline with the vector's values filled in, and tags for what its client has to offer.
    pub(super) scenario: gherkin::Scenario,
    /// Where the vector stands: `suback.txt:9 connected`.
    pub(super) label: String,
}

/// The vectors of each family, by the name of its file.
///
/// # Errors
/// The first row that is wrong, with its place.
pub fn families() -> Result<&'static BTreeMap<String, Vec<Vector>>, &'static str> {
    FAMILIES.as_ref().map_err(String::as_str)
}

/// The label of a vector's scenario.
#[must_use]
pub fn label(family: &str, vector: &Vector) -> String {
    format!("{family}.txt:{} {}", vector.line, vector.state)
}

/// The tables that an outline takes its rows from; none for any other scenario.
pub(super) fn tables(outline: &gherkin::Scenario) -> Vec<&str> {
    outline.tags.iter().filter_map(|tag| tag.strip_prefix(TABLE_TAG)).collect()
}

/// The rows of `table` that judge `requirement`, at least one.
pub(super) fn rows(
    outline: &gherkin::Scenario,
    table: &str,
    requirement: &RequirementId,
) -> Result<Vec<Row>, String> {
    let (family, kind) = table.rsplit_once('.').unwrap_or((table, ""));
    if !KINDS.contains(&kind) {
        return Err(format!("{table} has to end in one of .{}", KINDS.join(", .")));
    }
    let vectors = families()?.get(family).ok_or_else(|| format!("there is no {family}.txt"))?;
    let vectors: Vec<&Vector> = vectors
        .iter()
        .filter(|vector| kind_of(vector) == Some(kind) && vector.requirement == *requirement)
        .collect();
    if vectors.is_empty() {
        return Err(format!("no vector of {table} judges {requirement}"));
    }
    vectors.into_iter().map(|vector| row(outline, family, vector)).collect()
}

/// The word after the file's name that takes a vector; none where the standard leaves it open.
fn kind_of(vector: &Vector) -> Option<&'static str> {
    match (vector.expected, &vector.answer) {
        (Expected::Close, _) => Some("close"),
        (Expected::Stay, None) => Some("stay"),
        (Expected::Stay, Some(_)) => Some("answer"),
        (Expected::Open, _) => None,
    }
}

fn row(outline: &gherkin::Scenario, family: &str, vector: &Vector) -> Result<Row, String> {
    let columns = [
        ("<name>", vector.name.clone()),
        ("<state>", vector.state.to_string()),
        ("<packet>", vector.packet.to_string()),
        ("<answer>", vector.answer.as_ref().map(ToString::to_string).unwrap_or_default()),
    ];
    let fill = |text: &mut String| {
        for (column, value) in &columns {
            *text = text.replace(column, value);
        }
    };
    let mut scenario = outline.clone();
    fill(&mut scenario.name);
    for step in &mut scenario.steps {
        if step.value.contains("<answer>") && vector.answer.is_none() {
            return Err(format!("{} wants no answer", vector.name));
        }
        fill(&mut step.value);
        step.docstring.iter_mut().for_each(fill);
    }
    let needs = needs(vector).into_iter().map(|need| format!("needs.{need}"));
    scenario.tags.extend(needs);
    Ok(Row { scenario, label: label(family, vector) })
}

/// What a client has to offer to come into the state of a vector, and to answer it.
fn needs(vector: &Vector) -> Vec<&'static str> {
    let mut needs = match vector.state {
        State::BeforeConnack | State::Connected | State::InFlowSubscribe | State::InFlowPing => {
            Vec::new()
        }
        State::InFlowQos1 => vec!["qos1"],
        State::InFlowQos2Publish | State::InFlowQos2Release | State::InFlowInboundQos2 => {
            vec!["qos2"]
        }
        State::InFlowUnsubscribe => vec!["unsubscribe"],
    };
    let answer = vector.answer.as_ref().map(ToString::to_string).unwrap_or_default();
    if answer.starts_with("PUBREC") || answer.starts_with("PUBCOMP") {
        needs.push("qos2");
    }
    needs
}

static PACKETS: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../fixtures/packets");

static FAMILIES: LazyLock<Result<BTreeMap<String, Vec<Vector>>, String>> = LazyLock::new(|| {
    let texts = PACKETS
        .files()
        .filter_map(|file| Some((file.path().file_stem()?.to_str()?, file.contents_utf8()?)));
    texts
        .map(|(family, text)| match vectors::parse(text) {
            Ok(vectors) => Ok((family.to_owned(), vectors)),
            Err(error) => Err(format!("{family}.txt: {error}")),
        })
        .collect()
});

const TABLE_TAG: &str = "table.packets/";

const KINDS: [&str; 3] = ["close", "stay", "answer"];
