//! Packets that must come again and again, or at a time of their own.

use super::{
    Decision,
    window::{UNREAD, Window, ended_process},
};
use crate::{
    time::{At, Span},
    trace::{Ending, Moment},
    verdict::ErrorClass,
    wire::{Direction, notation::Pattern},
};

pub(super) fn at_least_every(window: &Window<'_>, pattern: &Pattern, period: Span) -> Decision {
    let expectation = window.expectation;
    let limit = period + window.trace.settings().keep_alive_tolerance();
    if expectation.deadline.since(expectation.from.at) <= limit {
        let length = window.length();
        let text = format!("{length} are too short to see {pattern} every {period}");
        return Decision::Meaningless { class: ErrorClass::Harness, text };
    }
    let expected = format!("{pattern} at least every {period} (tolerance {})", tolerance(window));
    let mut last = expectation.from;
    let gap_is_short =
        |begin: At, end: At| end.since(begin) <= limit + window.trace.jitter_within(begin, end);
    let unread_since = |begin: At| window.unread(expectation.connection, begin, begin + limit);
    let mut evidence = Vec::new();
    let bindings = &expectation.bindings;
    for packet in window.packets_until(expectation.deadline) {
        if !pattern.matches(&packet.dissect(), &mut bindings.clone()) {
            continue;
        }
        if !gap_is_short(last.at, packet.first_at) {
            if let Some(record) = unread_since(last.at) {
                return window.open_question(expected, UNREAD.to_owned(), vec![record]);
            }
            let gap = packet.first_at.since(last.at);
            let found = format!("a gap of {gap} before {}", window.tell(&packet));
            return window.broken(expected, found, vec![last.record, packet.last]);
        }
        last = Moment { record: packet.last, at: packet.at };
        evidence.push(packet.last);
    }
    let end = expectation.deadline.min(window.now);
    if let Some((ended, direction, how)) = end_within(window, end) {
        let side = match direction {
            Direction::ToServer => "the client",
            Direction::ToClient => "the server",
        };
        let found = format!("{side} ended the connection ({})", how.name());
        let evidence = vec![last.record, ended.record];
        return match direction {
            Direction::ToServer => window.broken(expected, found, evidence),
            Direction::ToClient => window.open_question(expected, found, evidence),
        };
    }
    if !gap_is_short(last.at, end) {
        if let Some(record) = unread_since(last.at) {
            return window.open_question(expected, UNREAD.to_owned(), vec![record]);
        }
        let found = format!("none for {} after {}", end.since(last.at), window.after(last.at));
        return window.broken(expected, found, vec![last.record]);
    }
    if window.now >= expectation.deadline {
        let found = format!("{} of them, no gap longer than {limit}", evidence.len());
        return window.kept(found, evidence, bindings.clone());
    }
    let next = last.at + limit + window.trace.jitter_within(last.at, end) + Span::from_us(1);
    Decision::Undecided { wake_at: next.min(expectation.deadline) }
}

pub(super) fn within(
    window: &Window<'_>,
    pattern: &Pattern,
    not_before: Span,
    not_after: Span,
) -> Decision {
    let begin = window.expectation.from.at;
    let tolerance = window.trace.settings().time_tolerance();
    let jitter = window.trace.jitter_within(begin, begin + not_after + tolerance);
    let slack = tolerance + jitter;
    let last_moment = begin + not_after + slack;
    let expected = format!(
        "{pattern}{} after {not_before} to {not_after} (tolerance {tolerance})",
        window.place()
    );
    let mut bindings = window.expectation.bindings.clone();
    let matched = window
        .packets_until(last_moment)
        .find(|packet| pattern.matches(&packet.dissect(), &mut bindings));
    match matched {
        Some(packet) if window.after(packet.first_at) + slack < not_before => {
            window.broken(expected, window.tell(&packet), vec![packet.last])
        }
        Some(packet) => window.kept(window.tell(&packet), vec![packet.last], bindings),
        None => match window.exit() {
            Some((record, status)) => {
                window.open_question(expected, ended_process(&status), vec![record])
            }
            None if window.now <= last_moment => {
                Decision::Undecided { wake_at: last_moment + Span::from_us(1) }
            }
            None => match window.unread(window.expectation.connection, last_moment, last_moment) {
                Some(record) => window.open_question(expected, UNREAD.to_owned(), vec![record]),
                None => window.broken(expected, "none".to_owned(), Vec::new()),
            },
        },
    }
}

fn tolerance(window: &Window<'_>) -> Span {
    window.trace.settings().keep_alive_tolerance()
}

/// The first ending of the connection that is watched: the one that is named, or else the last
/// one opened.
fn end_within(window: &Window<'_>, end: At) -> Option<(Moment, Direction, Ending)> {
    let connection = window.watched()?;
    [Direction::ToServer, Direction::ToClient]
        .into_iter()
        .filter_map(|direction| {
            connection.ended(direction).map(|(moment, how)| (moment, direction, how))
        })
        .filter(|(moment, ..)| moment.at < end)
        .min_by_key(|(moment, ..)| moment.record)
}
