//! A shim that listens on a TCP port.

use std::net::{Shutdown, TcpStream};

use super::{
    link::{Framing, Link, Trouble},
    stdio::{carry, read_lines, write_lines},
};

/// A connection to a listening shim; dropping it ends the connection.
#[derive(Debug)]
pub struct ShimConnection(TcpStream);

impl ShimConnection {
    /// Connects to `address`, as `host:port`.
    ///
    /// # Errors
    /// [`Trouble::Unreachable`].
    pub fn open(address: &str, framing: Framing) -> Result<(Self, Link), Trouble> {
        let unreachable = |error: std::io::Error| Trouble::Unreachable {
            what: address.into(),
            why: error.to_string(),
        };
        let stream = TcpStream::connect(address).map_err(unreachable)?;
        stream.set_nodelay(true).map_err(unreachable)?;
        let (reader, writer) = (stream.try_clone(), stream.try_clone());
        let (reader, writer) = (reader.map_err(unreachable)?, writer.map_err(unreachable)?);
        let (link, ends) = Link::new(framing);
        carry("shim-in", move || write_lines(writer, ends.to_shim)).map_err(unreachable)?;
        carry("shim-out", move || read_lines(reader, ends.inlet, &ends.from_shim))
            .map_err(unreachable)?;
        Ok((Self(stream), link))
    }
}

impl Drop for ShimConnection {
    fn drop(&mut self) {
        // The threads that read and write end by this.
        let _ = self.0.shutdown(Shutdown::Both);
    }
}
