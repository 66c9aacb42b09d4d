//! How many small packets a second the tester's codec splits and dissects on one core.
//!
//! `cargo bench -p mqttspec-core --bench wire` prints a line for each kind of packet: the
//! median of several rounds. The aim is 2 million small packets a second.
#![expect(clippy::print_stdout, reason = "a benchmark prints its figures")]

use std::{hint::black_box, time::Instant};

use mqttspec_core::wire::{Bindings, Composition, Direction, Split, dissect, split, summary};

/// Packets in one stretch of bytes.
const PACKETS: usize = 10_000;

/// Stretches in a round.
const STRETCHES: usize = 20;

/// Rounds, of which the median counts.
const ROUNDS: usize = 9;

/// What is measured, each a small packet on its way to the server.
const SMALL: [(&str, &str); 6] = [
    ("PUBLISH QoS 0, 16 bytes", r#"PUBLISH topic="a/b" payload=fill:16"#),
    ("PUBLISH QoS 1, 64 bytes", r#"PUBLISH topic="sensor/1/x" qos=1 id=7 payload=fill:64"#),
    ("PUBACK", "PUBACK id=7"),
    ("PINGREQ", "PINGREQ"),
    ("SUBSCRIBE, 2 filters", r##"SUBSCRIBE id=3 filters="a/+/b":1,"c/#":2"##),
    ("CONNECT with will and login", r#"CONNECT will_topic="w" user_name="u" password="p""#),
];

fn main() {
    for (name, text) in SMALL {
        let packet = compose(text);
        let stream = packet.repeat(PACKETS);
        let rate = rate(STRETCHES * PACKETS, || {
            (0..STRETCHES).map(|_| dissect_all(&stream)).sum::<usize>()
        });
        println!("dissect  {name:28} {:3} bytes  {rate:6.2} million/s", packet.len());
    }
    let packet = compose(SMALL[1].1);
    let dissection = dissect(&packet, Direction::ToServer);
    let rate = rate(PACKETS, || (0..PACKETS).map(|_| summary(black_box(&dissection)).len()).sum());
    println!("summary  {:28} {:3} bytes  {rate:6.2} million/s", SMALL[1].0, packet.len());
}

fn compose(text: &str) -> Vec<u8> {
    let composition = Composition::parse(text).expect("the table above is in the notation");
    composition.compose(&Bindings::default()).expect("the table above has no variables")
}

/// Splits and dissects everything; how many packets were irregular, which is none.
fn dissect_all(mut stream: &[u8]) -> usize {
    let mut irregular = 0;
    while let Split::Packet { len } = split(black_box(stream)) {
        let dissection = dissect(&stream[..len], Direction::ToServer);
        irregular += usize::from(!black_box(&dissection).is_regular());
        stream = &stream[len..];
    }
    assert!(stream.is_empty(), "the stream is whole packets");
    irregular
}

/// Millions of `count` a second: the median of the rounds.
fn rate(count: usize, round: impl Fn() -> usize) -> f64 {
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            black_box(round());
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    count as f64 / seconds[ROUNDS / 2] / 1e6
}
