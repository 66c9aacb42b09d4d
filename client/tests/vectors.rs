//! The two codecs are bound: of each vector in `fixtures/packets` the client's says what the
//! tester's says, unless the row itself tells them apart.

use std::{fs, path::Path};

use mqttspec_client::{
    error::Malformed,
    packet::{FixedHeader, Packet},
};
use mqttspec_core::wire::{
    Bindings, Direction, Split, dissect, split,
    vectors::{Codecs, Vector, parse},
};
use proptest::prelude::*;

/// What `$id` stands for in this test.
const ID: u16 = 7;

#[test]
fn the_client_rejects_exactly_the_vectors_that_are_malformed() {
    for (file, vector) in all() {
        let parsed = parse_all(&bytes(&vector));
        let expected = vector.codecs == Codecs::Malformed;
        assert_eq!(parsed.is_err(), expected, "{file}: {vector}: {parsed:?}");
    }
}

#[test]
fn the_two_codecs_agree_where_direction_does_not_tell_them_apart() {
    for (file, vector) in all().into_iter().filter(|(_, v)| v.codecs != Codecs::Misdirected) {
        let bytes = bytes(&vector);
        let accepted = parse_all(&bytes) == Ok(());
        assert_eq!(accepted, is_regular(&bytes), "{file}: {vector}");
    }
}

#[test]
fn the_two_codecs_agree_on_every_first_byte_and_small_body() {
    let bodies = [&b""[..], b"\0", b"\0\x01", b"\0\0", b"\0\x01\0", b"\0\x01a", b"\0\x01a\0\x01"];
    for first in 0..=u8::MAX {
        for body in bodies {
            let packet = [&[first, body.len() as u8], body].concat();
            let accepted = parse_all(&packet) == Ok(());
            assert_eq!(accepted, is_regular_somewhere(&packet), "{packet:02x?}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if cfg!(miri) { 16 } else { 4_000 }))]

    #[test]
    fn the_two_codecs_agree_on_vectors_of_which_some_bytes_are_changed(
        vector in prop::sample::select(all()),
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..3),
    ) {
        let mut bytes = bytes(&vector.1);
        for (at, byte) in changes {
            // The first bytes matter most, and some vectors are long.
            let at = at.index(bytes.len().min(12));
            bytes[at] = byte;
        }
        if let Split::Packet { len } = split(&bytes) {
            let accepted = parse_all(&bytes[..len]) == Ok(());
            prop_assert_eq!(accepted, is_regular_somewhere(&bytes[..len]), "{:02x?}", bytes);
        }
    }
}

/// Parses packet after packet; the first that is wrong ends it. A part of a packet is right so
/// far, as it is for a client that waits for the rest.
fn parse_all(mut bytes: &[u8]) -> Result<(), Malformed> {
    while let Some(header) = FixedHeader::parse(bytes)? {
        let end = header.len + header.remaining_length;
        let Some(body) = bytes.get(header.len..end) else { break };
        Packet::parse(header.first_byte, body)?;
        bytes = &bytes[end..];
    }
    Ok(())
}

/// Whether one packet is regular at least one way; the client's codec knows no direction.
fn is_regular_somewhere(packet: &[u8]) -> bool {
    let ways = [Direction::ToServer, Direction::ToClient];
    ways.into_iter().any(|direction| dissect(packet, direction).is_regular())
}

fn is_regular(mut bytes: &[u8]) -> bool {
    while let Split::Packet { len } = split(bytes) {
        if !dissect(&bytes[..len], Direction::ToClient).is_regular() {
            return false;
        }
        bytes = &bytes[len..];
    }
    bytes.is_empty()
}

fn bytes(vector: &Vector) -> Vec<u8> {
    let mut bindings = Bindings::default();
    bindings.bind_number("id", ID);
    vector.packet.compose(&bindings).unwrap_or_else(|e| panic!("{vector}: {e}"))
}

/// Every vector with the name of its file.
fn all() -> Vec<(String, Vector)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/packets");
    let entries = fs::read_dir(folder).expect("the vectors are in fixtures/packets");
    let mut all = Vec::new();
    for entry in entries {
        let path = entry.expect("the folder can be read").path();
        let text = fs::read_to_string(&path).expect("a file of vectors is text");
        let vectors = parse(&text).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
        let file = path.file_stem().expect("a file has a name").to_string_lossy().into_owned();
        all.extend(vectors.into_iter().map(|vector| (file.clone(), vector)));
    }
    assert!(all.len() >= 400, "every family is there");
    all
}
