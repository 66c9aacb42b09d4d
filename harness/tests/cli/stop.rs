//! Ctrl-C, SIGTERM and limits: a report of what was done, the right code, nothing left behind.

use std::{
    fs,
    io::Read as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use crate::command::{Ended, Scratch};

/// How long a process may take to be gone.
const DEADLINE: Duration = Duration::from_secs(20);

/// A run whose shim never answers, and the shim's process number.
fn hanging_run(scratch: &Scratch, arguments: &[&str]) -> (Child, String) {
    let fifo = scratch.path("fifo");
    assert!(Command::new("mkfifo").arg(&fifo).status().unwrap().success());
    let cut = scratch.shim(&format!("echo $$ > '{}'\nexec cat > /dev/null\n", fifo.display()));
    let child = scratch
        .command()
        .args(["run", "--out", "out", "--jobs", "1", "--features", "f", "--cut", &cut])
        .args(arguments)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut number = String::new();
    fs::File::open(fifo).unwrap().read_to_string(&mut number).unwrap();
    (child, number.trim().to_owned())
}

fn signal(child: &Child, name: &str) {
    let sent = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(sent.success());
}

fn is_running(number: &str) -> bool {
    let stat = fs::read_to_string(format!("/proc/{number}/stat")).unwrap_or_default();
    let state = stat.rsplit(')').next().and_then(|rest| rest.split_whitespace().next());
    state.is_some_and(|state| state != "Z")
}

fn ends_with(name: &str, code: i32) {
    let scratch = Scratch::with_features();
    let (child, shim) = hanging_run(&scratch, &[]);
    signal(&child, name);
    let began = Instant::now();
    let ended = Ended::from(child.wait_with_output().unwrap()).with_code(code);
    assert!(began.elapsed() < DEADLINE);
    assert!(ended.stdout.contains("not run"), "{}", ended.stdout);
    let report: serde_json::Value = serde_json::from_str(&scratch.read("out/report.json")).unwrap();
    assert_eq!(report["exit_code"], code);
    assert!(scratch.path("out/junit.xml").is_file());
    while is_running(&shim) {
        assert!(began.elapsed() < DEADLINE, "the shim is left behind");
        std::thread::yield_now();
    }
}

#[test]
fn ctrl_c_leaves_a_report_and_no_process() {
    ends_with("-INT", 130);
}

#[test]
fn sigterm_leaves_a_report_and_no_process() {
    ends_with("-TERM", 143);
}

#[test]
fn the_time_limit_ends_a_run_that_hangs() {
    let scratch = Scratch::with_features();
    let (child, _) = hanging_run(&scratch, &["--time-limit", "50ms"]);
    let ended = Ended::from(child.wait_with_output().unwrap()).with_code(3);
    assert!(ended.stdout.contains("the time of --time-limit is over"), "{}", ended.stdout);
}

#[test]
fn max_fail_stops_after_so_many_fails() {
    let scratch = Scratch::with_features();
    let arguments = ["run", "--cut", "reference", "--features", "f", "--out", "out", "--jobs", "1"];
    let mutant = ["--mutant", "resend-without-dup", "--tags", "@MQTT-3.3.1-1", "--max-fail", "1"];
    let ended = scratch.run(&[arguments.as_slice(), &mutant].concat()).with_code(1);
    assert!(ended.stdout.contains("1 FAIL, 1 not run"), "{}", ended.stdout);
}
