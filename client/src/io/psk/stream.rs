//! A TLS connection of OpenSSL as a byte stream, with typed errors.

use alloc::boxed::Box;
use core::pin::Pin;
use core::task::{Context, Poll};
use std::io;

use ::tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use openssl::ssl::{Error, ErrorCode};
use tokio_openssl::SslStream;

use crate::io::tls_error::{TlsError, TlsFault};

/// A TLS connection; errors of TLS itself are a [`TlsError`] inside [`io::Error`].
#[derive(Debug)]
pub(crate) struct PskStream<S>(SslStream<S>);

impl<S> PskStream<S> {
    pub(super) fn new(inner: SslStream<S>) -> Self {
        Self(inner)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncRead for PskStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        space: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, space).map_err(typed)
    }
}

impl<S: AsyncRead + AsyncWrite + Unpin> AsyncWrite for PskStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes).map_err(typed)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx).map_err(typed)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx).map_err(typed)
    }
}

/// Gives an error of OpenSSL its type; one of the stream below stays as it is.
pub(super) fn typed(error: io::Error) -> io::Error {
    let Some(inner) = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>()) else {
        return error;
    };
    let reasons = inner.ssl_error().map_or(&[][..], |stack| stack.errors());
    let reason = reasons.iter().map(openssl::error::Error::reason_code).next();
    if inner.code() == ErrorCode::SYSCALL || reason == Some(REASON_UNEXPECTED_EOF) {
        return io::Error::new(io::ErrorKind::UnexpectedEof, error);
    }
    let fault = reason.map_or(TlsFault::Other, fault);
    io::Error::new(io::ErrorKind::InvalidData, TlsError::new(fault, Box::new(error)))
}

fn fault(reason: i32) -> TlsFault {
    let alert = reason.checked_sub(REASON_ALERT).and_then(|alert| u8::try_from(alert).ok());
    match (alert, reason) {
        // With a certificate this alert is about form; here it says that the keys differ.
        (Some(ALERT_ILLEGAL_PARAMETER), _) => TlsFault::Decryption,
        (Some(alert), _) => TlsFault::of_alert(alert),
        (None, REASON_CERTIFICATE_VERIFY_FAILED) => TlsFault::CertificateIssuer,
        (None, REASON_BAD_RECORD_MAC) => TlsFault::Decryption,
        (None, REASON_WRONG_VERSION_NUMBER) => TlsFault::Protocol,
        (None, _) => TlsFault::Other,
    }
}

/// Reasons of OpenSSL's `sslerr.h`: an alert that was received is this and its number.
const REASON_ALERT: i32 = 1000;
const REASON_CERTIFICATE_VERIFY_FAILED: i32 = 134;
const REASON_WRONG_VERSION_NUMBER: i32 = 267;
const REASON_BAD_RECORD_MAC: i32 = 281;
const REASON_UNEXPECTED_EOF: i32 = 294;
const ALERT_ILLEGAL_PARAMETER: u8 = 47;
