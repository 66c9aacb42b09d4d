//! How a bench is set up: network, client, clock, first record.

use std::{collections::BTreeMap, io};

use mqttspec_core::{
    mutant::MutantInfo,
    scripted::Interpreter,
    time::At,
    trace::{BenchKind, CutIdentity, Event, ScenarioIdentity, Start, TRACE_FORMAT, Trace},
    verdict::ErrorClass,
};
use tokio::sync::mpsc;

use super::{
    Bench, BenchPlan,
    clock::{Clock, Lateness},
    need::Need,
    network::Network,
};
use crate::{
    cut::{
        Cut, Seat,
        in_process::{Connector, Pace},
    },
    door::{
        connection,
        memory::{self, MemoryNetwork, MemoryStream},
        tcp::TcpDoor,
    },
};

impl Bench {
    /// A bench with a clean client for `scenario`, which `needs` some capabilities. What goes
    /// wrong here is in its trace.
    ///
    /// Runs within a `LocalSet`; a simulated one within a runtime whose clock is paused.
    pub async fn open(scenario: &ScenarioIdentity, needs: &[String], plan: &BenchPlan) -> Self {
        let (sender, arrivals) = mpsc::channel(ARRIVALS_MAX);
        let mut broken: Option<(ErrorClass, String)> = None;
        let mut port = SIMULATED_PORT;
        let mut gate = None;
        let seat = match plan.kind {
            BenchKind::Simulated => {
                let (network, door) = memory::network();
                gate = Some(connection::open(door, sender));
                let pace = Pace::new(plan.slowness.into(), plan.seed);
                match plan.seats.take_in_process(Dialler(network), pace).await {
                    Some(seat) => seat.map_err(|trouble| trouble.to_string()),
                    None => Err("only the reference client can be simulated".into()),
                }
            }
            BenchKind::Live | BenchKind::Tap | BenchKind::Capture => {
                match TcpDoor::open() {
                    Ok(door) => {
                        port = door.port();
                        gate = Some(connection::open(door, sender));
                    }
                    Err(error) => {
                        let text = format!("failed to open a port: {error}");
                        broken = Some((ErrorClass::Infrastructure, text));
                    }
                }
                plan.seats.take().await.map_err(|trouble| trouble.to_string())
            }
        };
        let seat = seat.map_err(|text| broken = Some((ErrorClass::Bench, text))).ok();
        let lateness = (plan.kind == BenchKind::Live).then(Lateness::watch);
        let mut bench = Self {
            kind: plan.kind,
            clock: Clock::start(),
            lateness,
            trace: Trace::new(),
            seat,
            is_whole: true,
            is_over: false,
            shim_is_gone: false,
            door_is_gone: false,
            seats: plan.seats.clone(),
            port,
            gate,
            arrivals,
            lines: BTreeMap::new(),
            server: Interpreter::new(),
            mutant: plan.mutant.map(MutantInfo::build),
            network: Network::default(),
            kept: Vec::new(),
            standstill: (At::ZERO, 0),
            seed: plan.seed,
            slowness: plan.slowness,
        };
        bench.begin(scenario, needs, plan);
        if let Some((class, text)) = broken {
            bench.error(class, text);
        }
        bench
    }

    /// Writes what the trace is of, and what the client lacks for it.
    fn begin(&mut self, scenario: &ScenarioIdentity, needs: &[String], plan: &BenchPlan) {
        let cut = plan.seats.cut();
        let nameless = |cut: &Cut| CutIdentity { name: cut.name.clone(), ..CutIdentity::default() };
        let identity = self.seat.as_ref().map(|seat: &Seat| seat.identity.clone());
        let identity = identity.unwrap_or_else(|| nameless(cut));
        let lacks: Vec<String> = match &self.seat {
            Some(_) => {
                let lacks = |need: &&String| match need.parse::<Need>() {
                    Ok(Need::Client(feature)) => !identity.features.contains(&feature),
                    // The only server there is yet is the scripted one, which has everything.
                    Ok(Need::Server(_)) => false,
                    Ok(Need::VirtualTime) => plan.kind != BenchKind::Simulated,
                    Err(_) => true,
                };
                needs.iter().filter(lacks).cloned().collect()
            }
            None => Vec::new(),
        };
        self.record(Event::Start(Box::new(Start {
            format: TRACE_FORMAT,
            scenario: scenario.clone(),
            cut: identity,
            bench: self.kind,
            settings: cut.settings,
            seed: self.seed,
        })));
        for capability in lacks {
            self.record(Event::Lacks { capability });
        }
    }
}

/// How a simulated client dials: whatever the host, one port has a door.
#[derive(Clone)]
struct Dialler(MemoryNetwork);

impl Connector for Dialler {
    type Stream = MemoryStream;

    async fn connect(&self, _host: &str, port: u16) -> io::Result<MemoryStream> {
        if port != SIMULATED_PORT {
            return Err(io::ErrorKind::ConnectionRefused.into());
        }
        self.0.dial()
    }
}

/// Events of the door that may wait; the clients wait then too.
const ARRIVALS_MAX: usize = 1024;

/// The port that has a door in the network in memory: the one that MQTT is assigned.
const SIMULATED_PORT: u16 = 1883;
