//! What a packet is made of: owned, so that proptest can keep and shrink it.

#![expect(clippy::unwrap_used, reason = "a recipe that makes no packet fails the test")]

use mqttspec_client::{
    error::Refused,
    packet::{
        BinaryData, Connack, Connect, Delivery, Field, Login, Packet, PacketIdentifier,
        ProtocolVersion, Publish, QoS, Suback, Subscribe, Subscriptions, TopicFilter, TopicFilters,
        TopicName, Unsubscribe, Utf8String,
    },
    will::Will,
};
use proptest::prelude::*;

/// The parts of one packet.
#[derive(Clone, Debug)]
pub(crate) struct Recipe {
    kind: usize,
    identifier: u16,
    qos: QoS,
    flags: [bool; 3],
    number: u16,
    texts: [String; 2],
    bytes: Vec<u8>,
    more: Option<Vec<u8>>,
    filters: Vec<(String, QoS)>,
}

/// Any packet.
pub(crate) fn any() -> impl Strategy<Value = Recipe> {
    of_kind(0..14)
}

/// Any PUBLISH.
pub(crate) fn publish() -> impl Strategy<Value = Recipe> {
    of_kind(2..3)
}

fn of_kind(kinds: std::ops::Range<usize>) -> impl Strategy<Value = Recipe> {
    let numbers =
        (kinds, 1_u16.., qos(), prop::array::uniform3(any_bool()), proptest::num::u16::ANY);
    let bytes = prop::collection::vec(proptest::num::u8::ANY, 0..200);
    let filters = prop::collection::vec((topic_filter(), qos()), 1..20);
    let texts = (text(), topic_name());
    (numbers, texts, bytes.clone(), prop::option::of(bytes), filters).prop_map(
        |((kind, identifier, qos, flags, number), (text, topic), bytes, more, filters)| {
            let texts = [text, topic];
            Recipe { kind, identifier, qos, flags, number, texts, bytes, more, filters }
        },
    )
}

fn any_bool() -> proptest::bool::Any {
    proptest::bool::ANY
}

fn qos() -> impl Strategy<Value = QoS> {
    prop::sample::select(vec![QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce])
}

/// Any text without U+0000, as long as MQTT 3.1 takes it for a Client Identifier.
fn text() -> impl Strategy<Value = String> {
    "[^\0]{1,5}"
}

fn topic_name() -> impl Strategy<Value = String> {
    prop_oneof!["[^\0+#]{1,40}", "[a-z/$]{1,200}"]
}

fn topic_filter() -> impl Strategy<Value = String> {
    let level = prop_oneof!["[^\0+#/]{0,4}", Just("+".to_owned())];
    (prop::collection::vec(level, 1..5), any_bool()).prop_map(|(mut levels, all)| {
        if all {
            levels.push("#".to_owned());
        }
        let text = levels.join("/");
        if text.is_empty() { "/".to_owned() } else { text }
    })
}

impl Recipe {
    /// Lends the packet to `use_it`.
    pub(crate) fn with_packet<R>(&self, use_it: impl FnOnce(&Packet<'_>) -> R) -> R {
        let packet_identifier = PacketIdentifier::new(self.identifier).unwrap();
        let filters: Vec<_> = self
            .filters
            .iter()
            .map(|(text, qos)| (TopicFilter::new(text).unwrap(), *qos))
            .collect();
        let names: Vec<_> = filters.iter().map(|(filter, _)| *filter).collect();
        let codes: Vec<_> =
            filters.iter().map(|(_, qos)| if self.flags[0] { qos.to_u8() } else { 0x80 }).collect();
        use_it(&match self.kind {
            0 => Packet::Connect(self.connect()),
            1 => Packet::Connack(self.connack()),
            2 => Packet::Publish(self.publish(packet_identifier)),
            3 => Packet::Puback(packet_identifier),
            4 => Packet::Pubrec(packet_identifier),
            5 => Packet::Pubrel(packet_identifier),
            6 => Packet::Pubcomp(packet_identifier),
            7 => {
                let subscriptions = Subscriptions::new(&filters).unwrap();
                Packet::Subscribe(Subscribe { packet_identifier, subscriptions })
            }
            8 => Packet::Suback(Suback::new(packet_identifier, &codes).unwrap()),
            9 => {
                let topic_filters = TopicFilters::new(&names).unwrap();
                Packet::Unsubscribe(Unsubscribe { packet_identifier, topic_filters })
            }
            10 => Packet::Unsuback(packet_identifier),
            11 => Packet::Pingreq,
            12 => Packet::Pingresp,
            _ => Packet::Disconnect,
        })
    }

    fn connect(&self) -> Connect<'_> {
        let [will, login, v3_1] = self.flags;
        let text = Utf8String::new(Field::ClientIdentifier, &self.texts[0]).unwrap();
        let message = BinaryData::new(Field::WillMessage, &self.bytes).unwrap();
        let password =
            self.more.as_ref().map(|more| BinaryData::new(Field::Password, more).unwrap());
        let will = will.then(|| Will {
            topic_name: TopicName::new(&self.texts[1]).unwrap(),
            message,
            qos: self.qos,
            retain: self.number.is_multiple_of(2),
        });
        let v3_1 = v3_1 && self.texts[0].len() <= 23;
        Connect {
            protocol_version: if v3_1 { ProtocolVersion::V3_1 } else { ProtocolVersion::V3_1_1 },
            clean_session: self.number.is_multiple_of(3),
            keep_alive_s: self.number,
            client_identifier: text,
            will,
            login: login.then_some(Login { user_name: text, password }),
        }
    }

    fn connack(&self) -> Connack {
        match Refused::from_return_code((self.number % 6) as u8) {
            Some(refused) => Connack::Refused(refused),
            None => Connack::Accepted { session_present: self.flags[0] },
        }
    }

    fn publish(&self, packet_identifier: PacketIdentifier) -> Publish<'_> {
        let [retain, dup, _] = self.flags;
        Publish {
            delivery: match self.qos {
                QoS::AtMostOnce => Delivery::AtMostOnce,
                QoS::AtLeastOnce => Delivery::AtLeastOnce { dup, packet_identifier },
                QoS::ExactlyOnce => Delivery::ExactlyOnce { dup, packet_identifier },
            },
            retain,
            topic_name: TopicName::new(&self.texts[1]).unwrap(),
            payload: &self.bytes,
        }
    }
}
