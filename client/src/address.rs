//! Where the server is: transport, host, port, path.

use crate::{error::Misuse, option_name::OptionName};

/// What carries the Control Packets (section 4.2, chapter 6).
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub enum Transport {
    /// TCP.
    #[default]
    Tcp,
    /// TLS over TCP.
    Tls,
    /// WebSocket over TCP.
    WebSocket,
    /// WebSocket over TLS.
    WebSocketTls,
}

impl Transport {
    /// The port used where none is given.
    pub const fn default_port(self) -> u16 {
        match self {
            Self::Tcp => 1883,
            Self::Tls => 8883,
            Self::WebSocket => 80,
            Self::WebSocketTls => 443,
        }
    }

    /// Whether TLS is part of it.
    pub const fn is_tls(self) -> bool {
        matches!(self, Self::Tls | Self::WebSocketTls)
    }

    /// Whether WebSocket is part of it.
    pub const fn is_web_socket(self) -> bool {
        matches!(self, Self::WebSocket | Self::WebSocketTls)
    }
}

/// A server's address.
#[derive(Clone, Copy, Debug, Default, Eq, Hash, PartialEq)]
pub struct Address<'a> {
    /// What carries the Control Packets.
    pub transport: Transport,
    /// A domain name, an IPv4 address, or an IPv6 address without brackets.
    pub host: &'a str,
    /// The port, if not the transport's own.
    pub port: Option<u16>,
    /// The request path of WebSocket with its query, if not [`DEFAULT_PATH`].
    pub path: Option<&'a str>,
}

impl<'a> Address<'a> {
    /// A server reached by TCP on port 1883.
    pub const fn new(host: &'a str) -> Self {
        Self { transport: Transport::Tcp, host, port: None, path: None }
    }

    /// The port to dial.
    pub const fn port(&self) -> u16 {
        match self.port {
            Some(port) => port,
            None => self.transport.default_port(),
        }
    }

    /// The request path of WebSocket, query included.
    pub const fn path(&self) -> &'a str {
        match self.path {
            Some(path) => path,
            None => DEFAULT_PATH,
        }
    }

    /// Checks that it can be dialled.
    ///
    /// # Errors
    /// No host, port 0, a path without WebSocket, or one that does not start with `/`.
    pub const fn check(&self) -> Result<(), Misuse> {
        if self.host.is_empty() {
            let (option, needed_by) = (OptionName::Host, OptionName::Transport);
            return Err(Misuse::Missing { option, needed_by });
        }
        if let Some(0) = self.port {
            let (option, min, max) = (OptionName::Port, 1, 65_535);
            return Err(Misuse::OutOfRange { option, min, max, found: 0 });
        }
        match self.path {
            Some(_) if !self.transport.is_web_socket() => {
                Err(Misuse::Contradiction { option: OptionName::Path, with: OptionName::Transport })
            }
            Some(path) if !is_request_path(path.as_bytes()) => {
                Err(Misuse::BadText { option: OptionName::Path })
            }
            _ => Ok(()),
        }
    }
}

/// The request path of WebSocket where none is given: the one most servers listen on.
pub const DEFAULT_PATH: &str = "/mqtt";

/// Whether these bytes can stand in the request line: a slash first, then visible ASCII.
const fn is_request_path(bytes: &[u8]) -> bool {
    let [b'/', ..] = bytes else { return false };
    let mut rest = bytes;
    while let [first, tail @ ..] = rest {
        if !first.is_ascii_graphic() {
            return false;
        }
        rest = tail;
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_transport_has_its_own_port() {
        for (transport, port) in [
            (Transport::Tcp, 1883),
            (Transport::Tls, 8883),
            (Transport::WebSocket, 80),
            (Transport::WebSocketTls, 443),
        ] {
            assert_eq!(Address { transport, ..Address::new("h") }.port(), port);
            let given = Address { transport, port: Some(7), ..Address::new("h") };
            assert_eq!(given.port(), 7);
        }
    }

    #[test]
    fn what_cannot_be_dialled_names_its_setting() {
        let server = Address::new("h");
        let (min, max, found) = (1, 65_535, 0);
        for (server, expected) in [
            (
                Address::new(""),
                Misuse::Missing { option: OptionName::Host, needed_by: OptionName::Transport },
            ),
            (
                Address { port: Some(0), ..server },
                Misuse::OutOfRange { option: OptionName::Port, min, max, found },
            ),
            (
                Address { path: Some("/mqtt"), ..server },
                Misuse::Contradiction { option: OptionName::Path, with: OptionName::Transport },
            ),
        ] {
            assert_eq!(server.check(), Err(expected));
        }
    }

    #[test]
    fn a_path_cannot_break_the_request_line() {
        for path in ["", "mqtt", "/a b", "/a\r\nX: y", "/ü"] {
            let server =
                Address { transport: Transport::WebSocket, path: Some(path), ..Address::new("h") };
            assert_eq!(server.check(), Err(Misuse::BadText { option: OptionName::Path }), "{path}");
        }
        let server = Address {
            transport: Transport::WebSocketTls,
            path: Some("/mqtt?a=%20b"),
            ..Address::new("h")
        };
        assert_eq!(server.check(), Ok(()));
    }
}
