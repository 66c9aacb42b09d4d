//! A transport on a host, from dialling to the last goodbye.

extern crate std;

use alloc::boxed::Box;
use core::{
    future::Future,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};
use std::io;

use mqttspec_client::{
    Instant, TransportEnd,
    io::{ByteStream, end_of},
};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Sleep,
};

use crate::{InstanceKey, Tester};

type Stream = Box<dyn ByteStream>;
pub(crate) type Dialling<'c> = Pin<Box<dyn Future<Output = Result<Stream, TransportEnd>> + 'c>>;

/// Where a transport stands.
pub(crate) enum Transport<'c> {
    /// `is_layered`: there is more than TCP, so that a goodbye has to be written.
    Opening {
        dialling: Dialling<'c>,
        is_layered: bool,
    },
    Open {
        stream: Stream,
        is_layered: bool,
    },
    /// Nobody waits for the goodbye longer than this.
    Closing(Stream, Pin<Box<Sleep>>),
}

impl Transport<'_> {
    /// The transport as it says goodbye, if there is anybody to say it to.
    pub(crate) fn close(self) -> Option<Self> {
        match self {
            Self::Open { stream, is_layered: true } => {
                Some(Self::Closing(stream, Box::pin(tokio::time::sleep(GOODBYE))))
            }
            Self::Opening { .. } | Self::Open { .. } | Self::Closing(..) => None,
        }
    }

    /// Does everything that can be done now. The error is the end of the transport.
    pub(crate) fn poll(
        &mut self,
        tester: &mut Tester,
        now: Instant,
        key: InstanceKey,
        cx: &mut Context<'_>,
    ) -> Result<bool, TransportEnd> {
        match self {
            Self::Opening { dialling, is_layered } => {
                let Poll::Ready(opened) = dialling.as_mut().poll(cx) else { return Ok(false) };
                *self = Self::Open { stream: opened?, is_layered: *is_layered };
                tester.handle_opened(now, key);
                Ok(true)
            }
            Self::Open { stream, .. } => poll_stream(stream, tester, now, key, cx),
            Self::Closing(stream, due) => {
                let said = Pin::new(stream).poll_shutdown(cx).is_ready();
                if said || due.as_mut().poll(cx).is_ready() {
                    return Err(TransportEnd::Other);
                }
                Ok(false)
            }
        }
    }
}

/// Moves bytes both ways; the error is the end of the transport.
fn poll_stream(
    stream: &mut Stream,
    tester: &mut Tester,
    now: Instant,
    key: InstanceKey,
    cx: &mut Context<'_>,
) -> Result<bool, TransportEnd> {
    let mut progress = false;
    while let Poll::Ready(count) = poll_write(stream, tester, key, cx) {
        let Some(count) = count.map_err(|e| end(&e))? else { break };
        tester.handle_transmitted(now, key, count);
        progress = true;
    }
    if let Poll::Ready(flushed) = Pin::new(&mut *stream).poll_flush(cx) {
        flushed.map_err(|e| end(&e))?;
    }
    let space = tester.receive_space(key);
    if space.is_empty() {
        return Ok(progress);
    }
    let mut buffer = ReadBuf::new(space);
    match Pin::new(stream).poll_read(cx, &mut buffer) {
        Poll::Pending => Ok(progress),
        Poll::Ready(Err(e)) => Err(end(&e)),
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
fn poll_write(
    stream: &mut Stream,
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

/// What ended an open transport, in the words of the link.
fn end(error: &io::Error) -> TransportEnd {
    match error.kind() {
        io::ErrorKind::BrokenPipe
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::ConnectionReset => TransportEnd::PeerClosed,
        _ => end_of(error),
    }
}

/// How long a goodbye may take: close_notify of TLS, Close of WebSocket.
const GOODBYE: Duration = Duration::from_secs(1);
