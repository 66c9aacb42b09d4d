//! What TLS needs to know, with an owner, as `connect` says it.

use alloc::{string::String, vec::Vec};

use mqttspec_client::tls::{Authentication, ClientCertificate, Material, Tls, Trust};
use mqttspec_link::{Bytes, Outcome, command};

use crate::profile::invalid;

/// The settings of TLS for one server.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TlsSettings {
    ca: Option<String>,
    cert: Option<String>,
    key: Option<String>,
    server_name: Option<String>,
    alpn: Vec<String>,
    /// By their IANA names, with `:` between.
    cipher_suites: String,
    psk_identity: Option<String>,
    psk: Option<Vec<u8>>,
    insecure: bool,
    /// By how many seconds the date is ahead of the system's.
    pub(crate) date_ahead_s: i64,
}

impl TlsSettings {
    /// What the option `tls` of a command says.
    pub(crate) fn new(options: &command::Tls) -> Result<Self, Outcome> {
        let settings = Self {
            ca: options.ca.clone(),
            cert: options.cert.clone(),
            key: options.key.clone(),
            server_name: options.server_name.clone(),
            alpn: options.alpn.clone().unwrap_or_default(),
            cipher_suites: options.ciphers.clone().unwrap_or_default().join(":"),
            psk_identity: options.psk_identity.clone(),
            psk: options.psk.as_ref().map(Bytes::to_vec),
            insecure: options.insecure.unwrap_or(false),
            date_ahead_s: 0,
        };
        if settings.cert.is_some() != settings.key.is_some() {
            return Err(invalid("tls.cert and tls.key need each other"));
        }
        let by_certificate = settings.ca.is_some() || settings.cert.is_some() || settings.insecure;
        if settings.is_by_key() && by_certificate {
            return Err(invalid("pre-shared keys and certificates exclude each other"));
        }
        Ok(settings)
    }

    /// Hands over the settings as the client takes them.
    pub fn with<R>(&self, use_them: impl FnOnce(&Tls<'_>) -> R) -> R {
        let alpn: Vec<&str> = self.alpn.iter().map(String::as_str).collect();
        let authentication = if self.is_by_key() {
            Authentication::PreSharedKey {
                identity: self.psk_identity.as_deref().unwrap_or_default().as_bytes(),
                key: self.psk.as_deref().unwrap_or_default(),
            }
        } else {
            Authentication::Certificate { trust: self.trust(), client: self.client() }
        };
        use_them(&Tls {
            authentication,
            server_name: self.server_name.as_deref(),
            alpn: &alpn,
            cipher_suites: &self.cipher_suites,
            date_ahead_s: self.date_ahead_s,
        })
    }

    /// Whether a pre-shared key is in place of certificates.
    pub(crate) fn is_by_key(&self) -> bool {
        self.psk_identity.is_some() || self.psk.is_some()
    }

    fn trust(&self) -> Trust<'_> {
        match &self.ca {
            _ if self.insecure => Trust::Insecure,
            Some(ca) => Trust::Roots(material(ca)),
            None => Trust::SharedStore,
        }
    }

    fn client(&self) -> Option<ClientCertificate<'_>> {
        let (certificate, key) = self.cert.as_deref().zip(self.key.as_deref())?;
        Some(ClientCertificate { certificate: material(certificate), key: material(key) })
    }
}

/// PEM as it stands, or a path to a file.
fn material(text: &str) -> Material<'_> {
    match Material::of(text.as_bytes()) {
        Material::Pem(pem) => Material::Pem(pem),
        Material::Der(_) | Material::File(_) => Material::File(text),
    }
}
