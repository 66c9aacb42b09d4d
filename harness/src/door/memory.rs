//! The door in memory: a network without time of its own, for the virtual clock.
//!
//! *Not here:* latency, loss, segmentation; those are faults.

use std::{
    io,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    task::{Context, Poll, ready},
};

use tokio::{
    io::{AsyncRead, AsyncWrite, DuplexStream, ReadBuf, duplex},
    sync::mpsc,
};

/// The server's end of the network.
#[derive(Debug)]
pub struct MemoryDoor {
    arrivals: mpsc::UnboundedReceiver<MemoryStream>,
    is_open: Arc<AtomicBool>,
    window: Arc<AtomicUsize>,
}

/// The client's end of the network.
#[derive(Clone, Debug)]
pub struct MemoryNetwork {
    dialled: mpsc::UnboundedSender<MemoryStream>,
    is_open: Arc<AtomicBool>,
    window: Arc<AtomicUsize>,
}

/// One end of a Network Connection in memory.
#[derive(Debug)]
pub struct MemoryStream {
    bytes: DuplexStream,
    /// Set by the end that gave the connection up; both ends see it.
    reset: Arc<AtomicBool>,
}

/// A network and its only door.
#[must_use]
pub fn network() -> (MemoryNetwork, MemoryDoor) {
    let (dialled, arrivals) = mpsc::unbounded_channel();
    let is_open = Arc::new(AtomicBool::new(true));
    let window = Arc::new(AtomicUsize::new(PIPE_BYTES));
    let network = MemoryNetwork { dialled, is_open: is_open.clone(), window: window.clone() };
    (network, MemoryDoor { arrivals, is_open, window })
}

impl MemoryNetwork {
    /// Opens a Network Connection.
    ///
    /// # Errors
    /// `ConnectionRefused` where the door is closed.
    pub fn dial(&self) -> io::Result<MemoryStream> {
        let refused = || io::Error::from(io::ErrorKind::ConnectionRefused);
        if !self.is_open.load(Ordering::Relaxed) {
            return Err(refused());
        }
        let (client, server) = duplex(self.window.load(Ordering::Relaxed));
        let reset = Arc::new(AtomicBool::new(false));
        let server = MemoryStream { bytes: server, reset: reset.clone() };
        self.dialled.send(server).map_err(|_| refused())?;
        Ok(MemoryStream { bytes: client, reset })
    }
}

impl super::Listener for MemoryDoor {
    type Stream = MemoryStream;

    async fn accept(&mut self) -> io::Result<MemoryStream> {
        // Without a client there is no one left to dial: nothing is ever accepted again.
        match self.arrivals.recv().await {
            Some(stream) => Ok(stream),
            None => std::future::pending().await,
        }
    }

    fn set_open(&mut self, is_open: bool) -> io::Result<()> {
        self.is_open.store(is_open, Ordering::Relaxed);
        Ok(())
    }

    fn set_window(&mut self, bytes: usize) -> io::Result<()> {
        self.window.store(bytes.max(1), Ordering::Relaxed);
        Ok(())
    }
}

impl super::Stream for MemoryStream {
    fn reset(self) {
        self.reset.store(true, Ordering::Relaxed);
    }
}

impl MemoryStream {
    fn check(&self) -> io::Result<()> {
        if self.reset.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        Ok(())
    }
}

impl AsyncRead for MemoryStream {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check()?;
        ready!(Pin::new(&mut self.bytes).poll_read(cx, buffer))?;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for MemoryStream {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check()?;
        Pin::new(&mut self.bytes).poll_write(cx, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.bytes).poll_shutdown(cx)
    }
}

/// Bytes in flight in each direction, like a socket's buffer.
const PIPE_BYTES: usize = 64 * 1024;

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::door::{Listener as _, Stream as _};

    #[tokio::test]
    async fn bytes_written_before_the_end_are_read_before_it() {
        let (network, mut door) = network();
        let mut client = network.dial().unwrap();
        let mut server = door.accept().await.unwrap();
        server.write_all(b"hi").await.unwrap();
        server.shutdown().await.unwrap();
        let mut read = Vec::new();
        client.read_to_end(&mut read).await.unwrap();
        assert_eq!(read, b"hi");
        client.write_all(b"still open this way").await.unwrap();
    }

    #[tokio::test]
    async fn a_reset_is_an_error_on_the_other_end_and_loses_what_was_unread() {
        let (network, mut door) = network();
        let mut client = network.dial().unwrap();
        let mut server = door.accept().await.unwrap();
        server.write_all(b"lost").await.unwrap();
        server.reset();
        let read = client.read_u8().await.unwrap_err();
        assert_eq!(read.kind(), io::ErrorKind::ConnectionReset);
        let written = client.write_all(b"x").await.unwrap_err();
        assert_eq!(written.kind(), io::ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn a_closed_door_refuses_until_it_is_opened() {
        let (network, mut door) = network();
        door.set_open(false).unwrap();
        assert_eq!(network.dial().unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
        door.set_open(true).unwrap();
        assert!(network.dial().is_ok());
        drop(door);
        assert_eq!(network.dial().unwrap_err().kind(), io::ErrorKind::ConnectionRefused);
    }
}
