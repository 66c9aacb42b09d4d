//! The store of certificates that clients share.

use crate::tls::Material;

/// What [`Trust::SharedStore`](crate::tls::Trust::SharedStore) means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TrustStore<'a> {
    /// The certificates that the platform trusts.
    #[default]
    Platform,
    /// These, as a device has them that was given its own.
    Roots(Material<'a>),
}
