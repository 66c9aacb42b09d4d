//! Digests: which suite, which catalogue, which cut file a run was made with; and seeds.

use sha2::{Digest as _, Sha256};

use crate::features::FeatureFile;

/// The first 64 bits of the SHA-256 of `texts`, each with its length, as 16 hex digits.
#[must_use]
pub fn digest<'a>(texts: impl IntoIterator<Item = &'a str>) -> String {
    hex::encode(head(texts))
}

/// The digest of feature files with their paths.
#[must_use]
pub fn of_features(files: &[FeatureFile]) -> String {
    digest(files.iter().flat_map(|file| [file.path.as_str(), file.text.as_str()]))
}

/// The seed of one scenario in a run: another for each, and the same in each run of this seed.
#[must_use]
pub fn scenario_seed(run_seed: u64, scenario: &str) -> u64 {
    u64::from_be_bytes(head([run_seed.to_string().as_str(), scenario]))
}

fn head<'a>(texts: impl IntoIterator<Item = &'a str>) -> [u8; 8] {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update((text.len() as u64).to_be_bytes());
        hash.update(text);
    }
    let [a, b, c, d, e, f, g, h, ..] = <[u8; 32]>::from(hash.finalize());
    [a, b, c, d, e, f, g, h]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_text_ends_is_part_of_the_digest() {
        assert_ne!(digest(["ab", "c"]), digest(["a", "bc"]));
        assert_eq!(digest(["ab", "c"]), digest(["ab", "c"]));
        assert_eq!(digest(["ab"]).len(), 16);
    }

    #[test]
    fn each_scenario_has_a_seed_of_its_own_in_each_run() {
        assert_ne!(scenario_seed(1, "f:1"), scenario_seed(1, "f:2"));
        assert_ne!(scenario_seed(1, "f:1"), scenario_seed(2, "f:1"));
        assert_eq!(scenario_seed(1, "f:1"), scenario_seed(1, "f:1"));
    }
}
