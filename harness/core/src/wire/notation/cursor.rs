//! A position in a text of the notation.

use super::error::{NotationError, nearest};

/// Reads a text from left to right.
#[derive(Clone)]
pub(super) struct Cursor<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What is still to be read.
    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    /// The next character, without taking it.
    pub(super) fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    /// Takes the next character.
    pub(super) fn take_char(&mut self) -> Option<char> {
        let next = self.peek()?;
        self.at += next.len_utf8();
        Some(next)
    }

    /// Takes `token` if it comes next.
    pub(super) fn take(&mut self, token: &str) -> bool {
        let comes = self.rest().starts_with(token);
        if comes {
            self.at += token.len();
        }
        comes
    }

    /// Takes what spaces there are; whether there was one.
    pub(super) fn take_spaces(&mut self) -> bool {
        let before = self.at;
        self.take_while(char::is_whitespace);
        self.at > before
    }

    /// Whether nothing but spaces and a comment is left.
    pub(super) fn is_at_end(&self) -> bool {
        let rest = self.rest().trim_start();
        rest.is_empty() || rest.starts_with('#')
    }

    /// Takes characters as long as `wanted` wants them.
    pub(super) fn take_while(&mut self, wanted: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let end = rest.find(|c| !wanted(c)).unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// Takes a name: letters, digits and underscores, possibly none.
    pub(super) fn take_name(&mut self) -> &'a str {
        self.take_while(|c| c.is_ascii_alphanumeric() || c == '_')
    }

    /// An error about the word that comes next.
    pub(super) fn error(&self, expected: impl Into<String>) -> NotationError {
        let rest = self.rest();
        let end = rest
            .char_indices()
            .find(|(at, c)| c.is_whitespace() || (*at > 0 && ",|:=!<>".contains(*c)))
            .map_or(rest.len(), |(at, _)| at);
        NotationError {
            column: self.text[..self.at].chars().count() + 1,
            found: rest[..end].to_owned(),
            expected: expected.into(),
            meant: None,
        }
    }

    /// An error about a word that is none of `allowed`; `expected` says what they are.
    pub(super) fn unknown<'b>(
        &self,
        expected: &str,
        allowed: impl IntoIterator<Item = &'b str> + Clone,
    ) -> NotationError {
        let mut error = self.error("");
        error.meant = nearest(&error.found, allowed.clone());
        let mut all: Vec<&str> = allowed.into_iter().collect();
        all.dedup();
        error.expected = format!("{expected}: {}", all.join(", "));
        error
    }
}
