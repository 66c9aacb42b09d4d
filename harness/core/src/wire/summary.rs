//! A Control Packet in one line of the notation, for transcripts.

use super::{dissection::Dissection, notation::Composition};

/// Writes `dissection` as one line: its composition, then as a comment what is irregular.
///
/// The line can be pasted as a pattern, and as a composition too unless a value of more than 64
/// bytes had to be shortened (`"abc"+69997`).
///
/// ```
/// use mqttspec_core::wire::{Direction, dissect, summary};
///
/// let line = summary(&dissect(b"\x38\x03\x00\x01a", Direction::ToClient));
/// assert_eq!(
///     line,
///     "PUBLISH topic=\"a\" qos=0 dup=1  # MQTT-3.3.1-2: DUP 1 instead of DUP 0 with QoS 0"
/// );
/// ```
#[must_use]
pub fn summary(dissection: &Dissection<'_>) -> String {
    let mut composition = Composition::of(dissection);
    composition.shorten(SHOWN);
    let mut line = composition.to_string();
    for (position, irregularity) in dissection.irregularities.iter().enumerate() {
        line.push_str(if position == 0 { "  # " } else { "; " });
        let super::Irregularity { requirement, expected, found, .. } = irregularity;
        line.push_str(&format!("{requirement}: {found} instead of {expected}"));
    }
    line
}

/// How many bytes of a value a line shows.
const SHOWN: usize = 64;
