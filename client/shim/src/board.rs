//! The Upper Tester on a board: lines over a UART, one connection over a socket, all by
//! `embedded-io-async`.
//!
//! The board's part is a UART, a way to dial, a clock and [`Surroundings`](crate::Surroundings).
//! `read`, `write` and `flush` of UART and socket have to be cancel-safe, as they usually are: each
//! is dropped as soon as another one, or the clock, is first.
//! *Limit:* one instance.

use core::{
    future::{Future, pending, poll_fn},
    pin::pin,
    task::Poll,
};

use alloc::{vec, vec::Vec};
use embedded_io_async::{Error as _, ErrorKind, Read, Write};
use mqttspec_client::{
    Instant, TransportEnd,
    io::embedded::{Clock, Transport},
};

use crate::{InstanceKey, Platform, Target, Tester, Wanted, uart::Uart};

/// How the board reaches a server.
pub trait Dialler {
    /// A byte stream to a server.
    type Transport: Transport;

    /// Opens a transport. Dropping the future gives the attempt up.
    fn dial(
        &mut self,
        target: &Target,
    ) -> impl Future<Output = Result<Self::Transport, TransportEnd>>;
}

/// Runs the Upper Tester until `exit`, or until the UART ends; whoever called then restarts the
/// board. `clients_max` of the platform is taken to be 1.
///
/// # Errors
/// The UART failed.
pub async fn run<R, W, D, K>(
    platform: Platform,
    (lines_in, lines_out): (R, W),
    dialler: D,
    clock: K,
) -> Result<(), ErrorKind>
where
    R: Read,
    W: Write,
    D: Dialler,
    K: Clock,
{
    let platform = Platform { clients_max: 1, ..platform };
    let uart = Uart::new(&platform, lines_in, lines_out);
    let tester = Tester::new(platform);
    let read = vec![0; READ_LEN];
    let mut board = Board { tester, uart, dialler, clock, transport: None, read, unflushed: false };
    while !board.uart.is_over(&board.tester) {
        board.turn().await?;
    }
    Ok(())
}

struct Board<R, W, D: Dialler, K> {
    tester: Tester,
    uart: Uart<R, W>,
    dialler: D,
    clock: K,
    transport: Option<(InstanceKey, D::Transport)>,
    /// What the socket reads to.
    read: Vec<u8>,
    /// Bytes were written that may still lie in a buffer of the transport.
    unflushed: bool,
}

/// Which part of a turn was first.
#[derive(Clone, Copy)]
enum First {
    Uart(Result<(), ErrorKind>),
    Read(Result<usize, ErrorKind>),
    Written(Result<usize, ErrorKind>),
    Flushed(Result<(), ErrorKind>),
    Time,
}

impl<R: Read, W: Write, D: Dialler, K: Clock> Board<R, W, D, K> {
    /// Does one thing, or waits until one can be done.
    async fn turn(&mut self) -> Result<(), ErrorKind> {
        let now = self.clock.now();
        let due = keep_time(&mut self.tester, &mut self.uart, now);
        let wanted = self.tester.wanted().next();
        let owner = wanted.as_ref().map(|(key, _)| *key);
        if self.transport.as_ref().is_some_and(|(key, _)| Some(*key) != owner) {
            self.transport = None; // its instance is no more
        }
        match wanted {
            Some((key, Wanted::Open(target))) if self.transport.is_none() => {
                self.dial(key, &target).await
            }
            Some((key, Wanted::Close)) => {
                self.closed(key, TransportEnd::Other);
                Ok(())
            }
            _ => self.exchange(due).await,
        }
    }

    /// Opens a transport, for as long as this one is wanted, and serves the UART meanwhile.
    async fn dial(&mut self, key: InstanceKey, target: &Target) -> Result<(), ErrorKind> {
        let Self { tester, uart, dialler, clock, .. } = self;
        let opened = {
            let mut dialling = pin!(dialler.dial(target));
            loop {
                let due = keep_time(tester, uart, clock.now());
                let still = tester.wanted().next();
                let is_wanted =
                    matches!(&still, Some((k, Wanted::Open(t))) if *k == key && t == target);
                if !is_wanted || uart.is_over(tester) {
                    return Ok(());
                }
                let served = {
                    let mut serving = pin!(uart.step());
                    let mut waiting = pin!(wait(clock, due));
                    poll_fn(|cx| {
                        if let Poll::Ready(opened) = dialling.as_mut().poll(cx) {
                            return Poll::Ready(Err(opened));
                        }
                        if let Poll::Ready(served) = serving.as_mut().poll(cx) {
                            return Poll::Ready(Ok(Some(served)));
                        }
                        waiting.as_mut().poll(cx).map(|()| Ok(None))
                    })
                    .await
                };
                match served {
                    Err(opened) => break opened,
                    Ok(served) => served.transpose()?,
                };
                uart.hand_over(tester, clock.now());
            }
        };
        let now = clock.now();
        match opened {
            Ok(transport) => {
                self.unflushed = false;
                self.transport = Some((key, transport));
                self.tester.handle_opened(now, key);
            }
            Err(end) => self.tester.handle_closed(now, key, end),
        }
        Ok(())
    }

    /// Moves lines and bytes, whichever comes first.
    async fn exchange(&mut self, due: Option<Instant>) -> Result<(), ErrorKind> {
        let Self { tester, uart, clock, transport, read, unflushed, .. } = self;
        let Some((key, transport)) = transport else {
            {
                let mut serving = pin!(uart.step());
                let mut waiting = pin!(wait(clock, due));
                poll_fn(|cx| match serving.as_mut().poll(cx) {
                    Poll::Pending => waiting.as_mut().poll(cx).map(Ok),
                    ready @ Poll::Ready(_) => ready,
                })
                .await?;
            }
            uart.hand_over(tester, clock.now());
            return Ok(());
        };
        let key = *key;
        // Packets wait while there is no room.
        let room = tester.receive_space(key).len().min(read.len());
        let bytes = tester.poll_transmit(key).unwrap_or_default();
        let flushes = bytes.is_empty() && *unflushed;
        let (mut reader, mut writer) = transport.split();
        let first = {
            let mut serving = pin!(uart.step());
            let mut reading = pin!(async {
                if room == 0 {
                    return pending().await;
                }
                reader.read(&mut read[..room]).await.map_err(|error| error.kind())
            });
            let mut writing = pin!(async {
                match bytes {
                    [] if flushes => First::Flushed(writer.flush().await.map_err(|e| e.kind())),
                    [] => pending().await,
                    bytes => First::Written(writer.write(bytes).await.map_err(|e| e.kind())),
                }
            });
            let mut waiting = pin!(wait(clock, due));
            poll_fn(|cx| {
                if let Poll::Ready(served) = serving.as_mut().poll(cx) {
                    return Poll::Ready(First::Uart(served));
                }
                if let Poll::Ready(first) = writing.as_mut().poll(cx) {
                    return Poll::Ready(first);
                }
                if let Poll::Ready(read) = reading.as_mut().poll(cx) {
                    return Poll::Ready(First::Read(read));
                }
                waiting.as_mut().poll(cx).map(|()| First::Time)
            })
            .await
        };
        drop((reader, writer));
        self.after(key, first)
    }

    fn after(&mut self, key: InstanceKey, first: First) -> Result<(), ErrorKind> {
        let now = self.clock.now();
        match first {
            First::Uart(served) => {
                served?;
                self.uart.hand_over(&mut self.tester, now);
            }
            First::Read(Ok(count @ 1..)) => {
                self.tester.receive_space(key)[..count].copy_from_slice(&self.read[..count]);
                self.tester.handle_received(now, key, count);
            }
            First::Written(Ok(count @ 1..)) => {
                self.unflushed = true;
                self.tester.handle_transmitted(now, key, count);
            }
            First::Flushed(Ok(())) => self.unflushed = false,
            First::Read(Ok(0) | Err(ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted)) => {
                self.closed(key, TransportEnd::PeerClosed);
            }
            First::Read(Err(_)) | First::Written(_) | First::Flushed(Err(_)) => {
                self.closed(key, TransportEnd::Io);
            }
            First::Time => {}
        }
        Ok(())
    }

    /// Closes the transport before anybody hears of it.
    fn closed(&mut self, key: InstanceKey, end: TransportEnd) {
        self.transport = None;
        self.tester.handle_closed(self.clock.now(), key, end);
    }
}

/// Does what is due, and collects what is to be said. Says until when nothing else is due.
fn keep_time<R: Read, W: Write>(
    tester: &mut Tester,
    uart: &mut Uart<R, W>,
    now: Instant,
) -> Option<Instant> {
    if tester.poll_timeout().is_some_and(|due| due <= now) {
        tester.handle_timeout(now);
    }
    uart.collect(tester, now);
    // A deadline that stays is one that cannot be kept yet: progress elsewhere moves it.
    tester.poll_timeout().filter(|due| *due > now)
}

/// Waits until then, or for ever.
async fn wait(clock: &impl Clock, due: Option<Instant>) {
    match due {
        Some(due) => clock.wait_until(due).await,
        None => pending().await,
    }
}

/// Bytes taken from a socket at a time.
const READ_LEN: usize = 512;
