//! The door on TCP: an ephemeral port of the loopback address.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
};

use rustix::net::{Shutdown, shutdown};
use tokio::net::{TcpListener, TcpSocket, TcpStream};

/// A TCP port; it is its own as long as this lives, open or not.
#[derive(Debug)]
pub struct TcpDoor {
    address: SocketAddr,
    state: State,
    window: Option<usize>,
}

#[derive(Debug)]
enum State {
    Open(TcpListener),
    /// The port is taken, so that nobody else gets it, but nobody listens.
    Closed(TcpSocket),
    Broken,
}

impl TcpDoor {
    /// Listens on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// What the machine says: no free port, no descriptor.
    pub fn open() -> io::Result<Self> {
        let mut door = Self::closed()?;
        super::Listener::set_open(&mut door, true)?;
        Ok(door)
    }

    /// Takes a free port of 127.0.0.1 and does not listen: whoever dials is refused.
    ///
    /// # Errors
    /// What the machine says: no free port, no descriptor.
    pub fn closed() -> io::Result<Self> {
        let socket = taken((Ipv4Addr::LOCALHOST, 0).into())?;
        Ok(Self { address: socket.local_addr()?, state: State::Closed(socket), window: None })
    }

    /// Its port.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.address.port()
    }
}

/// A socket that has `address` to itself but for those of this user that ask for it by number.
fn taken(address: SocketAddr) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    // So that a closed door can take the port while the open one still listens there.
    socket.set_reuseport(true)?;
    socket.bind(address)?;
    Ok(socket)
}

impl super::Listener for TcpDoor {
    type Stream = TcpStream;

    async fn accept(&mut self) -> io::Result<TcpStream> {
        let State::Open(listener) = &self.state else { return std::future::pending().await };
        let (stream, _) = listener.accept().await?;
        // Segments leave as the scenario cuts them.
        stream.set_nodelay(true)?;
        Ok(stream)
    }

    fn set_open(&mut self, is_open: bool) -> io::Result<()> {
        self.state = match (std::mem::replace(&mut self.state, State::Broken), is_open) {
            (State::Closed(socket), true) => {
                if let Some(bytes) = self.window {
                    socket.set_recv_buffer_size(u32::try_from(bytes).unwrap_or(u32::MAX))?;
                }
                State::Open(socket.listen(BACKLOG)?)
            }
            // The new socket is there before the old one goes.
            (State::Open(listener), false) => {
                let socket = taken(self.address)?;
                // A process that is just being started may hold a copy of the descriptor for a
                // moment: to let go of it here would leave the door ajar.
                shutdown(&listener, Shutdown::Both)?;
                State::Closed(socket)
            }
            (same, _) => same,
        };
        Ok(())
    }

    fn set_window(&mut self, bytes: usize) -> io::Result<()> {
        self.window = Some(bytes);
        if let State::Open(_) = self.state {
            // A socket passes its buffer's size on from when it begins to listen.
            self.set_open(false)?;
            self.set_open(true)?;
        }
        Ok(())
    }
}

/// Connections that may wait to be accepted.
const BACKLOG: u32 = 1024;

impl super::Stream for TcpStream {
    fn reset(self) {
        // With no time to linger, closing sends RST. A socket that refuses is closed all the same.
        let _ = self.set_zero_linger();
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;
    use crate::door::Listener as _;

    #[tokio::test]
    async fn a_door_closes_and_opens_again_on_the_same_port_and_what_was_accepted_goes_on() {
        let mut door = TcpDoor::open().unwrap();
        let address = (Ipv4Addr::LOCALHOST, door.port());
        let mut client = TcpStream::connect(address).await.unwrap();
        let mut server = door.accept().await.unwrap();
        for _ in 0..3 {
            door.set_open(false).unwrap();
            let refused = TcpStream::connect(address).await.unwrap_err();
            assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
            door.set_open(true).unwrap();
            TcpStream::connect(address).await.unwrap();
            door.accept().await.unwrap();
        }
        server.write_all(b"x").await.unwrap();
        assert_eq!(client.read_u8().await.unwrap(), b'x');
    }

    #[tokio::test]
    async fn the_port_of_a_closed_door_is_nobody_elses() {
        let door = TcpDoor::closed().unwrap();
        let address = (Ipv4Addr::LOCALHOST, door.port());
        let taken = TcpListener::bind(address).await.unwrap_err();
        assert_eq!(taken.kind(), io::ErrorKind::AddrInUse);
    }
}
