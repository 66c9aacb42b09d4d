//! A pattern: the notation read as what a Control Packet must be like.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    bindings::Bindings,
    composition::{parse_raw, require_space, write_raw},
    constraint::Constraint,
    cursor::Cursor,
    error::NotationError,
    matching,
};
use crate::wire::{dissection::Dissection, layout::PacketType};

/// What a Control Packet must be like. Fields that it does not name may be anything.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern {
    negated: bool,
    shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Shape {
    Raw(Vec<u8>),
    /// One of these types (any type if there are none), and all of these constraints.
    Packet(Vec<PacketType>, Vec<Constraint>),
}

impl Pattern {
    /// The pattern that every packet matches.
    #[must_use]
    pub fn any() -> Self {
        Self { negated: false, shape: Shape::Packet(Vec::new(), Vec::new()) }
    }

    /// The pattern that every packet of this type matches.
    #[must_use]
    pub fn of_type(packet_type: PacketType) -> Self {
        Self { negated: false, shape: Shape::Packet(vec![packet_type], Vec::new()) }
    }

    /// Reads a text such as `PUBACK|PUBREC id=$a` or `not PINGREQ`.
    ///
    /// # Errors
    /// Where the text is not in the notation.
    pub fn parse(text: &str) -> Result<Self, NotationError> {
        let mut cursor = Cursor::new(text);
        cursor.take_spaces();
        let mut ahead = cursor.clone();
        let negated = ahead.take_name() == "not" && ahead.take_spaces();
        if negated {
            cursor = ahead;
        }
        let mut ahead = cursor.clone();
        if ahead.take_name() == "hex" {
            return Ok(Self { negated, shape: Shape::Raw(parse_raw(&mut ahead)?) });
        }
        let types = parse_types(&mut cursor)?;
        require_space(&mut cursor)?;
        let mut constraints = Vec::new();
        while !cursor.is_at_end() {
            constraints.push(Constraint::parse(&mut cursor, &types)?);
            require_space(&mut cursor)?;
        }
        constraints.sort_by_key(|constraint| constraint.field);
        Ok(Self { negated, shape: Shape::Packet(types, constraints) })
    }

    /// Whether `dissection` is like this; if so, variables that are new are bound.
    ///
    /// A negated pattern binds nothing.
    #[must_use]
    pub fn matches(&self, dissection: &Dissection<'_>, bindings: &mut Bindings) -> bool {
        let mut trial = bindings.clone();
        let matches = self.first_difference(dissection, &mut trial).is_none();
        if matches && !self.negated {
            *bindings = trial;
        }
        matches != self.negated
    }

    /// Why `dissection` is not like this, in words; `None` if it is.
    #[must_use]
    pub fn mismatch(&self, dissection: &Dissection<'_>, bindings: &Bindings) -> Option<String> {
        let difference = self.first_difference(dissection, &mut bindings.clone());
        match (self.negated, difference) {
            (false, difference) => difference,
            (true, Some(_)) => None,
            (true, None) => Some(format!("it is {}", self.without_not())),
        }
    }

    fn first_difference(
        &self,
        dissection: &Dissection<'_>,
        bindings: &mut Bindings,
    ) -> Option<String> {
        match &self.shape {
            Shape::Raw(bytes) if dissection.bytes == bytes => None,
            Shape::Raw(_) => Some("its bytes are others".to_owned()),
            Shape::Packet(types, constraints) => {
                let found = dissection.packet_type;
                if !types.is_empty() && !types.contains(&found) {
                    return Some(format!("it is {found}, not {}", join_types(types)));
                }
                constraints.iter().find_map(|one| matching::difference(one, dissection, bindings))
            }
        }
    }

    fn without_not(&self) -> Self {
        Self { negated: false, shape: self.shape.clone() }
    }
}

fn parse_types(cursor: &mut Cursor<'_>) -> Result<Vec<PacketType>, NotationError> {
    let mut types = Vec::new();
    let mut ahead = cursor.clone();
    if ahead.take_name() == "any" {
        *cursor = ahead;
        return Ok(types);
    }
    loop {
        let before = cursor.clone();
        let name = cursor.take_name();
        let known = PacketType::ALL.into_iter().find(|known| known.name() == name);
        let Some(packet_type) = known else {
            let names = PacketType::ALL.map(PacketType::name);
            return Err(before.unknown("a Control Packet, any, not or hex", names));
        };
        types.push(packet_type);
        if !cursor.take("|") {
            return Ok(types);
        }
    }
}

fn join_types(types: &[PacketType]) -> String {
    let names: Vec<&str> = types.iter().map(|packet_type| packet_type.name()).collect();
    names.join("|")
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.negated { "not " } else { "" })?;
        match &self.shape {
            Shape::Raw(bytes) => write_raw(f, bytes),
            Shape::Packet(types, constraints) => {
                let types = if types.is_empty() { "any".to_owned() } else { join_types(types) };
                f.write_str(&types)?;
                constraints.iter().try_for_each(|constraint| write!(f, " {constraint}"))
            }
        }
    }
}

impl FromStr for Pattern {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Pattern {
    type Error = NotationError;

    fn try_from(text: String) -> Result<Self, NotationError> {
        Self::parse(&text)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> Self {
        pattern.to_string()
    }
}
