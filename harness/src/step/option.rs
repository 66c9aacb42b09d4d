//! The options with which the application connects.

use cucumber::{gherkin::Step, given, when};
use mqttspec_link::{Members, command::ConnectOptions};
use serde_json::Value;

use super::{
    World,
    parameter::SpanText,
    phrase::{Phrase, STIMULUS},
};

#[given(expr = "the application asks for Keep Alive {span}")]
#[when(expr = "the application asks for Keep Alive {span}")]
async fn keep_alive(world: &mut World, seconds: SpanText) {
    world.ask_for_keep_alive(seconds.0);
}

#[given(expr = "the application asks for Clean Session {int}")]
#[when(expr = "the application asks for Clean Session {int}")]
async fn clean_session(world: &mut World, flag: u8) {
    world.options.clean_session = Some(flag != 0);
}

#[given(expr = "the application asks for:")]
#[when(expr = "the application asks for:")]
async fn options(world: &mut World, #[step] step: &Step) {
    let rows = step.table.iter().flat_map(|table| &table.rows);
    let given = members(rows.map(Vec::as_slice));
    match given.and_then(|members| {
        let options = serde_json::from_value::<ConnectOptions>(Value::Object(members));
        options.map_err(|error| error.to_string())
    }) {
        Ok(options) => world.options = options.over(&world.options),
        Err(text) => world.misuse(&text),
    }
}

/// Members from rows `name | JSON value`; a dot in the name goes into a nested object.
pub(super) fn members<'a>(rows: impl Iterator<Item = &'a [String]>) -> Result<Members, String> {
    let mut members = Members::new();
    for row in rows {
        let [name, value] = row else {
            return Err("a row holds an option's name and its value in JSON".into());
        };
        let value: Value =
            serde_json::from_str(value).map_err(|error| format!("{name}: {error}"))?;
        match name.split_once('.') {
            None => {
                members.insert(name.clone(), value);
            }
            Some((outer, inner)) => {
                let nested = members.entry(outer).or_insert_with(|| Value::Object(Members::new()));
                let Value::Object(nested) = nested else {
                    return Err(format!("{outer} is given whole and in parts"));
                };
                nested.insert(inner.into(), value);
            }
        }
    }
    Ok(members)
}

pub(super) const PHRASES: &[Phrase] = &[
    Phrase {
        keywords: STIMULUS,
        expression: "the application asks for Keep Alive {span}",
        example: "the application asks for Keep Alive 2 s",
        meaning: "Connects from now on with this Keep Alive.",
        file: "option.rs",
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application asks for Clean Session {int}",
        example: "the application asks for Clean Session 0",
        meaning: "Connects from now on with this Clean Session flag.",
        file: "option.rs",
    },
    Phrase {
        keywords: STIMULUS,
        expression: "the application asks for:",
        example: "the application asks for:",
        meaning: "Connects from now on with the options of the table: a name of the control link's \
                  connect and a value in JSON in each row, `will.topic | \"a/b\"`.",
        file: "option.rs",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[[&str; 2]]) -> Result<Members, String> {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(ToString::to_string).collect()).collect();
        members(rows.iter().map(Vec::as_slice))
    }

    #[test]
    fn rows_become_members_and_dots_nest() {
        let rows = [["keep_alive_s", "2"], ["will.topic", "\"w\""], ["will.qos", "1"]];
        let expected = serde_json::json!({"keep_alive_s": 2, "will": {"topic": "w", "qos": 1}});
        assert_eq!(Value::Object(read(&rows).unwrap()), expected);
    }

    #[test]
    fn a_value_that_is_not_json_is_named() {
        assert!(read(&[["client_id", "cut"]]).unwrap_err().starts_with("client_id: "));
        assert!(read(&[["will", "1"], ["will.qos", "1"]]).is_err());
    }
}
