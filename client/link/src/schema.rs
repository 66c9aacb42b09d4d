//! The published JSON Schema is the schema of the types.

use alloc::string::{String, ToString};

use schemars::{JsonSchema, schema_for};

use crate::{FromShim, Members, Request};

/// An even number of hexadecimal digits.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "stands for its schema only")]
pub(crate) struct Hex(#[schemars(regex(pattern = "^([0-9a-fA-F]{2})*$"))] String);

/// Eight hexadecimal digits.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "stands for its schema only")]
pub(crate) struct Crc32(#[schemars(regex(pattern = "^[0-9a-fA-F]{8}$"))] String);

/// Members that link version 1 leaves open.
#[derive(JsonSchema)]
#[schemars(inline)]
#[expect(dead_code, reason = "stands for its schema only")]
pub(crate) struct Open(#[schemars(with = "Map")] Members);

type Map = alloc::collections::BTreeMap<String, serde_json::Value>;

/// A line of either side of the control link, version 1.
#[derive(JsonSchema)]
#[schemars(untagged)]
#[expect(dead_code, reason = "stands for its schema only")]
enum ControlLinkLine {
    FromHarness(alloc::boxed::Box<Request>),
    FromShim(FromShim),
}

#[test]
fn the_published_schema_is_that_of_the_types() {
    extern crate std;
    let mut schema = serde_json::to_string_pretty(&schema_for!(ControlLinkLine)).unwrap();
    schema.push('\n');
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/control_link.schema.json");
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(path, &schema).unwrap();
    }
    let published = std::fs::read_to_string(path).unwrap_or_default();
    assert!(published == schema, "UPDATE_SCHEMA=1 cargo test -p mqttspec-link writes it anew");
}
