//! The vectors of `fixtures/packets`: they can be read, are many and distinct, and the tester's
//! codec says of each what its row says.

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};

use mqttspec_core::wire::{
    Bindings, Direction, Split, dissect, split, summary,
    vectors::{Codecs, Expected, State, Vector, parse},
};

/// What `$id` stands for in this test.
const ID: u16 = 7;

#[test]
fn there_are_hundreds_of_distinct_vectors_and_enough_of_them_allowed() {
    let mut seen = BTreeMap::new();
    let mut count = BTreeMap::new();
    for (file, vector) in all() {
        let here = format!("{file}: {vector}");
        if let Some(other) = seen.insert((bytes(&vector), vector.state), here.clone()) {
            panic!("{here} sends the same bytes in the same state as {other}");
        }
        *count.entry(vector.expected).or_insert(0) += 1;
    }
    let (close, stay) = (count[&Expected::Close], count[&Expected::Stay]);
    assert!(close + stay >= 400, "{count:?}");
    assert!(stay * 4 >= close + stay, "{count:?}");
}

#[test]
fn every_type_that_a_server_may_send_has_vectors_of_both_kinds() {
    let mut verdicts: BTreeMap<_, BTreeSet<Expected>> = BTreeMap::new();
    for (_, vector) in all() {
        if let Some(packet_type) = vector.packet.packet_type() {
            verdicts.entry(packet_type).or_default().insert(vector.expected);
        }
    }
    for (packet_type, verdicts) in &verdicts {
        if packet_type.may_travel(Direction::ToClient) && packet_type.name() != "CONNACK" {
            assert!(verdicts.contains(&Expected::Close), "{packet_type}");
            assert!(verdicts.contains(&Expected::Stay), "{packet_type}");
        }
    }
    // CONNECT, SUBSCRIBE, UNSUBSCRIBE, PINGREQ, DISCONNECT and the two reserved ones too.
    assert_eq!(verdicts.len(), 16);
}

#[test]
fn types_that_no_server_may_send_count_once_each() {
    let mut count = BTreeMap::new();
    for packet_type in all().filter_map(|(_, vector)| vector.packet.packet_type()) {
        *count.entry(packet_type).or_insert(0) += 1;
    }
    count.retain(|packet_type, _| !packet_type.may_travel(Direction::ToClient));
    assert!(count.values().all(|count| *count == 1), "{count:?}");
}

#[test]
fn the_tester_finds_irregular_exactly_what_the_rows_call_so() {
    for (file, vector) in all() {
        let to_client = is_regular(&bytes(&vector), Direction::ToClient);
        let expected = vector.codecs == Codecs::WellFormed;
        assert_eq!(to_client, expected, "{file} line {}: {vector}", vector.line);
        let to_server = is_regular(&bytes(&vector), Direction::ToServer);
        assert!(vector.codecs != Codecs::Misdirected || to_server, "{file}: {vector}");
    }
}

#[test]
fn an_answer_is_asked_only_of_a_client_that_stays_and_can_know_it() {
    for (file, vector) in all() {
        let answer = vector.answer.as_ref().map(ToString::to_string).unwrap_or_default();
        let row = format!("{} {answer}", vector.packet);
        let asks_back = answer.contains("$id");
        assert!(!asks_back || vector.state.has_identifier(), "{file}: {row}");
        assert!(answer.is_empty() || vector.expected == Expected::Stay, "{file}: {row}");
    }
}

#[test]
fn every_statement_that_a_row_names_is_in_the_catalogue() {
    let catalogue = fs::read_to_string(root().join("fixtures/spec/requirements.toml"))
        .expect("the catalogue is where the fixtures are");
    for (file, vector) in all() {
        let entry = format!("id = \"{}\"\n", vector.requirement);
        assert!(catalogue.contains(&entry), "{file} line {}: {entry}", vector.line);
    }
}

#[test]
fn dissections_of_all_vectors() {
    for (file, vectors) in files() {
        let mut lines = String::new();
        let mut last = 0;
        for vector in vectors.iter().filter(|vector| vector.state != State::InFlowPing) {
            if vector.line == last {
                continue;
            }
            last = vector.line;
            lines.push_str(&format!("{}\n", vector.name));
            let bytes = bytes(vector);
            for packet in packets(&bytes) {
                lines
                    .push_str(&format!("    {}\n", summary(&dissect(packet, Direction::ToClient))));
            }
        }
        insta::with_settings!({ omit_expression => true }, {
            insta::assert_snapshot!(format!("dissections_of_{file}"), lines);
        });
    }
}

/// Every vector with the name of its file.
fn all() -> impl Iterator<Item = (String, Vector)> {
    files()
        .into_iter()
        .flat_map(|(file, vectors)| vectors.into_iter().map(move |vector| (file.clone(), vector)))
}

fn files() -> BTreeMap<String, Vec<Vector>> {
    let folder = root().join("fixtures/packets");
    let entries = fs::read_dir(&folder).expect("the vectors are in fixtures/packets");
    let files: BTreeMap<String, Vec<Vector>> = entries
        .map(|entry| {
            let path = entry.expect("the folder can be read").path();
            let text = fs::read_to_string(&path).expect("a file of vectors is text");
            let vectors = parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let name = path.file_stem().expect("a file has a name").to_string_lossy();
            (name.into_owned(), vectors)
        })
        .collect();
    assert!(files.len() >= 10, "every family is there");
    files
}

fn bytes(vector: &Vector) -> Vec<u8> {
    let mut bindings = Bindings::default();
    bindings.bind_number("id", ID);
    vector.packet.compose(&bindings).unwrap_or_else(|e| panic!("{vector}: {e}"))
}

/// Whether the bytes are whole packets and nothing is wrong with any of them.
fn is_regular(bytes: &[u8], direction: Direction) -> bool {
    packets(bytes).into_iter().all(|packet| dissect(packet, direction).is_regular())
}

/// The packets one after the other; the last may be a part of one, or beyond reading.
fn packets(mut bytes: &[u8]) -> Vec<&[u8]> {
    let mut packets = Vec::new();
    while let Split::Packet { len } = split(bytes) {
        packets.push(&bytes[..len]);
        bytes = &bytes[len..];
    }
    if !bytes.is_empty() {
        packets.push(bytes);
    }
    packets
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}
