//! The JSON configuration of Mongoose OS: the sections `mqtt` and, for the backup server, `mqtt1`.
//!
//! Exactly its keys, with its defaults; a key of another name in a section is an error, another
//! section is not. Strings that are empty are absent. What Mongoose OS lets pass silently (a
//! password without a user name, a pre-shared key beside certificates) is an error here.

extern crate alloc;

use alloc::{string::String, vec::Vec};

use serde::Deserialize;
use thiserror::Error;

use crate::{
    address::{Address, Transport},
    error::Misuse,
    options::Options,
    packet::QoS,
    reconnect::{Backoff, BackupServer, Reconnect},
    tls::{Authentication, ClientCertificate, Material, Tls, Trust},
    uri::host_and_port,
};

/// A checked configuration, which lends its texts to [`Options`].
///
/// ```
/// use mqttspec_client::config_json::Config;
///
/// let config = Config::parse(r#"{"mqtt": {"enable": true, "server": "h:1884"}}"#, "lamp-7")?;
/// let tls = config.tls();
/// let backup = config.backup_options(&tls);
/// let options = config.options(&tls, backup.as_ref()).expect("it is enabled");
/// assert_eq!(options.address.port(), 1884);
/// # Ok::<(), mqttspec_client::config_json::ConfigError>(())
/// ```
#[derive(Clone, Debug, Default, Deserialize, PartialEq)]
#[serde(default)]
pub struct Config {
    mqtt: Section,
    mqtt1: Section,
}

/// What is wrong with a configuration.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum ConfigError {
    /// Two keys exclude each other.
    #[error("{section}.{key} excludes {section}.{with}")]
    Contradiction {
        /// `mqtt` or `mqtt1`.
        section: &'static str,
        /// The key to give up, or
        key: &'static str,
        /// the other one.
        with: &'static str,
    },
    /// No JSON, a key of another name, or a value of another kind.
    #[error("the configuration is not as Mongoose OS has it: {0}")]
    Json(#[from] serde_json::Error),
    /// A key needs another one.
    #[error("{section}.{needed_by} needs {section}.{key}")]
    Missing {
        /// `mqtt` or `mqtt1`.
        section: &'static str,
        /// The key to add.
        key: &'static str,
        /// The key that needs it.
        needed_by: &'static str,
    },
    /// The keys make options that cannot be.
    #[error("{section}: {misuse}")]
    Options {
        /// `mqtt` or `mqtt1`.
        section: &'static str,
        /// What is wrong with them.
        misuse: Misuse,
    },
    /// A key of TLS that is not hexadecimal.
    #[error("{section}.ssl_psk_key is not hexadecimal")]
    PskKey {
        /// `mqtt` or `mqtt1`.
        section: &'static str,
    },
}

/// The settings of TLS of both servers, lent by [`Config::tls`].
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TlsOfBoth<'a> {
    mqtt: Option<Tls<'a>>,
    mqtt1: Option<Tls<'a>>,
}

impl Config {
    /// Parses and checks a configuration. `device_identifier` is the Client Identifier where
    /// `client_id` is empty.
    ///
    /// # Errors
    /// The first key that is wrong, lacks another one or excludes another one.
    pub fn parse(json: &str, device_identifier: &str) -> Result<Self, ConfigError> {
        let mut config: Self = serde_json::from_str(json)?;
        for (name, section) in [("mqtt", &mut config.mqtt), ("mqtt1", &mut config.mqtt1)] {
            if section.client_id.is_empty() {
                section.client_id.push_str(device_identifier);
            }
            section.complete(name)?;
        }
        let tls = config.tls();
        let of = |section: &'static str| move |misuse| ConfigError::Options { section, misuse };
        let primary = config.mqtt.options(tls.mqtt.as_ref()).map_err(of("mqtt"))?;
        primary.check().map_err(of("mqtt"))?;
        let backup = config.mqtt1.options(tls.mqtt1.as_ref()).map_err(of("mqtt1"))?;
        backup.check().map_err(of("mqtt1"))?;
        Ok(config)
    }

    /// The settings of TLS, to be lent to the options.
    pub fn tls(&self) -> TlsOfBoth<'_> {
        TlsOfBoth { mqtt: self.mqtt.tls(), mqtt1: self.mqtt1.tls() }
    }

    /// The options of the backup server, if it is enabled.
    pub fn backup_options<'a>(&'a self, tls: &'a TlsOfBoth<'a>) -> Option<Options<'a>> {
        self.mqtt1.enable.then(|| self.mqtt1.checked_options(tls.mqtt1.as_ref()))
    }

    /// The options of the server, if it is enabled; the backup server is tried when the wait has
    /// grown to its longest.
    pub fn options<'a>(
        &'a self,
        tls: &'a TlsOfBoth<'a>,
        backup: Option<&'a Options<'a>>,
    ) -> Option<Options<'a>> {
        let options = self.mqtt.enable.then(|| self.mqtt.checked_options(tls.mqtt.as_ref()))?;
        Some(match backup {
            Some(backup) => options.backup(backup, BackupServer::LongestDelay),
            None => options,
        })
    }
}

/// One section.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(default, deny_unknown_fields)]
struct Section {
    clean_session: bool,
    client_id: String,
    enable: bool,
    keep_alive: u16,
    pass: String,
    reconnect_timeout_max: u32,
    reconnect_timeout_min: u32,
    server: String,
    ssl_ca_cert: String,
    ssl_cert: String,
    ssl_cipher_suites: String,
    ssl_key: String,
    ssl_psk_identity: String,
    ssl_psk_key: String,
    user: String,
    will_message: String,
    will_topic: String,
    /// `ssl_psk_key`, decoded by [`Section::complete`].
    #[serde(skip)]
    psk_key: Vec<u8>,
}

impl Default for Section {
    fn default() -> Self {
        Self {
            clean_session: true,
            client_id: String::new(),
            enable: false,
            keep_alive: 60,
            pass: String::new(),
            reconnect_timeout_max: 60,
            reconnect_timeout_min: 2,
            server: String::from("iot.eclipse.org"),
            ssl_ca_cert: String::new(),
            ssl_cert: String::new(),
            ssl_cipher_suites: String::new(),
            ssl_key: String::new(),
            ssl_psk_identity: String::new(),
            ssl_psk_key: String::new(),
            user: String::new(),
            will_message: String::new(),
            will_topic: String::new(),
            psk_key: Vec::new(),
        }
    }
}

impl Section {
    /// Checks the keys against each other, and decodes the pre-shared key.
    fn complete(&mut self, section: &'static str) -> Result<(), ConfigError> {
        let ca = ("ssl_ca_cert", &self.ssl_ca_cert);
        let (cert, key) = (("ssl_cert", &self.ssl_cert), ("ssl_key", &self.ssl_key));
        let identity = ("ssl_psk_identity", &self.ssl_psk_identity);
        let psk_key = ("ssl_psk_key", &self.ssl_psk_key);
        for ((needed_by, value), (key, needed)) in [
            (cert, key),
            (key, cert),
            (cert, ca),
            (identity, psk_key),
            (psk_key, identity),
            (("pass", &self.pass), ("user", &self.user)),
            (("will_message", &self.will_message), ("will_topic", &self.will_topic)),
        ] {
            if !value.is_empty() && needed.is_empty() {
                return Err(ConfigError::Missing { section, key, needed_by });
            }
        }
        if !self.ssl_psk_identity.is_empty() && !self.ssl_ca_cert.is_empty() {
            let (key, with) = ("ssl_psk_identity", "ssl_ca_cert");
            return Err(ConfigError::Contradiction { section, key, with });
        }
        if !self.ssl_cipher_suites.is_empty() && self.tls().is_none() {
            let (key, needed_by) = ("ssl_ca_cert", "ssl_cipher_suites");
            return Err(ConfigError::Missing { section, key, needed_by });
        }
        self.psk_key =
            hex::decode(&self.ssl_psk_key).map_err(|_| ConfigError::PskKey { section })?;
        Ok(())
    }

    /// TLS, if a certificate of an authority or a pre-shared key asks for it.
    fn tls(&self) -> Option<Tls<'_>> {
        let authentication = if !self.ssl_psk_identity.is_empty() {
            let identity = self.ssl_psk_identity.as_bytes();
            Authentication::PreSharedKey { identity, key: &self.psk_key }
        } else if !self.ssl_ca_cert.is_empty() {
            let trust = Trust::Roots(Material::File(&self.ssl_ca_cert));
            let client = (!self.ssl_cert.is_empty()).then_some(ClientCertificate {
                certificate: Material::File(&self.ssl_cert),
                key: Material::File(&self.ssl_key),
            });
            Authentication::Certificate { trust, client }
        } else {
            return None;
        };
        Some(Tls { cipher_suites: &self.ssl_cipher_suites, ..Tls::with(authentication) })
    }

    fn options<'a>(&'a self, tls: Option<&'a Tls<'a>>) -> Result<Options<'a>, Misuse> {
        let (host, port) = host_and_port(&self.server)?;
        let transport = if tls.is_some() { Transport::Tls } else { Transport::Tcp };
        let mut options = Options::mongoose_os(host)
            .address(Address { transport, host, port, path: None })
            .client_identifier(&self.client_id)
            .clean_session(self.clean_session)
            .keep_alive_s(self.keep_alive);
        options.tls = tls;
        if !self.user.is_empty() {
            options = options.user_name(&self.user);
        }
        if !self.pass.is_empty() {
            options = options.password(self.pass.as_bytes());
        }
        if !self.will_topic.is_empty() {
            let message = self.will_message.as_bytes();
            options = options.will(&self.will_topic, message, QoS::AtMostOnce, false);
        }
        options.settings.reconnect = Reconnect::Backoff(Backoff {
            delay_ms_min: self.reconnect_timeout_min.saturating_mul(MS_PER_S),
            delay_ms_max: self.reconnect_timeout_max.saturating_mul(MS_PER_S),
            ..Backoff::default()
        });
        Ok(options)
    }

    fn checked_options<'a>(&'a self, tls: Option<&'a Tls<'a>>) -> Options<'a> {
        self.options(tls).expect("`Config::parse` made the same options")
    }
}

const MS_PER_S: u32 = 1000;

#[cfg(test)]
#[path = "config_json_tests.rs"]
mod tests;
