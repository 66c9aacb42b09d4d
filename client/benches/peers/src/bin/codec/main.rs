//! PUBLISH encode and parse: the reference client, mqttrs and rumqttc, side by side in one run.
//!
//! Every round measures every subject once, so that a slow moment of the machine meets them all;
//! the table shows the fastest round and the median. Each subject first proves that it makes, and
//! reads back, the very same bytes.

mod case;
mod peer_mqttrs;
mod peer_rumqttc;
mod reference;

use std::time::Duration;

use case::{CASES, Case};
use mqttspec_peers::Rounds;

/// What is measured of one subject; both answer the time of `count` repetitions.
struct Subject {
    name: &'static str,
    encode: fn(&Case, usize) -> Duration,
    parse: fn(&Case, usize) -> Duration,
}

const SUBJECTS: [Subject; 3] = [
    Subject { name: "mqttspec-client", encode: reference::encode, parse: reference::parse },
    Subject { name: "mqttrs 0.4.1", encode: peer_mqttrs::encode, parse: peer_mqttrs::parse },
    Subject { name: "rumqttc 0.25.1", encode: peer_rumqttc::encode, parse: peer_rumqttc::parse },
];

const ROUNDS: usize = 31;
const REPETITIONS: usize = 100_000;

fn main() {
    println!("ns per packet, fastest round (median of {ROUNDS} rounds)\n");
    println!("| PUBLISH | subject | encode | parse |");
    println!("|---|---|---|---|");
    for case in &CASES {
        let mut encode = vec![Rounds::default(); SUBJECTS.len()];
        let mut parse = vec![Rounds::default(); SUBJECTS.len()];
        for _ in 0..ROUNDS {
            for (index, subject) in SUBJECTS.iter().enumerate() {
                encode[index].push(per_packet((subject.encode)(case, REPETITIONS)));
                parse[index].push(per_packet((subject.parse)(case, REPETITIONS)));
            }
        }
        for (index, subject) in SUBJECTS.iter().enumerate() {
            let (encode, parse) = (summary(&encode[index]), summary(&parse[index]));
            println!("| {} | {} | {encode} | {parse} |", case.name(), subject.name);
        }
    }
}

fn per_packet(time: Duration) -> f64 {
    time.as_nanos() as f64 / REPETITIONS as f64
}

fn summary(rounds: &Rounds) -> String {
    format!("{:.1} ({:.1})", rounds.min(), rounds.median())
}
