//! What cannot work is said before anything is dialled.

use mqttspec_client::address::{Address, Transport};
use mqttspec_client::error::Misuse;
use mqttspec_client::io::tokio::NetworkConnector;
use mqttspec_client::io::{SetupError, TlsItem};
use mqttspec_client::option_name::OptionName;
use mqttspec_client::tls::{Authentication, ClientCertificate, Material, Tls, Trust};
use mqttspec_client::{Options, reconnect::BackupServer, reconnect::Reconnect};

use crate::attempt::{Outcome, echo, refused_setup};
use crate::pki::{Issued, pki};
use crate::server::TlsServer;
use crate::tls::{mutual, options, trusting};

/// Where nobody listens: dialling would be another error.
const PORT: u16 = 1;

#[test]
fn certificates_to_trust_that_are_none_are_refused() {
    let no_certificate =
        "-----BEGIN CERTIFICATE-----\nbm90IGEgY2VydGlmaWNhdGU=\n-----END CERTIFICATE-----\n";
    let cut_off = &pki().authority[..pki().authority.len() - 30];
    let key_only = &pki().server.key;
    for pem in ["-----BEGIN nothing", no_certificate, cut_off, key_only] {
        assert_eq!(unusable(&trusting(pem)), TlsItem::Ca, "{pem}");
    }
    let der = Tls::new(Trust::Roots(Material::Der(b"not a certificate")));
    assert_eq!(unusable(&der), TlsItem::Ca);
    let empty = Tls::new(Trust::Roots(Material::Der(b"")));
    assert_eq!(unusable(&empty), TlsItem::Ca);
}

#[test]
fn a_client_certificate_that_does_not_fit_its_key_is_refused() {
    let (client, other) = (&pki().client, &pki().strange_client);
    let [good, other_key] = [&client.key, &other.key].map(String::as_str);
    for (certificate, key, expected) in [
        (client.certificate.as_str(), other_key, TlsItem::ClientKey),
        (&client.certificate, &client.certificate, TlsItem::ClientKey),
        (&client.certificate, "", TlsItem::ClientKey),
        (good, good, TlsItem::ClientCertificate),
        ("", good, TlsItem::ClientCertificate),
    ] {
        let issued = Issued { certificate: certificate.into(), key: key.into() };
        assert_eq!(unusable(&mutual(&pki().authority, &issued)), expected);
    }
}

#[test]
fn a_client_certificate_that_is_none_is_refused_but_an_old_one_taken() {
    let der = |certificate: &[u8]| {
        let key = Material::Pem(pki().client.key.as_bytes());
        let client = ClientCertificate { certificate: Material::Der(certificate), key };
        let trust = Trust::Roots(Material::Pem(pki().authority.as_bytes()));
        unusable(&Tls::with(Authentication::Certificate { trust, client: Some(client) }))
    };
    for bytes in [&b""[..], b"not a certificate", &[0x30, 0x82, 1, 0, 0x30, 0]] {
        assert_eq!(der(bytes), TlsItem::ClientCertificate, "{bytes:02x?}");
    }
    let old = mutual(&pki().authority, &pki().old_client);
    assert!(NetworkConnector::new(&options(PORT, &old)).is_ok());
}

#[test]
fn a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("absent.pem");
    let path = path.to_str().unwrap();
    let tls = Tls::new(Trust::Roots(Material::File(path)));
    let error = refused_setup(&options(PORT, &tls));
    let SetupError::Unreadable { item: TlsItem::Ca, path: named, .. } = &error else {
        panic!("{error}");
    };
    assert_eq!(named, path);
}

#[tokio::test]
async fn files_may_hold_pem_or_der() {
    use tokio_rustls::rustls::pki_types::pem::PemObject as _;
    use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
    let folder = tempfile::tempdir().unwrap();
    let (client, authority) = (&pki().client, pki().authority.as_bytes());
    let der = |pem: &str| CertificateDer::from_pem_slice(pem.as_bytes()).unwrap().to_vec();
    let key = PrivateKeyDer::from_pem_slice(client.key.as_bytes()).unwrap();
    let mut with_nul = authority.to_vec();
    with_nul.push(0);
    let files = [
        ("ca.pem", with_nul),
        ("ca.der", der(&pki().authority)),
        ("cert.pem", client.certificate.clone().into_bytes()),
        ("cert.der", der(&client.certificate)),
        ("key.pem", client.key.clone().into_bytes()),
        ("key.der", key.secret_der().to_vec()),
    ];
    for (name, bytes) in &files {
        std::fs::write(folder.path().join(name), bytes).unwrap();
    }
    let server = TlsServer { mutual: true, ..TlsServer::default() }.start().await;
    for form in ["pem", "der"] {
        let [ca, certificate, key] = ["ca", "cert", "key"]
            .map(|name| folder.path().join(format!("{name}.{form}")).display().to_string());
        let (certificate, key) = (Material::File(&certificate), Material::File(&key));
        let client = Some(ClientCertificate { certificate, key });
        let trust = Trust::Roots(Material::File(&ca));
        let tls = Tls::with(Authentication::Certificate { trust, client });
        assert_eq!(echo(&options(server.port, &tls), b"payload").await, Outcome::Echoed);
    }
}

#[test]
fn an_unknown_cipher_suite_is_named() {
    let tls = Tls { cipher_suites: "TLS_AES_128_GCM_SHA256:ECDHE", ..trusting(&pki().authority) };
    let error = refused_setup(&options(PORT, &tls));
    assert_eq!(error.to_string(), "the cipher suite ECDHE is not known");
}

#[test]
fn a_name_that_no_certificate_can_have_is_refused() {
    for name in ["", "a b", "-", "192.168.1.256"] {
        let tls = Tls { server_name: Some(name), ..trusting(&pki().authority) };
        let error = refused_setup(&options(PORT, &tls));
        assert!(matches!(error, SetupError::ServerName), "{name}: {error}");
    }
}

#[test]
fn a_contradiction_is_misuse() {
    let options = Options::new("127.0.0.1")
        .address(Address { transport: Transport::Tls, ..Address::new("127.0.0.1") });
    let error = refused_setup(&options);
    let missing = Misuse::Missing { option: OptionName::Tls, needed_by: OptionName::Transport };
    assert!(matches!(error, SetupError::Misuse(misuse) if misuse == missing), "{error}");
}

#[test]
fn the_backup_server_is_set_up_too() {
    let tls = trusting("-----BEGIN nothing");
    let backup = options(PORT, &tls);
    let mut primary = Options::new("127.0.0.1").backup(&backup, BackupServer::EachFailure);
    primary.settings.reconnect = Reconnect::Fixed { delay_ms: 1 };
    let error = refused_setup(&primary);
    assert!(matches!(error, SetupError::Unusable { item: TlsItem::Ca, .. }), "{error}");
}

#[cfg(not(feature = "psk"))]
#[test]
fn what_the_program_was_built_without_is_said() {
    let error = refused_setup(&options(PORT, &Tls::psk(b"identity", b"key")));
    assert!(matches!(error, SetupError::NotBuilt { feature: "psk" }), "{error}");
}

fn unusable(tls: &Tls<'_>) -> TlsItem {
    match refused_setup(&options(PORT, tls)) {
        SetupError::Unusable { item, .. } => item,
        error => panic!("{error}"),
    }
}
