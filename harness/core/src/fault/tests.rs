//! Each fault in virtual time, and the lines in which faults are written.

use super::*;
use crate::{
    stage::Signal,
    time::At,
    wire::Direction::{self, ToClient, ToServer},
};

const PINGREQ: [u8; 2] = [0xC0, 0];

/// Everything that comes out until nothing is due any more, with its time in ms.
fn run(stage: &mut dyn Stage, now: &mut At) -> Vec<(u64, Direction, Signal)> {
    let mut seen = Vec::new();
    for _ in 0..STEPS_MAX {
        while let Some((direction, signal)) = stage.poll_output() {
            seen.push((now.us() / 1000, direction, signal));
        }
        let Some(next) = stage.poll_timeout() else { return seen };
        *now = next.max(*now);
        stage.handle_timeout(*now);
    }
    panic!("a stage never comes to rest");
}

const STEPS_MAX: usize = 10_000;

fn outcome(fault: &str, signals: &[(Direction, Signal)]) -> Vec<(u64, Direction, Signal)> {
    let mut stage = fault.parse::<Fault>().unwrap().build(1);
    let mut now = At::ZERO;
    for (direction, signal) in signals {
        stage.handle_signal(now, *direction, signal.clone());
    }
    run(stage.as_mut(), &mut now)
}

fn bytes(bytes: &[u8]) -> Signal {
    Signal::Bytes(bytes.to_vec())
}

#[test]
fn every_fault_reads_as_it_is_written() {
    for text in [
        "coalesce 0.05 s to client",
        "corrupt 1st PUBLISH to client",
        "corrupt every CONNACK to client in byte 2",
        "cut after 2nd PUBLISH to server",
        "drop 2nd PUBLISH to client",
        "duplicate every PUBACK to client",
        "fin after 4 B to client",
        "half-open after 1st CONNACK to client",
        "half-open to server before 3rd PINGREQ to server",
        "hold 1st PINGRESP to client for 5 s",
        "latency 0.2 s",
        "latency 0.2 s jitter 0.05 s to server",
        "rst before 1st CONNACK to client",
        "silence after 1st CONNACK to client",
        "slice 1 B",
        "slice 3 B every 0.02 s to client",
        "split after 5 B to client",
        "split after 2nd PUBLISH to server for 3 s",
        "stall after 100 B to server",
        "stall after 1st CONNECT to server for 5 s",
        "throttle 100 B/s to client",
        "truncate 1st CONNACK to client to 3 B then rst",
    ] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
    for text in
        ["refuse", "accept then drop", "accept then drop after 2 s", "takeover", "window 1 B"]
    {
        assert_eq!(text.parse::<ConnectionFault>().unwrap().to_string(), text);
    }
}

#[test]
fn a_bad_line_says_what_could_stand_there() {
    let errors = [
        "",
        "melt",
        "slice",
        "slice 0 B",
        "slice 1 B sideways",
        "cut",
        "cut after 1st",
        "cut after 0th PUBACK to client",
        "hold 1st PUBACK to client",
        "latency soon",
        "truncate 1st CONNACK to client to 3 B",
        "throttle 0 B/s",
        "corrupt some PUBLISH to client",
    ]
    .map(|text| text.parse::<Fault>().unwrap_err().to_string());
    insta::assert_snapshot!(errors.join("\n"));
    assert!("accept then run".parse::<ConnectionFault>().is_err());
}

#[test]
fn a_slice_hands_on_byte_after_byte_and_the_end_last() {
    assert_eq!(
        outcome("slice 1 B to client", &[(ToClient, bytes(b"abc")), (ToClient, Signal::Fin)]),
        [
            (0, ToClient, bytes(b"a")),
            (1, ToClient, bytes(b"b")),
            (2, ToClient, bytes(b"c")),
            (2, ToClient, Signal::Fin)
        ]
    );
    assert_eq!(
        outcome("slice 1 B to client", &[(ToServer, bytes(b"abc"))]),
        [(0, ToServer, bytes(b"abc"))]
    );
}

#[test]
fn a_cut_lets_the_packet_pass_and_ends_both_sides() {
    let stream = [PINGREQ, PINGREQ, PINGREQ].concat();
    let seen = outcome(
        "cut after 2nd PINGREQ to server",
        &[(ToServer, bytes(&stream)), (ToClient, bytes(b"late")), (ToServer, Signal::Fin)],
    );
    assert_eq!(
        seen,
        [
            (0, ToServer, bytes(&stream[..4])),
            (0, ToClient, Signal::Fin),
            (0, ToServer, Signal::Reset)
        ]
    );
}

#[test]
fn after_fin_the_client_is_still_heard() {
    let seen = outcome(
        "fin after 1 B to client",
        &[(ToClient, bytes(b"xy")), (ToServer, bytes(b"heard")), (ToClient, bytes(b"lost"))],
    );
    assert_eq!(
        seen,
        [(0, ToClient, bytes(b"x")), (0, ToClient, Signal::Fin), (0, ToServer, bytes(b"heard"))]
    );
}

#[test]
fn coalesced_chunks_arrive_as_one_and_before_the_end() {
    let fault = "coalesce 0.05 s to client";
    let chunks = [(ToClient, bytes(b"a")), (ToClient, bytes(b"b"))];
    assert_eq!(outcome(fault, &chunks), [(50, ToClient, bytes(b"ab"))]);
    let ended = [(ToClient, bytes(b"a")), (ToClient, Signal::Fin)];
    assert_eq!(outcome(fault, &ended), [(0, ToClient, bytes(b"a")), (0, ToClient, Signal::Fin)]);
}

#[test]
fn a_split_pauses_the_stream_once() {
    assert_eq!(
        outcome(
            "split after 2 B to client for 3 s",
            &[(ToClient, bytes(b"abcd")), (ToServer, bytes(b"x")), (ToClient, bytes(b"e"))]
        ),
        [
            (0, ToClient, bytes(b"ab")),
            (0, ToServer, bytes(b"x")),
            (3000, ToClient, bytes(b"cd")),
            (3000, ToClient, bytes(b"e"))
        ]
    );
}

#[test]
fn latency_keeps_the_order_and_the_seed_decides_the_jitter() {
    let chunks: Vec<_> = (0..50).map(|n| (ToServer, bytes(&[n]))).collect();
    let seen = outcome("latency 0.2 s jitter 0.1 s", &chunks);
    assert_eq!(seen.iter().map(|(_, _, signal)| signal.clone()).collect::<Vec<_>>(), {
        (0..50).map(|n| bytes(&[n])).collect::<Vec<_>>()
    });
    assert!(seen.iter().all(|(at, _, _)| (200..=300).contains(at)), "{seen:?}");
    assert!(seen.first().unwrap().0 < seen.last().unwrap().0);
    assert_eq!(outcome("latency 0.2 s jitter 0.1 s", &chunks), seen);
}

#[test]
fn a_throttled_stream_takes_its_time() {
    let seen = outcome("throttle 100 B/s to client", &[(ToClient, bytes(&[7; 200]))]);
    let total: usize = seen.iter().map(|(_, _, signal)| len(signal)).sum();
    assert_eq!((total, seen.last().unwrap().0), (200, 2000));
    let first_second: usize =
        seen.iter().filter(|(at, _, _)| *at <= 1000).map(|(_, _, signal)| len(signal)).sum();
    assert_eq!(first_second, 100);
}

fn len(signal: &Signal) -> usize {
    if let Signal::Bytes(bytes) = signal { bytes.len() } else { 0 }
}

#[test]
fn a_stalled_stream_takes_nothing_and_loses_nothing() {
    let fault = "stall after 2 B to server for 5 s".parse::<Fault>().unwrap();
    let mut stage = fault.build(1);
    stage.handle_signal(At::ZERO, ToServer, bytes(b"abc"));
    assert!(!stage.takes(ToServer));
    assert!(stage.takes(ToClient));
    let mut now = At::ZERO;
    let seen = run(stage.as_mut(), &mut now);
    assert_eq!(seen, [(0, ToServer, bytes(b"ab")), (5000, ToServer, bytes(b"c"))]);
    assert!(stage.takes(ToServer));
}

#[test]
fn a_dead_link_loses_bytes_and_ends_and_silence_only_bytes() {
    let signals = [(ToServer, bytes(&PINGREQ)), (ToClient, bytes(b"x")), (ToClient, Signal::Fin)];
    let passed = (0, ToServer, bytes(&PINGREQ));
    let end = (0, ToClient, Signal::Fin);
    let dead = outcome("half-open after 1st PINGREQ to server", &signals);
    assert_eq!(dead, std::slice::from_ref(&passed));
    let one_way = outcome("half-open to server after 1st PINGREQ to server", &signals);
    assert_eq!(one_way, [passed.clone(), (0, ToClient, bytes(b"x")), end.clone()]);
    let silent = outcome("silence after 1st PINGREQ to server", &signals);
    assert_eq!(silent, [passed, end]);
}

#[test]
fn a_packet_is_dropped_doubled_or_overtaken() {
    let stream = (ToClient, bytes(&[PUBACK_1, PUBACK_2, PUBACK_3].concat()));
    for (fault, expected) in [
        ("drop 2nd PUBACK to client", vec![(0, PUBACK_1), (0, PUBACK_3)]),
        ("drop every PUBACK to client", vec![]),
        (
            "duplicate 2nd PUBACK to client",
            vec![(0, PUBACK_1), (0, PUBACK_2), (0, PUBACK_2), (0, PUBACK_3)],
        ),
        ("hold 1st PUBACK to client for 2 s", vec![(0, PUBACK_2), (0, PUBACK_3), (2000, PUBACK_1)]),
        ("drop 1st PUBACK to server", vec![(0, PUBACK_1), (0, PUBACK_2), (0, PUBACK_3)]),
    ] {
        let seen = outcome(fault, std::slice::from_ref(&stream));
        let seen: Vec<_> =
            seen.into_iter().flat_map(|(at, _, signal)| packets(at, &signal)).collect();
        let expected: Vec<_> = expected.into_iter().map(|(at, p)| (at, p.to_vec())).collect();
        assert_eq!(seen, expected, "{fault}");
    }
}

fn packets(at: u64, signal: &Signal) -> Vec<(u64, Vec<u8>)> {
    let Signal::Bytes(bytes) = signal else { panic!("{signal:?}") };
    bytes.chunks(4).map(|packet| (at, packet.to_vec())).collect()
}

const PUBACK_1: [u8; 4] = [0x40, 2, 0, 1];
const PUBACK_2: [u8; 4] = [0x40, 2, 0, 2];
const PUBACK_3: [u8; 4] = [0x40, 2, 0, 3];

#[test]
fn a_truncated_packet_is_the_last_thing_that_comes() {
    let stream = [(ToClient, bytes(&[PUBACK_1, PUBACK_2].concat())), (ToClient, bytes(b"late"))];
    let seen = outcome("truncate 2nd PUBACK to client to 3 B then fin", &stream);
    assert_eq!(
        seen,
        [
            (0, ToClient, bytes(&PUBACK_1)),
            (0, ToClient, bytes(&PUBACK_2[..3])),
            (0, ToClient, Signal::Fin)
        ]
    );
}

#[test]
fn corruption_flips_one_bit_of_the_packet_that_is_meant() {
    let stream = [(ToClient, bytes(&[PUBACK_1, PUBACK_2].concat()))];
    let flipped = |fault: &str| {
        let seen = outcome(fault, &stream);
        let all: Vec<u8> = seen
            .iter()
            .flat_map(|(_, _, signal)| packets(0, signal))
            .flat_map(|(_, p)| p)
            .collect();
        let differ = |(seen, sent): (&u8, &u8)| seen ^ sent;
        all.iter().zip([PUBACK_1, PUBACK_2].concat().iter()).map(differ).collect::<Vec<u8>>()
    };
    let second = flipped("corrupt 2nd PUBACK to client in byte 3");
    assert_eq!(second.iter().map(|diff| diff.count_ones()).sum::<u32>(), 1);
    assert_eq!(second[7].count_ones(), 1);
    let any = flipped("corrupt 1st PUBACK to client");
    assert_eq!(any[..4].iter().map(|diff| diff.count_ones()).sum::<u32>(), 1);
    assert_eq!(any[4..], [0; 4]);
    assert_eq!(flipped("corrupt 1st PUBACK to client in byte 9"), [0; 8]);
}
