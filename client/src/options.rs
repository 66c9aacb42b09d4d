//! What a client is told before it connects: the options, their defaults, their contradictions.
//!
//! A builder that borrows its texts and needs no heap. Setting an option never fails; `check` does,
//! whatever the order the options were set in, and names the one at fault.
//! *Not here:* times, limits and policies (`settings`), the defaults of other systems (`preset`),
//! and addresses in one line (`uri`).

use crate::{
    address::Address,
    error::Misuse,
    option_name::OptionName,
    packet::{BinaryData, Connect, Field, Login, ProtocolVersion, QoS, TopicName, Utf8String},
    reconnect::{Backoff, BackupServer, Reconnect},
    settings::Settings,
    tls::Tls,
    uri::Uri,
    will::Will,
};

/// The options of a client.
///
/// ```
/// use mqttspec_client::{Options, packet::QoS};
///
/// let options = Options::new("broker.example")
///     .client_identifier("lamp-7")
///     .keep_alive_s(30)
///     .will("lamp-7/state", b"lost", QoS::AtLeastOnce, true);
/// assert_eq!(options.check(), Ok(()));
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Options<'a> {
    /// See [`Options::address`].
    pub address: Address<'a>,
    /// See [`Options::tls`].
    pub tls: Option<&'a Tls<'a>>,
    /// See [`Options::protocol_version`].
    pub protocol_version: ProtocolVersion,
    /// See [`Options::client_identifier`].
    pub client_identifier: &'a str,
    /// See [`Options::clean_session`].
    pub clean_session: bool,
    /// See [`Options::keep_alive_s`].
    pub keep_alive_s: u16,
    /// See [`Options::user_name`].
    pub user_name: Option<&'a str>,
    /// See [`Options::password`].
    pub password: Option<&'a [u8]>,
    will: Option<RawWill<'a>>,
    /// See [`Options::backup`].
    pub backup: Option<(&'a Options<'a>, BackupServer)>,
    /// Times, limits and policies.
    pub settings: Settings,
}

/// A will before its texts are checked.
#[derive(Clone, Copy, Debug, PartialEq)]
struct RawWill<'a> {
    topic_name: &'a str,
    message: &'a [u8],
    qos: QoS,
    retain: bool,
}

impl<'a> Options<'a> {
    /// The defaults, for the server at `host` by TCP on port 1883.
    pub fn new(host: &'a str) -> Self {
        Self {
            address: Address::new(host),
            tls: None,
            protocol_version: ProtocolVersion::V3_1_1,
            client_identifier: "",
            clean_session: true,
            keep_alive_s: 60,
            user_name: None,
            password: None,
            will: None,
            backup: None,
            settings: Settings::default(),
        }
    }

    /// Where the server is.
    #[must_use]
    pub const fn address(mut self, address: Address<'a>) -> Self {
        self.address = address;
        self
    }

    /// Takes over what the URI says; what it leaves out stays as it is.
    #[must_use]
    pub const fn uri(mut self, uri: &Uri<'a>) -> Self {
        self.address.transport = uri.transport;
        self.address.host = uri.host;
        if uri.port.is_some() {
            self.address.port = uri.port;
        }
        if uri.path.is_some() {
            self.address.path = uri.path;
        }
        if uri.user_name.is_some() {
            self.user_name = uri.user_name;
            self.password = uri.password;
        }
        self
    }

    /// What TLS needs; a transport that is TLS needs it, and no other takes it.
    #[must_use]
    pub const fn tls(mut self, tls: &'a Tls<'a>) -> Self {
        self.tls = Some(tls);
        self
    }

    /// MQTT 3.1.1, or MQTT 3.1 for servers that know no other. Never chosen automatically.
    #[must_use]
    pub const fn protocol_version(mut self, protocol_version: ProtocolVersion) -> Self {
        self.protocol_version = protocol_version;
        self
    }

    /// The key of the Session [MQTT-3.1.3-2]; empty (the default) lets the server choose one
    /// [MQTT-3.1.3-6].
    #[must_use]
    pub const fn client_identifier(mut self, client_identifier: &'a str) -> Self {
        self.client_identifier = client_identifier;
        self
    }

    /// Whether the Session ends with the Network Connection [MQTT-3.1.2-6]; the default is yes.
    #[must_use]
    pub const fn clean_session(mut self, clean_session: bool) -> Self {
        self.clean_session = clean_session;
        self
    }

    /// The longest silence in seconds [MQTT-3.1.2-23], 0 for any; the default is 60.
    #[must_use]
    pub const fn keep_alive_s(mut self, keep_alive_s: u16) -> Self {
        self.keep_alive_s = keep_alive_s;
        self
    }

    /// The user name; an empty one is sent as an empty field [MQTT-3.1.2-19].
    #[must_use]
    pub const fn user_name(mut self, user_name: &'a str) -> Self {
        self.user_name = Some(user_name);
        self
    }

    /// The password, which needs a user name [MQTT-3.1.2-22]; any bytes, or none.
    #[must_use]
    pub const fn password(mut self, password: &'a [u8]) -> Self {
        self.password = Some(password);
        self
    }

    /// What the server publishes if the client is lost.
    #[must_use]
    pub const fn will(
        mut self,
        topic_name: &'a str,
        message: &'a [u8],
        qos: QoS,
        retain: bool,
    ) -> Self {
        self.will = Some(RawWill { topic_name, message, qos, retain });
        self
    }

    /// Options to go on with when those here reach no server, and back again. It is the other
    /// options' address, identity and will that then hold; the settings stay.
    #[must_use]
    pub const fn backup(mut self, backup: &'a Options<'a>, when: BackupServer) -> Self {
        self.backup = Some((backup, when));
        self
    }

    /// Times, limits and policies.
    #[must_use]
    pub const fn settings(mut self, settings: Settings) -> Self {
        self.settings = settings;
        self
    }

    /// The CONNECT these options make.
    ///
    /// # Errors
    /// A text is too long or malformed, or the password or the Client Identifier contradicts
    /// other options.
    pub fn connect(&self) -> Result<Connect<'a>, Misuse> {
        let connect = Connect {
            protocol_version: self.protocol_version,
            clean_session: self.clean_session,
            keep_alive_s: self.keep_alive_s,
            client_identifier: Utf8String::new(Field::ClientIdentifier, self.client_identifier)?,
            will: self.will.map(RawWill::check).transpose()?,
            login: self.login()?,
        };
        connect.check().map(|()| connect)
    }

    /// When the other server is tried, for [`Client::connect`](crate::Client::connect).
    pub const fn backup_server(&self) -> BackupServer {
        match self.backup {
            Some((_, when)) => when,
            None => BackupServer::None,
        }
    }

    /// Checks everything that can be known before dialling.
    ///
    /// # Errors
    /// The first option that is malformed, out of range, lacks another one, or excludes another
    /// one. Nothing was dialled or sent.
    pub fn check(&self) -> Result<(), Misuse> {
        self.check_server()?;
        self.settings.check()?;
        let Some((backup, when)) = self.backup else { return Ok(()) };
        if backup.backup.is_some() || when == BackupServer::None {
            // two servers make the cycle; a third would be a chain without end
            let (option, with) = (OptionName::Backup, OptionName::Backup);
            return Err(Misuse::Contradiction { option, with });
        }
        if self.settings.reconnect == Reconnect::Off {
            return Err(missing(OptionName::Reconnect, OptionName::Backup));
        }
        backup.check_server()
    }

    fn check_server(&self) -> Result<(), Misuse> {
        self.connect()?;
        self.address.check()?;
        match (self.tls, self.address.transport.is_tls()) {
            (Some(_), false) => {
                let (option, with) = (OptionName::Tls, OptionName::Transport);
                Err(Misuse::Contradiction { option, with })
            }
            (None, true) => Err(missing(OptionName::Tls, OptionName::Transport)),
            (Some(tls), true) => tls.check(),
            (None, false) => Ok(()),
        }
    }

    fn login(&self) -> Result<Option<Login<'a>>, Misuse> {
        let Some(user_name) = self.user_name else {
            return match self.password {
                // [MQTT-3.1.2-22]
                Some(_) => Err(missing(OptionName::UserName, OptionName::Password)),
                None => Ok(None),
            };
        };
        let user_name = Utf8String::new(Field::UserName, user_name)?;
        let password =
            self.password.map(|bytes| BinaryData::new(Field::Password, bytes)).transpose()?;
        Ok(Some(Login { user_name, password }))
    }
}

impl<'a> RawWill<'a> {
    fn check(self) -> Result<Will<'a>, Misuse> {
        Ok(Will {
            topic_name: TopicName::checked(Field::WillTopic, self.topic_name)?,
            message: BinaryData::new(Field::WillMessage, self.message)?,
            qos: self.qos,
            retain: self.retain,
        })
    }
}

impl Settings {
    fn check(&self) -> Result<(), Misuse> {
        let from_1 = 1..=u32::MAX;
        let packet_len = PACKET_LEN_MAX_MIN..=u32::MAX;
        for (option, found, range) in [
            (OptionName::PingTimeout, self.ping_timeout_ms, &from_1),
            (OptionName::SendTimeout, self.send_timeout_ms, &from_1),
            (OptionName::InFlightMax, self.in_flight_max.into(), &from_1),
            (OptionName::PacketLenMax, self.packet_len_max, &packet_len),
        ] {
            check_range(option, found, range.clone())?;
        }
        match self.reconnect {
            Reconnect::Off => Ok(()),
            Reconnect::Fixed { delay_ms } => check_range(OptionName::Reconnect, delay_ms, from_1),
            Reconnect::Backoff(Backoff { delay_ms_min, delay_ms_max, .. }) => {
                check_range(OptionName::Reconnect, delay_ms_min, 1..=delay_ms_max)
            }
        }
    }
}

/// The smallest limit on inbound packets: each acknowledgement must pass.
const PACKET_LEN_MAX_MIN: u32 = 4;

fn check_range(
    option: OptionName,
    found: u32,
    range: core::ops::RangeInclusive<u32>,
) -> Result<(), Misuse> {
    if range.contains(&found) {
        return Ok(());
    }
    let (min, max) = range.into_inner();
    Err(Misuse::OutOfRange { option, min, max, found })
}

const fn missing(option: OptionName, needed_by: OptionName) -> Misuse {
    Misuse::Missing { option, needed_by }
}

#[cfg(test)]
#[path = "options_tests.rs"]
mod tests;
