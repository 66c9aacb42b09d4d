//! A Client Identifier for a client that has none of its own (section 3.1.3.1).
//!
//! *Not here:* where the random bits come from; on a host that is `io::random_bits`.

/// A Client Identifier that every server has to allow: 1 to 23 of the characters 0-9, a-z and A-Z
/// [MQTT-3.1.3-5].
///
/// ```
/// use mqttspec_client::client_identifier::RandomIdentifier;
///
/// let identifier = RandomIdentifier::new(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
/// assert_eq!(identifier.as_str().len(), 22);
/// ```
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub struct RandomIdentifier {
    /// ASCII.
    digits: [u8; LEN],
}

impl RandomIdentifier {
    /// The identifier that these bits make: other bits make another one.
    ///
    /// A Session that is to be found again needs the same identifier, so the bits are to be kept.
    pub const fn new(mut bits: u128) -> Self {
        let mut digits = [0; LEN];
        let mut at = 0;
        while at < LEN {
            digits[at] = ALPHABET[(bits % ALPHABET.len() as u128) as usize];
            bits /= ALPHABET.len() as u128;
            at += 1;
        }
        Self { digits }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        core::str::from_utf8(&self.digits).expect("the alphabet is ASCII")
    }
}

const ALPHABET: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/// Digits that 128 bits need: 62²² is more than 2¹²⁸.
const LEN: usize = 22;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_has_to_allow_it() {
        for bits in [0, 1, 61, 62, u128::MAX / 3, u128::MAX] {
            let identifier = RandomIdentifier::new(bits);
            let text = identifier.as_str();
            assert!((1..=23).contains(&text.len()));
            assert!(text.bytes().all(|byte| byte.is_ascii_alphanumeric()), "{text}");
        }
    }

    #[test]
    fn different_bits_make_different_identifiers() {
        let value = |bits| {
            let digits = RandomIdentifier::new(bits).digits;
            digits.iter().rev().fold(0_u128, |value, digit| {
                let digit = ALPHABET.iter().position(|known| known == digit).unwrap();
                value * 62 + digit as u128
            })
        };
        for bit in 0..128 {
            assert_eq!(value(1 << bit), 1 << bit);
        }
        assert_eq!(value(u128::MAX), u128::MAX);
    }
}
