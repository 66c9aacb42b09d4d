//! The catalogue as a whole: names, statements, real bugs, and that no mutant is a sheep.

use std::{collections::BTreeSet, fmt::Write as _};

use proptest::prelude::*;

use super::between::Between;
use crate::{
    mutant::{Mutant, MutantInfo, catalogue, mutation::Mutation, named},
    spec::Catalogue,
    stage::Signal,
    time::At,
    trace::ConnectionId,
    wire::{
        Direction::{self, ToClient, ToServer},
        web_socket::{self, FrameHead},
    },
};

#[test]
fn every_name_is_there_once_and_found() {
    let names: BTreeSet<_> = catalogue().iter().map(|info| info.name).collect();
    assert_eq!(names.len(), catalogue().len());
    assert!(names.len() >= 60, "{} mutants", names.len());
    for name in &names {
        assert!(name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-'));
        assert_eq!(named(name).map(|info| info.name), Some(*name));
    }
    assert!(named("sheep").is_none());
}

#[test]
fn every_mutant_names_a_statement_of_the_catalogue_and_numbered_bugs() {
    let known = Catalogue::embedded();
    for info in catalogue() {
        assert!(
            known.requirement(&info.requirement).is_some(),
            "{}: {}",
            info.name,
            info.requirement
        );
        assert!(info.real_bugs.iter().all(|bug| (1..=227).contains(bug)), "{}", info.name);
        assert!(info.real_bugs.is_sorted(), "{}", info.name);
        assert!(!info.description.ends_with('.'), "{}", info.name);
    }
}

/// A client that is not made wrong.
static SHEEP: MutantInfo =
    MutantInfo::new("sheep", "nothing", "MQTT-3.1.0-1", &[], || Box::new(Sheep));

#[derive(Debug)]
struct Sheep;

impl Mutation for Sheep {}

fn exercise(mutant: Mutant) -> Between {
    Between::new(mutant).run(EXERCISE)
}

#[test]
fn every_mutant_shows_in_the_exercise_and_tells_what_it_did() {
    let plain = exercise(SHEEP.build());
    assert!(plain.notes.is_empty());
    let (mut told, mut sheep) = (String::new(), Vec::new());
    for info in catalogue().iter().filter(|info| !is_under_web_socket(info)) {
        let seen = exercise(info.build());
        let changes = seen.passed != plain.passed;
        let note = seen.notes.first().filter(|_| changes);
        let Some(note) = note else {
            sheep.push(info.name);
            continue;
        };
        let note: String = note.chars().take(NOTE_CHARS).collect();
        writeln!(told, "{} ({}): {note}", info.name, info.requirement).unwrap();
    }
    assert!(sheep.is_empty(), "these change or tell nothing: {sheep:?}");
    insta::assert_snapshot!(told);
}

fn is_under_web_socket(info: &'static MutantInfo) -> bool {
    info.build().stage_under_web_socket().is_some()
}

#[test]
fn every_mutant_under_web_socket_shows_there_and_tells_what_it_did() {
    let (mut told, mut sheep) = (String::new(), Vec::new());
    for info in catalogue().iter().filter(|info| is_under_web_socket(info)) {
        let mut stage = info.build().stage_under_web_socket().unwrap();
        let (mut changes, mut note) = (false, None);
        for (direction, chunk) in web_socket_exercise() {
            stage.handle_signal(At::ZERO, direction, Signal::Bytes(chunk.clone()));
            let passed: Vec<_> = std::iter::from_fn(|| stage.poll_output()).collect();
            changes |= passed != [(direction, Signal::Bytes(chunk))];
            note = note.or(stage.poll_note());
        }
        match note.filter(|_| changes) {
            Some(note) => writeln!(told, "{} ({}): {note}", info.name, info.requirement).unwrap(),
            None => sheep.push(info.name),
        }
    }
    assert!(sheep.is_empty(), "these change or tell nothing: {sheep:?}");
    insta::assert_snapshot!(told);
}

/// Something of everything that a mutant under WebSocket looks at.
fn web_socket_exercise() -> Vec<(Direction, Vec<u8>)> {
    let frame = |opcode, mask: Option<[u8; 4]>, fin, payload: &[u8]| {
        let mut payload = payload.to_vec();
        let len = payload.len() as u64;
        if let Some(key) = mask {
            web_socket::mask(key, &mut payload);
        }
        let (reserved_bits, is_overlong) = (0, false);
        let head = FrameHead { fin, reserved_bits, opcode, mask, len, is_overlong };
        [head.compose(), payload].concat()
    };
    let key = Some([1, 2, 3, 4]);
    let request = "GET / HTTP/1.1\r\nSec-WebSocket-Protocol: mqtt\r\n\r\n";
    let answer = "HTTP/1.1 101 No\r\nsec-websocket-protocol: chat\r\n\r\n";
    let (begin, end) = answer.split_at(20);
    let mut chunks = vec![
        (ToServer, request.into()),
        (ToServer, frame(2, key, true, &[0xC0, 0])),
        (ToServer, frame(2, key, true, &[7; 5000])),
        (ToServer, frame(10, key, true, b"hi")),
        (ToClient, begin.into()),
        (ToClient, end.into()),
        (ToClient, frame(1, None, true, &[0xD0, 0])),
        (ToClient, frame(3, None, true, &[0xD0, 0])),
        (ToClient, frame(2, key, true, &[0xD0, 0])),
        (ToClient, frame(2, None, true, &[0xD0, 0, 0xD0, 0])),
        (ToClient, frame(2, None, false, &[0xD0])),
        (ToClient, frame(0, None, true, &[0])),
    ];
    chunks.push((ToClient, frame(8, None, true, &[3, 232])));
    chunks
}

const NOTE_CHARS: usize = 200;

proptest! {
    #[test]
    fn no_bytes_make_a_mutant_panic(
        chunks in prop::collection::vec((any::<bool>(), packet()), 0..12),
    ) {
        for info in catalogue() {
            let mut stage = info.build().stage(ConnectionId(2));
            let under = info.build().stage_under_web_socket();
            for (to_server, chunk) in &chunks {
                let direction = if *to_server { ToServer } else { ToClient };
                stage.handle_signal(At::ZERO, direction, Signal::Bytes(chunk.clone()));
            }
            if let Some(mut under) = under {
                for (to_server, chunk) in &chunks {
                    let direction = if *to_server { ToServer } else { ToClient };
                    let head = b"HTTP/1.1 101 No\r\n\r\n".to_vec();
                    under.handle_signal(At::ZERO, direction, Signal::Bytes(head));
                    under.handle_signal(At::ZERO, direction, Signal::Bytes(chunk.clone()));
                }
                while under.poll_output().is_some() {}
            }
            stage.handle_signal(At::ZERO, ToServer, Signal::Fin);
            stage.handle_timeout(At::from_ms(1000));
            while stage.poll_output().is_some() {}
        }
    }
}

/// Something that is framed, mostly, and else anything.
fn packet() -> impl Strategy<Value = Vec<u8>> {
    let framed =
        (any::<u8>(), prop::collection::vec(any::<u8>(), 0..20)).prop_map(|(first, rest)| {
            let len = u8::try_from(rest.len()).unwrap();
            [&[first, len][..], &rest].concat()
        });
    prop_oneof![9 => framed, 1 => prop::collection::vec(any::<u8>(), 0..20)]
}

/// Something of everything that mutants look at. Neither side minds what the other does.
const EXERCISE: &str = include_str!("exercise.txt");
