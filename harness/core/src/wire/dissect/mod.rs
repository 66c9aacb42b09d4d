//! Dissecting: from bytes to what they say and all that is wrong with them.
//!
//! Each irregularity names the statement that its *sender* breaks. Where several say it, this is
//! the choice, the same everywhere:
//!
//! * flags: 3.6.1-1, 3.8.1-1, 3.10.1-1 of PUBREL, SUBSCRIBE, UNSUBSCRIBE; 2.2.2-1 of the others;
//! * Packet Identifier 0: 2.3.1-1 of PUBLISH, SUBSCRIBE, UNSUBSCRIBE; of an acknowledgement, which
//!   can echo none, 2.3.1-6, 2.3.1-7 (SUBACK, UNSUBACK) and 4.3.3-2 (PUBCOMP);
//! * ill-formed UTF-8: that of the field where it has one (3.1.3-4, 3.8.3-1 …), else 1.5.3-1;
//!   U+0000: 1.5.3-2;
//! * a wildcard in a Topic Name: 3.3.2-2 of PUBLISH, 4.7.1-1 of a Will Topic;
//! * a field that the Connect Flags announce and the payload lacks: that of the flag, 3.1.2-9,
//!   3.1.2-19, 3.1.2-21;
//! * bytes after the fields that the Connect Flags announce: that of the first clear flag among
//!   User Name, Password and Will, 3.1.2-18, 3.1.2-20, 3.1.2-11;
//! * a return code of CONNACK above 5: 3.2.2-6;
//! * any other length that does not fit, reserved bits of CONNACK, a type that may not travel this
//!   way: ROB-STREAM-1.
//!
//! The last is our own name, since 4.8.0-1 says what the *receiver* has to do. Needlessly many
//! bytes of Remaining Length are no irregularity: 3.1.1 does not forbid them (ROB-LENGTH-1 does).
//!
//! *Not here:* what depends on other packets (a Packet Identifier in use, an order).

mod acknowledgement;
mod connack;
mod connect;
mod publish;
mod reader;
mod string;
mod subscription;

use self::reader::Reader;
use super::{
    dissection::{Body, Dissection},
    layout::{Direction, PacketType},
    remaining_length::{REMAINING_LENGTH_BYTES_MAX, REMAINING_LENGTH_MAX, RemainingLength, decode},
};

/// What a sender breaks who does something that no statement of the standard forbids by name.
const NO_STATEMENT: &str = "ROB-STREAM-1";

/// Dissects the Control Packet that `bytes` begin with, on its way in `direction`.
///
/// What follows the packet is left out; [`split`](super::split) finds where it ends. Bytes that
/// end before the packet does are dissected as far as they go, with that as an irregularity. After
/// a Remaining Length that does not end, nothing is. No bytes at all are a packet of type 0. A
/// regular packet without Topic Filters is dissected without allocating.
#[must_use]
pub fn dissect(bytes: &[u8], direction: Direction) -> Dissection<'_> {
    let Some((first, rest)) = bytes.split_first() else { return nothing() };
    let packet_type = PacketType::of_first_byte(*first);
    let flags = first & 0x0f;
    let (remaining_length, header_len) = match decode(rest) {
        RemainingLength::Whole { value, bytes } => (value, 1 + bytes),
        RemainingLength::CutOff => (0, bytes.len()),
        RemainingLength::TooLong => (REMAINING_LENGTH_MAX, 1 + REMAINING_LENGTH_BYTES_MAX),
    };
    let mut reader = Reader::new(bytes, header_len, remaining_length);
    check_type_and_flags(&mut reader, packet_type, flags, direction);
    check_framing(&mut reader, rest);
    let body = match packet_type {
        PacketType::Connect => connect::dissect(&mut reader),
        PacketType::Connack => connack::dissect(&mut reader),
        PacketType::Publish => publish::dissect(&mut reader, flags),
        PacketType::Puback
        | PacketType::Pubrec
        | PacketType::Pubrel
        | PacketType::Pubcomp
        | PacketType::Unsuback => acknowledgement::dissect(&mut reader, packet_type),
        PacketType::Subscribe => subscription::dissect_subscribe(&mut reader),
        PacketType::Suback => subscription::dissect_suback(&mut reader),
        PacketType::Unsubscribe => subscription::dissect_unsubscribe(&mut reader),
        PacketType::Pingreq | PacketType::Pingresp | PacketType::Disconnect => {
            reader.finish(NO_STATEMENT, "nothing after the fixed header");
            Body::Empty
        }
        PacketType::Reserved0 | PacketType::Reserved15 => Body::Unknown(reader.rest()),
    };
    let (bytes, irregularities) = reader.into_parts();
    Dissection { bytes, packet_type, flags, remaining_length, body, irregularities }
}

fn nothing() -> Dissection<'static> {
    let mut reader = Reader::new(&[], 0, 0);
    reader.report(0, NO_STATEMENT, "a Control Packet", || "no bytes".to_owned());
    let (bytes, irregularities) = reader.into_parts();
    Dissection {
        bytes,
        packet_type: PacketType::Reserved0,
        flags: 0,
        remaining_length: 0,
        body: Body::Unknown(&[]),
        irregularities,
    }
}

fn check_type_and_flags(
    reader: &mut Reader<'_>,
    packet_type: PacketType,
    flags: u8,
    direction: Direction,
) {
    if !packet_type.may_travel(direction) {
        let expected = match direction {
            Direction::ToServer => "a type that a client may send",
            Direction::ToClient => "a type that a server may send",
        };
        reader.report(0, NO_STATEMENT, expected, || packet_type.to_string());
    }
    let Some(fixed) = packet_type.fixed_flags().filter(|fixed| *fixed != flags) else { return };
    let requirement = match packet_type {
        PacketType::Pubrel => "MQTT-3.6.1-1",
        PacketType::Subscribe => "MQTT-3.8.1-1",
        PacketType::Unsubscribe => "MQTT-3.10.1-1",
        _ => "MQTT-2.2.2-1",
    };
    let expected = if fixed == 0 { "flags 0000" } else { "flags 0010" };
    reader.report(0, requirement, expected, || format!("flags {flags:04b}"));
}

/// Reports a Remaining Length that is too long or cut off, or bytes that end too early.
fn check_framing(reader: &mut Reader<'_>, after_first: &[u8]) {
    match decode(after_first) {
        RemainingLength::Whole { value, .. } => {
            let missing = reader.missing();
            if missing > 0 {
                let offset = reader.bytes_len();
                reader.report(
                    offset,
                    NO_STATEMENT,
                    "as many bytes as Remaining Length says",
                    || format!("the end, {missing} of {value} bytes too early"),
                );
            }
        }
        RemainingLength::CutOff => {
            reader.lose();
            let offset = reader.bytes_len();
            reader.report(offset, NO_STATEMENT, "a whole fixed header", || "the end".to_owned());
        }
        RemainingLength::TooLong => {
            reader.lose();
            let field = hex::encode(&after_first[..REMAINING_LENGTH_BYTES_MAX]);
            reader.report(1, NO_STATEMENT, "a Remaining Length of one to four bytes", || {
                format!("{field}, which announces a fifth")
            });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The statements that a packet breaks, in order, without their prefix.
    fn broken(bytes: &[u8], direction: Direction) -> Vec<String> {
        let broken = dissect(bytes, direction).irregularities;
        broken.iter().map(|one| one.requirement.as_str().replace("MQTT-", "")).collect()
    }

    fn to_client(bytes: &[u8]) -> Vec<String> {
        broken(bytes, Direction::ToClient)
    }

    fn to_server(bytes: &[u8]) -> Vec<String> {
        broken(bytes, Direction::ToServer)
    }

    #[test]
    fn regular_packets_have_no_irregularity() {
        for bytes in [
            &b"\x20\x02\x01\x00"[..],
            b"\x30\x05\x00\x03a/bhi",
            b"\x3d\x05\x00\x01a\x00\x07",
            b"\x62\x02\xff\xff",
            b"\x90\x05\x00\x01\x00\x02\x80",
            b"\xb0\x02\x00\x01",
            b"\xd0\x00",
            b"\xd0\x80\x00",
        ] {
            assert_eq!(to_client(bytes), [""; 0], "{bytes:x?}");
        }
        for bytes in [
            &b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03cut"[..],
            b"\x82\x08\x00\x01\x00\x03a/#\x01",
            b"\xa2\x07\x00\x01\x00\x03a/+",
            b"\xe0\x00",
        ] {
            assert_eq!(to_server(bytes), [""; 0], "{bytes:x?}");
        }
    }

    #[test]
    fn each_wrong_thing_is_listed_with_its_statement() {
        assert_eq!(to_client(b"\x3e\x05\x00\x01#\x00\x00"), ["3.3.1-4", "3.3.2-2"]);
        assert_eq!(to_client(b"\x38\x02\x00\x00"), ["3.3.1-2", "4.7.3-1"]);
        assert_eq!(to_client(b"\x30\x05\x00\x03\xed\xbf\xbf"), ["1.5.3-1"]);
        assert_eq!(to_client(b"\x32\x05\x00\x01\x00\x00\x00"), ["1.5.3-2", "2.3.1-1"]);
        assert_eq!(to_client(b"\x60\x02\x00\x00"), ["3.6.1-1", "2.3.1-6"]);
        assert_eq!(to_client(b"\x20\x02\x03\x06"), ["ROB-STREAM-1", "3.2.2-6", "3.2.2-4"]);
        assert_eq!(to_client(b"\x90\x03\x00\x00\x03"), ["2.3.1-7", "3.9.3-2"]);
        assert_eq!(to_server(b"\x80\x04\x00\x01\x00\x00"), ["3.8.1-1", "4.7.3-1", "3.8.3-3"]);
        assert_eq!(to_server(b"\xa2\x02\x00\x00"), ["2.3.1-1", "3.10.3-2"]);
        assert_eq!(to_server(b"\xd1\x01\x00"), ["ROB-STREAM-1", "2.2.2-1", "ROB-STREAM-1"]);
    }

    #[test]
    fn every_flag_of_connect_is_held_against_the_payload() {
        let connect = |flags: u8| {
            let mut bytes = b"\x10\x0c\x00\x04MQTT\x04\x00\x00\x3c\x00\x00".to_vec();
            bytes[9] = flags;
            to_server(&bytes)
        };
        assert_eq!(connect(0x02), [""; 0]);
        assert_eq!(connect(0x00), ["3.1.3-7"]);
        assert_eq!(connect(0x03), ["3.1.2-3"]);
        assert_eq!(connect(0x0a), ["3.1.2-13"]);
        assert_eq!(connect(0x22), ["3.1.2-15"]);
        assert_eq!(connect(0x1e), ["3.1.2-14", "3.1.2-9", "3.1.2-9"]);
        assert_eq!(connect(0x42), ["3.1.2-22", "3.1.2-21"]);
        assert_eq!(connect(0x82), ["3.1.2-19"]);
    }

    #[test]
    fn a_packet_cut_off_anywhere_has_that_one_irregularity() {
        let packet = b"\x10\x17\x00\x04MQTT\x04\xc2\x00\x3c\x00\x03cut\x00\x01u\x00\x03p\x00w";
        assert_eq!(to_server(packet), [""; 0]);
        for len in 0..packet.len() {
            assert_eq!(to_server(&packet[..len]), ["ROB-STREAM-1"], "{len}");
        }
    }

    #[test]
    fn what_follows_the_packet_is_left_out() {
        let dissection = dissect(b"\xd0\x00\x30", Direction::ToClient);
        assert_eq!((dissection.bytes, dissection.is_regular()), (&b"\xd0\x00"[..], true));
    }

    #[test]
    fn wildcards_of_a_filter_fill_whole_levels() {
        let filter = |filter: &[u8]| {
            let mut packet = vec![0xa2, 4 + filter.len() as u8, 0, 1, 0, filter.len() as u8];
            packet.extend_from_slice(filter);
            to_server(&packet)
        };
        for regular in ["#", "+", "+/+", "a/+/#", "/", "+/", "$SYS/#"] {
            assert_eq!(filter(regular.as_bytes()), [""; 0], "{regular}");
        }
        assert_eq!(filter(b"a/#/b"), ["4.7.1-2"]);
        assert_eq!(filter(b"a#"), ["4.7.1-2"]);
        assert_eq!(filter(b"a+/b+"), ["4.7.1-3", "4.7.1-3"]);
    }
}
