//! What the application must hear, or must not, and how commands must be answered.

use serde_json::Value;

use super::{Decision, LinkPattern, packet::bounds, window::Window};
use crate::{
    time::At,
    trace::{Event, LineText},
    verdict::RecordIndex,
};

/// How many of the lines seen instead are told.
const TOLD_MAX: usize = 5;

/// A line of the link in the window.
struct Line {
    index: RecordIndex,
    at: At,
    value: Value,
}

pub(super) fn indication(window: &Window<'_>, any_of: &[LinkPattern]) -> Decision {
    if let Some(decision) = hidden(window, any_of) {
        return decision;
    }
    let matched = matching(window, any_of).next();
    match matched {
        Some(line) => kept(window, tell(window, &line), vec![line.index]),
        None => {
            window.not_told(expected(window, any_of), || tell_all(window, &indications(window)))
        }
    }
}

pub(super) fn indication_count(
    window: &Window<'_>,
    any_of: &[LinkPattern],
    at_least: u32,
    at_most: Option<u32>,
) -> Decision {
    if let Some(decision) = hidden(window, any_of) {
        return decision;
    }
    let matched: Vec<Line> = matching(window, any_of).collect();
    let evidence = || matched.iter().map(|line| line.index).collect::<Vec<_>>();
    let expected = || format!("{} {}", bounds(at_least, at_most), expected(window, any_of));
    let found = || format!("{} of them", matched.len());
    let forbidden = matched.iter().filter(|line| window.forbids(line.at)).count();
    if at_most.is_some_and(|most| forbidden > most as usize) {
        return window.broken(expected(), found(), evidence());
    }
    match (matched.len() >= at_least as usize, at_most) {
        (true, Some(_)) if !window.is_over() => window.wait_out(),
        (true, _) => kept(window, found(), evidence()),
        (false, _) => window.not_told(expected(), || {
            format!("{}; {}", found(), tell_all(window, &indications(window)))
        }),
    }
}

pub(super) fn no_indication(window: &Window<'_>, any_of: &[LinkPattern]) -> Decision {
    let rule = format!("no {} for {}", join(any_of), window.length());
    let unwanted = matching(window, any_of).find(|line| window.forbids(line.at));
    match unwanted {
        Some(line) => window.broken(rule, tell(window, &line), vec![line.index]),
        // Who never tells it has kept nothing by not telling it.
        None => match hidden(window, any_of) {
            Some(decision) => decision,
            None if window.is_over() => kept(window, rule, Vec::new()),
            None => window.wait_out(),
        },
    }
}

pub(super) fn reply(window: &Window<'_>, any_of: &[LinkPattern]) -> Decision {
    let lines = lines(window, |event| match event {
        Event::Reply { reply } => serde_json::to_value(reply).ok(),
        _ => None,
    });
    match lines.iter().find(|line| is_one_of(window, any_of, line)) {
        Some(line) => kept(window, tell(window, line), vec![line.index]),
        None => window.not_told(expected(window, any_of), || tell_all(window, &lines)),
    }
}

/// Where the client never tells any of these, nothing is said of it: the wire alone judges.
fn hidden(window: &Window<'_>, any_of: &[LinkPattern]) -> Option<Decision> {
    let hides = &window.trace.start()?.cut.hides;
    let is_hidden =
        |pattern: &LinkPattern| pattern.name().is_some_and(|n| hides.iter().any(|h| h == n));
    if !any_of.iter().all(is_hidden) {
        return None;
    }
    let found = "the client's interface never tells this".to_owned();
    Some(window.unjudged(found))
}

/// The indications that are like one of these, each read only when it is asked for: of many
/// thousands few have the right name.
fn matching<'a>(
    window: &'a Window<'_>,
    any_of: &'a [LinkPattern],
) -> impl Iterator<Item = Line> + 'a {
    let has_name = |name: &str| any_of.iter().any(|p| p.name().is_none_or(|own| own == name));
    let named = window.records().filter_map(move |(index, record)| match &record.event {
        Event::Indication { indication } if has_name(indication.event.name()) => {
            let value = serde_json::to_value(indication).ok()?;
            Some(Line { index, at: record.at, value })
        }
        _ => None,
    });
    named.filter(|line| is_one_of(window, any_of, line))
}

fn indications(window: &Window<'_>) -> Vec<Line> {
    lines(window, |event| match event {
        Event::Indication { indication } => serde_json::to_value(indication).ok(),
        _ => None,
    })
}

fn lines(window: &Window<'_>, value: impl Fn(&Event) -> Option<Value>) -> Vec<Line> {
    window
        .records()
        .filter_map(|(index, record)| {
            Some(Line { index, at: record.at, value: value(&record.event)? })
        })
        .collect()
}

fn is_one_of(window: &Window<'_>, any_of: &[LinkPattern], line: &Line) -> bool {
    let hides = window.trace.start().map(|start| start.cut.hides.as_slice()).unwrap_or_default();
    any_of.iter().any(|pattern| pattern.matches(&line.value, hides))
}

fn kept(window: &Window<'_>, found: String, evidence: Vec<RecordIndex>) -> Decision {
    window.kept(found, evidence, window.expectation.bindings.clone())
}

fn join(any_of: &[LinkPattern]) -> String {
    let all: Vec<String> = any_of.iter().map(ToString::to_string).collect();
    all.join(" or ")
}

fn expected(window: &Window<'_>, any_of: &[LinkPattern]) -> String {
    format!("{} within {}", join(any_of), window.length())
}

fn tell(window: &Window<'_>, line: &Line) -> String {
    format!("{} after {}", LineText(&line.value), window.after(line.at))
}

fn tell_all(window: &Window<'_>, lines: &[Line]) -> String {
    if lines.is_empty() {
        return "the application heard nothing".to_owned();
    }
    let told: Vec<String> = lines.iter().take(TOLD_MAX).map(|line| tell(window, line)).collect();
    let more = lines.len().saturating_sub(TOLD_MAX);
    if more == 0 { told.join("; ") } else { format!("{}; {more} more", told.join("; ")) }
}
