//! A WebSocket connection as a byte stream: binary messages out, the bytes of binary messages in.
//!
//! Where messages begin and end has no meaning [MQTT-6.0.0-2]. Pings are answered in passing. A text
//! message is answered by Close and ends the stream [MQTT-6.0.0-1].

use core::pin::Pin;
use core::task::{Context, Poll, ready};
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use futures_util::{Sink as _, Stream as _};
use tokio_tungstenite::tungstenite::protocol::frame::coding::CloseCode;
use tokio_tungstenite::tungstenite::protocol::{CloseFrame, Message};
use tokio_tungstenite::tungstenite::{Bytes, Error, Utf8Bytes, error::ProtocolError};

use crate::io::ws_error::{WebSocketError, WebSocketFault};

/// A WebSocket connection; errors of WebSocket itself are a
/// [`WebSocketError`](crate::io::WebSocketError) inside [`io::Error`].
#[derive(Debug)]
pub(crate) struct WebSocketStream<S> {
    inner: tokio_tungstenite::WebSocketStream<S>,
    /// What of the last message was not read yet.
    unread: Bytes,
    /// Close was sent, what is below is to be shut down.
    closed: bool,
}

impl<S: AsyncRead + AsyncWrite + Unpin> WebSocketStream<S> {
    pub(super) fn new(inner: tokio_tungstenite::WebSocketStream<S>) -> Self {
        Self { inner, unread: Bytes::new(), closed: false }
    }

    /// Tells the server why, as far as it takes that at once: nobody waits for it.
    fn close(&mut self, cx: &mut Context<'_>, code: CloseCode) {
        let frame = CloseFrame { code, reason: Utf8Bytes::default() };
        let mut inner = Pin::new(&mut self.inner);
        if inner.as_mut().start_send(Message::Close(Some(frame))).is_ok() {
            let _best_effort = inner.poll_flush(cx);
        }
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for WebSocketStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        space: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        while this.unread.is_empty() {
            match ready!(Pin::new(&mut this.inner).poll_next(cx)) {
                Some(Ok(Message::Binary(bytes))) => this.unread = bytes,
                Some(Ok(Message::Ping(_) | Message::Pong(_) | Message::Frame(_))) => {}
                Some(Ok(Message::Text(_))) => {
                    this.close(cx, CloseCode::Unsupported);
                    return Poll::Ready(Err(WebSocketError::wrap(WebSocketFault::TextFrame)));
                }
                Some(Ok(Message::Close(_))) => {
                    // The answer is queued by now; whether it still leaves is up to the stream.
                    let _best_effort = Pin::new(&mut this.inner).poll_flush(cx);
                    return Poll::Ready(Ok(()));
                }
                // What came before is complete without Close, too.
                Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) | None => {
                    return Poll::Ready(Ok(()));
                }
                Some(Err(error)) => {
                    let error = WebSocketError::of_tungstenite(error);
                    if let Some(code) = WebSocketError::of(&error).map(close_code) {
                        this.close(cx, code);
                    }
                    return Poll::Ready(Err(error));
                }
            }
        }
        let count = this.unread.len().min(space.remaining());
        space.put_slice(&this.unread.split_to(count));
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for WebSocketStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let mut inner = Pin::new(&mut self.inner);
        let bytes = &bytes[..bytes.len().min(WRITE_LEN_MAX)];
        let mut message = Message::Binary(Bytes::copy_from_slice(bytes));
        loop {
            ready!(inner.as_mut().poll_ready(cx)).map_err(WebSocketError::of_tungstenite)?;
            match inner.as_mut().start_send(message) {
                Ok(()) => return Poll::Ready(Ok(bytes.len())),
                // Answers to pings have filled it: they go first.
                Err(Error::WriteBufferFull(refused)) => message = *refused,
                Err(error) => return Poll::Ready(Err(WebSocketError::of_tungstenite(error))),
            }
            ready!(inner.as_mut().poll_flush(cx)).map_err(WebSocketError::of_tungstenite)?;
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(cx).map_err(WebSocketError::of_tungstenite)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        if !self.closed {
            let closed = ready!(Pin::new(&mut self.inner).poll_close(cx));
            self.closed = true;
            closed.map_err(WebSocketError::of_tungstenite)?;
        }
        Pin::new(self.inner.get_mut()).poll_shutdown(cx)
    }
}

/// What Close says of a failure (RFC 6455, section 7.4.1).
fn close_code(error: &WebSocketError) -> CloseCode {
    match error.fault {
        WebSocketFault::TextFrame => CloseCode::Unsupported,
        WebSocketFault::TooLong => CloseCode::Size,
        WebSocketFault::Status(_)
        | WebSocketFault::SubProtocol
        | WebSocketFault::Handshake
        | WebSocketFault::Protocol => CloseCode::Protocol,
    }
}

/// The longest message sent; what is longer goes out in several [MQTT-6.0.0-2].
pub(super) const WRITE_LEN_MAX: usize = 64 * 1024;
