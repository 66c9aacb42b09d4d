//! The lines of a board, over a UART of `embedded-io-async`.

use alloc::vec::Vec;
use core::{
    future::{Future, pending, poll_fn},
    pin::pin,
    task::Poll,
};

use embedded_io_async::{Error as _, ErrorKind, Read, Write};
use mqttspec_client::Instant;
use mqttspec_link::framing::Line;

use crate::{Platform, Tester, frames::Frames};

/// Both directions of a UART, with the bytes on their way.
pub(crate) struct Uart<R, W> {
    lines_in: R,
    lines_out: W,
    frames: Frames,
    input: [u8; INPUT_LEN],
    /// Bytes of `input` that are not handed over.
    received: usize,
    output: Vec<u8>,
    unflushed: bool,
    ended: bool,
}

enum First {
    Read(Result<usize, ErrorKind>),
    Written(Result<usize, ErrorKind>),
    Flushed(Result<(), ErrorKind>),
}

impl<R: Read, W: Write> Uart<R, W> {
    pub(crate) fn new(platform: &Platform, lines_in: R, lines_out: W) -> Self {
        Self {
            lines_in,
            lines_out,
            frames: Frames::of(platform),
            input: [0; INPUT_LEN],
            received: 0,
            output: Vec::new(),
            unflushed: false,
            ended: false,
        }
    }

    /// Whether nothing more is to be done: the link is at its end, and all was said.
    pub(crate) fn is_over(&self, tester: &Tester) -> bool {
        let silent = self.output.is_empty() && !self.unflushed;
        self.ended || tester.is_exiting() && silent
    }

    /// Takes over what the tester says, as far as there is room.
    pub(crate) fn collect(&mut self, tester: &mut Tester, now: Instant) {
        while self.output.len() < OUTPUT_LEN {
            let Some(line) = tester.poll_line(now) else { return };
            self.output.extend_from_slice(self.frames.encode(&line).as_bytes());
        }
    }

    /// Gives the tester the lines that came, and takes over its answers.
    pub(crate) fn hand_over(&mut self, tester: &mut Tester, now: Instant) {
        let received = core::mem::take(&mut self.received);
        for line in self.frames.feed(&self.input[..received]) {
            if let (Line::Object(json), false) = (line, tester.is_exiting()) {
                tester.handle_line(now, &json);
            }
        }
        self.collect(tester, now);
    }

    /// Reads or writes, whichever comes first; [`Uart::hand_over`] has to follow.
    pub(crate) async fn step(&mut self) -> Result<(), ErrorKind> {
        let Self { lines_in, lines_out, input, output, unflushed, .. } = self;
        let is_full = output.len() >= OUTPUT_LEN;
        let first = {
            let mut reading = pin!(async {
                // Whoever does not listen is not listened to.
                if is_full { pending().await } else { lines_in.read(input).await }
            });
            let mut writing = pin!(async {
                match &output[..] {
                    [] if *unflushed => {
                        First::Flushed(lines_out.flush().await.map_err(|error| error.kind()))
                    }
                    [] => pending().await,
                    bytes => {
                        First::Written(lines_out.write(bytes).await.map_err(|error| error.kind()))
                    }
                }
            });
            poll_fn(|cx| {
                if let Poll::Ready(first) = writing.as_mut().poll(cx) {
                    return Poll::Ready(first);
                }
                let read = reading.as_mut().poll(cx);
                read.map(|read| First::Read(read.map_err(|error| error.kind())))
            })
            .await
        };
        match first {
            First::Read(read) => {
                self.received = read?;
                self.ended = self.received == 0;
            }
            First::Written(written) => match written? {
                0 => return Err(ErrorKind::WriteZero),
                count => {
                    self.output.drain(..count);
                    self.unflushed = true;
                }
            },
            First::Flushed(flushed) => {
                flushed?;
                self.unflushed = false;
            }
        }
        Ok(())
    }
}

/// Bytes taken from the UART at a time.
const INPUT_LEN: usize = 128;
/// Bytes of lines that wait for the UART before no other line is taken in.
const OUTPUT_LEN: usize = 4 * 1024;
