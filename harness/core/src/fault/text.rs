//! The words in which a fault is written: quantities with units, directions, packet types.

use crate::{
    time::Span,
    wire::{Direction, PacketType},
};

/// A text that names no fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{text}\" is not a fault: expected {expected}")]
pub struct BadFault {
    /// What was written.
    pub text: String,
    /// What could stand there.
    pub expected: String,
}

/// The words of one fault, read from the left.
#[derive(Debug)]
pub(crate) struct Words<'a> {
    text: &'a str,
    rest: &'a str,
}

impl<'a> Words<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, rest: text.trim() }
    }

    /// The next word, whatever it is; empty at the end.
    pub(crate) fn word(&mut self) -> &'a str {
        let end = self.rest.find(' ').unwrap_or(self.rest.len());
        let (word, rest) = self.rest.split_at(end);
        self.rest = rest.trim_start();
        word
    }

    /// Takes `phrase` if it comes next, as whole words.
    pub(crate) fn take(&mut self, phrase: &str) -> bool {
        match self.rest.strip_prefix(phrase) {
            Some(rest) if rest.is_empty() || rest.starts_with(' ') => {
                self.rest = rest.trim_start();
                true
            }
            _ => false,
        }
    }

    /// Whether the word after the next is `word`.
    pub(crate) fn second_is(&self, word: &str) -> bool {
        self.rest.split(' ').nth(1) == Some(word)
    }

    /// Requires `phrase` here.
    pub(crate) fn expect(&mut self, phrase: &str) -> Result<(), BadFault> {
        if self.take(phrase) { Ok(()) } else { Err(self.bad(phrase)) }
    }

    pub(crate) fn number(&mut self, what: &str) -> Result<u64, BadFault> {
        let bad = self.bad(what);
        self.word().parse().map_err(|_| bad)
    }

    /// `5 B`: at least one.
    pub(crate) fn bytes(&mut self) -> Result<usize, BadFault> {
        let bad = self.bad("a number of bytes from 1, like 5 B");
        let number = self.word().parse().ok().filter(|n| *n > 0);
        self.expect("B")?;
        number.ok_or(bad)
    }

    /// `50 ms`, `2 s`.
    pub(crate) fn span(&mut self) -> Result<Span, BadFault> {
        let bad = self.bad("a time, like 50 ms");
        let (number, unit) = (self.word(), self.word());
        format!("{number} {unit}").parse().map_err(|_| bad)
    }

    /// `1st`, `2nd`, `3rd`, `4th` …
    pub(crate) fn ordinal(&mut self) -> Result<u32, BadFault> {
        let bad = self.bad("which one, like 1st");
        let word = self.word();
        let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
        digits.parse().ok().filter(|n| *n > 0).ok_or(bad)
    }

    /// `PUBLISH`.
    pub(crate) fn packet_type(&mut self) -> Result<PacketType, BadFault> {
        let bad = self.bad("a packet type, like PUBLISH");
        let word = self.word();
        PacketType::ALL.into_iter().find(|known| known.name() == word).ok_or(bad)
    }

    /// `to server`, `to client`.
    pub(crate) fn direction(&mut self) -> Result<Direction, BadFault> {
        if self.take("to server") {
            return Ok(Direction::ToServer);
        }
        self.expect("to client").map_err(|_| self.bad("to server or to client"))?;
        Ok(Direction::ToClient)
    }

    /// One direction where it is said, else both.
    pub(crate) fn ways(&mut self) -> Ways {
        if self.take("to server") {
            Ways::One(Direction::ToServer)
        } else if self.take("to client") {
            Ways::One(Direction::ToClient)
        } else {
            Ways::Both
        }
    }

    pub(crate) fn end(&self) -> Result<(), BadFault> {
        if self.rest.is_empty() { Ok(()) } else { Err(self.bad("nothing more")) }
    }

    pub(crate) fn bad(&self, expected: &str) -> BadFault {
        let at = match self.rest {
            "" => " at the end".to_owned(),
            rest => format!(" instead of \"{rest}\""),
        };
        BadFault { text: self.text.to_owned(), expected: format!("{expected}{at}") }
    }
}

/// Which of the two streams a fault touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ways {
    /// Both.
    Both,
    /// One of them.
    One(Direction),
}

impl Ways {
    /// Whether what goes in `direction` is touched.
    #[must_use]
    pub fn include(self, direction: Direction) -> bool {
        match self {
            Self::Both => true,
            Self::One(one) => one == direction,
        }
    }
}

/// Written after the fault's own words: nothing for both ways.
impl std::fmt::Display for Ways {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Both => Ok(()),
            Self::One(direction) => write!(f, " {}", direction_words(*direction)),
        }
    }
}

/// `to server` or `to client`.
pub(crate) fn direction_words(direction: Direction) -> &'static str {
    match direction {
        Direction::ToServer => "to server",
        Direction::ToClient => "to client",
    }
}

/// `1st`, `2nd`, `3rd`, `11th`.
pub(crate) fn ordinal_word(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}
