//! A composition: the notation read as bytes to be made, right or wrong.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};

use super::{
    bindings::Bindings,
    compose,
    cursor::Cursor,
    error::{ComposeError, NotationError},
    field::{Field, Reading},
    text::Text,
    value::Value,
};
use crate::wire::layout::PacketType;

/// A Control Packet, or any bytes, to be composed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Composition(pub(super) Shape);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    Raw(Vec<u8>),
    /// The fields in canonical order, each at most once.
    Packet(PacketType, Vec<(Field, Value)>),
}

impl Composition {
    /// A packet of which every field has its default.
    #[must_use]
    pub fn new(packet_type: PacketType) -> Self {
        Self(Shape::Packet(packet_type, Vec::new()))
    }

    /// Any bytes.
    #[must_use]
    pub fn raw(bytes: impl Into<Vec<u8>>) -> Self {
        Self(Shape::Raw(bytes.into()))
    }

    /// Reads a text such as `PUBLISH topic="a/b" qos=1 id=7`.
    ///
    /// # Errors
    /// Where the text is not in the notation.
    pub fn parse(text: &str) -> Result<Self, NotationError> {
        let mut cursor = Cursor::new(text);
        cursor.take_spaces();
        let before = cursor.clone();
        let name = cursor.take_name();
        if name == "hex" {
            return parse_raw(&mut cursor).map(Self::raw);
        }
        let packet_type = PacketType::ALL.into_iter().find(|known| known.name() == name);
        let Some(packet_type) = packet_type else {
            let names = PacketType::ALL.map(PacketType::name);
            return Err(before.unknown("a Control Packet or hex", names));
        };
        let mut composition = Self::new(packet_type);
        composition.read_fields(&mut cursor)?;
        Ok(composition)
    }

    /// Changes the fields that a text such as `dup=0 flags=0x3` names. Raw bytes have none.
    ///
    /// # Errors
    /// Where the text is not in the notation, or names a field of another packet.
    pub fn amend(&mut self, fields: &str) -> Result<(), NotationError> {
        let mut amended = self.clone();
        if let Shape::Packet(_, given) = &mut amended.0 {
            given.clear();
        }
        amended.read_fields(&mut Cursor::new(fields))?;
        if let Shape::Packet(_, given) = amended.0 {
            for (field, value) in given {
                self.set(field, value);
            }
        }
        Ok(())
    }

    /// Gives `field` a value, in place of the one it had. Raw bytes have no fields, and a field
    /// of another packet is left out of the bytes.
    pub fn set(&mut self, field: Field, value: impl Into<Value>) {
        let Shape::Packet(_, fields) = &mut self.0 else { return };
        match fields.binary_search_by_key(&field, |(field, _)| *field) {
            Ok(position) => fields[position].1 = value.into(),
            Err(position) => fields.insert(position, (field, value.into())),
        }
    }

    /// [`set`](Self::set), in a row.
    #[must_use]
    pub fn with(mut self, field: Field, value: impl Into<Value>) -> Self {
        self.set(field, value);
        self
    }

    /// The packet's type; `None` for raw bytes.
    #[must_use]
    pub fn packet_type(&self) -> Option<PacketType> {
        match self.0 {
            Shape::Packet(packet_type, _) => Some(packet_type),
            Shape::Raw(_) => None,
        }
    }

    /// The bytes.
    ///
    /// # Errors
    /// Where a variable is unbound or does not fit, or a value is too long to be written.
    pub fn compose(&self, bindings: &Bindings) -> Result<Vec<u8>, ComposeError> {
        match &self.0 {
            Shape::Raw(bytes) => Ok(bytes.clone()),
            Shape::Packet(packet_type, fields) => compose::compose(*packet_type, fields, bindings),
        }
    }

    /// Every string of bytes in it.
    pub(super) fn texts_mut(&mut self) -> impl Iterator<Item = &mut Text> {
        let fields = match &mut self.0 {
            Shape::Packet(_, fields) => fields.as_mut_slice(),
            Shape::Raw(_) => &mut [],
        };
        fields.iter_mut().flat_map(|(_, value)| value.texts_mut())
    }

    fn read_fields(&mut self, cursor: &mut Cursor<'_>) -> Result<(), NotationError> {
        let types = self.packet_type();
        cursor.take_spaces();
        while !cursor.is_at_end() {
            let before = cursor.clone();
            let Some(packet_type) = types else {
                return Err(before.error("nothing, as raw bytes have no fields"));
            };
            let field = Field::parse(cursor, &[packet_type], Reading::Composition)?;
            if !cursor.take("=") {
                return Err(cursor.error("\"=\" and a value"));
            }
            let value = Value::parse(cursor, field.kind(), Reading::Composition)?;
            let Shape::Packet(_, fields) = &self.0 else { return Ok(()) };
            if fields.iter().any(|(given, _)| *given == field) {
                return Err(before.error("each field only once"));
            }
            self.set(field, value);
            require_space(cursor)?;
        }
        Ok(())
    }
}

impl fmt::Display for Composition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Shape::Raw(bytes) => write_raw(f, bytes),
            Shape::Packet(packet_type, fields) => {
                f.write_str(packet_type.name())?;
                for (field, value) in fields {
                    write!(f, " {}={value}", field.name())?;
                }
                Ok(())
            }
        }
    }
}

impl FromStr for Composition {
    type Err = NotationError;

    fn from_str(text: &str) -> Result<Self, NotationError> {
        Self::parse(text)
    }
}

impl TryFrom<String> for Composition {
    type Error = NotationError;

    fn try_from(text: String) -> Result<Self, NotationError> {
        Self::parse(&text)
    }
}

impl From<Composition> for String {
    fn from(composition: Composition) -> Self {
        composition.to_string()
    }
}

/// Takes the spaces that separate a value from the next field, or finds the end.
pub(super) fn require_space(cursor: &mut Cursor<'_>) -> Result<(), NotationError> {
    if cursor.take_spaces() || cursor.is_at_end() {
        Ok(())
    } else {
        Err(cursor.error("a space before the next field"))
    }
}

/// Takes hexadecimal digits, in groups of any size, up to the end.
pub(super) fn parse_raw(cursor: &mut Cursor<'_>) -> Result<Vec<u8>, NotationError> {
    let mut digits = String::new();
    cursor.take_spaces();
    let first = cursor.clone();
    while !cursor.is_at_end() {
        let group = cursor.take_while(|c| c.is_ascii_hexdigit());
        if group.is_empty() {
            return Err(cursor.error("hexadecimal digits, as in hex d0 00"));
        }
        digits.push_str(group);
        cursor.take_spaces();
    }
    hex::decode(digits).map_err(|_| first.error("an even number of hexadecimal digits"))
}

pub(super) fn write_raw(f: &mut fmt::Formatter<'_>, bytes: &[u8]) -> fmt::Result {
    f.write_str("hex")?;
    bytes.iter().try_for_each(|byte| write!(f, " {byte:02x}"))
}
