//! The ways to a broker: what it listens with, and what the client is told.

use std::fs;
use std::path::Path;

use mqttspec_client::Options;
use mqttspec_client::address::{Address, Transport};
use mqttspec_client::tls::{Authentication, ClientCertificate, Material, Tls, Trust};

use crate::pki::{Issued, pki};

/// A transport with its authentication.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    Tcp,
    Tls,
    MutualTls,
    WebSocket,
    WebSocketTls,
    #[cfg(feature = "psk")]
    PskTls12,
    #[cfg(feature = "psk")]
    PskTls13,
}

impl Way {
    pub(crate) const ALL: &[Self] = &[
        Self::Tcp,
        Self::Tls,
        Self::MutualTls,
        Self::WebSocket,
        Self::WebSocketTls,
        #[cfg(feature = "psk")]
        Self::PskTls12,
        #[cfg(feature = "psk")]
        Self::PskTls13,
    ];

    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Tls => "tls",
            Self::MutualTls => "mutual_tls",
            Self::WebSocket => "web_socket",
            Self::WebSocketTls => "web_socket_tls",
            #[cfg(feature = "psk")]
            Self::PskTls12 => "psk_tls_1_2",
            #[cfg(feature = "psk")]
            Self::PskTls13 => "psk_tls_1_3",
        }
    }

    /// The broker's configuration; the files it names are put into the folder.
    pub(crate) fn configuration(self, port: u16, folder: &Path) -> String {
        let identity = &pki().server;
        for (name, content) in [
            ("ca.pem", &pki().authority),
            ("server.pem", &identity.certificate),
            ("server.key", &identity.key),
            ("psk.txt", &format!("{PSK_IDENTITY}:{PSK_HEX}\n")),
        ] {
            fs::write(folder.join(name), content).unwrap();
        }
        let certificate = "cafile ca.pem\ncertfile server.pem\nkeyfile server.key\n";
        let mut configuration = format!("{COMMON}listener {port} 127.0.0.1\n");
        configuration += &match self {
            Self::Tcp => String::new(),
            Self::Tls => certificate.into(),
            Self::MutualTls => format!("{certificate}require_certificate true\n"),
            Self::WebSocket => WEB_SOCKET.into(),
            Self::WebSocketTls => format!("{certificate}{WEB_SOCKET}"),
            #[cfg(feature = "psk")]
            Self::PskTls12 => format!("{PSK}tls_version tlsv1.2\n"),
            #[cfg(feature = "psk")]
            Self::PskTls13 => format!("{PSK}tls_version tlsv1.3\n"),
        };
        configuration
    }

    fn transport(self) -> Transport {
        match self {
            Self::Tcp => Transport::Tcp,
            Self::Tls | Self::MutualTls => Transport::Tls,
            Self::WebSocket => Transport::WebSocket,
            Self::WebSocketTls => Transport::WebSocketTls,
            #[cfg(feature = "psk")]
            Self::PskTls12 | Self::PskTls13 => Transport::Tls,
        }
    }

    /// What the client has to be told of TLS, if it is part of the way.
    pub(crate) fn tls(self) -> Option<Tls<'static>> {
        match self {
            Self::Tcp | Self::WebSocket => None,
            Self::Tls | Self::WebSocketTls => Some(trusting(&pki().authority)),
            Self::MutualTls => Some(mutual(&pki().client)),
            #[cfg(feature = "psk")]
            Self::PskTls12 | Self::PskTls13 => Some(Tls::psk(PSK_IDENTITY.as_bytes(), &PSK_KEY)),
        }
    }

    pub(crate) fn options<'a>(self, port: u16, tls: Option<&'a Tls<'a>>) -> Options<'a> {
        let address = Address::new("127.0.0.1");
        let address = Address { transport: self.transport(), port: Some(port), ..address };
        let mut options = Options::new("").address(address);
        options.tls = tls;
        options
    }
}

pub(crate) fn trusting(pem: &str) -> Tls<'_> {
    Tls::new(Trust::Roots(Material::Pem(pem.as_bytes())))
}

pub(crate) fn mutual(client: &Issued) -> Tls<'_> {
    let trust = Trust::Roots(Material::Pem(pki().authority.as_bytes()));
    let client = ClientCertificate {
        certificate: Material::Pem(client.certificate.as_bytes()),
        key: Material::Pem(client.key.as_bytes()),
    };
    Tls::with(Authentication::Certificate { trust, client: Some(client) })
}

/// As root it would become another user, who cannot read the folder. The database is written at each
/// change, and at the end.
const COMMON: &str = "user root\nallow_anonymous true\nlog_dest stderr\nlog_type all\n\
                      persistence true\nautosave_interval 1\nautosave_on_changes true\n";
/// Version 2.0.11 ends when it listens with nothing else, hence the second listener.
const WEB_SOCKET: &str = "protocol websockets\nlistener 0 unused.socket\n";
#[cfg(feature = "psk")]
const PSK: &str = "psk_hint test\npsk_file psk.txt\nuse_identity_as_username true\n";
pub(crate) const PSK_IDENTITY: &str = "lamp-7";
#[cfg(feature = "psk")]
const PSK_KEY: [u8; 4] = [0x12, 0x34, 0xab, 0xcd];
const PSK_HEX: &str = "1234abcd";
