//! The reference client's driver: borrowed events, no handle, no second task.

use mqttspec_client::{
    Event, Options,
    address::Address,
    error::Rejected,
    io::{
        Config, Memory, Sizes,
        tokio::{Driver, TcpConnector},
    },
    packet::{QoS, TopicName},
};

use crate::load::{Load, Measured, PAYLOAD, Stopwatch, TOPIC_NAME, WINDOW};

pub fn publish(load: &Load) -> Measured {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(run(load))
}

async fn run(load: &Load) -> Measured {
    let address = Address { port: Some(load.port), ..Address::new("127.0.0.1") };
    let options = Options::new("").address(address).client_identifier("bench");
    let mut config = Config::new(&options).unwrap();
    config.settings.in_flight_max = WINDOW;
    let mut memory = Memory::new(&Sizes::default());
    let mut driver = Driver::new(memory.buffers(), config, TcpConnector);
    driver.connect().unwrap();
    while !matches!(driver.next_event().await, Event::Connected { .. }) {}

    let qos = [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce][usize::from(load.qos)];
    let stopwatch = Stopwatch::start();
    let (mut to_publish, mut missing) = (load.count, load.count);
    if qos == QoS::AtMostOnce {
        missing = 1;
    }
    let mut last = usize::from(qos == QoS::AtMostOnce);
    loop {
        let now = driver.now();
        while to_publish + last > 0 {
            let qos = if to_publish > 0 { qos } else { QoS::AtLeastOnce };
            let topic_name = TopicName::new(TOPIC_NAME).unwrap();
            match driver.client().publish(now, topic_name, PAYLOAD, qos, false) {
                Ok(_) if to_publish > 0 => to_publish -= 1,
                Ok(_) => last -= 1,
                Err(Rejected::Full(_)) => break,
                Err(rejected) => panic!("{rejected}"),
            }
        }
        if missing == 0 {
            return stopwatch.stop();
        }
        // All that is there, before anything is published again.
        missing -= finished(driver.next_event().await);
        while let Some(event) = driver.client().poll_event() {
            missing -= finished(event);
        }
    }
}

/// How many messages an event finishes.
fn finished(event: Event<'_>) -> usize {
    match event {
        Event::Published { .. } => 1,
        Event::Sent { .. } => 0,
        other => panic!("{other:?}"),
    }
}
