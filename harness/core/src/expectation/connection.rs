//! Network Connections that must open, close or stay, and bytes that must not come.

use super::{Decision, packet::bounds, window::Window};
use crate::{
    trace::{ConnectionId, Ending, Event, Moment},
    wire::Direction,
};

pub(super) fn silence(window: &Window<'_>) -> Decision {
    let rule = format!("no byte from the client{} for {}", window.place(), window.length());
    let wanted = window.expectation.connection;
    let noise = window.records().find_map(|(index, record)| match &record.event {
        Event::Bytes { connection, direction: Direction::ToServer, bytes }
            if wanted.is_none_or(|wanted| wanted == *connection) && window.forbids(record.at) =>
        {
            Some((index, record.at, bytes.len()))
        }
        _ => None,
    });
    match noise {
        Some((index, at, len)) => {
            let packets = window.tell_packets();
            let found = format!("{len} bytes after {} ({packets})", window.after(at));
            window.broken(rule, found, vec![index])
        }
        None if window.is_over() => {
            window.kept(rule, Vec::new(), window.expectation.bindings.clone())
        }
        None => window.wait_out(),
    }
}

pub(super) fn closes(window: &Window<'_>) -> Decision {
    let expected = format!("the client ends the connection within {}", window.length());
    let Some(connection) = window.watched() else {
        return window.not_yet(expected, || "no connection".to_owned());
    };
    let ConnectionId(id) = connection.id();
    let bindings = window.expectation.bindings.clone();
    match connection.ended(Direction::ToServer) {
        Some((moment, how)) if moment.record < window.expectation.from.record => {
            let found = format!("connection {id} had ended before ({})", how.name());
            window.broken(expected, found, vec![moment.record])
        }
        Some((moment, how)) if moment.at <= window.late => {
            let after = window.after(moment.at);
            let found = format!("{} on connection {id} after {after}", how.name());
            window.kept(found, vec![moment.record], bindings)
        }
        _ => match connection.ended(Direction::ToClient) {
            Some((moment, Ending::Reset)) if moment.at <= window.late => {
                let found = format!("the server's side reset connection {id} first");
                window.open_question(expected, found, vec![moment.record])
            }
            _ if window.now > window.late
                && let Some(record) = window.unread(
                    Some(connection.id()),
                    window.expectation.from.at,
                    window.late,
                ) =>
            {
                let found = format!("the harness did not read from connection {id}");
                window.open_question(expected, found, vec![record])
            }
            _ => window.not_yet(expected, || {
                format!("connection {id} stayed open; {}", window.tell_packets())
            }),
        },
    }
}

pub(super) fn stays_open(window: &Window<'_>) -> Decision {
    let rule = format!("the client leaves the connection open for {}", window.length());
    let Some(connection) = window.watched() else {
        return window.broken(rule, "no connection".to_owned(), Vec::new());
    };
    let ConnectionId(id) = connection.id();
    // Who ends its side after the other has answers that.
    let is_first = |moment: Moment| connection.first_ended() == Some(moment);
    if let Some((moment, how)) = connection.ended(Direction::ToServer)
        && window.forbids(moment.at)
        && is_first(moment)
    {
        let after = window.after(moment.at);
        let found = format!("{} on connection {id} after {after}", how.name());
        return window.broken(rule, found, vec![moment.record]);
    }
    if let Some((moment, how)) = connection.ended(Direction::ToClient)
        && window.forbids(moment.at)
    {
        let found = format!("the server's side ended connection {id} ({})", how.name());
        return window.open_question(rule, found, vec![moment.record]);
    }
    if window.is_over() {
        return window.kept(rule, Vec::new(), window.expectation.bindings.clone());
    }
    window.wait_out()
}

pub(super) fn connects(window: &Window<'_>, at_least: u32, at_most: Option<u32>) -> Decision {
    let opened: Vec<_> = window
        .records()
        .filter(|(_, record)| matches!(record.event, Event::Opened { .. }))
        .map(|(index, record)| (index, record.at))
        .collect();
    let evidence = || opened.iter().map(|(index, _)| *index).collect::<Vec<_>>();
    let found = || {
        let times: Vec<String> =
            opened.iter().map(|(_, at)| window.after(*at).to_string()).collect();
        format!("{} (after {})", opened.len(), times.join(", ")).replace(" (after )", "")
    };
    let expected =
        format!("{} Network Connections within {}", bounds(at_least, at_most), window.length());
    let forbidden = opened.iter().filter(|(_, at)| window.forbids(*at)).count();
    if at_most.is_some_and(|most| forbidden > most as usize) {
        return window.broken(expected, found(), evidence());
    }
    match (opened.len() >= at_least as usize, at_most) {
        (true, Some(_)) if !window.is_over() => window.wait_out(),
        (true, _) => window.kept(found(), evidence(), window.expectation.bindings.clone()),
        (false, _) => window.not_yet(expected, found),
    }
}
