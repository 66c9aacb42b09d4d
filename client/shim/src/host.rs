//! The Upper Tester on a host: lines and connections over tokio's streams.

extern crate std;

use std::{future::Future, io};

use mqttspec_link::framing::{Line, plain};
use tokio::{
    io::{AsyncBufRead, AsyncBufReadExt as _, AsyncRead, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};

use crate::tester::{LINE_MAX, Tester};

/// How the client reaches a server. The harness joins its own side by a duplex stream.
pub trait Connector: Clone {
    /// A byte stream to the server.
    type Stream: AsyncRead + AsyncWrite + Unpin;

    /// Dials `host`, a name or an address, at `port`.
    ///
    /// Dropping the future gives up the attempt.
    fn connect(&self, host: &str, port: u16) -> impl Future<Output = io::Result<Self::Stream>>;
}

/// Dials by TCP.
#[derive(Clone, Copy, Debug, Default)]
pub struct TcpConnector;

impl Connector for TcpConnector {
    type Stream = TcpStream;

    async fn connect(&self, host: &str, port: u16) -> io::Result<TcpStream> {
        let stream = TcpStream::connect((host, port)).await?;
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

/// Runs the Upper Tester until `exit` or the end of `lines_in`.
///
/// Plain framing. The future is driven by its caller alone: it spawns no task and needs a
/// tokio runtime with time (and I/O for [`TcpConnector`]), whose clock may be paused.
///
/// # Errors
/// Reading or writing a line failed; the client's connections are closed then too.
pub async fn serve<R, W, C>(mut lines_in: R, mut lines_out: W, connector: C) -> io::Result<()>
where
    R: AsyncBufRead + Unpin,
    W: AsyncWrite + Unpin,
    C: Connector,
{
    let _not_dialled_yet = connector;
    let mut tester = Tester::new();
    let mut deframer = plain::Deframer::new(LINE_MAX);
    while !tester.is_exiting() {
        let bytes = lines_in.fill_buf().await?;
        let (count, lines) = (bytes.len(), deframer.feed(bytes));
        lines_in.consume(count);
        if count == 0 {
            break;
        }
        for line in lines {
            if let (Line::Object(json), false) = (line, tester.is_exiting()) {
                tester.handle_line(&json);
            }
        }
        while let Some(line) = tester.poll_line() {
            lines_out.write_all(plain::encode(&line).as_bytes()).await?;
        }
        lines_out.flush().await?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::{string::String, vec::Vec};

    use super::*;

    #[tokio::test]
    async fn hello_is_answered_and_a_bogus_command_is_unsupported() {
        let input = concat!(
            "{\"seq\":1,\"do\":\"bogus\"}\n",
            "noise\n",
            "{\"seq\":1,\"do\":\"bogus\"}\n",
            "{\"seq\":2,\"do\":\"hello\",\"link\":1}\n",
            "{\"seq\":3,\"do\":\"publish\"}\n",
            "{\"seq\":4,\"do\":\"exit\"}\n",
            "{\"seq\":5,\"do\":\"hello\",\"link\":1}\n",
        );
        let mut output = Vec::new();
        serve(input.as_bytes(), &mut output, TcpConnector).await.unwrap();
        let output = String::from_utf8(output).unwrap();
        let starts = [
            r#"{"re":1,"unsupported":"bogus"}"#,
            r#"{"re":1,"unsupported":"bogus"}"#,
            r#"{"re":2,"ok":{"#,
            r#"{"re":3,"error":{"kind":"bad_command""#,
            r#"{"re":4,"ok":{}}"#,
        ];
        assert_eq!(output.lines().count(), starts.len());
        for (line, start) in output.lines().zip(starts) {
            assert!(line.starts_with(start), "{line}");
        }
    }
}
