//! The Upper Tester on a host: lines and connections over tokio's streams.
//!
//! One future polls everything in turn and spawns nothing, so that reading never waits for
//! writing, and a paused clock can be moved from outside.

extern crate std;

use alloc::{boxed::Box, collections::BTreeMap, string::ToString as _, vec::Vec};
use core::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll, ready},
};
use std::io;

use mqttspec_client::{Instant, TransportEnd};
use mqttspec_link::framing::Line;
use tokio::{
    io::{AsyncBufRead, AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Sleep,
};

use crate::{InstanceKey, Platform, Target, Tester, Wanted, frames::Frames};

/// How the client reaches a server. The harness joins its own side by a duplex stream.
pub trait Connector: Clone {
    /// A byte stream to the server.
    type Stream: AsyncRead + AsyncWrite + Unpin;

    /// Dials `host`, a name or an address, at `port`. Dropping the future gives up the attempt.
    ///
    /// # Errors
    /// [`io::ErrorKind::NotFound`] says that the name has no address; anything else, that the
    /// address is not reached.
    fn connect(&self, host: &str, port: u16) -> impl Future<Output = io::Result<Self::Stream>>;
}

/// Dials by TCP.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    type Stream = TcpStream;

    async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let no_address = |e: io::Error| io::Error::new(io::ErrorKind::NotFound, e.to_string());
        let addresses = tokio::net::lookup_host((host, port)).await.map_err(no_address)?;
        let addresses: Vec<_> = addresses.collect();
        let stream = TcpStream::connect(&addresses[..]).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Runs the Upper Tester on this host, with plain framing; see [`serve_on`].
///
/// # Errors
/// As [`serve_on`].
pub async fn serve<R, W, C>(lines_in: R, lines_out: W, connector: C) -> io::Result<()>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    C: Connector,
{
    serve_on(Platform::host(std::env::consts::OS), lines_in, lines_out, connector).await
}

/// Runs the Upper Tester on `platform` until `exit` or the end of `lines_in`; the framing is
/// guarded where the platform has a nonce of this start, and plain otherwise.
///
/// The future is driven by its caller alone: it spawns no task and needs a tokio runtime with
/// time (and I/O for [`TcpConnector`]), whose clock may be paused. Dropping it closes everything.
///
/// # Errors
/// Reading or writing a line failed; the client's connections are closed then too.
pub async fn serve_on<R, W, C>(
    platform: Platform,
    lines_in: R,
    lines_out: W,
    connector: C,
) -> io::Result<()>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    C: Connector,
{
    let dial = |target: Target| {
        let connector = connector.clone();
        Box::pin(async move { connector.connect(&target.host, target.port).await }) as Dialling<_>
    };
    let mut host = Host {
        start: tokio::time::Instant::now(),
        frames: Frames::of(&platform),
        tester: Tester::new(platform),
        lines_in,
        lines_out,
        unwritten: Vec::new(),
        flushed: true,
        input_ended: false,
        dial,
        transports: BTreeMap::new(),
        timer: Box::pin(tokio::time::sleep(core::time::Duration::ZERO)),
    };
    poll_fn(|cx| host.poll(cx)).await
}

type Dialling<'c, S> = Pin<Box<dyn Future<Output = io::Result<S>> + 'c>>;

enum Transport<'c, S> {
    Opening(Dialling<'c, S>),
    Open(S),
}

struct Host<'c, R, W, S, D> {
    start: tokio::time::Instant,
    tester: Tester,
    frames: Frames,
    lines_in: R,
    lines_out: W,
    /// Bytes of lines that `lines_out` has not taken.
    unwritten: Vec<u8>,
    flushed: bool,
    input_ended: bool,
    dial: D,
    transports: BTreeMap<InstanceKey, Transport<'c, S>>,
    timer: Pin<Box<Sleep>>,
}

/// How many bytes of lines are framed before the stream has to take some.
const UNWRITTEN_MAX: usize = 64 * 1024;

impl<'c, R, W, S, D> Host<'c, R, W, S, D>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    S: AsyncRead + AsyncWrite + Unpin,
    D: FnMut(Target) -> Dialling<'c, S>,
{
    /// Does everything that can be done now.
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        loop {
            let mut progress = self.poll_timer(cx);
            progress |= self.poll_input(cx)?;
            progress |= self.poll_transports(cx);
            progress |= self.poll_output(cx)?;
            let ending = self.tester.is_exiting() || self.input_ended;
            if ending && self.unwritten.is_empty() && self.flushed {
                return Poll::Ready(Ok(()));
            }
            if !progress {
                return Poll::Pending;
            }
        }
    }

    fn now(&self) -> Instant {
        let elapsed = self.start.elapsed().as_millis();
        Instant::from_millis(u64::try_from(elapsed).unwrap_or(u64::MAX))
    }

    fn poll_timer(&mut self, cx: &mut Context<'_>) -> bool {
        let Some(due) = self.tester.poll_timeout() else { return false };
        let due = self.start + core::time::Duration::from_millis(due.as_millis());
        if self.timer.deadline() != due {
            self.timer.as_mut().reset(due);
        }
        if self.timer.as_mut().poll(cx).is_pending() {
            return false;
        }
        self.tester.handle_timeout(self.now());
        // A deadline that stays is one the tester cannot keep yet; progress elsewhere moves it.
        self.tester.poll_timeout().is_none_or(|next| next.as_millis() > self.now().as_millis())
    }

    /// Takes in lines, unless so many wait to be written that it has to stop.
    fn poll_input(&mut self, cx: &mut Context<'_>) -> io::Result<bool> {
        let mut progress = false;
        while !self.input_ended && self.unwritten.len() < UNWRITTEN_MAX {
            if self.tester.is_exiting() {
                break;
            }
            let bytes = match Pin::new(&mut self.lines_in).poll_fill_buf(cx) {
                Poll::Ready(bytes) => bytes?,
                Poll::Pending => break,
            };
            let count = bytes.len();
            let lines = self.frames.feed(bytes);
            Pin::new(&mut self.lines_in).consume(count);
            self.input_ended = count == 0;
            progress = true;
            for line in lines {
                if let (Line::Object(json), false) = (line, self.tester.is_exiting()) {
                    self.tester.handle_line(self.now(), &json);
                    // A `reset` closes what a `connect` behind it opens anew.
                    self.match_transports();
                }
            }
        }
        Ok(progress)
    }

    fn poll_transports(&mut self, cx: &mut Context<'_>) -> bool {
        let mut progress = self.match_transports();
        let now = self.now();
        let keys: Vec<InstanceKey> = self.transports.keys().copied().collect();
        for key in keys {
            let Some(transport) = self.transports.get_mut(&key) else { continue };
            let outcome = match transport {
                Transport::Opening(dialling) => match dialling.as_mut().poll(cx) {
                    Poll::Pending => continue,
                    Poll::Ready(Ok(stream)) => {
                        *transport = Transport::Open(stream);
                        self.tester.handle_opened(now, key);
                        progress = true;
                        continue;
                    }
                    Poll::Ready(Err(e)) => Err(match e.kind() {
                        io::ErrorKind::NotFound => TransportEnd::Dns,
                        _ => TransportEnd::Tcp,
                    }),
                },
                Transport::Open(stream) => poll_stream(stream, &mut self.tester, now, key, cx),
            };
            match outcome {
                Ok(moved) => progress |= moved,
                Err(end) => {
                    self.transports.remove(&key);
                    self.tester.handle_closed(now, key, end);
                    progress = true;
                }
            }
        }
        progress | self.match_transports()
    }

    /// Opens and closes transports as the instances want.
    fn match_transports(&mut self) -> bool {
        let mut progress = false;
        let wanted: BTreeMap<InstanceKey, Wanted> = self.tester.wanted().collect();
        self.transports.retain(|key, _| wanted.contains_key(key));
        for (key, wanted) in wanted {
            match wanted {
                Wanted::Open(target) if !self.transports.contains_key(&key) => {
                    self.transports.insert(key, Transport::Opening((self.dial)(target)));
                    progress = true;
                }
                Wanted::Close => {
                    self.transports.remove(&key);
                    self.tester.handle_closed(self.now(), key, TransportEnd::Other);
                    progress = true;
                }
                Wanted::Open(_) | Wanted::Nothing => {}
            }
        }
        progress
    }

    fn poll_output(&mut self, cx: &mut Context<'_>) -> io::Result<bool> {
        let mut progress = false;
        loop {
            while self.unwritten.len() < UNWRITTEN_MAX {
                let Some(line) = self.tester.poll_line(self.now()) else { break };
                self.unwritten.extend_from_slice(self.frames.encode(&line).as_bytes());
                progress = true;
            }
            if self.unwritten.is_empty() {
                break;
            }
            let Poll::Ready(count) = Pin::new(&mut self.lines_out).poll_write(cx, &self.unwritten)
            else {
                return Ok(progress);
            };
            let count = count?;
            if count == 0 {
                return Err(io::ErrorKind::WriteZero.into());
            }
            self.unwritten.drain(..count);
            self.flushed = false;
            progress = true;
        }
        if !self.flushed
            && let Poll::Ready(flushed) = Pin::new(&mut self.lines_out).poll_flush(cx)
        {
            flushed?;
            self.flushed = true;
            progress = true;
        }
        Ok(progress)
    }
}

/// Moves bytes both ways; the error is the end of the transport.
fn poll_stream<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    tester: &mut Tester,
    now: Instant,
    key: InstanceKey,
    cx: &mut Context<'_>,
) -> Result<bool, TransportEnd> {
    let mut progress = false;
    while let Poll::Ready(count) = poll_write(stream, tester, key, cx) {
        let Some(count) = count.map_err(|e| end_of(&e))? else { break };
        tester.handle_transmitted(now, key, count);
        progress = true;
    }
    if let Poll::Ready(flushed) = Pin::new(&mut *stream).poll_flush(cx) {
        flushed.map_err(|e| end_of(&e))?;
    }
    let space = tester.receive_space(key);
    if space.is_empty() {
        return Ok(progress);
    }
    let mut buffer = ReadBuf::new(space);
    match Pin::new(stream).poll_read(cx, &mut buffer) {
        Poll::Pending => Ok(progress),
        Poll::Ready(Err(e)) => Err(end_of(&e)),
        Poll::Ready(Ok(())) => match buffer.filled().len() {
            0 => Err(TransportEnd::PeerClosed),
            count => {
                tester.handle_received(now, key, count);
                Ok(true)
            }
        },
    }
}

/// Writes what there is; `None` where there is nothing.
fn poll_write<S: AsyncWrite + Unpin>(
    stream: &mut S,
    tester: &mut Tester,
    key: InstanceKey,
    cx: &mut Context<'_>,
) -> Poll<io::Result<Option<usize>>> {
    let Some(bytes) = tester.poll_transmit(key) else { return Poll::Ready(Ok(None)) };
    match ready!(Pin::new(stream).poll_write(cx, bytes)) {
        Ok(0) => Poll::Ready(Err(io::ErrorKind::WriteZero.into())),
        written => Poll::Ready(written.map(Some)),
    }
}

fn end_of(error: &io::Error) -> TransportEnd {
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset
        | io::ErrorKind::UnexpectedEof => TransportEnd::PeerClosed,
        _ => TransportEnd::Io,
    }
}
