//! Certificates and keys out of PEM, DER and files.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use std::fs::File;
use std::io::Read as _;

use tokio_rustls::rustls::pki_types::pem::{self, PemObject as _};
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};

use crate::io::setup_error::{SetupError, TlsItem};
use crate::tls::Material;

/// All certificates of a material, at least one.
pub(super) fn certificates(
    item: TlsItem,
    material: Material<'_>,
) -> Result<Vec<CertificateDer<'static>>, SetupError> {
    let bytes = read(item, material)?;
    let certificates = match Material::of(&bytes) {
        Material::Pem(pem) => CertificateDer::pem_slice_iter(pem)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| unusable(item, error))?,
        Material::Der(_) | Material::File(_) => vec![CertificateDer::from(bytes.into_owned())],
    };
    if certificates.is_empty() {
        return Err(unusable(item, pem::Error::NoItemsFound));
    }
    Ok(certificates)
}

/// The first private key of a material: PKCS #8, PKCS #1 or SEC 1.
pub(super) fn private_key(material: Material<'_>) -> Result<PrivateKeyDer<'static>, SetupError> {
    let item = TlsItem::ClientKey;
    let bytes = read(item, material)?;
    match Material::of(&bytes) {
        Material::Pem(pem) => {
            PrivateKeyDer::from_pem_slice(pem).map_err(|error| unusable(item, error))
        }
        Material::Der(_) | Material::File(_) => PrivateKeyDer::try_from(bytes.into_owned())
            .map_err(|error| SetupError::Unusable { item, error: error.into() }),
    }
}

fn read<'a>(item: TlsItem, material: Material<'a>) -> Result<Cow<'a, [u8]>, SetupError> {
    let path = match material {
        Material::Pem(bytes) | Material::Der(bytes) => return Ok(Cow::Borrowed(bytes)),
        Material::File(path) => path,
    };
    let unreadable = |error| SetupError::Unreadable { item, path: path.into(), error };
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(unreadable)?;
    file.take(FILE_LEN_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > FILE_LEN_MAX {
        return Err(unreadable(std::io::ErrorKind::FileTooLarge.into()));
    }
    Ok(Cow::Owned(bytes))
}

fn unusable(item: TlsItem, error: pem::Error) -> SetupError {
    SetupError::Unusable { item, error: error.into() }
}

/// A bundle with every root there is has about a quarter of a megabyte.
const FILE_LEN_MAX: u64 = 4 * 1024 * 1024;
