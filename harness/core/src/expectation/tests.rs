//! Tests of all kinds: each is met, broken and undecided.

use super::{Decision, Expectation, Kind, LinkPattern, Phase};
use crate::{
    spec::RequirementId,
    time::{At, Span},
    trace::{ConnectionId, Moment, Trace, sketch::sketch},
    verdict::{RecordIndex, Verdict},
    wire::notation::{Bindings, Pattern},
};

/// An expectation from the first record to 1 s, on connection 1.
fn expectation(kind: Kind) -> Expectation {
    Expectation {
        requirement: RequirementId::from_static("MQTT-3.1.2-23"),
        phase: Phase::Then,
        from: Moment { record: RecordIndex(0), at: At::ZERO },
        deadline: At::from_ms(1000),
        connection: Some(ConnectionId(1)),
        kind,
        bindings: Bindings::default(),
    }
}

fn pattern(text: &str) -> Pattern {
    Pattern::parse(text).unwrap()
}

fn trace(text: &str) -> Trace {
    sketch("MQTT-3.1.2-23", text)
}

/// The verdict and what was found, at `now_ms`.
fn decide(expectation: &Expectation, trace: &Trace, now_ms: u64) -> (Verdict, String) {
    match expectation.decide(trace, At::from_ms(now_ms)) {
        Decision::Decided { finding, .. } => (finding.verdict, finding.found),
        Decision::Undecided { wake_at } => {
            assert!(wake_at > At::from_ms(now_ms), "woken at once, for ever");
            (Verdict::None, format!("until {wake_at}"))
        }
        Decision::Meaningless { text, .. } => (Verdict::Error, text),
    }
}

fn verdict(kind: Kind, text: &str, now_ms: u64) -> Verdict {
    decide(&expectation(kind), &trace(text), now_ms).0
}

const PING: &str = "0 open\n100 > PINGREQ";

#[test]
fn a_packet_is_received_or_not_or_not_yet() {
    let receives = |text: &str| Kind::Receives { pattern: pattern(text) };
    assert_eq!(verdict(receives("PINGREQ"), PING, 100), Verdict::Pass);
    assert_eq!(verdict(receives("PUBACK"), PING, 1000), Verdict::None);
    assert_eq!(verdict(receives("PUBACK"), PING, 1001), Verdict::Fail);
    assert_eq!(verdict(receives("PINGREQ"), "0 open\n1000 > PINGREQ", 1001), Verdict::Pass);
    assert_eq!(verdict(receives("PINGREQ"), "0 open\n1001 > PINGREQ", 1002), Verdict::Fail);
}

#[test]
fn what_cannot_come_any_more_is_not_waited_for() {
    let kind = Kind::Receives { pattern: pattern("PUBACK id=7") };
    let (verdict, found) =
        decide(&expectation(kind.clone()), &trace("0 open\n5 > PUBACK id=8\n9 end >"), 9);
    assert_eq!(verdict, Verdict::Fail);
    assert_eq!(
        found,
        "PUBACK id=8 after 0.005 s on connection 1: id is 8, but id=7 is wanted, then the client \
         ended the connection (FIN)"
    );
    let text = "0 open\n5 event {\"event\": \"cut_exited\", \"status\": \"signal 11\"}";
    let (verdict, found) = decide(&expectation(kind), &trace(text), 9);
    assert_eq!(verdict, Verdict::Inconclusive);
    assert_eq!(found, "the client's process ended (signal 11)");
}

#[test]
fn a_given_is_never_more_than_inconclusive_and_says_nothing_when_met() {
    let mut given = expectation(Kind::Receives { pattern: pattern("PINGREQ") });
    given.phase = Phase::Given;
    assert_eq!(decide(&given, &trace(PING), 100).0, Verdict::None);
    assert_eq!(decide(&given, &trace("0 open"), 1001).0, Verdict::Inconclusive);
    given.phase = Phase::When;
    assert_eq!(decide(&given, &trace("0 open"), 1001).0, Verdict::Fail);
}

#[test]
fn lateness_of_the_harness_lengthens_the_wait() {
    let kind = Kind::Receives { pattern: pattern("PINGREQ") };
    let text = "0 open\n1040 jitter 50\n1040 > PINGREQ";
    assert_eq!(verdict(kind.clone(), text, 1041), Verdict::Pass);
    assert_eq!(verdict(kind, "0 open\n1051 jitter 50\n1051 > PINGREQ", 1060), Verdict::Fail);
}

#[test]
fn the_next_packet_is_the_very_next() {
    let next = |text: &str| Kind::ReceivesNext { pattern: pattern(text) };
    let text = "0 open\n5 > PINGREQ\n6 > PUBACK id=7";
    assert_eq!(verdict(next("PINGREQ"), text, 6), Verdict::Pass);
    assert_eq!(verdict(next("PUBACK"), text, 6), Verdict::Fail);
}

#[test]
fn packets_in_order_share_their_variables() {
    let kind =
        Kind::ReceivesInOrder { patterns: vec![pattern("PUBREC id=$a"), pattern("PUBCOMP id=$a")] };
    let good = "0 open\n5 > PUBREC id=7\n6 > PINGREQ\n7 > PUBCOMP id=7";
    let trace = trace(good);
    let decision = expectation(kind.clone()).decide(&trace, At::from_ms(7));
    let Decision::Decided { finding, bindings } = decision else { panic!("{decision:?}") };
    assert_eq!((finding.verdict, bindings.number("a")), (Verdict::Pass, Some(7)));
    assert_eq!(finding.evidence.len(), 2);
    let bad = "0 open\n5 > PUBCOMP id=7\n6 > PUBREC id=7";
    assert_eq!(verdict(kind, bad, 1001), Verdict::Fail);
}

#[test]
fn a_count_is_bounded_from_both_sides() {
    let count = |at_least, at_most| Kind::Count { pattern: pattern("PINGREQ"), at_least, at_most };
    let two = "0 open\n5 > PINGREQ\n6 > PINGREQ";
    assert_eq!(verdict(count(2, None), two, 6), Verdict::Pass);
    assert_eq!(verdict(count(3, None), two, 1001), Verdict::Fail);
    assert_eq!(verdict(count(2, Some(2)), two, 999), Verdict::None);
    assert_eq!(verdict(count(2, Some(2)), two, 1000), Verdict::Pass);
    assert_eq!(verdict(count(0, Some(1)), two, 6), Verdict::Fail);
    assert_eq!(verdict(count(0, Some(0)), "0 open\n1000 > PINGREQ", 1001), Verdict::Pass);
}

#[test]
fn never_is_watched_to_the_end() {
    let never = Kind::Never { pattern: pattern("PINGREQ") };
    assert_eq!(verdict(never.clone(), "0 open", 999), Verdict::None);
    assert_eq!(verdict(never.clone(), "0 open", 1000), Verdict::Pass);
    assert_eq!(verdict(never.clone(), PING, 100), Verdict::Fail);
    let other = "0 open 2\n5 2> PINGREQ";
    assert_eq!(verdict(never, other, 1000), Verdict::Pass);
}

#[test]
fn a_gap_is_measured_before_between_and_after() {
    let kind = || Kind::AtLeastEvery { pattern: pattern("PINGREQ"), period: Span::from_ms(300) };
    let settings = "settings {\"keep_alive_tolerance_ms\": 100}\n0 open\n";
    let every = |rest: &str, now| verdict(kind(), &format!("{settings}{rest}"), now);
    let regular = "400 > PINGREQ\n800 > PINGREQ";
    assert_eq!(every(regular, 1000), Verdict::Pass);
    assert_eq!(every(regular, 900), Verdict::None);
    assert_eq!(every("401 > PINGREQ\n800 > PINGREQ", 1000), Verdict::Fail);
    assert_eq!(every("400 > PINGREQ\n801 > PINGREQ", 1000), Verdict::Fail);
    assert_eq!(every("400 > PINGREQ\n450 > PINGREQ", 851), Verdict::Fail);
    assert_eq!(every("401 jitter 1\n401 > PINGREQ\n700 > PINGREQ", 1000), Verdict::Pass);
    assert_eq!(every("300 end >", 401), Verdict::Fail);
    assert_eq!(every("300 end <", 401), Verdict::Inconclusive);
    let short = Kind::AtLeastEvery { pattern: pattern("PINGREQ"), period: Span::from_s(2) };
    assert_eq!(verdict(short, "0 open", 1000), Verdict::Error);
}

#[test]
fn a_time_is_held_from_both_sides() {
    let kind = || Kind::Within {
        pattern: pattern("PINGREQ"),
        not_before: Span::from_ms(500),
        not_after: Span::from_ms(600),
    };
    let settings = "settings {\"time_tolerance_ms\": 10}\n0 open\n";
    let at = |ms: u64| verdict(kind(), &format!("{settings}{ms} > PINGREQ"), 700);
    assert_eq!(at(489), Verdict::Fail);
    assert_eq!(at(490), Verdict::Pass);
    assert_eq!(at(610), Verdict::Pass);
    assert_eq!(at(611), Verdict::Fail);
    assert_eq!(verdict(kind(), settings, 610), Verdict::None);
    let died = "0 open\n5 event {\"event\": \"cut_exited\", \"status\": \"signal 11\"}";
    assert_eq!(verdict(kind(), died, 9000), Verdict::Inconclusive);
}

#[test]
fn silence_hears_half_a_packet() {
    assert_eq!(verdict(Kind::Silence, "0 open\n5 > hex 30", 6), Verdict::Fail);
    assert_eq!(verdict(Kind::Silence, "0 open\n5 < PINGRESP", 999), Verdict::None);
    assert_eq!(verdict(Kind::Silence, "0 open\n1000 > PINGREQ", 1001), Verdict::Pass);
}

/// The harness does not read from connection 1 between these times.
fn unread(from: u32, to: u32) -> String {
    let reading = |on| format!(r#"event {{"event":"reading","connection":1,"on":{on}}}"#);
    format!("0 open\n{from} {}\n{to} {}", reading(false), reading(true))
}

#[test]
fn what_nobody_read_at_the_deadline_is_not_missing() {
    let receives = || Kind::Receives { pattern: pattern("PINGREQ") };
    assert_eq!(verdict(receives(), &unread(5, 1500), 1500), Verdict::Inconclusive);
    assert_eq!(verdict(receives(), &unread(5, 900), 1001), Verdict::Fail);
    let elsewhere = unread(5, 1500).replace("\"connection\":1", "\"connection\":2");
    assert_eq!(verdict(receives(), &elsewhere, 1500), Verdict::Fail);
    let mut anywhere = expectation(receives());
    anywhere.connection = None;
    assert_eq!(decide(&anywhere, &trace(&elsewhere), 1500).0, Verdict::Inconclusive);
    let told = Kind::Indication { any_of: vec![LinkPattern::on("published")] };
    assert_eq!(verdict(told, &unread(5, 1500), 1500), Verdict::Fail, "it does not come by reading");
    let within = Kind::Within {
        pattern: pattern("PINGREQ"),
        not_before: Span::ZERO,
        not_after: Span::from_ms(100),
    };
    assert_eq!(verdict(within.clone(), &unread(5, 1500), 1500), Verdict::Inconclusive);
    assert_eq!(verdict(within, &unread(5, 90), 1500), Verdict::Fail);
    let period = Span::from_ms(300);
    let every = || Kind::AtLeastEvery { pattern: pattern("PINGREQ"), period };
    let tight = |text: String| format!("settings {{\"keep_alive_tolerance_ms\": 100}}\n{text}");
    assert_eq!(verdict(every(), &tight(unread(5, 900)), 1001), Verdict::Inconclusive);
    let late = format!("{}\n600 > PINGREQ", unread(5, 100));
    assert_eq!(verdict(every(), &tight(late), 1001), Verdict::Inconclusive);
    let early = "0 open\n100 > PINGREQ\n100 > PINGREQ\n";
    let silent = unread(990, 999).replace("0 open\n990", &format!("{early}990"));
    assert_eq!(verdict(every(), &tight(silent), 1001), Verdict::Fail);
}

#[test]
fn an_end_is_the_clients_own() {
    assert_eq!(verdict(Kind::ClosesWithin, "0 open\n5 reset >", 6), Verdict::Pass);
    assert_eq!(verdict(Kind::ClosesWithin, "0 open\n5 end <", 1000), Verdict::None);
    assert_eq!(verdict(Kind::ClosesWithin, "0 open\n5 end <", 1001), Verdict::Fail);
    assert_eq!(verdict(Kind::ClosesWithin, "0 open\n5 reset <", 6), Verdict::Inconclusive);
    let mut later = expectation(Kind::ClosesWithin);
    later.from = Moment { record: RecordIndex(3), at: At::from_ms(6) };
    assert_eq!(decide(&later, &trace("0 open\n5 end >"), 7).0, Verdict::Fail);
    assert_eq!(verdict(Kind::ClosesWithin, &unread(5, 1500), 1500), Verdict::Inconclusive);
    assert_eq!(verdict(Kind::ClosesWithin, &unread(5, 900), 1001), Verdict::Inconclusive);
    assert_eq!(verdict(Kind::ClosesWithin, &unread(1002, 1500), 1500), Verdict::Fail);
    assert_eq!(verdict(Kind::StaysOpen, "0 open\n5 end >", 6), Verdict::Fail);
    assert_eq!(verdict(Kind::StaysOpen, "0 open\n5 end <", 6), Verdict::Inconclusive);
    let answered = "0 open\n5 end <\n6 end >";
    assert_eq!(verdict(Kind::StaysOpen, answered, 7), Verdict::Inconclusive);
    assert_eq!(verdict(Kind::StaysOpen, "0 open\n5 end >\n6 end <", 7), Verdict::Fail);
    assert_eq!(verdict(Kind::StaysOpen, "0 open", 999), Verdict::None);
    assert_eq!(verdict(Kind::StaysOpen, "0 open", 1000), Verdict::Pass);
}

#[test]
fn connections_are_counted() {
    let connects = |at_least, at_most| Kind::Connects { at_least, at_most };
    let two = "0 open 1\n5 open 2";
    assert_eq!(verdict(connects(2, None), two, 6), Verdict::Pass);
    assert_eq!(verdict(connects(3, None), two, 1001), Verdict::Fail);
    assert_eq!(verdict(connects(0, Some(1)), two, 6), Verdict::Fail);
    assert_eq!(verdict(connects(0, Some(2)), two, 1000), Verdict::Pass);
}

#[test]
fn what_the_application_hears_is_matched_and_counted() {
    let published = || vec![LinkPattern::on("published").with("token", 1)];
    let text = "0 open\n5 on {\"on\": \"published\", \"token\": 1}";
    let indication = Kind::Indication { any_of: published() };
    assert_eq!(verdict(indication.clone(), text, 6), Verdict::Pass);
    assert_eq!(verdict(indication.clone(), "0 open", 1000), Verdict::None);
    assert_eq!(verdict(indication.clone(), "0 open", 1001), Verdict::Fail);
    let hides = "cut {\"name\": \"c\", \"hides\": [\"published\"]}\n0 open";
    assert_eq!(
        decide(&expectation(indication), &trace(hides), 6),
        (Verdict::None, "the client's interface never tells this".into())
    );
    let count =
        |at_least, at_most| Kind::IndicationCount { any_of: published(), at_least, at_most };
    assert_eq!(verdict(count(1, Some(1)), text, 1000), Verdict::Pass);
    assert_eq!(verdict(count(2, None), text, 1001), Verdict::Fail);
    assert_eq!(verdict(count(0, Some(0)), text, 6), Verdict::Fail);
    let none = Kind::NoIndication { any_of: published() };
    assert_eq!(verdict(none.clone(), text, 6), Verdict::Fail);
    assert_eq!(verdict(none.clone(), "0 open", 1000), Verdict::Pass);
    assert_eq!(verdict(none.clone(), hides, 1000), Verdict::None);
    let told = format!("{hides}\n5 on {{\"on\": \"published\", \"token\": 1}}");
    assert_eq!(verdict(none, &told, 6), Verdict::Fail);
}

#[test]
fn a_reply_is_matched() {
    let refused = Kind::Reply { any_of: vec![LinkPattern::error(None)] };
    let text = "0 open\n5 re {\"re\": 1, \"error\": {\"kind\": \"full\", \"text\": \"\"}}";
    assert_eq!(verdict(refused.clone(), text, 6), Verdict::Pass);
    assert_eq!(verdict(refused, "0 open\n5 re {\"re\": 1, \"ok\": {}}", 1001), Verdict::Fail);
}
