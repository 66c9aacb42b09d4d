//! What `mqttspec new` writes runs as it is.

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

#[test]
fn a_new_shim_is_reached_and_offers_nothing_yet() {
    let scratch = Scratch::new();
    scratch.run(&["new", "shim", "mine"]).with_code(0);
    let ended = scratch.run(&["run", "--cut", "mine/mine.toml", "--tags", "@MQTT-3.1.0-1"]);
    let ended = ended.with_code(3);
    assert!(ended.stdout.contains("the client does not support connect"), "{}", ended.stdout);
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
