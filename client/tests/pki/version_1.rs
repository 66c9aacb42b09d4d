//! Certificates of X.509 version 1, as a short call of OpenSSL's command line makes them.
//!
//! No library makes them any more, so version and extensions are cut out of a newer one, which is
//! then signed again.

use rcgen::{KeyPair, SigningKey};

/// The certificate (DER) without version and extensions, signed by this key of its authority.
pub(crate) fn version_1(certificate: &[u8], authority: &KeyPair) -> Vec<u8> {
    let [signed, algorithm, _signature] = &elements(content(certificate))[..] else {
        panic!("a certificate has three parts");
    };
    let kept = elements(content(signed)).into_iter().filter(|element| !CUT.contains(&element[0]));
    let signed = element(SEQUENCE, &kept.collect::<Vec<_>>().concat());
    let mut signature = vec![0]; // unused bits
    signature.extend(authority.sign(&signed).expect("a key signs"));
    element(SEQUENCE, &[&signed, *algorithm, &element(BIT_STRING, &signature)].concat())
}

/// The elements in a row, each with its head.
fn elements(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut elements = Vec::new();
    while !bytes.is_empty() {
        let (head, len) = head(bytes);
        let (element, rest) = bytes.split_at(head + len);
        elements.push(element);
        bytes = rest;
    }
    elements
}

fn content(element: &[u8]) -> &[u8] {
    let (head, len) = head(element);
    &element[head..head + len]
}

/// How long the head and the content of the first element are.
fn head(bytes: &[u8]) -> (usize, usize) {
    match bytes[1] {
        len @ ..0x80 => (2, len.into()),
        count => {
            let count = usize::from(count & 0x7f);
            let len = bytes[2..2 + count].iter().fold(0, |len, byte| len << 8 | usize::from(*byte));
            (2 + count, len)
        }
    }
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let len = u16::try_from(content.len()).expect("a small certificate");
    let [high, low] = len.to_be_bytes();
    let head = match len {
        0..0x80 => vec![tag, low],
        0x80..0x100 => vec![tag, 0x81, low],
        0x100.. => vec![tag, 0x82, high, low],
    };
    [&head, content].concat()
}

const SEQUENCE: u8 = 0x30;
const BIT_STRING: u8 = 0x03;
/// Version and extensions.
const CUT: [u8; 2] = [0xa0, 0xa3];
