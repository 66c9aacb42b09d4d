//! Properties of the tester's codec: what holds for all bytes, and for all regular packets.

use mqttspec_core::wire::{
    Bindings, Body, Composition, Direction, PacketType, Pattern, Split, dissect,
    notation::{Field, Term, Text, Value},
    split, summary,
};
use proptest::prelude::*;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn any_bytes_are_dissected_and_composed_again(bytes in any_bytes()) {
        for direction in [Direction::ToServer, Direction::ToClient] {
            let dissection = dissect(&bytes, direction);
            prop_assert!(bytes.starts_with(dissection.bytes));
            let again = Composition::of(&dissection).compose(&Bindings::default());
            prop_assert_eq!(again.as_deref(), Ok(dissection.bytes));
            let line = summary(&dissection);
            let pattern = Pattern::parse(&line).unwrap();
            prop_assert!(pattern.matches(&dissection, &mut Bindings::default()), "{}", line);
            if let Ok(bytes) = Composition::parse(&line).unwrap().compose(&Bindings::default()) {
                prop_assert_eq!(bytes, dissection.bytes, "{}", line);
            }
        }
    }

    #[test]
    fn what_split_finds_is_what_dissect_reads(bytes in any_bytes()) {
        match split(&bytes) {
            Split::Packet { len } => {
                let whole = dissect(&bytes[..len], Direction::ToClient);
                prop_assert_eq!(&whole, &dissect(&bytes, Direction::ToClient));
                prop_assert_eq!(whole.bytes.len(), len);
            }
            Split::NeedMore | Split::BadRemainingLength => {
                prop_assert!(!dissect(&bytes, Direction::ToClient).is_regular());
            }
        }
    }

    #[test]
    fn a_regular_packet_has_no_irregularity((composition, direction) in regular()) {
        let bytes = composition.compose(&Bindings::default()).unwrap();
        prop_assert_eq!(split(&bytes), Split::Packet { len: bytes.len() });
        let dissection = dissect(&bytes, direction);
        prop_assert_eq!(&dissection.irregularities, &[], "{}", composition);
        let reparsed = Composition::parse(&composition.to_string()).unwrap();
        prop_assert_eq!(&reparsed, &composition);
        let pattern = Pattern::parse(&composition.to_string()).unwrap();
        prop_assert_eq!(pattern.mismatch(&dissection, &Bindings::default()), None);
    }

    #[test]
    fn a_regular_packet_cut_off_anywhere_is_irregular_once(
        (composition, direction) in regular(),
        cut in any::<prop::sample::Index>(),
    ) {
        let bytes = composition.compose(&Bindings::default()).unwrap();
        let cut_off = &bytes[..cut.index(bytes.len())];
        prop_assert_eq!(split(cut_off), Split::NeedMore);
        // A flag that promises a field is told apart from a field that is cut off.
        prop_assert_eq!(dissect(cut_off, direction).irregularities.len(), 1, "{}", composition);
    }

    #[test]
    fn a_shorter_or_longer_remaining_length_is_never_read_beyond(
        (composition, direction) in regular(),
        remaining_length in 0_u32..200,
    ) {
        let lie = composition.with(Field::RemainingLength, remaining_length);
        let bytes = lie.compose(&Bindings::default()).unwrap();
        let dissection = dissect(&bytes, direction);
        let header = dissection.fixed_header_len();
        prop_assert!(dissection.bytes.len() <= header + remaining_length as usize);
        if let Body::Publish { payload, .. } = dissection.body {
            prop_assert!(payload.len() <= remaining_length as usize);
        }
    }

    #[test]
    fn a_text_of_the_notation_is_refused_or_written_again(text in notation_like()) {
        if let Ok(composition) = Composition::parse(&text) {
            prop_assert_eq!(Composition::parse(&composition.to_string()), Ok(composition));
        }
        if let Ok(pattern) = Pattern::parse(&text) {
            prop_assert_eq!(Pattern::parse(&pattern.to_string()), Ok(pattern));
        }
    }

    #[test]
    fn any_bytes_in_a_text_are_read_back(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        let composition =
            Composition::new(PacketType::Publish).with(Field::Payload, bytes.as_slice());
        prop_assert_eq!(Composition::parse(&composition.to_string()), Ok(composition));
    }
}

/// Texts of which some are in the notation, and many nearly are.
fn notation_like() -> impl Strategy<Value = String> {
    let types = vec!["PUBLISH", "SUBACK", "SUBSCRIBE", "PUBREL|PUBACK", "any", "not PINGREQ"];
    let fields = vec!["topic", "id", "codes", "filters", "qos", "flags", "extra", "idd"];
    let operators = vec!["=", "!=", ">=", "<=", ""];
    let value = prop_oneof![
        r#"(none|\*|\$[a-c]|[0-9]{1,5}|0x[0-9a-f]{1,3})(,[0-9]{1,3}){0,2}"#,
        r#"("[a-z/#+\\]{0,4}"|hex:[0-9a-f]{0,4}|fill:[0-9]{1,3})(:[0-2])?(\|"b")?"#,
        "[$*0-9a-z\":,+\\\\|]{0,6}",
    ];
    let field = (prop::sample::select(fields), prop::sample::select(operators), value)
        .prop_map(|(field, operator, value)| format!(" {field}{operator}{value}"));
    (prop::sample::select(types), prop::collection::vec(field, 0..3))
        .prop_map(|(packet_type, fields)| packet_type.to_owned() + &fields.concat())
}

/// Bytes that often begin like a packet: a first byte, a fitting or unfitting length, a body.
fn any_bytes() -> impl Strategy<Value = Vec<u8>> {
    let body = prop::collection::vec(prop_oneof![any::<u8>(), 0_u8..5, Just(b'/')], 0..40);
    let framed = (any::<u8>(), body.clone(), -2_i8..3).prop_map(|(first, body, lie)| {
        let length = (body.len() as i8 + lie).max(0) as u8;
        [vec![first, length], body].concat()
    });
    let header = prop::collection::vec(any::<u8>(), 0..7);
    prop_oneof![4 => framed, 1 => body, 1 => header, 2 => mutated()]
}

/// A regular packet with one byte changed.
fn mutated() -> impl Strategy<Value = Vec<u8>> {
    (regular(), any::<prop::sample::Index>(), any::<u8>()).prop_map(|((regular, _), at, byte)| {
        let mut bytes = regular.compose(&Bindings::default()).expect("regular packets compose");
        let at = at.index(bytes.len());
        bytes[at] = byte;
        bytes
    })
}

/// Any regular packet and a way it may go.
fn regular() -> impl Strategy<Value = (Composition, Direction)> {
    prop_oneof![connect(), connack(), publish(), acknowledgement(), subscription(), empty()]
}

fn connect() -> impl Strategy<Value = (Composition, Direction)> {
    let will = (topic_name(), bytes(), 0_u32..3, 0_u32..2);
    let login = (string(0), prop::option::of(bytes()));
    let strategy =
        (string(1), 0_u32..2, 0_u32..65_536, prop::option::of(will), prop::option::of(login));
    strategy.prop_map(|(client_id, clean_session, keep_alive, will, login)| {
        let mut packet = Composition::new(PacketType::Connect)
            .with(Field::ClientId, client_id.as_bytes())
            .with(Field::CleanSession, clean_session)
            .with(Field::KeepAlive, keep_alive);
        if let Some((topic, message, qos, retain)) = will {
            packet.set(Field::WillTopic, topic.as_bytes());
            packet.set(Field::WillMessage, message.as_slice());
            packet.set(Field::WillQos, qos);
            packet.set(Field::WillRetain, retain);
        }
        if let Some((user_name, password)) = login {
            packet.set(Field::UserName, user_name.as_bytes());
            packet.set(Field::Password, password.map_or(Value::Absent, |p| p.as_slice().into()));
        }
        (packet, Direction::ToServer)
    })
}

fn connack() -> impl Strategy<Value = (Composition, Direction)> {
    prop_oneof![(0_u32..2).prop_map(|present| (present, 0)), (1_u32..6).prop_map(|code| (0, code))]
        .prop_map(|(present, code)| {
            let packet = Composition::new(PacketType::Connack)
                .with(Field::SessionPresent, present)
                .with(Field::Code, code);
            (packet, Direction::ToClient)
        })
}

fn publish() -> impl Strategy<Value = (Composition, Direction)> {
    (topic_name(), 0_u32..3, id(), 0_u32..2, 0_u32..2, bytes(), direction()).prop_map(
        |(topic, qos, id, dup, retain, payload, direction)| {
            let mut packet = Composition::new(PacketType::Publish)
                .with(Field::Topic, topic.as_bytes())
                .with(Field::Qos, qos)
                .with(Field::Retain, retain)
                .with(Field::Payload, payload.as_slice());
            if qos > 0 {
                packet.set(Field::Id, id);
                packet.set(Field::Dup, dup);
            }
            (packet, direction)
        },
    )
}

fn acknowledgement() -> impl Strategy<Value = (Composition, Direction)> {
    let both_ways =
        [PacketType::Puback, PacketType::Pubrec, PacketType::Pubrel, PacketType::Pubcomp];
    let strategy = prop_oneof![
        (prop::sample::select(both_ways.to_vec()), direction()),
        Just((PacketType::Unsuback, Direction::ToClient)),
    ];
    (strategy, id()).prop_map(|((packet_type, direction), id)| {
        (Composition::new(packet_type).with(Field::Id, id), direction)
    })
}

fn subscription() -> impl Strategy<Value = (Composition, Direction)> {
    let codes = prop::collection::vec(prop::sample::select(vec![0_u32, 1, 2, 128]), 1..5);
    let filters = prop::collection::vec((topic_filter(), 0_u32..3), 1..4);
    let text = |text: &String| Term::Text(Text::from(text.as_str()));
    prop_oneof![
        (id(), codes).prop_map(|(id, codes)| {
            let codes = Value::List(codes.into_iter().map(Term::Number).collect());
            let packet = Composition::new(PacketType::Suback).with(Field::Id, id);
            (packet.with(Field::Codes, codes), Direction::ToClient)
        }),
        (id(), filters.clone()).prop_map(move |(id, filters)| {
            let pairs = filters.iter().map(|(filter, qos)| (text(filter), Term::Number(*qos)));
            let packet = Composition::new(PacketType::Subscribe).with(Field::Id, id);
            let pairs = Value::Pairs(pairs.collect());
            (packet.with(Field::Subscriptions, pairs), Direction::ToServer)
        }),
        (id(), filters).prop_map(move |(id, filters)| {
            let list = filters.iter().map(|(filter, _)| text(filter)).collect();
            let packet = Composition::new(PacketType::Unsubscribe).with(Field::Id, id);
            (packet.with(Field::TopicFilters, Value::List(list)), Direction::ToServer)
        }),
    ]
}

fn empty() -> impl Strategy<Value = (Composition, Direction)> {
    prop::sample::select(vec![
        (PacketType::Pingreq, Direction::ToServer),
        (PacketType::Pingresp, Direction::ToClient),
        (PacketType::Disconnect, Direction::ToServer),
    ])
    .prop_map(|(packet_type, direction)| (Composition::new(packet_type), direction))
}

fn direction() -> impl Strategy<Value = Direction> {
    prop::sample::select(vec![Direction::ToServer, Direction::ToClient])
}

fn id() -> impl Strategy<Value = u32> {
    prop_oneof![Just(1_u32), Just(65_535), 1_u32..65_536]
}

fn bytes() -> impl Strategy<Value = Vec<u8>> {
    prop::collection::vec(any::<u8>(), 0..200)
}

/// Characters of each encoded length, none of them U+0000 or a wildcard.
fn string(least: usize) -> impl Strategy<Value = String> {
    let characters = vec!['a', 'Z', '0', ' ', '/', '$', '"', '\\', '\u{1}', 'é', '\u{feff}', '😀'];
    prop::collection::vec(prop::sample::select(characters), least..20)
        .prop_map(|characters| characters.into_iter().collect())
}

fn topic_name() -> impl Strategy<Value = String> {
    string(1)
}

fn topic_filter() -> impl Strategy<Value = String> + Clone {
    let level = prop_oneof![Just("+".to_owned()), "[a-z$ ]{0,4}"];
    (prop::collection::vec(level, 1..5), any::<bool>()).prop_map(|(mut levels, all_below)| {
        if all_below || levels == [""] {
            levels.push("#".to_owned());
        }
        levels.join("/")
    })
}
