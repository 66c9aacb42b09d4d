//! Random bits of a host, for what has to differ from client to client and is no secret: a Client
//! Identifier, the seed of reconnection delays.

use std::hash::{BuildHasher, RandomState};

/// 128 bits that another process, or another call, has not got. Guessing them is not made hard.
pub fn random_bits() -> u128 {
    let half = || u128::from(RandomState::new().hash_one(()));
    half() << 64 | half()
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn they_differ_from_call_to_call() {
        let bits: BTreeSet<_> = (0..1000).map(|_| random_bits()).collect();
        assert_eq!(bits.len(), 1000);
    }
}
