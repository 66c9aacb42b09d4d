//! A trace sketched in a few lines, for tests.
//!
//! ```text
//! settings {"keep_alive_tolerance_ms": 100}
//! 0 open                     # connection 1; `open 2` is another
//! 1 > CONNECT keep_alive=2   # the client sends; `2>` does so on connection 2
//! 2 < CONNACK                # the server does
//! 0 connected keep_alive=2   # open, CONNECT with these fields, CONNACK
//! 9 resumed 2                # a second connection: Clean Session 0, Session Present 1
//! 900 end >                  # FIN of the client's side; `reset <` is RST of ours
//! 950 do {"do":"connect"}    # `on` an indication, `re` a reply, `event` any record
//! ```
//! Times are milliseconds.

use mqttspec_link::Request;
use serde_json::{Value, json};

use super::{BenchKind, ConnectionId, Ending, Event, Record, Trace, sample};
use crate::{
    spec::RequirementId,
    time::At,
    wire::{
        Direction,
        notation::{Bindings, Composition},
    },
};

/// The trace of a sketch, for a scenario of `requirement` unless that is empty.
pub(crate) fn sketch(requirement: &str, text: &str) -> Trace {
    let mut sketch = Sketch { trace: Trace::new(), seq: 0 };
    let mut start = sample::start();
    start.scenario.requirement = requirement.parse::<RequirementId>().ok();
    start.scenario.tags.clear();
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    for line in &lines {
        match line.split_once(' ') {
            Some(("settings", settings)) => {
                start.settings = serde_json::from_str(settings).unwrap();
            }
            Some(("cut", cut)) => start.cut = serde_json::from_str(cut).unwrap(),
            Some(("bench", "tap")) => start.bench = BenchKind::Tap,
            _ => {}
        }
    }
    sketch.push(At::ZERO, Event::Start(Box::new(start)));
    for line in lines {
        let (at, rest) = line.split_once(' ').unwrap_or((line, ""));
        if let Ok(ms) = at.parse::<f64>() {
            let rest = rest.split("  #").next().unwrap_or_default().trim();
            sketch.line(At::from_us((ms * 1000.0) as u64), rest);
        } else if !matches!(at, "settings" | "cut" | "bench" | "#") {
            panic!("not a line of a sketch: {line}");
        }
    }
    if !sketch.trace.is_ended() {
        sketch.push(sketch.trace.last_at(), Event::End);
    }
    sketch.trace
}

struct Sketch {
    trace: Trace,
    seq: u64,
}

impl Sketch {
    fn push(&mut self, at: At, event: Event) {
        self.trace.push(Record { at, event });
    }

    fn line(&mut self, at: At, line: &str) {
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        let json = || serde_json::from_str::<Value>(rest).unwrap();
        let event = match word {
            "connected" => {
                self.line(at, "open");
                self.line(at, format!("> CONNECT {rest}").trim());
                return self.line(at, "< CONNACK");
            }
            "resumed" => {
                self.line(at, &format!("open {rest}"));
                self.line(at, &format!("{rest}> CONNECT clean_session=0"));
                return self.line(at, &format!("{rest}< CONNACK session_present=1"));
            }
            "open" => Event::Opened { connection: ConnectionId(rest.parse().unwrap_or(1)) },
            "end" | "reset" => {
                let (connection, direction) = side(rest);
                let how = if word == "end" { Ending::Fin } else { Ending::Reset };
                Event::Ended { connection, direction, how }
            }
            "do" => {
                self.seq += 1;
                let mut line = json();
                line["seq"] = self.seq.into();
                let request: Request = serde_json::from_value(line).unwrap();
                Event::Request { request: Box::new(request) }
            }
            "on" => Event::Indication { indication: serde_json::from_str(rest).unwrap() },
            "re" => Event::Reply { reply: serde_json::from_str(rest).unwrap() },
            "jitter" => Event::Jitter { us: rest.parse::<u64>().unwrap() * 1000 },
            "event" => {
                let mut line = json();
                line["at"] = 0.into();
                serde_json::from_value::<Record>(line).unwrap().event
            }
            "end." => Event::End,
            sides => {
                let (connection, direction) = side(sides);
                let bytes = Composition::parse(rest).unwrap();
                let bytes = bytes.compose(&Bindings::default()).unwrap();
                Event::Bytes { connection, direction, bytes }
            }
        };
        self.push(at, event);
    }
}

fn side(text: &str) -> (ConnectionId, Direction) {
    let connection = ConnectionId(text.trim_end_matches(['<', '>']).parse().unwrap_or(1));
    match text.chars().last() {
        Some('>') => (connection, Direction::ToServer),
        Some('<') => (connection, Direction::ToClient),
        _ => panic!("neither > nor < in {text}"),
    }
}

#[test]
fn a_sketch_is_a_trace() {
    let trace = sketch(
        "MQTT-3.1.2-23",
        r#"
        settings {"keep_alive_tolerance_ms": 7}
        0 open
        1 > CONNECT keep_alive=2   # half a packet may follow
        2.5 < CONNACK
        3 do {"do": "ping"}
        4 on {"on": "pong"}
        5 event {"event": "reading", "connection": 1, "on": false}
        6 reset <
        "#,
    );
    assert_eq!(trace.packets().count(), 2);
    assert_eq!(trace.packet(1).unwrap().at, At::from_us(2500));
    assert_eq!(trace.settings().keep_alive_tolerance_ms, 7);
    let start = trace.start().map(|start| json!(start.scenario.requirement)).unwrap();
    assert_eq!(start, json!("MQTT-3.1.2-23"));
    assert!(trace.is_ended() && trace.connections().next().unwrap().first_ended().is_some());
}
