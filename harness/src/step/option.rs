//! The options with which the application connects.

use std::io;

use cucumber::{gherkin::Step, given, when};
use mqttspec_core::verdict::ErrorClass;
use mqttspec_link::{Members, command::ConnectOptions};
use serde_json::Value;

use super::{
    World,
    phrase::{GIVEN, Phrase, STIMULUS},
};

#[given(expr = "the application asks for:")]
#[when(expr = "the application asks for:")]
async fn options(world: &mut World, #[step] step: &Step) {
    ask_for(world, step.table.iter().flat_map(|table| &table.rows).cloned().collect());
}

#[given(expr = "the application asks for the preset {string}, or else for:")]
async fn preset(world: &mut World, name: String, #[step] step: &Step) {
    if world.bench.offers("preset") {
        world.options.preset = Some(name);
        return;
    }
    let rows = step.table.iter().flat_map(|table| &table.rows);
    // What a client lacks that a third cell names is not asked of it.
    let offered = rows.filter(|row| {
        let feature = row.get(2).map_or("", String::as_str);
        feature.is_empty() || world.bench.offers(feature)
    });
    let rows = offered.map(|row| row.iter().take(2).cloned().collect()).collect();
    ask_for(world, rows);
}

/// Adds the options of `rows` to those that the application asks for.
fn ask_for(world: &mut World, mut rows: Vec<Vec<String>>) {
    for value in rows.iter_mut().filter_map(|row| row.get_mut(1)) {
        if let Err(error) = fill_in_ports(world, value) {
            return world.bench.error(ErrorClass::Infrastructure, error.to_string());
        }
    }
    let given = members(rows.iter().map(Vec::as_slice)).and_then(|given| {
        let mut all = to_members(&world.options)?;
        for (name, value) in given {
            match value {
                Value::Null => all.remove(&name),
                value => all.insert(name, value),
            };
        }
        serde_json::from_value(Value::Object(all)).map_err(|error| error.to_string())
    });
    if let Some(options) = world.understand(given) {
        world.options = options;
    }
}

fn to_members(options: &ConnectOptions) -> Result<Members, String> {
    match serde_json::to_value(options) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(other) => Err(format!("options are an object, not {other}")),
        Err(error) => Err(error.to_string()),
    }
}

/// `$closed_port` is one on which nobody listens, `$port` the server's.
fn fill_in_ports(world: &mut World, value: &mut String) -> io::Result<()> {
    if value.contains(CLOSED_PORT) {
        *value = value.replace(CLOSED_PORT, &world.bench.closed_port()?.to_string());
    }
    let (_, port) = world.bench.address();
    *value = value.replace(PORT, &port.to_string());
    Ok(())
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
        expression: "the application asks for:",
        example: "the application asks for:",
        meaning: "Connects from now on with the options of the table: a name of the control link's \
                  connect and a value in JSON in each row, `will.topic | \"a/b\"`; `null` takes an \
                  option back; `$port` is the server's, on `$closed_port` nobody listens.",
        file: FILE,
    },
    Phrase {
        keywords: GIVEN,
        expression: "the application asks for the preset {string}, or else for:",
        example: "the application asks for the preset \"nodemcu\", or else for:",
        meaning: "Connects from now on with the client's own preset of this name; a client without \
                  presets is asked for the options of the table, each row of them that names no \
                  feature in a third cell, or one that the client has.",
        file: FILE,
    },
];

const FILE: &str = "option.rs";

const PORT: &str = "$port";

const CLOSED_PORT: &str = "$closed_port";

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
