//! Cipher suites by their IANA names.

use alloc::string::ToString as _;
use alloc::vec::Vec;

use tokio_rustls::rustls::SupportedCipherSuite;

use crate::io::setup_error::SetupError;

/// Leaves the suites whose names are listed, with `:` between, in the order of the list. An empty list
/// leaves all.
///
/// # Errors
/// A name that is none of the library's: to leave it out silently could leave out all.
pub(super) fn select(
    suites: &mut Vec<SupportedCipherSuite>,
    names: &str,
) -> Result<(), SetupError> {
    if names.is_empty() {
        return Ok(());
    }
    let chosen = names.split(':').map(|name| {
        let suite = suites.iter().find(|suite| is_named(suite, name));
        suite.copied().ok_or_else(|| SetupError::CipherSuite { name: name.to_string() })
    });
    *suites = chosen.collect::<Result<_, _>>()?;
    Ok(())
}

/// The library writes `TLS13_` where IANA writes `TLS_`.
fn is_named(suite: &SupportedCipherSuite, name: &str) -> bool {
    let known = suite.suite().as_str().unwrap_or_default();
    match known.strip_prefix("TLS13_") {
        Some(rest) => name.strip_prefix("TLS_") == Some(rest),
        None => name == known,
    }
}

#[cfg(test)]
mod tests {
    use alloc::vec::Vec;

    use tokio_rustls::rustls::CipherSuite;
    use tokio_rustls::rustls::crypto::aws_lc_rs::ALL_CIPHER_SUITES;

    use super::*;

    #[test]
    fn suites_are_chosen_in_the_order_of_their_names() {
        let names = "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384";
        let chosen = chosen(names).unwrap();
        let expected = [
            CipherSuite::TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256,
            CipherSuite::TLS13_AES_256_GCM_SHA384,
        ];
        assert_eq!(chosen, expected);
    }

    #[test]
    fn no_names_leave_all() {
        assert_eq!(chosen("").unwrap().len(), ALL_CIPHER_SUITES.len());
    }

    #[test]
    fn an_unknown_name_is_said() {
        for name in ["TLS_RSA_WITH_RC4_128_MD5", "TLS13_AES_256_GCM_SHA384", "ECDHE-RSA-AES128-SHA"]
        {
            let names = alloc::format!("TLS_AES_128_GCM_SHA256:{name}");
            let Err(SetupError::CipherSuite { name: said }) = chosen(&names) else {
                panic!("{name} was taken");
            };
            assert_eq!(said, name);
        }
    }

    fn chosen(names: &str) -> Result<Vec<CipherSuite>, SetupError> {
        let mut suites = ALL_CIPHER_SUITES.to_vec();
        select(&mut suites, names)?;
        Ok(suites.iter().map(SupportedCipherSuite::suite).collect())
    }
}
