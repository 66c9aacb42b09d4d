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
    wire::Direction::{ToClient, ToServer},
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
    for info in catalogue() {
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

const NOTE_CHARS: usize = 200;

proptest! {
    #[test]
    fn no_bytes_make_a_mutant_panic(
        chunks in prop::collection::vec((any::<bool>(), packet()), 0..12),
    ) {
        for info in catalogue() {
            let mut stage = info.build().stage(ConnectionId(2));
            for (to_server, chunk) in &chunks {
                let direction = if *to_server { ToServer } else { ToClient };
                stage.handle_signal(At::ZERO, direction, Signal::Bytes(chunk.clone()));
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
