//! Tests of the framer: pieces, splits, and any bytes.

extern crate std;
use std::format;
use std::string::String;
use std::vec::Vec;

use proptest::prelude::*;

use super::*;
use crate::packet::PacketIdentifier;

/// Feeds `bytes` in slices of the given lengths, taking frames whenever there are some; a frame
/// in words, one each.
fn frames(capacity: usize, bytes: &[u8], lens: &[usize]) -> Vec<String> {
    let mut memory = std::vec![0; capacity];
    let mut framer = Framer::new(&mut memory);
    let mut seen = Vec::new();
    let mut rest = bytes;
    let mut lens = lens.iter().cycle();
    while !rest.is_empty() {
        let space = framer.space();
        let count = rest.len().min(space.len()).min(*lens.next().unwrap());
        assert!(!space.is_empty(), "the framer is stuck after {seen:?}");
        space[..count].copy_from_slice(&rest[..count]);
        framer.on_received(count);
        rest = &rest[count..];
        loop {
            match framer.next() {
                Ok(frame) => {
                    seen.push(describe(&framer, &frame));
                    framer.take(&frame);
                }
                Err(NoFrame::Incomplete) => break,
                Err(refused) => {
                    seen.push(format!("{refused:?}"));
                    return seen;
                }
            }
        }
    }
    seen
}

fn describe(framer: &Framer<'_>, frame: &Frame) -> String {
    match frame {
        Frame::Whole { header, body } => {
            format!("{:?} {:?}", header.packet_type, framer.bytes(body.clone()))
        }
        Frame::Piece { long, topic, payload } => format!(
            "{:?} {:?} {}+{} of {}",
            long.delivery.packet_identifier().map(PacketIdentifier::to_u16),
            std::str::from_utf8(framer.bytes(topic.clone())).unwrap(),
            long.offset,
            payload.len(),
            long.total
        ),
    }
}

fn publish(first_byte: u8, topic_len: usize, payload_len: usize) -> Vec<u8> {
    let identifier: &[u8] = if first_byte & QOS_BITS == 0 { &[] } else { &[0, 7] };
    let mut body = Vec::from((topic_len as u16).to_be_bytes());
    body.extend(core::iter::repeat_n(b't', topic_len));
    body.extend_from_slice(identifier);
    body.extend((0..payload_len).map(|at| at as u8));
    let mut packet = std::vec![first_byte];
    let mut len = body.len();
    while len > 0x7f {
        packet.push(len as u8 | 0x80);
        len >>= 7;
    }
    packet.push(len as u8);
    packet.extend(body);
    packet
}

#[test]
fn a_publish_longer_than_the_buffer_comes_in_pieces_that_fill_it() {
    let mut bytes = publish(0x32, 4, 150);
    bytes.extend([0xd0, 0]);
    assert_eq!(
        frames(64, &bytes, &[64]),
        [
            "Some(7) \"tttt\" 0+60 of 150",
            "Some(7) \"tttt\" 60+60 of 150",
            "Some(7) \"tttt\" 120+30 of 150",
            "Pingresp []"
        ]
    );
}

#[test]
fn a_publish_that_just_fits_is_whole() {
    assert_eq!(frames(64, &publish(0x30, 4, 56), &[64]).len(), 1);
    assert!(frames(64, &publish(0x30, 4, 56), &[64])[0].starts_with("Publish"));
    assert_eq!(frames(64, &publish(0x30, 4, 57), &[64]), ["None \"tttt\" 0+57 of 57"]);
}

#[test]
fn a_topic_name_longer_than_the_buffer_is_passed_over() {
    let mut bytes = publish(0x34, 300, 10);
    bytes.extend([0xd0, 0]);
    let expected = ["Some(7) \"\" 0+10 of 10", "Pingresp []"];
    assert_eq!(frames(64, &bytes, &[64]), expected);
    assert_eq!(frames(64, &bytes, &[1]), expected);
    let no_payload = frames(64, &publish(0x30, 300, 0), &[7]);
    assert_eq!(no_payload, ["None \"\" 0+0 of 0"]);
}

#[test]
fn a_topic_name_that_is_passed_over_is_checked_all_the_same() {
    let field = Field::TopicName;
    for (at, bytes, malformed) in [
        (0, &b"+"[..], Malformed::Wildcard { field, at: 0 }),
        (200, b"#\xff", Malformed::Wildcard { field, at: 200 }),
        (299, b"\0", Malformed::NulCharacter { field, at: 299 }),
        (63, b"\xff", Malformed::InvalidUtf8 { field, valid_up_to: 63 }),
        (100, b"\xed\xa0\x80", Malformed::InvalidUtf8 { field, valid_up_to: 100 }),
        // The name ends inside a character.
        (298, b"\xe2\x82", Malformed::InvalidUtf8 { field, valid_up_to: 298 }),
    ] {
        let mut packet = publish(0x32, 300, 10);
        packet[NAME_AT + at..][..bytes.len()].copy_from_slice(bytes);
        let expected = [format!("{:?}", NoFrame::Malformed(malformed))];
        for len in [64, 7, 1] {
            assert_eq!(frames(64, &packet, &[len]), expected, "{at}, {len} bytes at a time");
        }
    }
}

#[test]
fn a_character_of_a_name_passed_over_may_come_in_two_reads() {
    for at in 40..80 {
        let mut packet = publish(0x32, 300, 10);
        packet[NAME_AT + at..][..4].copy_from_slice("😀".as_bytes());
        for len in [64, 7, 1] {
            assert_eq!(frames(64, &packet, &[len]), ["Some(7) \"\" 0+10 of 10"], "{at} {len}");
        }
    }
}

/// Where the name begins in a packet with a Remaining Length of two bytes.
const NAME_AT: usize = 5;

#[test]
fn a_head_that_just_fits_is_kept_however_it_comes() {
    for (first_byte, topic_len) in [(0x30, 59), (0x32, 57)] {
        let bytes = publish(first_byte, topic_len, 68);
        assert!(frames(64, &bytes, &[64])[0].contains("tt"));
        assert_eq!(frames(64, &bytes, &[1]), frames(64, &bytes, &[64]));
        let longer = publish(first_byte, topic_len + 1, 68);
        assert!(!frames(64, &longer, &[64])[0].contains("tt"));
        assert_eq!(frames(64, &longer, &[1]), frames(64, &longer, &[64]));
    }
}

#[test]
fn every_length_around_the_buffer_s_is_taken_whole_or_in_pieces() {
    // Miri is too slow for each of them.
    for topic_len in (1..80).step_by(if cfg!(miri) { 26 } else { 1 }) {
        for payload_len in [0, 1, 2, 40, 64] {
            for first_byte in [0x30, 0x32] {
                let mut bytes = publish(first_byte, topic_len, payload_len);
                bytes.extend([0xd0, 0]);
                let seen = frames(64, &bytes, &[1]);
                assert_eq!(seen.last().unwrap(), "Pingresp []", "{topic_len} {payload_len}");
            }
        }
    }
}

#[test]
fn another_packet_longer_than_the_buffer_is_refused_by_its_header() {
    let mut framer_memory = [0; 64];
    let mut framer = Framer::new(&mut framer_memory);
    framer.space()[..2].copy_from_slice(&[0x90, 63]);
    framer.on_received(2);
    assert!(matches!(framer.next(), Err(NoFrame::TooLong(_))));
}

proptest! {
    #[test]
    fn any_split_of_the_bytes_gives_the_same_frames(
        packets in prop::collection::vec((0..4_u8, 1..100_usize, 0..200_usize), 1..8),
        lens in prop::collection::vec(1..90_usize, 1..20),
        capacity in 64..128_usize,
    ) {
        let bytes: Vec<u8> = packets
            .iter()
            .flat_map(|&(kind, topic_len, payload_len)| match kind {
                0 => std::vec![0x40, 2, 0, 9],
                kind => publish(0x30 | (kind - 1) << 1, topic_len, payload_len),
            })
            .collect();
        prop_assert_eq!(frames(capacity, &bytes, &lens), frames(capacity, &bytes, &[1]));
    }

    #[test]
    fn no_bytes_make_it_panic_or_stick(
        bytes in prop::collection::vec(any::<u8>(), 0..500),
        lens in prop::collection::vec(1..90_usize, 1..20),
    ) {
        prop_assert_eq!(frames(64, &bytes, &lens), frames(64, &bytes, &[1]));
    }
}

#[test]
fn a_frame_that_is_taken_after_the_connection_ended_leaves_nothing_behind() {
    let mut memory = [0; 64];
    let mut framer = Framer::new(&mut memory);
    framer.space()[..4].copy_from_slice(&[0x20, 2, 0, 3]);
    framer.on_received(4);
    let refusal = framer.next().unwrap();
    // What the packet says may end the connection before the packet is taken out.
    framer.clear();
    framer.take(&refusal);
    assert!(matches!(framer.next(), Err(NoFrame::Incomplete)));
}
