//! Our own requirements: what clients in the field need beyond the standard.

use std::collections::VecDeque;

use mqttspec_link::{Command, IndicationEvent};

use super::{
    Exchange, Tally,
    flows::{Sent, Why},
};
use crate::{
    time::At,
    trace::{Ending, Event},
    verdict::RecordIndex,
    wire::Direction,
};

/// `[ROB-BACKOFF-1]` The client does not storm the server with attempts of its own.
pub(super) fn rob_backoff_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    let (opened, attempted) = own_attempts(exchange);
    for attempts in [opened, attempted] {
        let window = exchange.settings.reconnect_window();
        let mut recent: VecDeque<(RecordIndex, At)> = VecDeque::new();
        for (index, at) in attempts {
            recent.push_back((index, at));
            // What the harness took in late may look closer together than it was.
            let is_past =
                |first: At| at.since(first) + exchange.trace.jitter_within(first, at) > window;
            while recent.front().is_some_and(|(_, first)| is_past(*first)) {
                recent.pop_front();
            }
            let most = attempts_max(exchange, index);
            if recent.len() > most {
                let count = recent.len();
                tally.broken(
                    recent.iter().map(|(index, _)| *index),
                    || format!("at most {most} attempts within {window}"),
                    || format!("{count} attempts within {window}"),
                );
                recent.clear();
            } else {
                tally.kept(index);
            }
        }
    }
}

/// `[ROB-RESEND-1]` Nothing is sent again on the Network Connection that it was sent on.
pub(super) fn rob_resend_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for message in &exchange.flows.outbound {
        let first = &exchange.packets[message.sent[0].place];
        let repeated = |sent: &&Sent| sent.why == Why::Repeated;
        match message.sent.iter().find(repeated) {
            Some(again) => {
                let again = &exchange.packets[again.place];
                tally.broken(
                    [first.record(), again.record()],
                    || format!("{} once", first.name()),
                    || format!("again after {}", again.seen.at.since(first.seen.at)),
                );
            }
            None if message.done.is_some() => tally.kept(first.record()),
            None => {}
        }
    }
}

/// `[ROB-STREAM-1]` The client sends nothing but whole, well-formed packets of a client's kinds.
pub(super) fn rob_stream_1(exchange: &Exchange<'_>, tally: &mut Tally) {
    for packet in exchange.sent() {
        let bad = |id: &str| id == "ROB-STREAM-1";
        match packet.said.irregularities.iter().find(|one| bad(one.requirement.as_str())) {
            None => tally.kept(packet.record()),
            Some(one) => tally.broken(
                [packet.record()],
                || one.expected.to_owned(),
                || format!("{} at byte {} of {}", one.found, one.offset, packet.name()),
            ),
        }
    }
    for conversation in &exchange.conversations {
        let connection = conversation.connection;
        let rest = connection.unframed(Direction::ToServer);
        let id = connection.id().0;
        if connection.framing_lost(Direction::ToServer) {
            tally.broken(
                [connection.opened().record],
                || "a Remaining Length of one to four bytes".to_owned(),
                || format!("{} on connection {id}", hex::encode(&rest[..rest.len().min(5)])),
            );
        } else if !rest.is_empty()
            && let Some((moment, Ending::Fin)) = connection.ended(Direction::ToServer)
            && !was_given_up(exchange, connection.opened().record, moment.record)
            // Nobody was left to read the rest, or nobody read for a while: the client gave it up.
            && connection.first_ended() == Some(moment)
            && conversation.unread.is_empty()
        {
            tally.broken(
                [moment.record],
                || "FIN after a whole packet".to_owned(),
                || format!("FIN after {} bytes of one on connection {id}", rest.len()),
            );
        }
    }
}

/// How many attempts in a window are not yet a storm: what the settings say, or what the
/// application asked for, of each client that it has told to connect.
fn attempts_max(exchange: &Exchange<'_>, before: RecordIndex) -> usize {
    let window_ms = exchange.settings.reconnect_window_ms;
    let most = exchange.settings.reconnect_attempts_max as usize;
    let of = |delay_ms: u64| match window_ms.checked_div(delay_ms) {
        Some(whole) => usize::try_from(whole).unwrap_or(usize::MAX).saturating_add(1),
        None => usize::MAX,
    };
    let delays = exchange.asked.reconnect_delays_at(before);
    let each = delays.values().map(|delay_ms| most.max(delay_ms.map_or(0, of)));
    each.reduce(usize::saturating_add).unwrap_or(most)
}

/// The attempts that the client makes by itself: Network Connections that no command asked for,
/// and, where the server cannot see them, what it says of attempts after the first.
#[expect(clippy::type_complexity, reason = "two lists of the same, named where they are used")]
fn own_attempts(exchange: &Exchange<'_>) -> (Vec<(RecordIndex, At)>, Vec<(RecordIndex, At)>) {
    let mut asked_for = 0usize;
    let (mut opened, mut attempted) = (Vec::new(), Vec::new());
    for (index, record) in exchange.trace.records_from(RecordIndex(0)) {
        match &record.event {
            Event::Request { request } if matches!(request.command, Command::Connect(_)) => {
                asked_for += 1;
            }
            Event::Opened { .. } if asked_for > 0 => asked_for -= 1,
            Event::Opened { .. } => opened.push((index, record.at)),
            Event::Indication { indication } => {
                if let IndicationEvent::BeforeConnect { attempt: Some(2..) } = indication.event {
                    attempted.push((index, record.at));
                }
            }
            _ => {}
        }
    }
    (opened, attempted)
}

/// Whether the client was told to drop a connection, or ended: half a packet is no wonder then.
fn was_given_up(exchange: &Exchange<'_>, begin: RecordIndex, end: RecordIndex) -> bool {
    exchange.trace.records_from(begin).take_while(|(index, _)| *index <= end).any(|(_, record)| {
        match &record.event {
            Event::CutExited { .. } => true,
            Event::Request { request } => {
                matches!(request.command, Command::Abort(_) | Command::Reset | Command::Exit)
            }
            _ => false,
        }
    })
}
