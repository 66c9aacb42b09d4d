//! A client behind a serial line: its link is guarded, short and loses bytes.

#![expect(clippy::unwrap_used, reason = "a test that cannot be set up fails")]

use std::{
    io::{Read, Write},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    sync::Arc,
    thread,
};

use mqttspec::{
    bench::BenchPlan,
    campaign::{plan::plan, run_one::run_one},
    cut::{Cut, Framing, LinkKind, Seats},
    features::FeatureFile,
};
use mqttspec_core::{
    judge::{Judgement, judge},
    spec::Catalogue,
    time::Span,
    trace::{BenchKind, Event, Settings, Trace},
    verdict::Verdict,
};

const PROGRAM: &str = env!("CARGO_BIN_EXE_mqttspec");

const EXCHANGE: &str = "    Given a client connected
    And the application subscribes to \"a/#\" with QoS 1
    When the server publishes 8 messages to \"a/b\" with QoS 1
    And the application publishes 5 messages to \"c\" with QoS 2
    Then the application is told \"message\" exactly 8 times
    And the application is told \"published\" exactly 5 times";

fn cut(link: LinkKind) -> Cut {
    Cut {
        name: "serial".into(),
        link,
        framing: Framing::Guarded,
        without: Vec::new(),
        settings: Settings::default(),
        deviations: Vec::new(),
        requires: None,
    }
}

fn guarded_shim(arguments: &[&str]) -> Cut {
    let command = [PROGRAM, "shim", "reference", "--guarded"];
    let command = command.iter().chain(arguments).map(ToString::to_string).collect();
    cut(LinkKind::Stdio { command, folder: PathBuf::new() })
}

fn run(cut: Cut, steps: &str) -> (Trace, Judgement) {
    let text = format!("@must @MQTT-3.1.0-1\nFeature: f\n  Scenario: s\n{steps}\n");
    let (scenarios, bad) = plan(&[FeatureFile { path: "f.feature".into(), text }]);
    assert!(bad.is_empty(), "{bad:?}");
    let seats = Arc::new(Seats::new(cut, PROGRAM.into()));
    let plan =
        BenchPlan { kind: BenchKind::Live, seats, mutant: None, seed: 1, slowness: Span::ZERO };
    let trace = run_one(&scenarios[0], &plan).unwrap();
    let judgement = judge(&trace, Catalogue::embedded());
    (trace, judgement)
}

#[track_caller]
fn assert_passes(cut: Cut, steps: &str) -> Trace {
    let (trace, judgement) = run(cut, steps);
    assert_eq!(judgement.verdict, Verdict::Pass, "{judgement:#?}\n{}", trace.to_lines());
    trace
}

#[test]
fn a_guarded_link_over_a_pipe_is_a_link_as_any_other() {
    assert_passes(guarded_shim(&[]), EXCHANGE);
}

#[test]
fn a_line_that_loses_bytes_loses_and_doubles_no_message() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let shim = thread::spawn(move || {
        let (line, _) = listener.accept().unwrap();
        let mut shim = Shim::start();
        let (input, output) = (shim.0.stdin.take().unwrap(), shim.0.stdout.take().unwrap());
        let (reader, writer) = (line.try_clone().unwrap(), line);
        let to_shim = thread::spawn(move || disturb(reader, input, 1));
        disturb(output, writer, 2) + to_shim.join().unwrap()
    });
    let trace = assert_passes(cut(LinkKind::Tcp(address)), EXCHANGE);
    let damaged = shim.join().unwrap();
    assert!(damaged > 5, "only {damaged} bytes were damaged");
    let lost =
        |event: &Event| matches!(event, Event::ShimLog { text } if text.contains("bad checksum"));
    assert!(trace.records().iter().any(|record| lost(&record.event)), "{}", trace.to_lines());
}

#[test]
fn options_that_are_too_long_for_a_line_reach_the_client_all_the_same() {
    let (client, user) = ("c".repeat(160), "u".repeat(180));
    let steps = format!(
        "    Given the application asks for:
      | client_id | \"{client}\" |
      | user_name | \"{user}\"   |
    When the application connects
    Then the server receives CONNECT client_id=\"{client}\" user_name=\"{user}\""
    );
    assert_passes(guarded_shim(&["--line-max", "256"]), &steps);
}

#[test]
fn what_no_line_of_the_shim_can_say_says_nothing_of_the_client() {
    let topic = "t".repeat(300);
    let steps = format!(
        "    Given a client connected
    When the application publishes \"hi\" to \"{topic}\" with QoS 0
    Then the server receives PUBLISH"
    );
    let (_, judgement) = run(guarded_shim(&["--line-max", "256"]), &steps);
    assert_eq!((judgement.verdict, &judgement.errors[..]), (Verdict::None, &[][..]));
    let reason = judgement.not_applicable.unwrap();
    assert_eq!(reason, "needs line_max of more than 256 bytes, for \"publish\"");
}

/// The shim behind the disturbed line; ended with the test.
struct Shim(Child);

impl Shim {
    fn start() -> Self {
        let mut command = Command::new(PROGRAM);
        command.args(["shim", "reference", "--guarded"]);
        Self(command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap())
    }
}

impl Drop for Shim {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Carries bytes until they end, some of them damaged; how many.
fn disturb(mut from: impl Read, mut to: impl Write, seed: u64) -> u32 {
    let mut random = seed;
    let mut damaged = 0;
    let mut buffer = [0; 1024];
    while let Ok(count @ 1..) = from.read(&mut buffer) {
        for byte in &mut buffer[..count] {
            // Knuth's MMIX generator; its high bits are the good ones.
            random = random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            if (random >> 33).is_multiple_of(NOISE) {
                *byte ^= 0x11;
                damaged += 1;
            }
        }
        if to.write_all(&buffer[..count]).and_then(|()| to.flush()).is_err() {
            break;
        }
    }
    damaged
}

/// One byte in so many is damaged: of the longest lines every other gets through.
const NOISE: u64 = 1000;
