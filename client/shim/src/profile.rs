//! The options of `connect`, owned, and as the client's own options.

use alloc::{borrow::Cow, boxed::Box, format, string::String, vec, vec::Vec};
use core::fmt::Display;

use mqttspec_client::{
    Options, Settings,
    address::{Address, Transport},
    error::Misuse,
    packet::{PacketIdentifier, ProtocolVersion, QoS},
    reconnect::{Backoff, BackupServer, Reconnect, Server},
    settings::{Acknowledgement, Durability, Oversize},
    uri::Uri,
};
use mqttspec_link::{
    Bytes, ErrorKind, Outcome, Refusal, Text,
    command::{self, ConnectOptions, ReconnectMode, SessionStore},
};

use crate::{platform::DURABLE_SESSION, tls::TlsSettings};

/// The members of `connect` that are implemented.
const MEMBERS: &[&str] = &[
    "uri",
    "host",
    "port",
    "transport",
    "path",
    "client_id",
    "clean_session",
    "keep_alive_s",
    "user_name",
    "password",
    "will.topic",
    "will.payload",
    "will.qos",
    "will.retain",
    "protocol",
    "timeout_ms",
    "ping_timeout_ms",
    "reconnect.mode",
    "reconnect.min_ms",
    "reconnect.max_ms",
    "resubscribe",
    "backup",
    "refresh_ms",
    "packet_max",
    "buffer",
    "oversize",
    "in_flight_max",
    "session",
    "manual_ack",
    "start_packet",
    "preset",
];

/// The members of `connect` that need a feature of the platform, with the feature.
const PLATFORM_MEMBERS: &[(&str, &str)] = &[
    ("tls.ca", "tls"),
    ("tls.insecure", "tls"),
    ("tls.cert", "tls.mutual"),
    ("tls.key", "tls.mutual"),
    ("tls.server_name", "tls.server_name"),
    ("tls.alpn", "tls.alpn"),
    ("tls.ciphers", "tls.ciphers"),
    ("tls.psk_identity", "tls.psk"),
    ("tls.psk", "tls.psk"),
];

/// Options of a connection that the client accepts.
#[derive(Debug)]
pub(crate) struct Profile {
    host: String,
    port: Option<u16>,
    path: Option<String>,
    transport: Transport,
    tls: Option<TlsSettings>,
    client_identifier: String,
    clean_session: bool,
    keep_alive_s: u16,
    user_name: Option<String>,
    password: Option<Vec<u8>>,
    will: Option<Will>,
    protocol_version: ProtocolVersion,
    settings: Settings,
    backup: Option<Box<Self>>,
    /// Whether the Session is to outlive the program.
    pub(crate) is_durable: bool,
    /// The receive buffer asked for, in bytes.
    pub(crate) buffer: Option<usize>,
    /// How many messages in flight were asked for, if they were.
    pub(crate) in_flight: Option<usize>,
}

#[derive(Debug)]
struct Will {
    topic_name: String,
    message: Vec<u8>,
    qos: QoS,
    retain: bool,
}

/// Refuses a member that is not implemented, by its name.
pub(crate) fn check_members(options: &ConnectOptions, offered: &[&str]) -> Result<(), Outcome> {
    let mut members = Vec::from(MEMBERS);
    let by_platform = PLATFORM_MEMBERS.iter().filter(|(_, feature)| offered.contains(feature));
    members.extend(by_platform.map(|(member, _)| member));
    if let Some(name) = options.unsupported(&members) {
        return Err(Outcome::Unsupported(name));
    }
    let Some(backup) = &options.backup else { return Ok(()) };
    match backup.unsupported(&members).or_else(|| backup.backup.as_ref().map(|_| "backup".into())) {
        Some(name) => Err(Outcome::Unsupported(format!("backup.{name}"))),
        None => Ok(()),
    }
}

impl Profile {
    /// The options that `options` make, checked by the client. `offered` are the platform's features.
    pub(crate) fn new(options: &ConnectOptions, offered: &[&str]) -> Result<Self, Outcome> {
        let mut profile = Self::server(options, offered)?;
        if let Some(backup) = &options.backup {
            let backup = backup.over(&ConnectOptions { backup: None, ..options.clone() });
            profile.backup = Some(Box::new(Self::server(&backup, offered)?));
        }
        profile.check().map_err(invalid)?;
        Ok(profile)
    }

    /// The Client Identifier, by which a durable Session is found again.
    pub(crate) fn client_identifier(&self) -> &str {
        &self.client_identifier
    }

    /// The options of the first server, or those of the backup server; without TLS.
    pub(crate) fn of(&self, server: Server) -> Options<'_> {
        match (server, &self.backup) {
            (Server::Backup, Some(backup)) => backup.options(),
            _ => self.options(),
        }
    }

    /// What TLS needs to know for that server.
    pub(crate) fn tls(&self, server: Server) -> Option<&TlsSettings> {
        match (server, &self.backup) {
            (Server::Backup, Some(backup)) => backup.tls.as_ref(),
            _ => self.tls.as_ref(),
        }
    }

    /// When the backup server is tried.
    pub(crate) fn backup_server(&self) -> BackupServer {
        if self.backup.is_some() { BackupServer::EachFailure } else { BackupServer::None }
    }

    fn server(options: &ConnectOptions, offered: &[&str]) -> Result<Self, Outcome> {
        let base = base(options.preset.as_deref())?;
        let uri = options.uri.as_deref().unwrap_or_default();
        let mut decoded = vec![0; uri.len()];
        let base = match uri {
            "" => base,
            uri => base.uri(&Uri::parse(uri, &mut decoded).map_err(invalid)?),
        };
        let transport = options.transport.map_or(base.address.transport, transport);
        let tls = match &options.tls {
            _ if !transport.is_tls() => None,
            Some(tls) => Some(TlsSettings::new(tls)?),
            None => Some(TlsSettings::default()),
        };
        if !is_offered(transport, tls.as_ref(), offered) {
            return Err(Outcome::Unsupported("transport".into()));
        }
        let is_durable = options.session == Some(SessionStore::Durable);
        if is_durable && !offered.contains(&DURABLE_SESSION) {
            return Err(Outcome::Unsupported("session".into()));
        }
        let user_name = optional_text(options.user_name.as_ref(), "user_name")?;
        let client_identifier = optional_text(options.client_id.as_ref(), "client_id")?;
        let path = options.path.as_deref().or(base.address.path).unwrap_or(PATH_DEFAULT);
        Ok(Self {
            host: options.host.clone().unwrap_or_else(|| base.address.host.into()),
            port: options.port.or(base.address.port),
            path: transport.is_web_socket().then(|| path.into()),
            transport,
            tls,
            client_identifier: client_identifier.unwrap_or_default(),
            clean_session: options.clean_session.unwrap_or(base.clean_session),
            keep_alive_s: options.keep_alive_s.unwrap_or(base.keep_alive_s),
            user_name: user_name.or_else(|| base.user_name.map(String::from)),
            password: match &options.password {
                Some(password) => Some(password.to_vec()),
                None => base.password.map(Vec::from),
            },
            will: options.will.as_ref().map(Will::new).transpose()?,
            protocol_version: options.protocol.map_or(base.protocol_version, protocol_version),
            settings: settings(base.settings, options)?,
            is_durable,
            backup: None,
            buffer: options.buffer.map(|bytes| bytes as usize),
            in_flight: options.in_flight_max.map(usize::from),
        })
    }

    fn options(&self) -> Options<'_> {
        let mut options = Options::new(&self.host)
            .address(Address {
                transport: self.transport,
                host: &self.host,
                port: self.port,
                path: self.path.as_deref(),
            })
            .protocol_version(self.protocol_version)
            .client_identifier(&self.client_identifier)
            .clean_session(self.clean_session)
            .keep_alive_s(self.keep_alive_s)
            .settings(self.settings);
        options.user_name = self.user_name.as_deref();
        options.password = self.password.as_deref();
        match &self.will {
            Some(will) => options.will(&will.topic_name, &will.message, will.qos, will.retain),
            None => options,
        }
    }

    fn check(&self) -> Result<(), Misuse> {
        self.with_options(|options| match &self.backup {
            None => options.check(),
            Some(backup) => {
                backup.with_options(|backup| options.backup(&backup, self.backup_server()).check())
            }
        })
    }

    /// Hands over the options, those of TLS among them.
    fn with_options<R>(&self, use_them: impl FnOnce(Options<'_>) -> R) -> R {
        match &self.tls {
            Some(tls) => tls.with(|tls| use_them(self.options().tls(tls))),
            None => use_them(self.options()),
        }
    }
}

impl Will {
    fn new(will: &command::Will) -> Result<Self, Outcome> {
        Ok(Self {
            topic_name: optional_text(will.topic.as_ref(), "will.topic")?.unwrap_or_default(),
            message: will.payload.as_ref().map(Bytes::to_vec).unwrap_or_default(),
            qos: qos(will.qos.unwrap_or(0))?,
            retain: will.retain.unwrap_or(false),
        })
    }
}

/// A value that the client refuses.
pub(crate) fn invalid(reason: impl Display) -> Outcome {
    Outcome::Error(Refusal { kind: ErrorKind::InvalidArgument, text: format!("{reason}") })
}

/// A string of a command; the client's API takes no ill-formed one.
pub(crate) fn text<'a>(text: &'a Text, member: &str) -> Result<Cow<'a, str>, Outcome> {
    text.to_str().ok_or_else(|| Outcome::Unsupported(member.into()))
}

/// The QoS with this number.
pub(crate) fn qos(number: u8) -> Result<QoS, Outcome> {
    QoS::from_u8(number).ok_or_else(|| invalid(format!("there is no QoS {number}")))
}

fn optional_text(value: Option<&Text>, member: &str) -> Result<Option<String>, Outcome> {
    value.map(|value| text(value, member).map(Cow::into_owned)).transpose()
}

fn base(preset: Option<&str>) -> Result<Options<'static>, Outcome> {
    Ok(match preset {
        None => Options::new(""),
        Some("esp_mqtt") => Options::esp_mqtt(""),
        Some("nodemcu") => Options::nodemcu(""),
        Some("zephyr") => Options::zephyr(""),
        Some("mongoose_os") => Options::mongoose_os(""),
        Some(_) => return Err(Outcome::Unsupported("preset".into())),
    })
}

/// Whether the platform has what the transport takes.
fn is_offered(transport: Transport, tls: Option<&TlsSettings>, offered: &[&str]) -> bool {
    let needed: &[&str] = match (transport, tls.is_some_and(TlsSettings::is_by_key)) {
        (Transport::Tcp, _) => &["tcp"],
        (Transport::Tls, false) => &["tls"],
        (Transport::Tls, true) => &["tls.psk"],
        (Transport::WebSocket, _) => &["ws"],
        (Transport::WebSocketTls, false) => &["wss"],
        (Transport::WebSocketTls, true) => &["ws", "tls.psk"],
    };
    needed.iter().all(|feature| offered.contains(feature))
}

/// The path of a WebSocket where the link names none.
const PATH_DEFAULT: &str = "/";

const fn transport(transport: command::Transport) -> Transport {
    match transport {
        command::Transport::Tcp => Transport::Tcp,
        command::Transport::Tls => Transport::Tls,
        command::Transport::Ws => Transport::WebSocket,
        command::Transport::Wss => Transport::WebSocketTls,
    }
}

const fn protocol_version(protocol: command::Protocol) -> ProtocolVersion {
    match protocol {
        command::Protocol::V3_1 => ProtocolVersion::V3_1,
        command::Protocol::V3_1_1 => ProtocolVersion::V3_1_1,
    }
}

fn settings(base: Settings, options: &ConnectOptions) -> Result<Settings, Outcome> {
    let mut settings = base;
    let ms = |value: u64| u32::try_from(value).unwrap_or(u32::MAX);
    if let Some(timeout_ms) = options.timeout_ms {
        settings.connect_timeout_ms = ms(timeout_ms);
    }
    if let Some(ping_timeout_ms) = options.ping_timeout_ms {
        settings.ping_timeout_ms = ms(ping_timeout_ms);
    }
    if let Some(refresh_ms) = options.refresh_ms {
        settings.refresh_ms = ms(refresh_ms);
    }
    if let Some(reconnect) = &options.reconnect {
        let min_ms = ms(reconnect.min_ms.unwrap_or(1000));
        settings.reconnect = match reconnect.mode.unwrap_or_default() {
            ReconnectMode::Off => Reconnect::Off,
            ReconnectMode::Fixed => Reconnect::Fixed { delay_ms: min_ms },
            ReconnectMode::Backoff => Reconnect::Backoff(Backoff {
                delay_ms_min: min_ms,
                delay_ms_max: ms(reconnect.max_ms.unwrap_or(60_000)),
                ..Backoff::default()
            }),
        };
    }
    if options.session == Some(SessionStore::Durable) {
        settings.durability = Durability::Persisted;
    }
    settings.resubscribe = options.resubscribe.unwrap_or(settings.resubscribe);
    settings.packet_len_max = options.packet_max.unwrap_or(settings.packet_len_max);
    settings.in_flight_max = options.in_flight_max.unwrap_or(settings.in_flight_max);
    match options.oversize {
        Some(command::Oversize::Stream) => settings.oversize = Oversize::Stream,
        Some(command::Oversize::Overflow) => settings.oversize = Oversize::Overflow,
        None => {}
    }
    match options.manual_ack {
        Some(true) => settings.acknowledgement = Acknowledgement::Manual,
        Some(false) => settings.acknowledgement = Acknowledgement::Automatic,
        None => {}
    }
    if let Some(start_packet) = options.start_packet {
        let start = PacketIdentifier::new(start_packet);
        let start = start.ok_or_else(|| invalid("0 is no Packet Identifier"))?;
        settings.start_packet_identifier = Some(start);
    }
    Ok(settings)
}
