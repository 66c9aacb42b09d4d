//! Cipher suites of pre-shared keys by their IANA names, as OpenSSL wants them.

use alloc::string::{String, ToString as _};

use openssl::ssl;

use crate::io::setup_error::SetupError;

/// Lists in OpenSSL's words; a version without suites is not offered.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chosen {
    pub(super) tls_1_2: String,
    pub(super) tls_1_3: String,
}

/// The suites with these names, with `:` between; without names all with encryption, those with
/// forward secrecy first.
///
/// # Errors
/// A name that OpenSSL does not know, or a suite of TLS 1.2 that is without pre-shared key or that
/// needs a certificate too.
pub(super) fn choose(names: &str) -> Result<Chosen, SetupError> {
    if names.is_empty() {
        return Ok(Chosen { tls_1_2: ALL_TLS_1_2.into(), tls_1_3: ALL_TLS_1_3.into() });
    }
    let mut chosen = Chosen { tls_1_2: String::new(), tls_1_3: String::new() };
    for name in names.split(':') {
        let (list, suite) = match name {
            _ if ALL_TLS_1_3.split(':').any(|suite| suite == name) => (&mut chosen.tls_1_3, name),
            name => (&mut chosen.tls_1_2, tls_1_2(name)?),
        };
        if !list.is_empty() {
            list.push(':');
        }
        list.push_str(suite);
    }
    Ok(chosen)
}

fn tls_1_2(name: &str) -> Result<&'static str, SetupError> {
    let unknown = || SetupError::CipherSuite { name: name.to_string() };
    let by_key = ["TLS_PSK_", "TLS_DHE_PSK_", "TLS_ECDHE_PSK_"];
    // OpenSSL's function takes a string of C.
    if name.contains('\0') || !by_key.iter().any(|prefix| name.starts_with(prefix)) {
        return Err(unknown());
    }
    match ssl::cipher_name(name) {
        "(NONE)" => Err(unknown()),
        suite => Ok(suite),
    }
}

const ALL_TLS_1_2: &str = "kECDHEPSK:kDHEPSK:kPSK:!eNULL";
/// Those of SHA-256 can be used with a key that is bound to no hash.
const ALL_TLS_1_3: &str = "TLS_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:\
                           TLS_AES_128_CCM_SHA256:TLS_AES_128_CCM_8_SHA256";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_by_version() {
        let names = "TLS_PSK_WITH_AES_128_GCM_SHA256:TLS_CHACHA20_POLY1305_SHA256:\
                     TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256";
        let expected = Chosen {
            tls_1_2: "PSK-AES128-GCM-SHA256:ECDHE-PSK-AES128-CBC-SHA256".into(),
            tls_1_3: "TLS_CHACHA20_POLY1305_SHA256".into(),
        };
        assert_eq!(choose(names).unwrap(), expected);
    }

    #[test]
    fn a_name_that_is_no_suite_of_a_pre_shared_key_is_said() {
        for name in
            ["TLS_RSA_PSK_WITH_AES_128_GCM_SHA256", "TLS_PSK_WITH_X", "PSK-AES128-GCM-SHA256"]
        {
            let Err(SetupError::CipherSuite { name: said }) = choose(name) else {
                panic!("{name} was taken");
            };
            assert_eq!(said, name);
        }
    }
}
