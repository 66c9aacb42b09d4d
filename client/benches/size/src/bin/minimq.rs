//! minimq: connects, subscribes, publishes with QoS 1 and 2, receives, connects again. It speaks MQTT 5.
#![no_std]
#![no_main]

use core::{
    convert::Infallible,
    future::{Future, poll_fn},
    pin::pin,
    sync::atomic::AtomicU8,
    task::{Context, Poll, Waker},
};

use embassy_time::{Duration, Timer, with_timeout};
use embassy_time_driver::Driver;
use embedded_io_async::{ErrorType, Read, Write};
use minimq::{
    Buffers, ConfigBuilder, ConnectEvent, Connection, Publication, QoS, Session, TopicFilter,
};
use mqttspec_size as board;

/// Its size is what a client takes besides its buffers; zeros, so that no section of the file holds it.
#[used]
#[unsafe(no_mangle)]
static SIZE_OF_CLIENT: [AtomicU8; size_of::<Session<'static>>()] = [const { AtomicU8::new(0) }; _];

struct Clock;

impl Driver for Clock {
    fn now(&self) -> u64 {
        board::now_ms().into()
    }

    fn schedule_wake(&self, _at: u64, _waker: &Waker) {
        // The program never sleeps.
    }
}

embassy_time_driver::time_driver_impl!(static CLOCK: Clock = Clock);

/// The stream of the board.
struct Stream;

impl ErrorType for Stream {
    type Error = embedded_io_async::ErrorKind;
}

impl Read for Stream {
    async fn read(&mut self, buffer: &mut [u8]) -> Result<usize, Self::Error> {
        poll_fn(|_| match board::read(buffer) {
            0 if board::is_open() => Poll::Pending,
            count => Poll::Ready(Ok(count)),
        })
        .await
    }
}

impl Write for Stream {
    async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
        poll_fn(|_| match board::write(bytes) {
            0 if board::is_open() => Poll::Pending,
            0 => Poll::Ready(Err(embedded_io_async::ErrorKind::ConnectionReset)),
            count => Poll::Ready(Ok(count)),
        })
        .await
    }

    async fn flush(&mut self) -> Result<(), Self::Error> {
        Ok(())
    }
}

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut run = pin!(run());
    loop {
        let mut context = Context::from_waker(Waker::noop());
        let _ = run.as_mut().poll(&mut context);
    }
}

async fn run() -> Option<Infallible> {
    let (mut receive, mut send) = ([0; 256], [0; 768]);
    let config = ConfigBuilder::new(Buffers::new(&mut receive, &mut send))
        .client_id("thermometer")
        .ok()?
        .keepalive_interval(60)
        .session_expiry_interval(3600);
    let mut session = Session::new(config);
    loop {
        if board::dial() {
            if let Ok(mut connection) = session.connect(Stream).await {
                let _ = serve(&mut connection).await;
            }
            board::close();
        }
        Timer::after_secs(10).await;
    }
}

async fn serve(connection: &mut Connection<'_, '_, Stream>) -> Option<Infallible> {
    if connection.connect_event() == ConnectEvent::Connected {
        connection.subscribe(&[TopicFilter::new("room/heating")], &[]).await.ok()?;
    }
    loop {
        let qos = match board::sensor() {
            1 => Some(QoS::AtLeastOnce),
            2 => Some(QoS::ExactlyOnce),
            _ => None,
        };
        if let Some(qos) = qos {
            let publication = Publication::bytes("room/temperature", b"21.5").qos(qos);
            let _ = connection.publish(publication).await;
        }
        match with_timeout(Duration::from_millis(10), connection.poll()).await {
            Ok(Ok(Some(message))) => board::actuate(message.topic(), message.payload()),
            Ok(Ok(None)) | Err(_) => {}
            Ok(Err(_)) => return None,
        }
    }
}
