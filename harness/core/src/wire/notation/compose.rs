//! From the fields of a composition to its bytes.

use std::borrow::Cow;

use super::{
    bindings::{Bindings, Bound},
    error::ComposeError,
    field::{Field, Kind},
    value::{Term, Value},
};
use crate::wire::{
    layout::PacketType,
    remaining_length::{REMAINING_LENGTH_MAX, encode},
};

pub(super) fn compose(
    packet_type: PacketType,
    fields: &[(Field, Value)],
    bindings: &Bindings,
) -> Result<Vec<u8>, ComposeError> {
    let source = Source { fields, bindings };
    let mut body = match source.bytes(Field::Body, None)? {
        Some(body) => body.into_owned(),
        None => compose_body(packet_type, &source)?,
    };
    body.extend_from_slice(&source.bytes(Field::Extra, None)?.unwrap_or_default());

    let flags = match source.given(Field::Flags) {
        Some(_) => source.number(Field::Flags, 0)?.unwrap_or(0),
        None if packet_type == PacketType::Publish => publish_flags(&source)?,
        None => u32::from(packet_type.fixed_flags().unwrap_or(0)),
    };
    let mut packet = vec![packet_type.number() << 4 | flags as u8];
    match source.bytes(Field::RemainingLengthBytes, None)? {
        Some(field) => packet.extend_from_slice(&field),
        None => {
            let len = u32::try_from(body.len()).ok().filter(|len| *len <= REMAINING_LENGTH_MAX);
            let given = source.number(Field::RemainingLength, len.unwrap_or(u32::MAX))?;
            match given {
                Some(u32::MAX) => return Err(ComposeError::TooLongPacket { len: body.len() }),
                Some(value) => encode(value, &mut packet),
                None => {}
            }
        }
    }
    packet.append(&mut body);
    if let Some(len) = source.number(Field::Cut, u32::MAX)? {
        packet.truncate(len as usize);
    }
    Ok(packet)
}

fn compose_body(packet_type: PacketType, source: &Source<'_>) -> Result<Vec<u8>, ComposeError> {
    let mut body = Vec::new();
    match packet_type {
        PacketType::Connect => compose_connect(source, &mut body)?,
        PacketType::Connack => {
            let session_present = source.number(Field::SessionPresent, 0)?.unwrap_or(0);
            push_byte(&mut body, source.number(Field::AcknowledgeFlags, session_present)?);
            push_byte(&mut body, source.number(Field::Code, 0)?);
        }
        PacketType::Publish => compose_publish(source, &mut body)?,
        PacketType::Puback
        | PacketType::Pubrec
        | PacketType::Pubrel
        | PacketType::Pubcomp
        | PacketType::Unsuback => push_word(&mut body, source.number(Field::Id, 1)?),
        PacketType::Subscribe => {
            push_word(&mut body, source.number(Field::Id, 1)?);
            compose_subscriptions(source, &mut body)?;
        }
        PacketType::Suback => {
            push_word(&mut body, source.number(Field::Id, 1)?);
            for code in source.codes()? {
                body.push(code as u8);
            }
        }
        PacketType::Unsubscribe => {
            push_word(&mut body, source.number(Field::Id, 1)?);
            compose_filters(source, &mut body)?;
        }
        PacketType::Pingreq
        | PacketType::Pingresp
        | PacketType::Disconnect
        | PacketType::Reserved0
        | PacketType::Reserved15 => {}
    }
    Ok(body)
}

fn publish_flags(source: &Source<'_>) -> Result<u32, ComposeError> {
    let dup = source.number(Field::Dup, 0)?.unwrap_or(0);
    let qos = source.number(Field::Qos, 0)?.unwrap_or(0);
    let retain = source.number(Field::Retain, 0)?.unwrap_or(0);
    Ok(dup << 3 | qos << 1 | retain)
}

/// A Packet Identifier is written where QoS asks for one, or where it is given all the same.
fn compose_publish(source: &Source<'_>, body: &mut Vec<u8>) -> Result<(), ComposeError> {
    source.push_field(body, Field::Topic, Some(b"a/b"), Field::TopicLength)?;
    let qos = source.number(Field::Qos, 0)?.unwrap_or(0);
    if qos > 0 || source.given(Field::Id).is_some() {
        push_word(body, source.number(Field::Id, 1)?);
    }
    body.extend_from_slice(&source.bytes(Field::Payload, None)?.unwrap_or_default());
    Ok(())
}

/// A flag follows its field unless it is given.
fn compose_connect(source: &Source<'_>, body: &mut Vec<u8>) -> Result<(), ComposeError> {
    let has = |field| source.given(field).is_some_and(|value| *value != Value::Absent);
    let bit = |field, default: bool, shift: u32| {
        source.number(field, u32::from(default)).map(|bit| bit.unwrap_or(0) << shift)
    };
    let will = has(Field::WillTopic) || has(Field::WillMessage);
    let will_default = |bytes: &'static [u8]| Some(bytes).filter(|_| will);
    let flags = bit(Field::UserNameFlag, has(Field::UserName), 7)?
        | bit(Field::PasswordFlag, has(Field::Password), 6)?
        | bit(Field::WillRetain, false, 5)?
        | bit(Field::WillQos, false, 3)?
        | bit(Field::WillFlag, will, 2)?
        | bit(Field::CleanSession, true, 1)?;
    source.push_field(body, Field::Protocol, Some(b"MQTT"), Field::ProtocolLength)?;
    push_byte(body, source.number(Field::Level, 4)?);
    push_byte(body, source.number(Field::ConnectFlags, flags)?);
    push_word(body, source.number(Field::KeepAlive, 60)?);
    source.push_field(body, Field::ClientId, Some(b"cut"), Field::ClientIdLength)?;
    let (topic, message) = (will_default(b"will"), will_default(b""));
    source.push_field(body, Field::WillTopic, topic, Field::WillTopicLength)?;
    source.push_field(body, Field::WillMessage, message, Field::WillMessageLength)?;
    source.push_field(body, Field::UserName, None, Field::UserNameLength)?;
    source.push_field(body, Field::Password, None, Field::PasswordLength)
}

fn compose_subscriptions(source: &Source<'_>, body: &mut Vec<u8>) -> Result<(), ComposeError> {
    let default = [(Term::Text("a/b".into()), Term::Number(0))];
    let pairs = match source.given(Field::Subscriptions) {
        Some(Value::Pairs(pairs)) => pairs.as_slice(),
        Some(_) => &[],
        None => &default,
    };
    for (position, (filter, qos)) in pairs.iter().enumerate() {
        let content = source.resolve_bytes(Field::Subscriptions, filter)?;
        source.push_filter(body, &content, position + 1 == pairs.len())?;
        body.push(source.resolve_number(Field::Subscriptions, qos, 255)? as u8);
    }
    Ok(())
}

fn compose_filters(source: &Source<'_>, body: &mut Vec<u8>) -> Result<(), ComposeError> {
    let default = [Term::Text("a/b".into())];
    let filters = match source.given(Field::TopicFilters) {
        Some(Value::List(filters)) => filters.as_slice(),
        Some(_) => &[],
        None => &default,
    };
    for (position, filter) in filters.iter().enumerate() {
        let content = source.resolve_bytes(Field::TopicFilters, filter)?;
        source.push_filter(body, &content, position + 1 == filters.len())?;
    }
    Ok(())
}

/// The fields that are given, and what their variables stand for.
struct Source<'a> {
    fields: &'a [(Field, Value)],
    bindings: &'a Bindings,
}

impl<'a> Source<'a> {
    fn given(&self, field: Field) -> Option<&'a Value> {
        self.fields.iter().find(|(given, _)| *given == field).map(|(_, value)| value)
    }

    /// The field's number, or the default; `None` if it is given as absent.
    fn number(&self, field: Field, default: u32) -> Result<Option<u32>, ComposeError> {
        let Kind::Number(max) = field.kind() else { return Ok(None) };
        match self.given(field) {
            None => Ok(Some(default)),
            Some(Value::One(term)) => self.resolve_number(field, term, max).map(Some),
            Some(_) => Ok(None),
        }
    }

    /// The field's bytes, or the default; `None` if it is given as absent.
    fn bytes(
        &self,
        field: Field,
        default: Option<&'static [u8]>,
    ) -> Result<Option<Cow<'a, [u8]>>, ComposeError> {
        match self.given(field) {
            None => Ok(default.map(Cow::Borrowed)),
            Some(Value::One(term)) => self.resolve_bytes(field, term).map(Some),
            Some(_) => Ok(None),
        }
    }

    /// SUBACK's return codes: one granted QoS of 0 if none are given.
    fn codes(&self) -> Result<Vec<u32>, ComposeError> {
        match self.given(Field::Codes) {
            None => Ok(vec![0]),
            Some(Value::List(codes)) => {
                codes.iter().map(|code| self.resolve_number(Field::Codes, code, 255)).collect()
            }
            Some(_) => Ok(Vec::new()),
        }
    }

    /// Writes a length and as many bytes; the length may be given by hand.
    fn push_field(
        &self,
        body: &mut Vec<u8>,
        field: Field,
        default: Option<&'static [u8]>,
        length: Field,
    ) -> Result<(), ComposeError> {
        let content = self.bytes(field, default)?;
        if content.is_none() && self.given(length).is_none() {
            return Ok(());
        }
        let content = content.unwrap_or_default();
        self.push_length(body, field, content.len(), Some(length))?;
        body.extend_from_slice(&content);
        Ok(())
    }

    fn push_filter(
        &self,
        body: &mut Vec<u8>,
        content: &[u8],
        is_last: bool,
    ) -> Result<(), ComposeError> {
        let length = Some(Field::FilterLength).filter(|_| is_last);
        self.push_length(body, Field::Subscriptions, content.len(), length)?;
        body.extend_from_slice(content);
        Ok(())
    }

    fn push_length(
        &self,
        body: &mut Vec<u8>,
        field: Field,
        len: usize,
        by_hand: Option<Field>,
    ) -> Result<(), ComposeError> {
        match by_hand.filter(|length| self.given(*length).is_some()) {
            Some(length) => push_word(body, self.number(length, 0)?),
            None => match u16::try_from(len) {
                Ok(len) => push_word(body, Some(u32::from(len))),
                Err(_) => return Err(ComposeError::TooLong { field: field.name(), len }),
            },
        }
        Ok(())
    }

    fn resolve_number(&self, field: Field, term: &Term, max: u32) -> Result<u32, ComposeError> {
        let value = match term {
            Term::Number(number) => *number,
            Term::Variable(name) => match self.bound(name)? {
                Bound::Number(number) => *number,
                bound @ Bound::Bytes(_) => return Err(wrong_kind(name, bound, field)),
            },
            Term::Any | Term::Text(_) => {
                return Err(ComposeError::Shortened { field: field.name() });
            }
        };
        if value > max {
            return Err(ComposeError::OutOfRange { field: field.name(), value, max });
        }
        Ok(value)
    }

    fn resolve_bytes(&self, field: Field, term: &'a Term) -> Result<Cow<'a, [u8]>, ComposeError> {
        let shortened = ComposeError::Shortened { field: field.name() };
        match term {
            Term::Text(text) => text.bytes().ok_or(shortened),
            Term::Variable(name) => match self.bound(name)? {
                Bound::Bytes(bytes) => Ok(Cow::Borrowed(bytes)),
                bound @ Bound::Number(_) => Err(wrong_kind(name, bound, field)),
            },
            Term::Any | Term::Number(_) => Err(shortened),
        }
    }

    fn bound(&self, variable: &str) -> Result<&'a Bound, ComposeError> {
        let unbound = || ComposeError::Unbound { variable: variable.to_owned() };
        self.bindings.bound(variable).ok_or_else(unbound)
    }
}

fn wrong_kind(variable: &str, bound: &Bound, field: Field) -> ComposeError {
    let (variable, bound) = (variable.to_owned(), bound.to_string());
    ComposeError::WrongKind { variable, bound, field: field.name() }
}

fn push_byte(body: &mut Vec<u8>, byte: Option<u32>) {
    body.extend(byte.map(|byte| byte as u8));
}

fn push_word(body: &mut Vec<u8>, word: Option<u32>) {
    body.extend(word.into_iter().flat_map(|word| (word as u16).to_be_bytes()));
}
