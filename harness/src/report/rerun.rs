//! The command that runs one scenario alone.

use mqttspec_core::trace::{BenchKind, ScenarioIdentity};

use super::manifest::{ColumnManifest, Manifest};

/// The seed of a run that names none: the same each time, so that two runs compare.
pub const DEFAULT_SEED: u64 = 1;

/// Where a scenario that runs alone writes, so that the whole run's reports stay.
const ALONE: &str = "mqttspec-alone";

/// The command that runs `scenario` alone, as it ran in this column, for a POSIX shell.
#[must_use]
pub fn command(
    manifest: &Manifest,
    column: &ColumnManifest,
    scenario: &ScenarioIdentity,
) -> String {
    let mut words = vec!["mqttspec".to_owned(), "run".to_owned()];
    let mut option = |name: &str, value: &str| words.extend([name.to_owned(), quoted(value)]);
    option("--cut", &column.cut_argument);
    option("--name", &scenario.name);
    if let Some(folder) = &manifest.selection.features {
        option("--features", folder);
    }
    if let Some(mutant) = &column.mutant {
        option("--mutant", mutant);
    }
    if manifest.seed != DEFAULT_SEED {
        option("--seed", &manifest.seed.to_string());
    }
    words.extend(match column.bench {
        BenchKind::Simulated => Some("--simulated".to_owned()),
        BenchKind::Live => Some("--live".to_owned()),
        BenchKind::Tap | BenchKind::Capture => None,
    });
    words.extend(["--out".to_owned(), ALONE.to_owned()]);
    words.join(" ")
}

/// `word` as one word of a shell's command line.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./:,=@%+".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', "'\\''"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_survives_the_shell() {
        assert_eq!(quoted("rumqttc"), "rumqttc");
        assert_eq!(quoted("an idle client"), "'an idle client'");
        assert_eq!(quoted("it's $HOME"), "'it'\\''s $HOME'");
        assert_eq!(quoted(""), "''");
    }
}
