//! Section 6: WebSocket as the transport.

use super::{Exchange, Tally};
use crate::{
    trace::{Event, WsFact, WsOpcode},
    verdict::RecordIndex,
    wire::Direction,
};

/// `[MQTT-6.0.0-1]` Data frames from the client are binary.
pub(super) fn mqtt_6_0_0_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for (index, fact) in facts(exchange) {
        let WsFact::Frame { opcode, .. } = fact else { continue };
        match opcode {
            WsOpcode::Binary => tally.kept(index),
            WsOpcode::Text | WsOpcode::Reserved(_) => tally.broken(
                [index],
                || "binary frames".to_owned(),
                || format!("a frame of kind {opcode:?}").to_lowercase(),
            ),
            WsOpcode::Continuation | WsOpcode::Close | WsOpcode::Ping | WsOpcode::Pong => {}
        }
    }
}

/// `[MQTT-6.0.0-3]` The client offers the sub-protocol `mqtt`.
pub(super) fn mqtt_6_0_0_3(exchange: &Exchange<'_>, tally: &mut Tally) {
    for (index, fact) in facts(exchange) {
        let WsFact::Upgrade { sub_protocols, .. } = fact else { continue };
        if sub_protocols.iter().any(|name| name == "mqtt") {
            tally.kept(index);
        } else {
            let found = || match sub_protocols.join(", ") {
                none if none.is_empty() => "none".to_owned(),
                names => names,
            };
            tally.broken([index], || "the sub-protocol mqtt".to_owned(), found);
        }
    }
}

/// What WebSocket says of the client's side, where it speaks MQTT 3.1.1 or nothing yet: over MQTT
/// 3.1 the sub-protocol has another name.
fn facts<'e>(exchange: &'e Exchange<'_>) -> impl Iterator<Item = (RecordIndex, &'e WsFact)> {
    exchange.trace.records_from(RecordIndex(0)).filter_map(|(index, record)| match &record.event {
        Event::Ws { direction: Direction::ToServer, fact, connection } => {
            exchange.conversation(*connection).map(|_| (index, fact))
        }
        _ => None,
    })
}
