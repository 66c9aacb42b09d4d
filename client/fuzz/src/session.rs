//! The session: any order of commands, packets, losses and deadlines leaves the client at rest, and
//! what it sent regular.

use mqttspec_client::{
    Client, Instant, Options, Storage,
    packet::{PacketIdentifier, QoS, Subscriptions, TopicFilter, TopicFilters, TopicName},
};

use super::machine::Machine;

/// Each pair of bytes of `data` is a step and its argument.
pub fn run(data: &[u8]) {
    let mut storage = Storage::<64, 256, 256, 4>::new();
    let options = Options::new("server").client_identifier("c").clean_session(false);
    let mut machine = Machine::new(Client::new(storage.buffers()), options);
    for step in data.as_chunks().0.iter().take(STEPS_MAX) {
        take(&mut machine, *step);
        machine.settle();
    }
    machine.check_sent();
}

fn take(machine: &mut Machine<'_>, [step, argument]: [u8; 2]) {
    let now = machine.now();
    let filters = [TopicFilter::new("a/#").expect("a Topic Filter")];
    let subscriptions = [(filters[0], QoS::ExactlyOnce)];
    let qos = QoS::from_u8(argument % 3).expect("0 to 2");
    let topic_name = TopicName::new("a").expect("a Topic Name");
    let client = &mut machine.client;
    // What a command answers is its own matter: here only what becomes of it counts.
    match step % 16 {
        0 => drop(client.publish(now, topic_name, &[step; 9], qos, argument > 127)),
        1 => drop(Subscriptions::new(&subscriptions).map(|s| client.subscribe(now, s))),
        2 => drop(TopicFilters::new(&filters).map(|f| client.unsubscribe(now, f))),
        3 => drop(PacketIdentifier::new(argument.into()).map(|id| client.ack(now, id))),
        4 => drop(client.ping(now)),
        5 => drop(client.disconnect(now)),
        6 => drop(client.abort(now)),
        7 => machine.connect(),
        8 => machine.close(),
        9 => machine.now_ms = client.poll_timeout().map_or(machine.now_ms, Instant::as_millis),
        10 => machine.now_ms += u64::from(argument) * 1000,
        11 => machine.server(&[0x20, 2, argument & 1, 0], 4),
        12 => machine.server(&[0x30 | ((argument % 3) << 1), 6, 0, 1, b'a', 0, argument, 7], 8),
        13 => machine.server(&[0x90, 3, 0, argument, 2, 0xB0, 2, 0, argument, 0xD0, 0], 3),
        14 => machine
            .server(&[[0x40, 0x50, 0x62, 0x70][usize::from(step >> 4) % 4], 2, 0, argument], 1),
        _ => machine.server(&[step, argument], 1),
    }
    machine.client.handle_timeout(machine.now());
}

const STEPS_MAX: usize = 400;
