//! Each exit code, from a client that earns it.

use crate::command::{ONE, Scratch};

/// A shim that answers everything and never opens a Network Connection.
const NEVER_CONNECTS: &str = r#"
while read -r line; do
  seq=${line#*\"seq\":}; seq=${seq%%,*}; seq=${seq%%\}*}
  case $line in
    *'"hello"'*) echo "{\"re\":$seq,\"ok\":{\"link\":1,\"client\":\"still\",\"clients\":0,\"line_max\":65536,\"features\":[\"v3.1.1\",\"tcp\"],\"hides\":[]}}" ;;
    *'"reset"'*) echo "{\"re\":$seq,\"ok\":{}}" ;;
    *'"connect"'*) echo "{\"re\":$seq,\"ok\":{}}" ;;
    *'"exit"'*) echo "{\"re\":$seq,\"ok\":{}}"; exit 0 ;;
    *) echo "{\"re\":$seq,\"unsupported\":\"it\"}" ;;
  esac
done
"#;

fn run_one(scratch: &Scratch, arguments: &[&str]) -> crate::command::Ended {
    let mut all = vec!["run", "--out", "out"];
    all.extend(ONE);
    all.extend(arguments);
    scratch.run(&all)
}

#[test]
fn a_client_that_keeps_every_statement_is_0() {
    let scratch = Scratch::with_features();
    let ended = run_one(&scratch, &["--cut", "reference"]).with_code(0);
    assert!(ended.stdout.contains("reference simulated  1 pass"), "{}", ended.stdout);
    for name in ["run.json", "report.json", "report.md", "junit.xml"] {
        assert!(scratch.path("out").join(name).is_file(), "{name}");
    }
}

#[test]
fn the_json_report_on_stdout_is_that_of_the_folder() {
    let scratch = Scratch::with_features();
    let ended = run_one(&scratch, &["--cut", "reference", "--json"]).with_code(0);
    assert_eq!(ended.stdout, scratch.read("out/report.json"));
    let report: serde_json::Value = serde_json::from_str(&ended.stdout).unwrap();
    assert_eq!(report["clients"][0]["scenarios"][0]["outcome"], "pass");
}

#[test]
fn the_summary_of_a_github_job_is_added_to() {
    let scratch = Scratch::with_features();
    let summary = scratch.file("summary.md", "of another step\n");
    let mut command = scratch.command();
    command.args(["run", "--cut", "reference"]).args(ONE).env("GITHUB_STEP_SUMMARY", summary);
    assert!(command.output().unwrap().status.success());
    let begin = "of another step\n# MQTT 3.1.1 client conformance\n";
    assert!(scratch.read("summary.md").starts_with(begin));
    let manifest: serde_json::Value =
        serde_json::from_str(&scratch.read("mqttspec-report/run.json")).unwrap();
    assert_eq!(manifest["seed"], 1);
    assert!(manifest["columns"][0]["client_version"].is_string(), "{manifest:#}");
}

#[test]
fn a_client_that_breaks_a_statement_is_1() {
    let scratch = Scratch::with_features();
    let arguments = ["--name", "an idle client sends PINGREQ", "--mutant", "late-pingreq"];
    let mut all = vec!["run", "--out", "out", "--cut", "reference", "--features", "f"];
    all.extend(arguments);
    let ended = scratch.run(&all).with_code(1);
    for text in [
        "FAIL  reference simulated, mutant late-pingreq  MQTT-3.1.2-23",
        "expected",
        "found",
        "run alone  mqttspec run --cut reference --name 'an idle client sends PINGREQ' --features f --mutant late-pingreq --simulated",
    ] {
        assert!(ended.stdout.contains(text), "{text}\n{}", ended.stdout);
    }
}

#[test]
fn a_client_that_cannot_connect_is_never_green() {
    let scratch = Scratch::with_features();
    let cut = scratch.shim(NEVER_CONNECTS);
    let ended = run_one(&scratch, &["--cut", &cut]).with_code(3);
    assert!(ended.stdout.contains("1 inconclusive"), "{}", ended.stdout);
    run_one(&scratch, &["--cut", &cut, "--allow-inconclusive"]).with_code(0);
}

#[test]
fn a_shim_that_ends_at_once_is_4() {
    let scratch = Scratch::with_features();
    let cut = scratch.file("false.toml", "name = \"gone\"\n[link]\nstdio = [\"false\"]\n");
    let ended = run_one(&scratch, &["--cut", &cut]).with_code(4);
    assert!(ended.stdout.contains("errors of our side"), "{}", ended.stdout);
    assert!(ended.stdout.contains("1 ERROR"), "{}", ended.stdout);
}

#[test]
fn an_exception_in_the_shim_is_4_with_its_text_and_never_the_clients_fail() {
    for (kind, how) in [("other", "broke on"), ("bad_command", "did not understand")] {
        let scratch = Scratch::with_features();
        let error = format!(r#"\"error\":{{\"kind\":\"{kind}\",\"text\":\"KeyError: 'port'\"}}"#);
        let own = format!(r#"*'"connect"'*) echo "{{\"re\":$seq,{error}}}""#);
        let ok = r#"*'"connect"'*) echo "{\"re\":$seq,\"ok\":{}}""#;
        let cut = scratch.shim(&NEVER_CONNECTS.replace(ok, &own));
        let ended = run_one(&scratch, &["--cut", &cut]).with_code(4);
        let text = format!("bench: the shim {how} \"connect\": KeyError: 'port'");
        assert!(ended.stdout.contains(&text), "{}", ended.stdout);
        assert!(!ended.stdout.contains("FAIL"), "{}", ended.stdout);
    }
}

#[test]
fn a_shim_that_is_not_there_is_4() {
    let scratch = Scratch::with_features();
    let cut = scratch.file("none.toml", "name = \"none\"\n[link]\nstdio = [\"no-such-program\"]\n");
    let ended = run_one(&scratch, &["--cut", &cut]).with_code(4);
    assert!(ended.stdout.contains("no-such-program"), "{}", ended.stdout);
}

#[test]
fn a_shim_that_prints_garbage_is_4() {
    let scratch = Scratch::with_features();
    let cut = scratch.shim("read -r line; echo '{]garbage'; printf '\\377\\n'; exit 0");
    run_one(&scratch, &["--cut", &cut]).with_code(4);
}

#[test]
fn a_client_that_cannot_be_reached_is_not_tried_for_ever() {
    let scratch = Scratch::with_features();
    let cut = scratch.shim("read -r line; echo x >> tries; exit 1");
    let ended = scratch
        .run(&["run", "--out", "out", "--jobs", "1", "--features", "f", "--cut", &cut])
        .with_code(4);
    assert!(ended.stdout.contains("was not reached 3 times in a row"), "{}", ended.stdout);
    assert_eq!(scratch.read("tries").lines().count(), 3);
}

#[test]
fn a_foreign_client_whose_shim_is_not_here_says_where_it_is() {
    let ended = Scratch::new().run(&["run", "--cut", "libmosquitto"]).with_code(4);
    assert!(ended.stderr.contains("a file of the project: run it in a checkout"), "{ended:#?}");
}

#[test]
fn wrong_use_is_2_and_runs_nothing() {
    let scratch = Scratch::with_features();
    scratch.file("mine/mine.toml", "");
    for (arguments, message) in [
        (vec!["run", "--cut", "rumqtc"], "did you mean \"rumqttc\"?"),
        (vec!["run", "--tags", "@must and"], "is not a tag expression"),
        (
            vec!["run", "--features", "f", "--name", "an idle client sends PINGREK"],
            "did you mean \"an idle client sends PINGREQ\"?",
        ),
        (vec!["run", "--tags", "@MQTT-3.3.1-1 and @slwo"], "none has the tag @slwo; did you mean"),
        (vec!["run", "--name", "zzz"], "none has \"zzz\" in its title"),
        (vec!["list", "--tags", "@must and not @must"], "for none of them at once"),
        (vec!["run", "--cut", "f"], "f is no cut file: one ends in .toml"),
        (vec!["run", "--cut", "mine"], "did you mean mine/mine.toml?"),
        (vec!["run", "--cut", "no/such"], "no/such is no cut file"),
        (vec!["explain", "MQTT-9"], "no statement has the id \"MQTT-9\" (all: "),
        (vec!["explain", "3.14"], "there are MQTT-3.14.1-1, MQTT-3.14.4-1, "),
        (vec!["explain", "3.8.1-9"], "there are MQTT-3.8.1-1 "),
        (vec!["explain", "ROB-BACKOF-1"], "did you mean \"ROB-BACKOFF-1\"?"),
        (vec!["explain", "MQTT-3"], " such as MQTT-3.1.0-1, "),
        (vec!["run", "--shard", "3/2"], "parts count from 1"),
        (vec!["run", "--cut", "rumqttc", "--simulated"], "only the reference client can"),
        (vec!["run", "--mutant", "late-pingrek"], "did you mean \"late-pingreq\"?"),
        (vec!["run", "--time-limit", "5"], "250ms, 90s, 5m or 1h"),
        (vec!["run", "--live", "--simulated"], "cannot be used with"),
        (vec!["jugde"], "similar subcommand"),
        (vec!["run", "--jobs", "0"], "--jobs"),
    ] {
        let ended = scratch.run(&arguments).with_code(2);
        assert!(ended.stderr.contains(message), "{arguments:?}: {}", ended.stderr);
    }
    assert!(!scratch.path("mqttspec-report").exists(), "nothing was run");
}

#[test]
fn help_and_lists_are_0() {
    let scratch = Scratch::new();
    for arguments in [
        vec!["--help"],
        vec!["run", "--help"],
        vec!["--version"],
        vec!["list"],
        vec!["list", "requirements"],
        vec!["list", "clients"],
        vec!["list", "mutants", "--json"],
        vec!["explain", "espmqtt-feat-02"],
        vec!["explain", "ESPMQTT-FEAT-02", "--json"],
        vec!["completions", "bash"],
    ] {
        let ended = scratch.run(&arguments).with_code(0);
        assert!(!ended.stdout.is_empty(), "{arguments:?}");
        assert_eq!(ended.stderr, "", "{arguments:?}");
    }
}

#[test]
fn a_tag_that_no_scenario_has_is_noted_where_others_are_selected() {
    let scratch = Scratch::with_features();
    let note = |expression: &str| {
        scratch.run(&["list", "--features", "f", "--tags", expression]).with_code(0).stderr
    };
    assert_eq!(note("@must and not @slow"), "", "a tag that the suite has elsewhere");
    let expected = "note: no scenario has the tag @slwo; did you mean \"slow\"?\n";
    assert_eq!(note("@must and not @slwo"), expected);
}
