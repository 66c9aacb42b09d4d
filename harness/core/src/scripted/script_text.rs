//! The line in which a rule is written, and read back.
//!
//! ```text
//! [connection N:] on [2nd | first 3] (opened | PATTERN | sending PATTERN) -> ACTION [; ACTION]…
//! ```

use std::{fmt, str::FromStr};

use super::script::{Action, Rule, Script, Times, When};
use crate::trace::ConnectionId;

/// A line that is no rule.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("\"{line}\" is not a rule of a script: {why}")]
pub struct BadRule {
    /// What was written.
    pub line: String,
    /// What is wrong with it.
    pub why: String,
}

/// One rule a line; empty lines and lines that begin with `#` are passed over.
impl FromStr for Script {
    type Err = BadRule;

    fn from_str(text: &str) -> Result<Self, BadRule> {
        let lines = text.lines().map(str::trim);
        let rules = lines.filter(|line| !line.is_empty() && !line.starts_with('#'));
        Ok(Self { rules: rules.map(str::parse).collect::<Result<_, _>>()? })
    }
}

impl FromStr for Rule {
    type Err = BadRule;

    fn from_str(line: &str) -> Result<Self, BadRule> {
        read_rule(line.trim()).map_err(|why| BadRule { line: line.to_owned(), why })
    }
}

impl TryFrom<String> for Rule {
    type Error = BadRule;

    fn try_from(line: String) -> Result<Self, BadRule> {
        line.parse()
    }
}

impl From<Rule> for String {
    fn from(rule: Rule) -> Self {
        rule.to_string()
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(ConnectionId(number)) = self.connection {
            write!(f, "connection {number}: ")?;
        }
        f.write_str("on ")?;
        match self.times {
            Times::Always => {}
            Times::First(count) => write!(f, "first {count} ")?,
            Times::Nth(n) => write!(f, "{} ", ordinal(n))?,
        }
        match &self.when {
            When::Opened => f.write_str("opened")?,
            When::Receives(pattern) => pattern.fmt(f)?,
            When::Sends(pattern) => write!(f, "sending {pattern}")?,
        }
        for (position, action) in self.actions.iter().enumerate() {
            write!(f, "{}{action}", if position == 0 { " -> " } else { "; " })?;
        }
        Ok(())
    }
}

impl fmt::Display for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Also(composition) => write!(f, "also {composition}"),
            Self::Answer(composition) => write!(f, "answer {composition}"),
            Self::Close => f.write_str("close"),
            Self::Delay(span) => write!(f, "delay {span}"),
            Self::Drop => f.write_str("drop"),
            Self::Duplicate => f.write_str("duplicate"),
            Self::First(composition) => write!(f, "first {composition}"),
            Self::Hold => f.write_str("hold"),
            Self::Ignore => f.write_str("ignore"),
            Self::Reorder => f.write_str("reorder"),
            Self::Reset => f.write_str("reset"),
            Self::Silence => f.write_str("silence"),
            Self::ThenClose => f.write_str("then close"),
            Self::ThenReset => f.write_str("then reset"),
        }
    }
}

impl FromStr for Action {
    type Err = BadRule;

    fn from_str(text: &str) -> Result<Self, BadRule> {
        read_action(text.trim()).map_err(|why| BadRule { line: text.to_owned(), why })
    }
}

/// `1st`, `2nd`, `3rd`, `11th`.
fn ordinal(n: u32) -> String {
    let suffix = match (n % 10, n % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{n}{suffix}")
}

fn read_rule(line: &str) -> Result<Rule, String> {
    let (head, actions) = split_once_outside_quotes(line, " -> ")
        .ok_or("expected \" -> \" between what it waits for and what it does")?;
    let (connection, head) = read_connection(head)?;
    let head = head.strip_prefix("on ").ok_or("expected \"on\"")?.trim_start();
    let (times, head) = read_times(head)?;
    let when = match head.strip_prefix("sending ") {
        Some(pattern) => When::Sends(read(pattern)?),
        None if head == "opened" => When::Opened,
        None => When::Receives(read(head)?),
    };
    let mut read = Vec::new();
    let mut rest = actions;
    while let Some((action, next)) = split_once_outside_quotes(rest, ";") {
        read.push(read_action(action.trim())?);
        rest = next;
    }
    read.push(read_action(rest.trim())?);
    Ok(Rule { connection, when, times, actions: read })
}

fn read_connection(head: &str) -> Result<(Option<ConnectionId>, &str), String> {
    let Some(rest) = head.strip_prefix("connection ") else { return Ok((None, head)) };
    let (number, rest) = rest.split_once(':').ok_or("expected \":\" after the connection")?;
    match number.parse() {
        Ok(number) if number > 0 => Ok((Some(ConnectionId(number)), rest.trim_start())),
        _ => Err(format!("\"{number}\" is not the number of a connection; they count from 1")),
    }
}

fn read_times(head: &str) -> Result<(Times, &str), String> {
    let (word, rest) = head.split_once(' ').unwrap_or((head, ""));
    if word == "first" {
        let (count, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let count = count.parse().map_err(|_| format!("\"{count}\" is not a number"))?;
        return Ok((Times::First(count), rest));
    }
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    match digits.parse() {
        Ok(n) if n > 0 && digits.len() < word.len() => Ok((Times::Nth(n), rest)),
        _ => Ok((Times::Always, head)),
    }
}

fn read_action(text: &str) -> Result<Action, String> {
    let (word, rest) = text.split_once(' ').unwrap_or((text, ""));
    Ok(match (word, rest) {
        ("also", notation) => Action::Also(read(notation)?),
        ("answer", notation) => Action::Answer(read(notation)?),
        ("close", "") => Action::Close,
        ("delay", span) => Action::Delay(read(span)?),
        ("drop", "") => Action::Drop,
        ("duplicate", "") => Action::Duplicate,
        ("first", notation) => Action::First(read(notation)?),
        ("hold", "") => Action::Hold,
        ("ignore", "") => Action::Ignore,
        ("reorder", "") => Action::Reorder,
        ("reset", "") => Action::Reset,
        ("silence", "") => Action::Silence,
        ("then", "close") => Action::ThenClose,
        ("then", "reset") => Action::ThenReset,
        _ => return Err(format!("\"{text}\" is not one of {ACTIONS}")),
    })
}

fn read<T: FromStr<Err: fmt::Display>>(text: &str) -> Result<T, String> {
    text.trim().parse().map_err(|error: T::Err| error.to_string())
}

fn split_once_outside_quotes<'a>(text: &'a str, separator: &str) -> Option<(&'a str, &'a str)> {
    let (mut is_quoted, mut is_escaped) = (false, false);
    for (position, c) in text.char_indices() {
        if !is_quoted && text[position..].starts_with(separator) {
            return Some((&text[..position], &text[position + separator.len()..]));
        }
        is_quoted ^= c == '"' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
    }
    None
}

const ACTIONS: &str = "also N, answer N, close, delay T, drop, duplicate, first N, hold, ignore, \
                       reorder, reset, silence, then close, then reset";
