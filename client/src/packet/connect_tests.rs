//! Tests of CONNECT.

extern crate std;
use std::vec;

use super::*;

fn text(text: &str) -> Utf8String<'_> {
    Utf8String::new(Field::ClientIdentifier, text).unwrap()
}

fn connect(client_identifier: &str) -> Connect<'_> {
    Connect {
        protocol_version: ProtocolVersion::V3_1_1,
        clean_session: true,
        keep_alive_s: 60,
        client_identifier: text(client_identifier),
        will: None,
        login: None,
    }
}

#[test]
fn the_smallest_connect_is_exact() {
    let packet = connect("");
    let mut buffer = [0; 14];
    assert_eq!(packet.encode(&mut buffer), Ok(14));
    assert_eq!(buffer, *b"\x10\x0C\0\x04MQTT\x04\x02\0\x3C\0\0");
    assert_eq!(Connect::parse(&buffer[2..]), Ok(packet));
}

#[test]
fn fields_stand_in_the_order_of_the_specification() {
    let will = Will {
        topic_name: TopicName::new("w").unwrap(),
        message: BinaryData::new(Field::WillMessage, b"\xFF\0").unwrap(),
        qos: QoS::ExactlyOnce,
        retain: true,
    };
    let password = Some(BinaryData::new(Field::Password, b"\0").unwrap());
    let login = Some(Login { user_name: text("u"), password });
    let packet = Connect { clean_session: false, will: Some(will), login, ..connect("c") };
    let mut buffer = [0; 28];
    assert_eq!(packet.encode(&mut buffer), Ok(packet.encoded_len()));
    assert_eq!(
        buffer,
        *b"\x10\x1A\0\x04MQTT\x04\xF4\0\x3C\0\x01c\0\x01w\0\x02\xFF\0\0\x01u\0\x01\0"
    );
    assert_eq!(Connect::parse(&buffer[2..]), Ok(packet));
}

#[test]
fn every_will_and_login_sets_its_own_flags() {
    let topic_name = TopicName::new("w").unwrap();
    let message = BinaryData::default();
    for qos in [QoS::AtMostOnce, QoS::AtLeastOnce, QoS::ExactlyOnce] {
        for retain in [false, true] {
            let will = Some(Will { topic_name, message, qos, retain });
            let packet = Connect { will, ..connect("c") };
            let expected = 0b0000_0110 | qos.to_u8() << 3 | u8::from(retain) << 5;
            assert_eq!(flags_on_the_wire(&packet), expected);
        }
    }
    let login = |password| Some(Login { user_name: text(""), password });
    let user_only = Connect { login: login(None), ..connect("c") };
    assert_eq!(flags_on_the_wire(&user_only), 0b1000_0010);
    let both = Connect { login: login(Some(BinaryData::default())), ..connect("c") };
    assert_eq!(flags_on_the_wire(&both), 0b1100_0010);
}

fn flags_on_the_wire(packet: &Connect<'_>) -> u8 {
    let mut buffer = [0; 64];
    let len = packet.encode(&mut buffer).unwrap();
    assert_eq!(Connect::parse(&buffer[2..len]), Ok(*packet));
    buffer[9]
}

#[test]
fn an_empty_user_name_is_sent_as_an_empty_field() {
    let login = Some(Login { user_name: text(""), password: None });
    let mut buffer = [0; 64];
    let len = Connect { login, ..connect("c") }.encode(&mut buffer).unwrap();
    assert_eq!(buffer[len - 3..len], [b'c', 0, 0]);
}

#[test]
fn long_fields_get_a_longer_remaining_length() {
    for (remaining_length, header_len) in [(127, 2), (128, 3), (16_383, 3), (16_384, 4)] {
        let password = vec![7; remaining_length - 12 - 3 - 2];
        let password = Some(BinaryData::new(Field::Password, &password).unwrap());
        let login = Some(Login { user_name: text("u"), password });
        let packet = Connect { login, ..connect("") };
        let mut buffer = vec![0; header_len + remaining_length];
        assert_eq!(packet.encode(&mut buffer), Ok(header_len + remaining_length));
        assert_eq!(Connect::parse(&buffer[header_len..]), Ok(packet));
    }
}

#[test]
fn the_longest_connect_fits_its_types() {
    let long = vec![b'x'; 65_535];
    let long_text = core::str::from_utf8(&long).unwrap();
    let binary = BinaryData::new(Field::Password, &long).unwrap();
    let topic_name = TopicName::new(long_text).unwrap();
    let will = Some(Will { topic_name, message: binary, qos: QoS::AtMostOnce, retain: false });
    let login = Some(Login { user_name: text(long_text), password: Some(binary) });
    let packet = Connect { will, login, ..connect(long_text) };
    let mut buffer = vec![0; packet.encoded_len()];
    assert_eq!(packet.encode(&mut buffer), Ok(4 + 10 + 5 * 65_537));
    assert_eq!(Connect::parse(&buffer[4..]), Ok(packet));
}

#[test]
fn mqtt_3_1_has_another_name_and_level() {
    let packet = Connect { protocol_version: ProtocolVersion::V3_1, ..connect("c") };
    let mut buffer = [0; 17];
    assert_eq!(packet.encode(&mut buffer), Ok(17));
    assert_eq!(buffer, *b"\x10\x0F\0\x06MQIsdp\x03\x02\0\x3C\0\x01c");
    assert_eq!(Connect::parse(&buffer[2..]), Ok(packet));
}

#[test]
fn mqtt_3_1_takes_1_to_23_bytes_of_client_identifier() {
    let of =
        |identifier| Connect { protocol_version: ProtocolVersion::V3_1, ..connect(identifier) };
    let identifier = "abcdefghijklmnopqrstuvwx";
    assert_eq!(of("").check(), Err(Misuse::ClientIdentifierEmpty));
    assert_eq!(of(&identifier[..1]).check(), Ok(()));
    assert_eq!(of(&identifier[..23]).check(), Ok(()));
    let long = Misuse::ClientIdentifierLong { found: 24, max: 23 };
    assert_eq!(of(identifier).encode(&mut [0; 64]), Err(long));
}

#[test]
fn an_empty_client_identifier_needs_clean_session() {
    let packet = Connect { clean_session: false, ..connect("") };
    assert_eq!(packet.encode(&mut [0; 64]), Err(Misuse::ClientIdentifierEmpty));
}

#[test]
fn each_fault_has_its_own_error() {
    let truncated = |field, expected, found| Malformed::Truncated { field, expected, found };
    let flags = Field::ConnectFlags;
    for (body, malformed) in [
        (&b"\0\x04MQTt\x04\x02\0\0\0\0"[..], Malformed::ProtocolName),
        (b"\0\x04MQTT\x05\x02\0\0\0\0", Malformed::ProtocolLevel { expected: 4, found: 5 }),
        (b"\0\x06MQIsdp\x04\x02\0\0\0\0", Malformed::ProtocolLevel { expected: 3, found: 4 }),
        (b"\0\x04MQTT\x04\x03\0\0\0\0", Malformed::ReservedBits { field: flags, found: 3 }),
        (b"\0\x04MQTT\x04\x0A\0\0\0\0", Malformed::WillFlagsWithoutWill { found: 0x0A }),
        (b"\0\x04MQTT\x04\x22\0\0\0\0", Malformed::WillFlagsWithoutWill { found: 0x22 }),
        (b"\0\x04MQTT\x04\x1E\0\0\0\0", Malformed::QoS { field: Field::WillQoS, found: 3 }),
        (b"\0\x04MQTT\x04\x42\0\0\0\0\0\0", Malformed::PasswordWithoutUserName),
        (b"\0\x04MQTT\x04\x00\0\0\0\0", Malformed::ClientIdentifierEmpty),
        (
            b"\0\x04MQTT\x04\x02\0\0\0\0\0",
            Malformed::TrailingBytes { packet_type: PacketType::Connect, found: 1 },
        ),
        (b"\0\x04MQTT\x04\x06\0\0\0\0\0\0\0\0", Malformed::Empty { field: Field::WillTopic }),
        (b"\0\x04MQTT\x04\x06\0\0\0\0\0\x01w", truncated(Field::WillMessage, 2, 0)),
        (b"\0\x04MQTT\x04\x82\0\0\0\0", truncated(Field::UserName, 2, 0)),
        (b"\0\x04MQTT\x04\xC2\0\0\0\0\0\0", truncated(Field::Password, 2, 0)),
        (b"\0\x04MQTT\x04\x02\0", truncated(Field::KeepAlive, 2, 1)),
        (b"\0\x04MQTT\x04\x02\0\0", truncated(Field::ClientIdentifier, 2, 0)),
        (b"\0\x04MQTT\x04", truncated(flags, 1, 0)),
        (b"\0\x04MQTT", truncated(Field::ProtocolLevel, 1, 0)),
        (b"\0\x04MQT", truncated(Field::ProtocolName, 4, 3)),
    ] {
        assert_eq!(Connect::parse(body), Err(malformed));
    }
    let long = b"\0\x06MQIsdp\x03\x02\0\0\0\x18abcdefghijklmnopqrstuvwx";
    let expected = Malformed::ClientIdentifierLong { found: 24, max: 23 };
    assert_eq!(Connect::parse(long), Err(expected));
}
