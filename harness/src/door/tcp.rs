//! The door on TCP: an ephemeral port of the loopback address.

use std::{io, net::Ipv4Addr};

use tokio::net::{TcpListener, TcpStream};

/// A listening TCP port.
#[derive(Debug)]
pub struct TcpDoor {
    listener: TcpListener,
}

impl TcpDoor {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// What the machine says: no free port, no descriptor.
    pub async fn open() -> io::Result<Self> {
        Ok(Self { listener: TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await? })
    }

    /// The port it listens on.
    ///
    /// # Errors
    /// What the machine says.
    pub fn port(&self) -> io::Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }
}

impl super::Listener for TcpDoor {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<TcpStream> {
        let (stream, _) = self.listener.accept().await?;
        // Segments leave as the scenario cuts them.
        stream.set_nodelay(true)?;
        Ok(stream)
    }
}

impl super::Stream for TcpStream {
    fn reset(self) {
        // With no time to linger, closing sends RST. A socket that refuses is closed all the same.
        let _ = self.set_zero_linger();
    }
}
