//! The QoS 1 session cycle: a message is published, its PUBLISH is written, its PUBACK is read and
//! handled, the application is told. The reference client and rumqttc, side by side in one run.
//!
//! No socket: the bytes that would leave are looked at, the bytes that would come are made before.

mod peer_rumqttc;
mod reference;

use std::time::Duration;

use mqttspec_peers::Rounds;

/// One subject: the time of `count` cycles, `window` messages in flight.
struct Subject {
    name: &'static str,
    cycles: fn(count: usize, window: usize) -> Duration,
}

const SUBJECTS: [Subject; 3] = [
    Subject { name: "mqttspec-client, bytes to bytes", cycles: reference::cycles },
    Subject { name: "rumqttc 0.25.1, bytes to bytes", cycles: peer_rumqttc::cycles },
    Subject { name: "rumqttc 0.25.1, `MqttState` alone", cycles: peer_rumqttc::cycles_of_state },
];

const ROUNDS: usize = 31;
const CYCLES: usize = 100_000;

const TOPIC_NAME: &str = "bench/t";
const PAYLOAD: &[u8] = &[b'x'; 64];
/// Fixed header, Topic Name with its length, Packet Identifier, payload.
const PUBLISH_LEN: usize = 2 + 2 + TOPIC_NAME.len() + 2 + PAYLOAD.len();

fn main() {
    println!("ns per cycle, fastest round (median of {ROUNDS} rounds)\n");
    println!("| window | subject | QoS 1 cycle |");
    println!("|---|---|---|");
    for window in [1, 10, 100] {
        let mut rounds = vec![Rounds::default(); SUBJECTS.len()];
        for _ in 0..ROUNDS {
            for (rounds, subject) in rounds.iter_mut().zip(&SUBJECTS) {
                let time = (subject.cycles)(CYCLES, window);
                rounds.push(time.as_nanos() as f64 / CYCLES as f64);
            }
        }
        for (rounds, subject) in rounds.iter().zip(&SUBJECTS) {
            let (name, min, median) = (subject.name, rounds.min(), rounds.median());
            println!("| {window} | {name} | {min:.1} ({median:.1}) |");
        }
    }
}

/// Writes the PUBACK of each PUBLISH in `sent` to `answers`.
fn answer(sent: &[u8], answers: &mut Vec<u8>) {
    answers.clear();
    for publish in sent.chunks_exact(PUBLISH_LEN) {
        let at = PUBLISH_LEN - PAYLOAD.len() - 2;
        answers.extend([0x40, 2, publish[at], publish[at + 1]]);
    }
}
