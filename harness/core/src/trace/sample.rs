//! Traces for tests.

use serde_json::json;

use super::{
    BenchKind, ConnectionId, CutIdentity, Ending, Event, Expectation, Kind, Moment, Phase, Record,
    ScenarioIdentity, Settings, Start, TRACE_FORMAT, TlsFact, Trace, WsFact, WsOpcode,
};
use crate::{
    spec::{Level, RequirementId},
    time::{At, Span},
    verdict::{ErrorClass, RecordIndex},
    wire::{
        Direction, PacketType,
        notation::{Bindings, Pattern},
    },
};

/// The start of a scenario for `MQTT-3.1.2-23`.
pub(crate) fn start() -> Start {
    Start {
        format: TRACE_FORMAT,
        scenario: ScenarioIdentity {
            path: "3.1_connect/keep_alive.feature".into(),
            line: 9,
            row: None,
            feature: "3.1.2 Keep Alive".into(),
            rule: Some("The client is never silent for longer than its Keep Alive".into()),
            name: "an idle client sends PINGREQ".into(),
            tags: vec!["scripted".into(), "MQTT-3.1.2-23".into(), "must".into()],
            requirement: Some(RequirementId::from_static("MQTT-3.1.2-23")),
            level: Level::Must,
        },
        cut: CutIdentity {
            name: "reference".into(),
            version: Some("0.1.0".into()),
            platform: None,
            features: vec!["v3.1.1".into(), "tcp".into()],
            hides: Vec::new(),
            packet_max: None,
            refuses_bogus: true,
        },
        bench: BenchKind::Simulated,
        settings: Settings::default(),
        seed: 7,
    }
}

fn expectation() -> Expectation {
    Expectation {
        requirement: RequirementId::from_static("MQTT-3.1.2-23"),
        phase: Phase::Then,
        from: Moment { record: RecordIndex(1), at: At::from_ms(1) },
        deadline: At::from_ms(5001),
        connection: Some(ConnectionId(1)),
        kind: Kind::AtLeastEvery {
            pattern: Pattern::of_type(PacketType::Pingreq),
            period: Span::from_s(2),
        },
        bindings: Bindings::default(),
    }
}

/// A trace with at least one record of each kind.
pub(crate) fn every_event() -> Trace {
    let connection = ConnectionId(1);
    let (to_server, to_client) = (Direction::ToServer, Direction::ToClient);
    let events = vec![
        Event::Start(Box::new(start())),
        Event::Step { keyword: "Given".into(), text: "a connected client".into(), line: 10 },
        Event::Expect { expectation: Box::new(expectation()) },
        Event::Opened { connection },
        Event::Tls {
            connection,
            direction: to_server,
            fact: TlsFact::ClientHello {
                server_name: Some("localhost".into()),
                alpn: vec!["mqtt".into()],
                versions: vec!["1.3".into()],
                cipher_suites: vec![0x1301],
            },
        },
        Event::Tls {
            connection,
            direction: to_client,
            fact: TlsFact::Alert { description: 42, fatal: true },
        },
        Event::Ws {
            connection,
            direction: to_client,
            fact: WsFact::Frame {
                opcode: WsOpcode::Reserved(3),
                fin: true,
                masked: false,
                len: 2,
                reserved_bits: 4,
                is_overlong: false,
            },
        },
        Event::Bytes { connection, direction: to_server, bytes: vec![0xc0, 0] },
        Event::Reading { connection, on: false },
        Event::Ended { connection, direction: to_server, how: Ending::Fin },
        Event::Request { request: line(json!({"seq": 1, "do": "hello", "link": 1})) },
        Event::Reply { reply: line(json!({"re": 1, "ok": {}})) },
        Event::Indication { indication: line(json!({"on": "connected"})) },
        Event::ShimLog { text: "hello".into() },
        Event::CutExited { status: "status 3".into() },
        Event::Unsupported { name: "ping".into() },
        Event::Lacks { capability: "will".into() },
        Event::Mutated { text: "DUP cleared".into() },
        Event::Faulted { text: "one-byte segments".into() },
        Event::Jitter { us: 12 },
        Event::Error { class: ErrorClass::Bench, text: "the shim stayed silent".into() },
        Event::Step { keyword: "Then".into(), text: "the connection stays open".into(), line: 11 },
        Event::End,
    ];
    let mut trace = Trace::new();
    for (n, event) in events.into_iter().enumerate() {
        trace.push(Record { at: At::from_ms(n as u64), event });
    }
    trace
}

fn line<T: serde::de::DeserializeOwned>(value: serde_json::Value) -> T {
    serde_json::from_value(value).expect("tests write lines of the link")
}
