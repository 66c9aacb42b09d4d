//! A TLS connection as a byte stream.
//!
//! Under TLS 1.3 a client is done before the server has looked at its certificate: a refusal comes as
//! an alert in place of the first bytes, and if the client writes first, perhaps only after an error
//! of writing. So the alert is looked for there too.

use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio_rustls::client;

use crate::io::tls_error::TlsError;

/// A TLS connection; errors of TLS itself are a [`TlsError`] inside [`io::Error`].
#[derive(Debug)]
pub(crate) struct TlsStream<S> {
    inner: client::TlsStream<S>,
    /// Something came from the server after the handshake.
    heard: bool,
}

impl<S> TlsStream<S> {
    pub(super) fn new(inner: client::TlsStream<S>) -> Self {
        Self { inner, heard: false }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> TlsStream<S> {
    /// The alert that explains why writing failed, if the server sent one.
    fn explain(&mut self, cx: &mut Context<'_>, error: io::Error) -> io::Error {
        if self.heard {
            return TlsError::wrap(error);
        }
        let mut space = [0; 1];
        match Pin::new(&mut self.inner).poll_read(cx, &mut ReadBuf::new(&mut space)) {
            Poll::Ready(Err(alert)) => TlsError::wrap(alert),
            Poll::Ready(Ok(())) | Poll::Pending => TlsError::wrap(error),
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for TlsStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        space: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let read = Pin::new(&mut self.inner).poll_read(cx, space);
        self.heard |= matches!(read, Poll::Ready(Ok(())));
        read.map_err(TlsError::wrap)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for TlsStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.inner).poll_write(cx, bytes);
        written.map_err(|error| self.explain(cx, error))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let flushed = Pin::new(&mut self.inner).poll_flush(cx);
        flushed.map_err(|error| self.explain(cx, error))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(cx)
    }
}
