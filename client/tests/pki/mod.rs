//! A public-key infrastructure made when tests run: two authorities, servers, clients.
//!
//! Nothing is stored, so that nothing expires and no key is published.

mod version_1;

use std::sync::OnceLock;

use rcgen::{
    BasicConstraints, CertificateParams, DnType, ExtendedKeyUsagePurpose, IsCa, Issuer, KeyPair,
    KeyUsagePurpose,
};

/// A name that only certificates know: no resolver does.
pub(crate) const SERVER_NAME: &str = "broker.test";

/// Who issues and who is issued.
pub(crate) struct Pki {
    /// Vouches for all that follow.
    pub(crate) authority: String,
    /// Vouches for nobody.
    pub(crate) stranger: String,
    /// A server at 127.0.0.1, also named [`SERVER_NAME`].
    pub(crate) server: Issued,
    /// The same name and address, ten years too late.
    pub(crate) expired_server: Issued,
    /// A client that the authority vouches for.
    pub(crate) client: Issued,
    /// The same server with a certificate of version 1.
    pub(crate) old_server: Issued,
    /// The same client with a certificate of version 1.
    pub(crate) old_client: Issued,
    /// A client that the stranger vouches for.
    pub(crate) strange_client: Issued,
}

/// A certificate with its key, both in PEM.
pub(crate) struct Issued {
    pub(crate) certificate: String,
    pub(crate) key: String,
}

/// The infrastructure, made at the first call of a process.
pub(crate) fn pki() -> &'static Pki {
    static PKI: OnceLock<Pki> = OnceLock::new();
    PKI.get_or_init(|| {
        let (authority, issuer) = make_authority("authority");
        let (stranger, strange_issuer) = make_authority("stranger");
        let (new_server, new_client) = (server(&issuer, 2100), client(&issuer));
        Pki {
            old_server: new_server.of_version_1(&issuer),
            old_client: new_client.of_version_1(&issuer),
            authority,
            stranger,
            server: new_server,
            expired_server: server(&issuer, 2015),
            client: new_client,
            strange_client: client(&strange_issuer),
        }
    })
}

impl Issued {
    fn of_version_1(&self, authority: &Issuer<'_, KeyPair>) -> Self {
        let certificate = pem::parse(&self.certificate).expect("it was made as PEM");
        let old = version_1::version_1(certificate.contents(), authority.key());
        let old = pem::encode(&pem::Pem::new(certificate.tag(), old));
        Self { certificate: old, key: self.key.clone() }
    }
}

fn make_authority(name: &str) -> (String, Issuer<'static, KeyPair>) {
    let key = KeyPair::generate().expect("a key can be made");
    let mut params = named(name, &[]);
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    let certificate = params.self_signed(&key).expect("a certificate can sign itself");
    (certificate.pem(), Issuer::new(params, key))
}

fn server(authority: &Issuer<'_, KeyPair>, until_year: i32) -> Issued {
    let mut params = named("server", &[SERVER_NAME, "127.0.0.1"]);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    params.not_before = rcgen::date_time_ymd(2010, 1, 1);
    params.not_after = rcgen::date_time_ymd(until_year, 1, 1);
    issue(&params, authority)
}

fn client(authority: &Issuer<'_, KeyPair>) -> Issued {
    let mut params = named("lamp-7", &[]);
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ClientAuth];
    issue(&params, authority)
}

fn issue(params: &CertificateParams, authority: &Issuer<'_, KeyPair>) -> Issued {
    let key = KeyPair::generate().expect("a key can be made");
    let certificate = params.signed_by(&key, authority).expect("an authority can sign");
    Issued { certificate: certificate.pem(), key: key.serialize_pem() }
}

fn named(common_name: &str, names: &[&str]) -> CertificateParams {
    let names: Vec<String> = names.iter().map(|&name| name.into()).collect();
    let mut params = CertificateParams::new(names).expect("the names are well-formed");
    params.distinguished_name.push(DnType::CommonName, common_name);
    params
}
