//! Mutants of the Application Messages that the application gets (4.3.3, 4.5).

use std::collections::BTreeSet;

use mqttspec_link::{Indication, IndicationEvent, Message, Received, ReceivedTopic};

use crate::{
    mutant::{
        MutantInfo,
        link_outlet::LinkOutlet,
        mutation::{Mutation, Packet, Way},
    },
    wire::{Direction::ToClient, PacketType::Pubrel},
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "qos-2-repetition-is-delivered",
        "a QoS 2 PUBLISH that is sent again before PUBREL reaches the application again",
        "MQTT-4.3.3-2",
        &[85, 86, 87, 92],
        || Box::<Repetition>::default(),
    ),
    MutantInfo::new(
        "message-twice",
        "each message reaches the application twice",
        "ROB-DELIVERY-1",
        &[85],
        || Retold::with(|message| vec![message.clone(), message]),
    ),
    MutantInfo::new(
        "no-message",
        "no message reaches the application",
        "ROB-DELIVERY-1",
        &[80, 121, 122, 134],
        || Retold::with(|_| Vec::new()),
    ),
    MutantInfo::new(
        "message-cut-short",
        "the last byte of each payload is missing",
        "ROB-DELIVERY-1",
        &[134],
        || Retold::with(|message| vec![cut_short(message)]),
    ),
    MutantInfo::new(
        "byte-order-mark-not-told",
        "U+FEFF is taken out of a Topic Name before the application gets it",
        "MQTT-1.5.3-3",
        &[],
        || Retold::with(|message| vec![without_byte_order_mark(message)]),
    ),
    MutantInfo::new("retain-not-told", "RETAIN is told as 0", "ROB-DELIVERY-1", &[], || {
        Retold::with(|message| vec![Message { retain: message.retain.map(|_| false), ..message }])
    }),
    MutantInfo::new(
        "qos-told-as-0",
        "the QoS of each message is told as 0",
        "ROB-DELIVERY-1",
        &[70],
        || Retold::with(|message| vec![Message { qos: message.qos.map(|_| 0), ..message }]),
    ),
    MutantInfo::new(
        "later-fragments-without-topic-name",
        "only the first fragment of a message has its Topic Name",
        "ROB-DELIVERY-1",
        &[137, 138],
        || Retold::with(|message| vec![without_later_topic(message)]),
    ),
];

/// Tells the application other messages than the client does.
#[derive(Debug)]
struct Retold {
    retell: fn(Message) -> Vec<Message>,
}

impl Retold {
    fn with(retell: fn(Message) -> Vec<Message>) -> Box<dyn Mutation> {
        Box::new(Self { retell })
    }
}

impl Mutation for Retold {
    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        let IndicationEvent::Message(message) = &indication.event else {
            return link.pass_indication(indication);
        };
        let retold = (self.retell)(message.clone());
        if retold != std::slice::from_ref(message) {
            link.note("the application is told another message");
        }
        for message in retold {
            let event = IndicationEvent::Message(message);
            link.pass_indication(Indication { event, ..indication.clone() });
        }
    }
}

fn cut_short(mut message: Message) -> Message {
    let shorter = message.payload.bytes().and_then(<[u8]>::split_last);
    match shorter.map(|(_, rest)| Received::of(rest)) {
        Some(rest) => message.payload = rest,
        None => message.payload.len = message.payload.len.saturating_sub(1),
    }
    message
}

fn without_byte_order_mark(mut message: Message) -> Message {
    if let ReceivedTopic::Text { topic } = &mut message.topic {
        topic.retain(|c| c != '\u{FEFF}');
    }
    message
}

fn without_later_topic(mut message: Message) -> Message {
    if message.offset.is_some_and(|offset| offset > 0) {
        message.topic = ReceivedTopic::of(b"");
    }
    message
}

/// Tells a QoS 2 message as often as its PUBLISH comes, whether the client tells it at PUBLISH
/// or at PUBREL.
#[derive(Debug, Default)]
struct Repetition {
    received: BTreeSet<u16>,
    told: Option<Indication>,
    owed: u32,
}

impl Mutation for Repetition {
    fn on_packet(&mut self, packet: Packet, way: &mut Way<'_>) {
        let identifier = packet.identifier();
        if packet.is(ToClient, Pubrel) {
            self.received.remove(&identifier);
        }
        let is_qos_2 = packet.qos_and_dup().is_some_and(|(qos, _)| qos == 2);
        if packet.direction == ToClient && is_qos_2 {
            if self.received.insert(identifier) {
                self.told = None;
            } else if let Some(told) = &self.told {
                way.link.note("a message is told again");
                way.link.pass_indication(told.clone());
            } else {
                self.owed += 1;
            }
        }
        way.pass(packet);
    }

    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        if matches!(indication.event, IndicationEvent::Message(_)) {
            self.told = Some(indication.clone());
            for _ in 0..std::mem::take(&mut self.owed) {
                link.note("a message is told again");
                link.pass_indication(indication.clone());
            }
        }
        link.pass_indication(indication);
    }
}
