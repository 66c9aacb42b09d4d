//! The value of a field: one term, a list, pairs, or nothing at all.

use std::fmt;

use super::{
    cursor::Cursor,
    error::NotationError,
    field::{Kind, Reading},
    text::Text,
};

/// One thing that a value is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Term {
    /// `*`: whatever there is; only in patterns.
    Any,
    /// `$a`: bound by the first pattern that matches, the same ever after.
    Variable(String),
    /// `7`, `0x07`.
    Number(u32),
    /// `"a/b"`, `hex:00ff`, `fill:70000`, `repeat:"a"*9`.
    Text(Text),
}

/// What a field is given, or must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `none`: the field is not there; a list is empty.
    Absent,
    /// A single term.
    One(Term),
    /// Return codes or Topic Filters.
    List(Vec<Term>),
    /// Topic Filters with their requested QoS.
    Pairs(Vec<(Term, Term)>),
}

impl Value {
    pub(super) fn parse(
        cursor: &mut Cursor<'_>,
        kind: Kind,
        reading: Reading,
    ) -> Result<Self, NotationError> {
        let mut ahead = cursor.clone();
        if ahead.take_name() == "none" {
            *cursor = ahead;
            return Ok(Self::Absent);
        }
        let term = |cursor: &mut Cursor<'_>, max| Term::parse(cursor, max, reading);
        Ok(match kind {
            Kind::Number(max) => Self::One(term(cursor, Some(max))?),
            Kind::Text => Self::One(term(cursor, None)?),
            Kind::Codes => Self::List(list(cursor, |cursor| term(cursor, Some(255)))?),
            Kind::TopicFilters => Self::List(list(cursor, |cursor| term(cursor, None))?),
            Kind::Subscriptions => Self::Pairs(list(cursor, |cursor| {
                let filter = term(cursor, None)?;
                if !cursor.take(":") {
                    return Err(cursor.error("\":\" and the requested QoS, as in \"a/b\":1"));
                }
                Ok((filter, term(cursor, Some(255))?))
            })?),
        })
    }
}

impl Value {
    /// Every string of bytes in it.
    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let (list, pairs) = match self {
            Self::Absent => (&mut [][..], &mut [][..]),
            Self::One(term) => (std::slice::from_mut(term), &mut [][..]),
            Self::List(terms) => (terms.as_mut_slice(), &mut [][..]),
            Self::Pairs(pairs) => (&mut [][..], pairs.as_mut_slice()),
        };
        let pairs = pairs.iter_mut().flat_map(|(first, second)| [first, second]);
        list.iter_mut().chain(pairs).filter_map(|term| match term {
            Term::Text(text) => Some(text),
            Term::Any | Term::Variable(_) | Term::Number(_) => None,
        })
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::One(Term::Number(number))
    }
}

impl From<&[u8]> for Value {
    fn from(bytes: &[u8]) -> Self {
        Self::One(Term::Text(Text::Literal(bytes.to_vec())))
    }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("none"),
            Self::One(term) => term.fmt(f),
            Self::List(terms) => {
                for (position, term) in terms.iter().enumerate() {
                    write!(f, "{}{term}", if position == 0 { "" } else { "," })?;
                }
                Ok(())
            }
            Self::Pairs(pairs) => {
                for (position, (first, second)) in pairs.iter().enumerate() {
                    write!(f, "{}{first}:{second}", if position == 0 { "" } else { "," })?;
                }
                Ok(())
            }
        }
    }
}

impl Term {
    /// A number up to `max`, or else some bytes.
    fn parse(
        cursor: &mut Cursor<'_>,
        max: Option<u32>,
        reading: Reading,
    ) -> Result<Self, NotationError> {
        let before = cursor.clone();
        if reading == Reading::Pattern && cursor.take("*") {
            return Ok(Self::Any);
        }
        if cursor.take("$") {
            let name = cursor.take_name();
            if name.is_empty() {
                return Err(before.error("a variable's name, as in $a"));
            }
            return Ok(Self::Variable(name.to_owned()));
        }
        let Some(max) = max else { return Ok(Self::Text(Text::parse(cursor)?)) };
        let digits = cursor.take_name().replace('_', "");
        let number = match digits.strip_prefix("0x") {
            Some(digits) => u32::from_str_radix(digits, 16),
            None => digits.parse(),
        };
        match number {
            Ok(number) if number <= max => Ok(Self::Number(number)),
            _ => Err(before.error(format!("a number from 0 to {max}, $name or none"))),
        }
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Any => f.write_str("*"),
            Self::Variable(name) => write!(f, "${name}"),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => text.fmt(f),
        }
    }
}

/// One or more of something, separated by commas.
fn list<T>(
    cursor: &mut Cursor<'_>,
    mut item: impl FnMut(&mut Cursor<'_>) -> Result<T, NotationError>,
) -> Result<Vec<T>, NotationError> {
    let mut items = vec![item(cursor)?];
    while cursor.take(",") {
        items.push(item(cursor)?);
    }
    Ok(items)
}
