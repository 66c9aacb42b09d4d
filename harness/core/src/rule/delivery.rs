//! Whether the application hears a QoS 2 message once, as far as indications tell.

use std::collections::BTreeMap;

use mqttspec_link::{IndicationEvent, Message};

use super::{Exchange, Packet, Tally};
use crate::{
    verdict::RecordIndex,
    wire::{Body, Direction},
};

/// Holds the number of times the application heard each message that came with QoS 2 against
/// the number of deliveries that the server made.
pub(super) fn hold_deliveries(exchange: &Exchange<'_>, tally: &mut Tally) {
    let flows = &exchange.flows;
    let mut contents: BTreeMap<(&[u8], &[u8]), usize> = BTreeMap::new();
    for place in &flows.deliveries {
        if let Some(content) = content(&exchange.packets[*place]) {
            *contents.entry(content).or_default() += 1;
        }
    }
    if contents.is_empty() {
        return;
    }
    for packet in &exchange.packets {
        if let Body::Publish { qos: 0 | 1, .. } = packet.said.body
            && packet.seen.direction == Direction::ToClient
            && let Some(allowed) = content(packet).and_then(|content| contents.get_mut(&content))
        {
            *allowed += 1;
        }
    }
    let heard = heard(exchange);
    for ((topic_name, payload), allowed) in contents {
        let is_it = |message: &Message| {
            message.topic.matches(topic_name) && message.payload.matches(payload)
        };
        let times: Vec<RecordIndex> =
            heard.iter().filter(|(_, message)| is_it(message)).map(|(index, _)| *index).collect();
        if times.len() > allowed {
            tally.broken(
                times.iter().copied(),
                || {
                    format!(
                        "the application hears of \"{}\" {allowed} time(s)",
                        topic_name.escape_ascii()
                    )
                },
                || format!("it heard of it {} times", times.len()),
            );
        } else if let Some(first) = times.first() {
            tally.kept(*first);
        }
    }
}

/// What the application heard; a durable delivery that is told twice counts once.
fn heard<'e>(exchange: &'e Exchange<'_>) -> Vec<(RecordIndex, &'e Message)> {
    let mut told = Vec::new();
    let mut heard = Vec::new();
    for (index, _, indication) in exchange.indications() {
        let IndicationEvent::Message(message) = &indication.event else { continue };
        if let Some(delivery) = message.delivery {
            if told.contains(&(indication.client, delivery)) {
                continue;
            }
            told.push((indication.client, delivery));
        }
        heard.push((index, message));
    }
    heard
}

fn content<'p>(packet: &Packet<'p>) -> Option<(&'p [u8], &'p [u8])> {
    match packet.said.body {
        Body::Publish { topic_name: Some(topic_name), payload, .. } => Some((topic_name, payload)),
        _ => None,
    }
}
