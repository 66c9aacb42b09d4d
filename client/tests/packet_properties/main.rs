//! Properties of the codec: encode and parse are inverses, and no bytes make either panic.

#![expect(clippy::unwrap_used, reason = "what a packet encodes to must split")]

mod recipe;

use mqttspec_client::{
    error::Misuse,
    packet::{FixedHeader, Packet, PublishHead},
};
use proptest::{prelude::*, strategy::ValueTree};

use recipe::Recipe;

/// Encodes a packet into a buffer of exactly its length.
fn encode(packet: &Packet<'_>) -> Vec<u8> {
    let mut bytes = vec![0; packet.encoded_len()];
    assert_eq!(packet.encode(&mut bytes), Ok(bytes.len()));
    bytes
}

/// Splits an encoded packet into its first byte and its body.
fn split(bytes: &[u8]) -> (u8, &[u8]) {
    let header = FixedHeader::parse(bytes).unwrap().unwrap();
    assert_eq!(header.len + header.remaining_length, bytes.len());
    (header.first_byte, &bytes[header.len..])
}

/// What is taken is written back byte by byte the same: nothing was ignored or repaired.
fn reencodes_if_taken(first_byte: u8, body: &[u8]) -> bool {
    let Ok(packet) = Packet::parse(first_byte, body) else { return false };
    let bytes = encode(&packet);
    assert_eq!(split(&bytes), (first_byte, body));
    true
}

proptest! {
    #[test]
    fn encoding_and_parsing_is_identity(recipe in recipe::any()) {
        recipe.with_packet(|packet| {
            let bytes = encode(packet);
            let (first_byte, body) = split(&bytes);
            assert_eq!(Packet::parse(first_byte, body).as_ref(), Ok(packet));
        });
    }

    #[test]
    fn bytes_that_are_taken_encode_to_themselves(first_byte: u8, body: Vec<u8>) {
        reencodes_if_taken(first_byte, &body);
    }

    #[test]
    fn a_packet_with_one_byte_changed_is_refused_or_encodes_to_itself(
        recipe in recipe::any(),
        at: prop::sample::Index,
        byte: u8,
    ) {
        recipe.with_packet(|packet| {
            let mut bytes = encode(packet);
            let header_len = split(&bytes).1.as_ptr() as usize - bytes.as_ptr() as usize;
            let at = at.index(bytes.len());
            bytes[at] = byte;
            reencodes_if_taken(bytes[0], &bytes[header_len..]);
        });
    }

    #[test]
    fn a_packet_cut_short_never_parses_to_the_same(recipe in recipe::any()) {
        recipe.with_packet(|packet| {
            let bytes = encode(packet);
            let (first_byte, body) = split(&bytes);
            for len in 0..body.len() {
                assert_ne!(Packet::parse(first_byte, &body[..len]).as_ref(), Ok(packet));
            }
        });
    }

    #[test]
    fn a_buffer_that_is_too_small_is_refused_with_the_length_needed(recipe in recipe::any()) {
        recipe.with_packet(|packet| {
            let needed = packet.encoded_len();
            let mut buffer = vec![0; needed];
            for found in 0..needed {
                let refused = Err(Misuse::BufferTooSmall { needed, found });
                assert_eq!(packet.encode(&mut buffer[..found]), refused);
            }
        });
    }

    #[test]
    fn a_larger_buffer_stays_untouched_behind_the_packet(recipe in recipe::any()) {
        recipe.with_packet(|packet| {
            let len = packet.encoded_len();
            let mut buffer = vec![0xA5; len + 8];
            assert_eq!(packet.encode(&mut buffer), Ok(len));
            assert_eq!(buffer[len..], [0xA5; 8]);
        });
    }

    #[test]
    fn a_head_and_its_payload_make_the_whole_publish(recipe in recipe::publish()) {
        recipe.with_packet(|packet| {
            let Packet::Publish(publish) = packet else { panic!("not a PUBLISH: {packet:?}") };
            let whole = encode(packet);
            let mut streamed = vec![0; whole.len() - publish.payload.len()];
            let len = publish.head().encode(publish.payload.len(), &mut streamed);
            assert_eq!(len, Ok(streamed.len()));
            streamed.extend_from_slice(publish.payload);
            assert_eq!(streamed, whole);
            let (first_byte, body) = split(&whole);
            let payload_at = body.len() - publish.payload.len();
            for len in 0..=body.len() {
                let parsed = PublishHead::parse_partial(first_byte, &body[..len], body.len());
                let expected = (len >= payload_at).then(|| (publish.head(), payload_at));
                assert_eq!(parsed, Ok(expected));
            }
        });
    }

    #[test]
    fn a_partial_head_is_refused_only_if_the_whole_packet_is(
        first_byte in 0x30_u8..=0x3F,
        body in prop::collection::vec(prop_oneof![Just(0_u8), 0..8_u8, any::<u8>()], 0..16),
    ) {
        let whole = Packet::parse(first_byte, &body);
        for len in 0..=body.len() {
            match PublishHead::parse_partial(first_byte, &body[..len], body.len()) {
                Ok(None) => assert!(len < body.len()),
                Ok(Some((head, at))) => {
                    let Ok(Packet::Publish(publish)) = whole else { panic!("{whole:?}") };
                    assert_eq!((head, &body[at..]), (publish.head(), publish.payload));
                }
                Err(malformed) => assert_eq!(whole, Err(malformed)),
            }
        }
    }

    #[test]
    fn a_fixed_header_is_the_same_whatever_follows(bytes: Vec<u8>) {
        let whole = FixedHeader::parse(&bytes);
        for len in 0..bytes.len() {
            match FixedHeader::parse(&bytes[..len]) {
                Ok(None) => {}
                decided => assert_eq!(decided, whole),
            }
        }
    }
}

#[test]
fn every_body_of_up_to_two_bytes_is_taken_or_refused() {
    let mut taken = 0;
    for first_byte in 0..=u8::MAX {
        taken += usize::from(reencodes_if_taken(first_byte, &[]));
        for high in 0..=u8::MAX {
            taken += usize::from(reencodes_if_taken(first_byte, &[high]));
            for low in 0..=u8::MAX {
                taken += usize::from(reencodes_if_taken(first_byte, &[high, low]));
            }
        }
    }
    // three without a body, seven CONNACKs, five acknowledgements with each Packet Identifier
    assert_eq!(taken, 3 + 7 + 5 * 65_535);
}

#[test]
fn recipes_make_every_packet_type() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..500 {
        let recipe: Recipe = recipe::any().new_tree(&mut runner).unwrap().current();
        recipe.with_packet(|packet| seen.insert(packet.packet_type()));
    }
    assert_eq!(seen.len(), 14);
}
