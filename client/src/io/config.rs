//! What a client on a host is told, with an owner: where the servers are and what CONNECT says.

use alloc::string::String;
use alloc::vec::Vec;

use crate::address::{Address, Transport};
use crate::error::Misuse;
use crate::options::Options;
use crate::packet::{Connect, ProtocolVersion, QoS};
use crate::reconnect::{BackupServer, Server};
use crate::settings::Settings;
use crate::will::Will;

/// Everything a client is told before it connects.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// The server tried first.
    pub primary: Destination,
    /// The other server, and when it is tried.
    pub backup: Option<(Destination, BackupServer)>,
    /// Times, limits and policies.
    pub settings: Settings,
}

/// A server, and who the client says it is there.
#[derive(Clone, Debug, PartialEq)]
pub struct Destination {
    /// Where the server is.
    pub endpoint: Endpoint,
    /// What CONNECT says.
    pub identity: Identity,
}

/// Where a server is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// What carries the Control Packets.
    pub transport: Transport,
    /// A name or an address.
    pub host: String,
    /// The port.
    pub port: u16,
    /// The request path of WebSocket, query included.
    pub path: String,
}

/// What CONNECT says.
#[derive(Clone, Debug, PartialEq)]
pub struct Identity {
    /// Which protocol.
    pub protocol_version: ProtocolVersion,
    /// Whether the Session starts anew.
    pub clean_session: bool,
    /// The longest silence in seconds.
    pub keep_alive_s: u16,
    /// The key of the Session.
    pub client_identifier: String,
    /// Published by the server if the client is lost.
    pub will: Option<OwnedWill>,
    /// The user name.
    pub user_name: Option<String>,
    /// The password, which needs a user name.
    pub password: Option<Vec<u8>>,
}

/// A will with an owner.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OwnedWill {
    /// Where the server publishes it.
    pub topic_name: String,
    /// Its payload.
    pub message: Vec<u8>,
    /// The QoS with which the server publishes it.
    pub qos: QoS,
    /// Whether the server keeps it.
    pub retain: bool,
}

impl Config {
    /// What the options say.
    ///
    /// # Errors
    /// Those of [`Options::check`].
    pub fn new(options: &Options<'_>) -> Result<Self, Misuse> {
        options.check()?;
        let backup = match options.backup {
            Some((backup, when)) => Some((Destination::new(backup)?, when)),
            None => None,
        };
        Ok(Self { primary: Destination::new(options)?, backup, settings: options.settings })
    }

    /// One of the two servers; the primary one where there is no other.
    pub fn destination(&self, server: Server) -> &Destination {
        match (server, &self.backup) {
            (Server::Backup, Some((backup, _))) => backup,
            (Server::Primary | Server::Backup, _) => &self.primary,
        }
    }

    /// When the other server is tried.
    pub fn backup_server(&self) -> BackupServer {
        self.backup.as_ref().map_or(BackupServer::None, |(_, when)| *when)
    }
}

impl Destination {
    fn new(options: &Options<'_>) -> Result<Self, Misuse> {
        let endpoint = Endpoint::new(&options.address);
        Ok(Self { endpoint, identity: Identity::new(&options.connect()?) })
    }
}

impl Endpoint {
    /// What the address says, with the defaults of its transport.
    pub fn new(address: &Address<'_>) -> Self {
        Self {
            transport: address.transport,
            host: address.host.into(),
            port: address.port(),
            path: address.path().into(),
        }
    }

    /// The same, borrowed.
    pub fn address(&self) -> Address<'_> {
        Address {
            transport: self.transport,
            host: &self.host,
            port: Some(self.port),
            path: self.transport.is_web_socket().then_some(&self.path),
        }
    }
}

impl Identity {
    /// What a CONNECT says.
    pub fn new(connect: &Connect<'_>) -> Self {
        let will = |will: Will<'_>| OwnedWill {
            topic_name: will.topic_name.as_str().into(),
            message: will.message.as_bytes().into(),
            qos: will.qos,
            retain: will.retain,
        };
        let password = connect.login.and_then(|login| login.password);
        Self {
            protocol_version: connect.protocol_version,
            clean_session: connect.clean_session,
            keep_alive_s: connect.keep_alive_s,
            client_identifier: connect.client_identifier.as_str().into(),
            will: connect.will.map(will),
            user_name: connect.login.map(|login| login.user_name.as_str().into()),
            password: password.map(|password| password.as_bytes().into()),
        }
    }

    /// The CONNECT that says it.
    ///
    /// # Errors
    /// A text that MQTT does not allow, a password without a user name.
    pub fn connect(&self) -> Result<Connect<'_>, Misuse> {
        let mut options = Options::new("");
        options.protocol_version = self.protocol_version;
        options.clean_session = self.clean_session;
        options.keep_alive_s = self.keep_alive_s;
        options.client_identifier = &self.client_identifier;
        options.user_name = self.user_name.as_deref();
        options.password = self.password.as_deref();
        if let Some(will) = &self.will {
            options = options.will(&will.topic_name, &will.message, will.qos, will.retain);
        }
        options.connect()
    }
}
