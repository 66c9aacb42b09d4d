//! Messages per second: a client on one thread, a server on another, loopback between them.
//!
//! Each round measures every subject once, each on a connection of its own: from the first `publish`
//! until the server has acknowledged the last message. As nothing acknowledges QoS 0, one message of
//! QoS 1 follows it. Besides the wall clock, what the client's thread took of the processor is shown: on
//! a machine that does other work it says more.
//!
//! `throughput 2 Driver` measures QoS 2 alone, and subjects alone that have `Driver` in their name.

mod load;
#[cfg(feature = "mosquitto")]
mod peer_mosquitto;
#[cfg(feature = "paho")]
mod peer_paho;
mod peer_rumqttc;
mod reference;
mod reference_driver;
#[cfg(feature = "rumqttd")]
mod server_rumqttd;
mod sink;

use load::{Load, Measured};
use mqttspec_peers::Rounds;
use tokio::sync::oneshot;

/// A client.
struct Subject {
    name: &'static str,
    publish: fn(&Load) -> Measured,
}

const SUBJECTS: &[Subject] = &[
    Subject { name: "mqttspec-client, `publish_all`", publish: reference::publish },
    Subject { name: "mqttspec-client, `Driver`", publish: reference_driver::publish },
    Subject { name: "rumqttc 0.25.1", publish: peer_rumqttc::publish },
    #[cfg(feature = "mosquitto")]
    Subject { name: "libmosquitto", publish: peer_mosquitto::publish },
    #[cfg(feature = "paho")]
    Subject { name: "Paho C, asynchronous", publish: peer_paho::publish },
];

/// How often each subject is measured.
const ROUNDS: usize = 5;
/// The subject that the others are compared with.
const COMPARED_WITH: &str = "rumqttc 0.25.1";

/// Messages of a measurement, by QoS.
const COUNTS: [usize; 3] = [200_000, 50_000, 20_000];

fn main() {
    let wanted: Vec<String> = std::env::args().skip(1).collect();
    let sink = sink::start();
    run("null sink", &|| (sink, None), &wanted);
    #[cfg(feature = "rumqttd")]
    run("rumqttd", &server_rumqttd::start, &wanted);
}

/// Where a server listens, and what stops it when it is dropped.
type Server = (u16, Option<oneshot::Sender<()>>);

fn run(server: &str, start: &dyn Fn() -> Server, wanted: &[String]) {
    let (wanted_qos, wanted_names): (Vec<_>, Vec<_>) =
        wanted.iter().partition(|word| word.parse::<u8>().is_ok());
    let is_wanted = |subject: &Subject| {
        wanted_names.is_empty() || wanted_names.iter().any(|name| subject.name.contains(*name))
    };
    let subjects: Vec<_> = SUBJECTS.iter().filter(|subject| is_wanted(subject)).collect();
    for (qos, count) in (0..).zip(COUNTS) {
        if !wanted_qos.is_empty() && !wanted_qos.contains(&&qos.to_string()) {
            continue;
        }
        let mut rates = vec![Rounds::default(); subjects.len()];
        let mut costs = vec![Rounds::default(); subjects.len()];
        for _ in 0..ROUNDS {
            for (index, subject) in subjects.iter().enumerate() {
                let (port, _stop) = start();
                let load = Load { port, qos, count };
                let measured = (subject.publish)(&load);
                rates[index].push(count as f64 / measured.wall.as_secs_f64());
                if let Some(cpu) = measured.cpu {
                    costs[index].push(cpu.as_nanos() as f64 / count as f64);
                }
            }
        }
        println!(
            "\n| {server}, QoS {qos} | messages/s: median (least–most) | × rumqttc | CPU ns |"
        );
        println!("|---|---|---|---|");
        let base = subjects.iter().position(|subject| subject.name == COMPARED_WITH);
        let base = base.map_or(1.0, |index| rates[index].median());
        for (index, Subject { name, .. }) in subjects.iter().enumerate() {
            let rate = &rates[index];
            let (median, min, max) = (rate.median(), rate.min(), rate.max());
            let cpu = match costs[index].median() {
                0.0 => "–".to_owned(),
                cost => format!("{cost:.0}"),
            };
            let times = median / base;
            let [median, min, max] = [median, min, max].map(|rate| format!("{:.0}", rate / 1e3));
            println!("| {name} | {median} k ({min}–{max}) | {times:.2} | {cpu} |");
        }
    }
}
