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
        "cut after 2nd PUBLISH to server",
        "fin after 4 B to client",
        "rst before 1st CONNACK to client",
        "slice 1 B",
        "slice 3 B every 0.02 s to client",
    ] {
        assert_eq!(text.parse::<Fault>().unwrap().to_string(), text);
    }
}

#[test]
fn a_bad_line_says_what_could_stand_there() {
    for text in ["", "melt", "slice", "slice 0 B", "slice 1 B sideways", "cut after 1st", "cut"] {
        let error = text.parse::<Fault>().unwrap_err();
        assert!(error.to_string().contains("expected"), "{error}");
    }
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
