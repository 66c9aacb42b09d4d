//! What `mqttspec new` writes runs as it is.

use std::process::Command;

use crate::command::Scratch;

#[test]
fn a_new_feature_is_well_formed_and_passes() {
    let scratch = Scratch::new();
    scratch.run(&["new", "feature", "f/my_first.feature"]).with_code(0);
    scratch.run(&["lint", "f"]).with_code(0);
    let ended = scratch.run(&["run", "--cut", "reference", "--features", "f"]).with_code(0);
    assert!(ended.stdout.contains("reference simulated  1 pass"), "{}", ended.stdout);
}

#[test]
fn a_new_feature_names_the_statement_that_was_asked_for() {
    let scratch = Scratch::new();
    let path = "rob.feature";
    scratch.run(&["new", "feature", path, "--requirement", "rob-backoff-1"]).with_code(0);
    assert!(scratch.read(path).contains("@ROB-BACKOFF-1 @robust\n"), "{}", scratch.read(path));
    scratch.run(&["lint", path]).with_code(0);
}

/// A new shim in `language`, judged; it is built first where it has to be.
fn a_new_shim_is_reached_and_offers_nothing_yet(language: &str) {
    let scratch = Scratch::new();
    scratch.run(&["new", "shim", "mine", "--language", language]).with_code(0);
    let arguments = ["run", "--cut", "mine/mine.toml", "--tags", "@MQTT-3.1.0-1"];
    if scratch.path("mine/Makefile").exists() {
        let ended = scratch.run(&arguments).with_code(4);
        assert!(ended.stderr.contains("is not there; install it: make -C mine"), "{ended:#?}");
        let made = Command::new("make").arg("-C").arg(scratch.path("mine")).output().unwrap();
        assert!(made.status.success() && made.stderr.is_empty(), "{made:#?}");
    }
    let ended = scratch.run(&arguments).with_code(3);
    assert!(ended.stdout.contains("the client does not support connect"), "{}", ended.stdout);
}

#[test]
fn a_new_shim_in_python_is_reached() {
    a_new_shim_is_reached_and_offers_nothing_yet("python");
}

#[test]
fn a_new_shim_in_c_is_reached_once_it_is_built() {
    a_new_shim_is_reached_and_offers_nothing_yet("c");
}

#[test]
fn a_new_shim_in_javascript_is_reached() {
    let installed = Command::new("node").arg("--version").output().is_ok();
    if !installed && std::env::var_os("MQTTSPEC_REQUIRE").is_none() {
        eprintln!("SKIPPED: node is not installed");
        return;
    }
    a_new_shim_is_reached_and_offers_nothing_yet("js");
}

#[test]
fn what_is_there_already_stays() {
    let scratch = Scratch::new();
    scratch.file("mine/mine.toml", "mine");
    scratch.file("f.feature", "mine");
    for arguments in [["new", "shim", "mine"], ["new", "feature", "f.feature"]] {
        let ended = scratch.run(&arguments).with_code(2);
        assert!(ended.stderr.contains("is there already"), "{}", ended.stderr);
    }
    assert_eq!(
        (scratch.read("mine/mine.toml"), scratch.read("f.feature")),
        ("mine".into(), "mine".into())
    );
    for name in ["../x", "a b", ""] {
        scratch.run(&["new", "shim", name]).with_code(2);
    }
}
