//! What is wrong with a text in the notation, and what keeps a composition from its bytes.

use std::fmt;

/// A text that is not in the notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotationError {
    /// Where the offending word begins: the number of its first character, from 1.
    pub column: usize,
    /// The offending word; empty at the end of the text.
    pub found: String,
    /// What may stand there.
    pub expected: String,
    /// An allowed word that looks like it.
    pub meant: Option<String>,
}

impl fmt::Display for NotationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { column, found, expected, meant } = self;
        if found.is_empty() {
            write!(f, "column {column}: the text ends; expected {expected}")?;
        } else {
            write!(f, "column {column}: found \"{found}\", expected {expected}")?;
        }
        match meant {
            Some(meant) => write!(f, "; did you mean \"{meant}\"?"),
            None => Ok(()),
        }
    }
}

impl std::error::Error for NotationError {}

/// Why a composition has no bytes.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// A number that is too great for its field.
    #[error("{field}={value} is above {max}")]
    OutOfRange {
        /// The field.
        field: &'static str,
        /// What a variable gave.
        value: u32,
        /// What the field can hold.
        max: u32,
    },
    /// A value that was shortened for display, so that its bytes are not known.
    #[error("{field} is shortened; its bytes are not all in the text (fill:N makes some)")]
    Shortened {
        /// The field.
        field: &'static str,
    },
    /// A string of more than 65,535 bytes whose length was not given by hand.
    #[error("{field} has {len} bytes, more than a length of two bytes can say")]
    TooLong {
        /// The field.
        field: &'static str,
        /// Its bytes.
        len: usize,
    },
    /// A packet of more than 256 MiB.
    #[error(
        "the packet has {len} bytes after its fixed header, more than Remaining Length can say"
    )]
    TooLongPacket {
        /// Its bytes after the fixed header.
        len: usize,
    },
    /// A variable that nothing has bound.
    #[error("${variable} is not bound to anything yet")]
    Unbound {
        /// Its name.
        variable: String,
    },
    /// A variable that is bound to a number where bytes are needed, or the other way round.
    #[error("${variable} is bound to {bound}, which does not fit {field}")]
    WrongKind {
        /// Its name.
        variable: String,
        /// What it is bound to.
        bound: String,
        /// The field.
        field: &'static str,
    },
}

/// The word among `allowed` that `found` is most like, if any is near.
pub(super) fn nearest<'a>(
    found: &str,
    allowed: impl IntoIterator<Item = &'a str>,
) -> Option<String> {
    let near = |word: &&str| {
        let distance = strsim::osa_distance(&found.to_lowercase(), &word.to_lowercase());
        (distance, distance <= NEAR_EDITS && distance < found.chars().count())
    };
    allowed
        .into_iter()
        .map(|word| (near(&word), word))
        .filter(|((_, near), _)| *near)
        .min_by_key(|((distance, _), _)| *distance)
        .map(|(_, word)| word.to_owned())
}

/// How many letters may differ in a word that was probably meant.
const NEAR_EDITS: usize = 2;
