//! The Upper Tester on a host: lines and connections over tokio's streams.
//!
//! One future polls everything in turn and spawns nothing, so that reading never waits for
//! writing, and a paused clock can be moved from outside.

extern crate std;

use alloc::{boxed::Box, collections::BTreeMap, vec::Vec};
use core::{
    future::{Future, poll_fn},
    pin::Pin,
    task::{Context, Poll},
};
use std::io;

use mqttspec_client::{Instant, TransportEnd, address};
use mqttspec_link::framing::Line;
use tokio::{
    io::{AsyncBufRead, AsyncWrite},
    time::Sleep,
};

use crate::{
    InstanceKey, Platform, Process, Target, Tester, TlsSettings, Wanted,
    dial::{Connector, dial},
    frames::Frames,
    transport::{Dialling, Transport},
};

/// Runs the Upper Tester on this host, with plain framing, in a process that does other things too;
/// see [`serve_on`].
///
/// # Errors
/// As [`serve_on`].
pub async fn serve<R, W, C>(lines_in: R, lines_out: W, connector: C) -> io::Result<()>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    C: Connector,
{
    let surroundings = Box::new(Process);
    let platform =
        Platform { surroundings, sessions: None, ..Platform::host(std::env::consts::OS) };
    serve_on(platform, lines_in, lines_out, connector).await
}

/// Runs the Upper Tester on `platform` until `exit` or the end of `lines_in`; the framing is
/// guarded where the platform has a nonce of this start, and plain otherwise.
///
/// The future is driven by its caller alone: it spawns no task and needs a tokio runtime with
/// time (and I/O for [`TcpConnector`](crate::TcpConnector)), whose clock may be paused. Dropping
/// it closes everything.
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
    let dial = |target: Target, tls: Option<TlsSettings>| {
        Box::pin(dial(connector.clone(), target, tls)) as Dialling
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

struct Host<'c, R, W, D> {
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
    transports: BTreeMap<InstanceKey, Transport<'c>>,
    timer: Pin<Box<Sleep>>,
}

/// How many bytes of lines are framed before the stream has to take some.
const UNWRITTEN_MAX: usize = 64 * 1024;

impl<'c, R, W, D> Host<'c, R, W, D>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    D: FnMut(Target, Option<TlsSettings>) -> Dialling<'c>,
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
            let outcome = transport.poll(&mut self.tester, now, key, cx);
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
                    let is_layered = target.transport != address::Transport::Tcp;
                    let tls = self.tester.tls(key);
                    let dialling = (self.dial)(target, tls);
                    self.transports.insert(key, Transport::Opening { dialling, is_layered });
                    progress = true;
                }
                Wanted::Close => match self.transports.remove(&key) {
                    Some(closing @ Transport::Closing(..)) => {
                        self.transports.insert(key, closing);
                    }
                    transport => {
                        progress = true;
                        match transport.and_then(Transport::close) {
                            Some(closing) => {
                                self.transports.insert(key, closing);
                            }
                            None => self.tester.handle_closed(self.now(), key, TransportEnd::Other),
                        }
                    }
                },
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
