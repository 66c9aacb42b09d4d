//! The kit for C: compiled by the machine's compiler without a warning, and held against the
//! crate's own framing.

use std::{path::PathBuf, process::Command};

use libtest_mimic::Failed;
use mqttspec_link::{
    FromShim,
    framing::{Line, Order, guarded},
};
use serde_json::json;

use super::{connect, expect, fixtures, process::Shim};

/// The fake client, compiled.
pub(super) fn fake(name: &str) -> Result<PathBuf, Failed> {
    let program = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    let kit = fixtures().join("clients/kit");
    let output = Command::new("cc")
        .args(["-std=c99", "-D_POSIX_C_SOURCE=200809L", "-Wall", "-Wextra", "-Werror"])
        .args(["-pedantic", "-O1", "-I"])
        .arg(&kit)
        .arg("-o")
        .arg(&program)
        .arg(PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/kits/fake.c"))
        .args([kit.join("mqttspec_link.c"), kit.join("mqttspec_link_posix.c")])
        .output()?;
    if output.status.success() {
        return Ok(program);
    }
    Err(String::from_utf8_lossy(&output.stderr).into_owned().into())
}

/// What is not done in time is answered all the same, behind what was heard meanwhile.
pub(super) fn answers_in_time(shim: &mut Shim) -> Result<(), Failed> {
    connect(shim)?;
    shim.send(&json!({"seq": 5, "do": "disconnect"}).to_string())?;
    expect(&shim.next()?["on"], &json!("message"))?;
    expect(&shim.next()?["on"], &json!("disconnected"))?;
    let reply = shim.next()?;
    expect(&json!([reply["re"], reply["error"]["kind"]]), &json!([5, "io"]))
}

/// A guarded link: a damaged command is not done, lines are numbered and come again.
pub(super) fn guards(shim: &mut Shim) -> Result<(), Failed> {
    let mut order = Order::new();
    let ready = message(shim, &mut order)?;
    expect(&json!(ready.contains("\"boot\":9")), &json!(true))?;
    let command = r#"{"seq":1,"do":"reset"}"#;
    shim.send(&guarded::encode(command).replace("reset", "resex"))?;
    shim.send(&format!("I (12) boot: {}", guarded::encode(command).trim_end()))?;
    let first = shim.line()?;
    let numbered = guarded::encode(r#"{"re":1,"ok":{},"n":2}"#);
    expect(&json!(first), &json!(numbered.trim_end()))?;
    shim.send(guarded::encode(r#"{"seq":2,"do":"again","from":1}"#).trim_end())?;
    for _ in 0..2 {
        message(shim, &mut order)?;
    }
    let reply = message(shim, &mut order)?;
    expect(&json!(reply), &json!(r#"{"re":2,"ok":{}}"#))
}

/// The next line, in order; empty where it came before.
fn message(shim: &mut Shim, order: &mut Order) -> Result<String, Failed> {
    let line = shim.line()? + "\n";
    let lines = guarded::Deframer::new(4096).feed(line.as_bytes());
    let [Line::Object(json)] = lines.as_slice() else {
        return Err(format!("not one intact line: {lines:?}").into());
    };
    let messages = order.accept(json).map_err(|error| error.to_string())?;
    Ok(messages.iter().map(FromShim::to_line).collect())
}
