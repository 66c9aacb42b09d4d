//! A stored run, judged again: the same verdicts and the same reports.

use crate::command::{Scratch, files_below};

/// A report of one client that keeps every statement can be sent by mail.
const REPORT_BYTES_MAX: usize = 3_000_000;

#[test]
fn judging_the_whole_suite_again_gives_the_same_reports_byte_by_byte() {
    let scratch = Scratch::new();
    let ran = scratch.run(&["run", "--cut", "reference", "--out", "out"]);
    let again = scratch.run(&["judge", "out", "--out", "again"]);
    assert_eq!(ran.code, again.code, "{again:#?}");
    for name in ["report.json", "junit.xml", "report.md"] {
        let (ran, again) =
            (scratch.read(&format!("out/{name}")), scratch.read(&format!("again/{name}")));
        assert!(ran == again, "{name}\n{ran}\n{again}");
        assert!(ran.len() < REPORT_BYTES_MAX, "{name} has {} bytes", ran.len());
    }
    assert!(files_below(&scratch.path("out/traces")).len() > 12);
}

#[test]
fn a_broken_client_is_judged_broken_again() {
    let scratch = Scratch::with_features();
    let mutant = ["--features", "f", "--tags", "@MQTT-3.3.1-1", "--mutant", "resend-without-dup"];
    let mut arguments = vec!["run", "--cut", "reference", "--out", "out"];
    arguments.extend(mutant);
    scratch.run(&arguments).with_code(1);
    let again = scratch.run(&["judge", "out"]).with_code(1);
    assert!(again.stdout.contains("mutant resend-without-dup  MQTT-3.3.1-1"), "{}", again.stdout);
}

#[test]
fn a_trace_that_is_torn_is_an_error_with_its_line_and_the_others_are_judged() {
    let scratch = Scratch::with_features();
    let select = ["--features", "f"];
    let mut arguments = vec!["run", "--cut", "reference", "--out", "out"];
    arguments.extend(select);
    scratch.run(&arguments).with_code(0);
    let name = files_below(&scratch.path("out/traces")).remove(0);
    let name = format!("out/traces/{}", name.display());
    let text = scratch.read(&name);
    scratch.file(&name, &text[..text.len() - 1]);
    let ended = scratch.run(&["judge", "out"]).with_code(4);
    assert!(ended.stdout.contains("the last line is torn"), "{}", ended.stdout);
    assert!(ended.stdout.contains("3 pass"), "{}", ended.stdout);
}

#[test]
fn verdicts_do_not_depend_on_how_many_run_at_once() {
    let scratch = Scratch::with_features();
    let outcomes = |jobs: &str, out: &str| {
        scratch.run(&[
            "run",
            "--cut",
            "reference",
            "--features",
            "f",
            "--jobs",
            jobs,
            "--out",
            out,
        ]);
        let report: serde_json::Value =
            serde_json::from_str(&scratch.read(&format!("{out}/report.json"))).unwrap();
        let scenarios = report["clients"][0]["scenarios"].as_array().unwrap().clone();
        scenarios.iter().map(|s| format!("{} {}", s["id"], s["outcome"])).collect::<Vec<_>>()
    };
    assert_eq!(outcomes("1", "one"), outcomes("8", "eight"));
}
