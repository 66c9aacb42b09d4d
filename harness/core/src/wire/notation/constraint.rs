//! A constraint: what a pattern asks of one field.

use std::fmt;

use super::{
    cursor::Cursor,
    error::NotationError,
    field::{Field, Kind, Reading},
    value::Value,
};
use crate::wire::layout::PacketType;

/// What one field must be like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Constraint {
    pub(super) field: Field,
    pub(super) operator: Operator,
    /// Any one of these will do.
    pub(super) wanted: Vec<Value>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Equal,
    NotEqual,
    AtLeast,
    AtMost,
}

impl Operator {
    /// The longer ones first, so that none hides another.
    const ALL: [Self; 4] = [Self::NotEqual, Self::AtLeast, Self::AtMost, Self::Equal];

    const fn symbol(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::AtLeast => ">=",
            Self::AtMost => "<=",
        }
    }
}

impl Constraint {
    /// Reads a text such as `id=$a|7`; `types` are those that the field may be of.
    pub(super) fn parse(
        cursor: &mut Cursor<'_>,
        types: &[PacketType],
    ) -> Result<Self, NotationError> {
        let field = Field::parse(cursor, types, Reading::Pattern)?;
        let is_number = matches!(field.kind(), Kind::Number(_));
        let before = cursor.clone();
        let operator = Operator::ALL.into_iter().find(|operator| cursor.take(operator.symbol()));
        let operator = match operator {
            Some(Operator::AtLeast | Operator::AtMost) if !is_number => None,
            other => other,
        };
        let Some(operator) = operator else {
            let expected = if is_number { "=, !=, >= or <=" } else { "= or !=" };
            return Err(before.error(format!("{expected} and a value")));
        };
        let mut wanted = vec![Value::parse(cursor, field.kind(), Reading::Pattern)?];
        while cursor.take("|") {
            wanted.push(Value::parse(cursor, field.kind(), Reading::Pattern)?);
        }
        Ok(Self { field, operator, wanted })
    }
}

impl fmt::Display for Constraint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.field.name(), self.operator.symbol())?;
        for (position, wanted) in self.wanted.iter().enumerate() {
            write!(f, "{}{wanted}", if position == 0 { "" } else { "|" })?;
        }
        Ok(())
    }
}
