//! Input that is wrong: one clear message with its place, and the right exit code.

use crate::command::{Ended, Scratch};

#[test]
fn a_cut_file_with_a_mistake_is_named_with_its_line() {
    let scratch = Scratch::new();
    let cut = scratch.file("x.toml", "name = \"x\"\n[link]\nstdoi = [\"a\"]\n");
    let ended = scratch.run(&["run", "--cut", &cut]).with_code(2);
    assert!(ended.stderr.contains(&cut) && ended.stderr.contains("line 3"), "{}", ended.stderr);
    let ended = scratch.run(&["run", "--cut", "nowhere.toml"]).with_code(2);
    assert!(ended.stderr.contains("nowhere.toml"), "{}", ended.stderr);
}

#[test]
fn a_feature_file_with_a_mistake_is_named_with_its_line() {
    let scratch = Scratch::new();
    scratch.file("f/a.feature", "@must @MQTT-3.1.0-1\nFeature: A\n  Scenario: one\n    When a\n");
    let bad = scratch.file("f/b.feature", "Feature: B\n  Scenario: no level\n    When a\n");
    let ended = scratch.run(&["run", "--cut", "reference", "--features", "f"]).with_code(2);
    assert!(ended.stderr.contains("f/b.feature:2: "), "{bad}: {}", ended.stderr);
}

#[test]
fn an_unknown_step_is_named_with_its_line_and_the_step_that_was_meant_before_anything_runs() {
    let scratch = Scratch::new();
    let text = "@must @MQTT-3.1.0-1\nFeature: A\n  Scenario: one\n    \
                When the aplication connects\n";
    scratch.file("f/a.feature", text);
    let message = "f/a.feature:4: undefined step \"When the aplication connects\"; did you mean \
                   \"the application connects\"?";
    for arguments in [
        ["run", "--cut", "reference", "--features", "f"].as_slice(),
        &["mutants", "--features", "f"],
        &["lint", "f"],
        &["lint", "f/a.feature"],
    ] {
        let ended = scratch.run(arguments).with_code(2);
        let said = ended.stdout + &ended.stderr;
        assert!(said.contains(message), "{arguments:?}: {said}");
    }
}

#[test]
fn a_folder_without_features_is_no_green_run() {
    let scratch = Scratch::new();
    scratch.file("f/readme.txt", "");
    scratch.run(&["run", "--features", "f"]).with_code(2);
    scratch.run(&["run", "--features", "nowhere"]).with_code(4);
}

#[test]
fn a_disk_that_is_full_does_not_hide_what_was_found() {
    let scratch = Scratch::with_features();
    // No file may grow beyond one block, and the signal of that is ignored: writes fail.
    let script = format!(
        "trap '' XFSZ; ulimit -f 1; exec {} run --cut reference --out out --features f \
         --name 'a subscription has its flags'",
        env!("CARGO_BIN_EXE_mqttspec"),
    );
    let shell = std::process::Command::new("sh")
        .args(["-c", &script])
        .current_dir(scratch.path(""))
        .output()
        .unwrap();
    let ended = Ended::from(shell).with_code(4);
    assert!(ended.stdout.contains("failed to write out/traces/"), "{}", ended.stdout);
    assert!(ended.stdout.contains("1 ERROR"), "{}", ended.stdout);
    assert!(ended.stderr.contains("error: failed to write out/"), "{}", ended.stderr);
}

#[test]
fn a_place_for_reports_that_cannot_be_is_named_before_anything_runs() {
    let scratch = Scratch::new();
    scratch.file("file", "");
    let ended = scratch.run(&["run", "--cut", "reference", "--out", "file"]).with_code(4);
    assert!(ended.stderr.contains("failed to write file"), "{}", ended.stderr);
    assert_eq!(ended.stdout, "");
}

#[test]
fn a_run_that_is_no_run_is_named() {
    let scratch = Scratch::new();
    let ended = scratch.run(&["judge", "nowhere"]).with_code(2);
    assert!(ended.stderr.contains("nowhere is not the folder of a run"), "{}", ended.stderr);
    scratch.file("bad/run.json", "{\"format\":1,\n\"tool\":7}");
    let ended = scratch.run(&["judge", "bad"]).with_code(2);
    assert!(
        ended.stderr.contains("bad/run.json: ") && ended.stderr.contains("line 2"),
        "{}",
        ended.stderr
    );
}
