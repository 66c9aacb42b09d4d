//! Packets that must come, in which order and how many, or must not.

use super::{Decision, window::Window};
use crate::{trace::PacketSeen, wire::notation::Pattern};

pub(super) fn receives(window: &Window<'_>, pattern: &Pattern) -> Decision {
    let mut bindings = window.expectation.bindings.clone();
    let matched = window.packets().find(|packet| pattern.matches(&packet.dissect(), &mut bindings));
    match matched {
        Some(packet) => window.kept(window.tell(&packet), vec![packet.last], bindings),
        None => {
            let expected = expected(window, pattern);
            match nearest(window, pattern) {
                Some(packet) => window.not_yet_but(expected, vec![packet.last], || {
                    tell_mismatch(window, pattern, &packet)
                }),
                None => window.not_yet(expected, || window.tell_packets()),
            }
        }
    }
}

pub(super) fn receives_next(window: &Window<'_>, pattern: &Pattern) -> Decision {
    let expected = || format!("next {}", expected(window, pattern));
    let Some(packet) = window.packets().next() else {
        return window.not_yet(expected(), || window.tell_packets());
    };
    let mut bindings = window.expectation.bindings.clone();
    let evidence = vec![packet.last];
    if pattern.matches(&packet.dissect(), &mut bindings) {
        return window.kept(window.tell(&packet), evidence, bindings);
    }
    window.broken(expected(), tell_mismatch(window, pattern, &packet), evidence)
}

pub(super) fn receives_in_order(window: &Window<'_>, patterns: &[Pattern]) -> Decision {
    let mut bindings = window.expectation.bindings.clone();
    let mut evidence = Vec::new();
    let mut packets = window.packets();
    for pattern in patterns {
        let mut matches =
            |packet: &PacketSeen<'_>| pattern.matches(&packet.dissect(), &mut bindings);
        let Some(packet) = packets.find(|packet| matches(packet)) else {
            let all: Vec<String> = patterns.iter().map(ToString::to_string).collect();
            let expected =
                format!("{}{} within {}", all.join(", then "), window.place(), window.length());
            return window.not_yet(expected, || {
                format!("no {pattern} in its place, but {}", window.tell_packets())
            });
        };
        evidence.push(packet.last);
    }
    window.kept(format!("{} packets in this order", patterns.len()), evidence, bindings)
}

pub(super) fn count(
    window: &Window<'_>,
    pattern: &Pattern,
    at_least: u32,
    at_most: Option<u32>,
) -> Decision {
    let bindings = &window.expectation.bindings;
    let matched: Vec<_> = window
        .packets()
        .filter(|packet| pattern.matches(&packet.dissect(), &mut bindings.clone()))
        .collect();
    let evidence = || matched.iter().map(|packet| packet.last).collect::<Vec<_>>();
    let expected = || format!("{} {}", bounds(at_least, at_most), expected(window, pattern));
    let forbidden = matched.iter().filter(|packet| window.forbids(packet.at)).count();
    if at_most.is_some_and(|most| forbidden > most as usize) {
        return window.broken(expected(), format!("{forbidden} of them"), evidence());
    }
    let enough = matched.len() >= at_least as usize;
    match (enough, at_most) {
        (true, Some(_)) if !window.is_over() => window.wait_out(),
        (true, _) => {
            window.kept(format!("{} of them", matched.len()), evidence(), bindings.clone())
        }
        (false, _) => {
            let found = || format!("{} of them; {}", matched.len(), window.tell_packets());
            window.not_yet(expected(), found)
        }
    }
}

pub(super) fn never(window: &Window<'_>, pattern: &Pattern) -> Decision {
    let bindings = &window.expectation.bindings;
    let mut packets = window.packets().filter(|packet| window.forbids(packet.at));
    let unwanted = packets.find(|packet| pattern.matches(&packet.dissect(), &mut bindings.clone()));
    let rule = format!("no {pattern}{} for {}", window.place(), window.length());
    match unwanted {
        Some(packet) => window.broken(rule, window.tell(&packet), vec![packet.last]),
        None if window.is_over() => window.kept(rule, Vec::new(), bindings.clone()),
        None => window.wait_out(),
    }
}

/// `2 or 3`, `at least 2` … in front of what is counted.
pub(super) fn bounds(at_least: u32, at_most: Option<u32>) -> String {
    match at_most {
        None => format!("at least {at_least}"),
        Some(0) => "no".to_owned(),
        Some(most) if most == at_least => format!("exactly {most}"),
        Some(most) => format!("{at_least} to {most}"),
    }
}

fn expected(window: &Window<'_>, pattern: &Pattern) -> String {
    format!("{pattern}{} within {}", window.place(), window.length())
}

/// The first packet of a type that the pattern wants, which then differs in something else.
fn nearest<'a>(window: &Window<'a>, pattern: &Pattern) -> Option<PacketSeen<'a>> {
    let bindings = &window.expectation.bindings;
    window.packets().find(|packet| {
        let why = pattern.mismatch(&packet.dissect(), bindings);
        why.is_some_and(|why| !why.starts_with("it is ") && !why.starts_with("its "))
    })
}

fn tell_mismatch(window: &Window<'_>, pattern: &Pattern, packet: &PacketSeen<'_>) -> String {
    let why = pattern.mismatch(&packet.dissect(), &window.expectation.bindings);
    let why = why.map(|why| format!(": {why}")).unwrap_or_default();
    format!("{}{why}", window.tell(packet))
}
