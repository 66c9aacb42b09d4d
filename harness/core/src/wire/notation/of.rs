//! The composition that makes the bytes which a dissection has seen.

use super::{
    bindings::Bindings,
    composition::Composition,
    field::{Field, Reading},
    seen::Seen,
    text::Text,
    value::{Term, Value},
};
use crate::wire::dissection::Dissection;

impl Composition {
    /// A composition whose bytes are those of `dissection`, in the plainest words that say them:
    /// fields that have their defaults are left out, and lies are told only where needed.
    #[must_use]
    pub fn of(dissection: &Dissection<'_>) -> Self {
        if dissection.fixed_header_len() < 2 || dissection.bytes.is_empty() {
            return Self::raw(dissection.bytes);
        }
        let body = dissection.after_fixed_header();
        let by_body = Self::new(dissection.packet_type).with(Field::Body, body);
        for mut candidate in [plain(dissection), by_body] {
            let composed = candidate.compose(&Bindings::default()).unwrap_or_default();
            if composed == dissection.bytes {
                return candidate;
            }
            if composed.first() != dissection.bytes.first() {
                candidate.set(Field::Flags, u32::from(dissection.flags));
            }
            let framed = with_framing(candidate.clone(), dissection);
            for candidate in [candidate, framed] {
                if candidate.says(dissection.bytes) {
                    return candidate;
                }
            }
        }
        Self::raw(dissection.bytes)
    }

    fn says(&self, bytes: &[u8]) -> bool {
        self.compose(&Bindings::default()).is_ok_and(|composed| composed == bytes)
    }

    /// Shortens each value of more than `shown` bytes, so that the text can be read; whether any
    /// was. Then it is no longer a composition, but still a pattern.
    pub fn shorten(&mut self, shown: usize) -> bool {
        self.texts_mut().fold(false, |any, text| {
            let Some(bytes) = text.bytes().filter(|bytes| bytes.len() > shown) else {
                return any;
            };
            *text = Text::shortened(&bytes, shown);
            true
        })
    }
}

/// Every field that has another value than its default.
fn plain(dissection: &Dissection<'_>) -> Composition {
    let packet_type = dissection.packet_type;
    let mut composition = Composition::new(packet_type);
    for field in Field::all_of(packet_type, Reading::Composition) {
        let seen = Seen::of(dissection, field);
        if is_plain(field) && !is_default(field, seen) {
            composition.set(field, value(seen));
        }
    }
    composition
}

fn with_framing(composition: Composition, dissection: &Dissection<'_>) -> Composition {
    let header = &dissection.bytes[1..dissection.fixed_header_len()];
    composition.with(Field::RemainingLengthBytes, header)
}

/// Whether a field says something of its own; the others follow from these.
fn is_plain(field: Field) -> bool {
    !matches!(
        field,
        Field::WillFlag
            | Field::UserNameFlag
            | Field::PasswordFlag
            | Field::ConnectFlags
            | Field::AcknowledgeFlags
            | Field::ProtocolLength
            | Field::ClientIdLength
            | Field::WillTopicLength
            | Field::WillMessageLength
            | Field::UserNameLength
            | Field::PasswordLength
            | Field::TopicLength
            | Field::FilterLength
            | Field::PayloadLength
            | Field::Flags
            | Field::RemainingLength
            | Field::RemainingLengthBytes
            | Field::Body
            | Field::Extra
            | Field::Cut
    )
}

/// Whether a reader does not miss the field: what a composition takes by itself, as far as that
/// is also what everybody expects.
fn is_default(field: Field, seen: Seen<'_>) -> bool {
    match field {
        Field::Dup | Field::Retain | Field::WillQos | Field::WillRetain => seen == Seen::Number(0),
        Field::Protocol => seen == Seen::Bytes(b"MQTT"),
        Field::Level => seen == Seen::Number(4),
        Field::Payload => seen == Seen::Bytes(b""),
        Field::Id | Field::WillTopic | Field::WillMessage | Field::UserName | Field::Password => {
            seen == Seen::Nothing
        }
        _ => false,
    }
}

fn value(seen: Seen<'_>) -> Value {
    let text = |bytes: &[u8]| Term::Text(Text::Literal(bytes.to_vec()));
    match seen {
        Seen::Nothing => Value::Absent,
        Seen::Codes([]) | Seen::TopicFilters([]) | Seen::Subscriptions([]) => Value::Absent,
        Seen::Number(number) => Value::One(Term::Number(number)),
        Seen::Bytes(bytes) => Value::One(text(bytes)),
        Seen::Codes(codes) => {
            Value::List(codes.iter().map(|code| Term::Number(u32::from(*code))).collect())
        }
        Seen::TopicFilters(filters) => {
            Value::List(filters.iter().map(|filter| text(filter)).collect())
        }
        Seen::Subscriptions(filters) => Value::Pairs(
            filters
                .iter()
                .map(|(filter, qos)| (text(filter), Term::Number(u32::from(qos.unwrap_or(0)))))
                .collect(),
        ),
    }
}
