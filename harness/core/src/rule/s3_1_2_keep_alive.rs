//! Section 3.1.2.10: Keep Alive.

use super::{Conversation, Exchange, Packet, Tally};
use crate::{
    time::{At, Span},
    verdict::RecordIndex,
    wire::{Direction, PacketType},
};

/// `[MQTT-3.1.2-23]` The client is never silent for longer than its Keep Alive.
pub(super) fn mqtt_3_1_2_23(exchange: &Exchange<'_>, tally: &mut Tally) {
    for conversation in &exchange.conversations {
        let Some(duty) = Duty::of(conversation, exchange) else { continue };
        let limit = duty.keep_alive + exchange.settings.keep_alive_tolerance();
        let mut last = (duty.begin, duty.begin_record);
        let sent: Vec<&Packet<'_>> = duty.packets(conversation, exchange).collect();
        let ends = sent.iter().map(|packet| (packet.seen.first_at, Some(*packet)));
        for (end, packet) in ends.chain([(duty.end, None)]) {
            let gap = end.since(last.0);
            let jitter = exchange.trace.jitter_within(last.0, end);
            if gap > limit + jitter && conversation.was_read(last.0, end) {
                let next = packet.map_or_else(|| "the end".to_owned(), Packet::name);
                let record = packet.map(Packet::record);
                tally.broken(
                    [Some(last.1), record].into_iter().flatten(),
                    || {
                        format!(
                            "a packet within each {} (tolerance {})",
                            duty.keep_alive,
                            exchange.settings.keep_alive_tolerance()
                        )
                    },
                    || {
                        let id = conversation.connection.id().0;
                        format!("{gap} of silence on connection {id}, from {} to {next}", last.0)
                    },
                );
            } else if let Some(packet) = packet {
                tally.kept(packet.record());
            }
            if let Some(packet) = packet {
                last = (packet.seen.at, packet.record());
            }
        }
    }
}

/// `[ROB-PING-4]` PINGREQs are not sent much more often than the Keep Alive asks for.
pub(super) fn rob_ping_4(exchange: &Exchange<'_>, tally: &mut Tally) {
    let most = exchange.settings.pingreqs_max as usize;
    for conversation in &exchange.conversations {
        let Some(duty) = Duty::of(conversation, exchange) else { continue };
        let pings: Vec<&Packet<'_>> = duty
            .packets(conversation, exchange)
            .filter(|packet| packet.said.packet_type == PacketType::Pingreq)
            .collect();
        let mut first = 0;
        for (number, ping) in pings.iter().enumerate() {
            let end = ping.seen.at;
            // What the harness took in late may look closer together than it was.
            let is_past = |begin: At| {
                end.since(begin) + exchange.trace.jitter_within(begin, end) >= duty.keep_alive
            };
            while first < number && is_past(pings[first].seen.at) {
                first += 1;
            }
            let begin = pings[first].seen.at;
            let asked = exchange.asked.pings_between(conversation.connection.opened().at, end);
            let count = number + 1 - first;
            if count > most + asked {
                tally.broken(
                    [pings[first].record(), ping.record()],
                    || format!("at most {most} PINGREQs within {}", duty.keep_alive),
                    || format!("{count} within {}", end.since(begin)),
                );
            } else {
                tally.kept(ping.record());
            }
        }
    }
}

/// The span of a connection in which Keep Alive binds the client.
struct Duty {
    keep_alive: Span,
    begin: At,
    begin_record: RecordIndex,
    end: At,
}

impl Duty {
    /// From the accepting CONNACK to whatever ends the duty first: DISCONNECT, an end of the
    /// connection, a packet that no server may send.
    fn of(conversation: &Conversation<'_>, exchange: &Exchange<'_>) -> Option<Self> {
        let keep_alive = conversation.connect(exchange)?.keep_alive_s.filter(|s| *s > 0)?;
        let connack = conversation.connack(exchange)?;
        // Where what the server sent cannot be told apart into packets, its breach has no time.
        if conversation.connection.framing_lost(Direction::ToClient) {
            return None;
        }
        let ends_duty = |packet: &&Packet<'_>| match packet.seen.direction {
            Direction::ToServer => packet.said.packet_type == PacketType::Disconnect,
            Direction::ToClient => !packet.said.is_regular(),
        };
        let after = |packet: &&Packet<'_>| packet.record() > connack.record();
        let last = exchange.packets_of(conversation).filter(after).find(ends_duty);
        let until = conversation.until(exchange);
        Some(Self {
            keep_alive: Span::from_s(u64::from(keep_alive)),
            begin: connack.seen.at,
            begin_record: connack.record(),
            end: last.map_or(until, |packet| packet.seen.at.min(until)),
        })
    }

    fn packets<'e, 'a>(
        &self,
        conversation: &'e Conversation<'a>,
        exchange: &'e Exchange<'a>,
    ) -> impl Iterator<Item = &'e Packet<'a>> {
        let (begin, end) = (self.begin_record, self.end);
        exchange
            .packets_of(conversation)
            .filter(|packet| packet.seen.direction == Direction::ToServer)
            .filter(move |packet| packet.record() > begin && packet.seen.at <= end)
    }
}
