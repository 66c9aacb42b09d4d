//! The compact notation of vectors, steps, scripts, patterns and transcripts.
//!
//! ```text
//! PUBLISH topic="a/b" qos=1 id=7 payload="hi"      # a comment
//! CONNACK session_present=0 code=5
//! SUBACK id=$a codes=0,1,128
//! SUBSCRIBE id=3 filters="a/b":1,"c/#":2
//! UNSUBSCRIBE id=3 filters="a/b","c"
//! CONNECT client_id="cut" clean_session=1 keep_alive=60 user_name="u" password=hex:00ff
//! PINGRESP flags=0x1 extra=hex:00
//! hex 30 05 00 03 61
//! ```
//!
//! A line is the name of a Control Packet and fields; values are numbers (`7`, `0x07`), bytes
//! (`"text\n\x00\u{feff}"`, `hex:00ff`, `fill:70000`, `fill:70000/7` with a seed of the control
//! link's, `repeat:"a"*9`), lists of those, a `$variable`, or `none` for a field that is not there.
//!
//! It is read in two ways:
//! * [`Composition`]: bytes to be made. A field that is not given has its default; lies are
//!   `flags`, `remaining_length` (its value), `remaining_length_bytes` (as they are), `body`
//!   (everything after the fixed header), `extra` (appended, and counted in Remaining Length),
//!   `cut` (so many bytes are left of the whole), `…_length` (before a string) and `…_flag`. An
//!   `id` that is given is written even with QoS 0.
//! * [`Pattern`]: what a packet must be like. A field that is not given may be anything;
//!   `id=*` is any that is there, `id!=0`, `keep_alive<=60`, `code=1|2`; `PUBACK|PUBREC id=$a`,
//!   `any`, `not PINGREQ`. A variable is bound by its first match and must be equal later.

mod bindings;
mod compose;
mod composition;
mod constraint;
mod cursor;
mod error;
mod field;
mod matching;
mod of;
mod pattern;
mod seen;
mod text;
mod value;

pub use bindings::{Bindings, Bound};
pub use composition::Composition;
pub use error::{ComposeError, NotationError};
pub use field::{Field, Kind};
pub use pattern::Pattern;
pub use text::Text;
pub use value::{Term, Value};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::{Direction, dissect, summary};

    fn compose(text: &str) -> Vec<u8> {
        Composition::parse(text).unwrap().compose(&Bindings::default()).unwrap()
    }

    fn matches(pattern: &str, packet: &str) -> bool {
        let bytes = compose(packet);
        let dissection = dissect(&bytes, Direction::ToClient);
        let pattern = Pattern::parse(pattern).unwrap();
        let bindings = Bindings::default();
        let matches = pattern.matches(&dissection, &mut bindings.clone());
        assert_eq!(pattern.mismatch(&dissection, &bindings).is_none(), matches);
        matches
    }

    #[test]
    fn a_composition_gives_the_bytes_of_the_standard() {
        for (text, bytes) in [
            ("CONNECT", &b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x03cut"[..]),
            ("CONNACK code=5", b"\x20\x02\x00\x05"),
            (r#"PUBLISH topic="a" qos=1 id=7 dup=1 payload="hi""#, b"\x3a\x07\x00\x01a\x00\x07hi"),
            ("PUBREL id=0xabcd", b"\x62\x02\xab\xcd"),
            (r#"SUBSCRIBE id=3 filters="a":1,"c/#":2"#, b"\x82\x0c\0\x03\0\x01a\x01\0\x03c/#\x02"),
            ("SUBACK id=3 codes=0,128", b"\x90\x04\x00\x03\x00\x80"),
            (r#"UNSUBSCRIBE id=3 filters="a","b""#, b"\xa2\x08\x00\x03\x00\x01a\x00\x01b"),
            ("PINGRESP", b"\xd0\x00"),
            ("hex d0 00 d000", b"\xd0\x00\xd0\x00"),
        ] {
            assert_eq!(compose(text), bytes, "{text}");
        }
    }

    #[test]
    fn every_lie_is_told() {
        for (text, bytes) in [
            ("PINGRESP flags=1", &b"\xd1\x00"[..]),
            ("PINGRESP remaining_length=2", b"\xd0\x02"),
            ("PINGRESP remaining_length_bytes=hex:80808001", b"\xd0\x80\x80\x80\x01"),
            ("PINGRESP extra=hex:ff", b"\xd0\x01\xff"),
            ("PUBACK id=none", b"\x40\x00"),
            ("PUBACK cut=3", b"\x40\x02\x00"),
            ("PUBACK body=hex:07", b"\x40\x01\x07"),
            (r#"PUBLISH topic="a" topic_length=9"#, b"\x30\x03\x00\x09a"),
            (r#"PUBLISH topic="a" id=1"#, b"\x30\x05\x00\x01a\x00\x01"),
            (r#"PUBLISH topic="a" qos=1 id=none"#, b"\x32\x03\x00\x01a"),
            ("CONNACK acknowledge_flags=0xfe", b"\x20\x02\xfe\x00"),
            (
                r#"CONNECT client_id="" user_name="u" user_name_flag=0"#,
                b"\x10\x0f\x00\x04MQTT\x04\x02\x00\x3c\x00\x00\x00\x01u",
            ),
        ] {
            assert_eq!(compose(text), bytes, "{text}");
        }
    }

    #[test]
    fn a_variable_is_bound_by_the_first_match_and_equal_ever_after() {
        let pattern = Pattern::parse("PUBLISH|PUBREL id=$a").unwrap();
        let mut bindings = Bindings::default();
        let seven = compose("PUBREL id=7");
        assert!(pattern.matches(&dissect(&seven, Direction::ToServer), &mut bindings));
        assert_eq!(bindings.number("a"), Some(7));
        let eight = compose("PUBREL id=8");
        let other = dissect(&eight, Direction::ToServer);
        assert!(!pattern.matches(&other, &mut bindings));
        assert_eq!(pattern.mismatch(&other, &bindings).unwrap(), "id is 8, but id=$a is wanted");
        let answer = Composition::parse("PUBCOMP id=$a").unwrap();
        assert_eq!(answer.compose(&bindings).unwrap(), b"\x70\x02\x00\x07");
        assert_eq!(
            answer.compose(&Bindings::default()),
            Err(ComposeError::Unbound { variable: "a".to_owned() })
        );
    }

    #[test]
    fn a_pattern_asks_only_for_what_it_names() {
        let publish = r#"PUBLISH topic="a/b" qos=1 id=7 payload="hello""#;
        for pattern in [
            "any",
            "PUBLISH",
            "not PINGREQ",
            "PUBACK|PUBLISH id=7",
            "any id=*",
            "PUBLISH id!=0 id=$a",
            "PUBLISH id!=1|2",
            "PUBLISH qos=1|2 retain=0",
            "PUBLISH payload=\"he\"+3",
            "PUBLISH payload_length>=5 payload_length<=5",
            "PUBLISH remaining_length=12 flags=2 topic_length=3",
            "not PUBLISH id=8",
        ] {
            assert!(matches(pattern, publish), "{pattern}");
        }
        for pattern in [
            "not any",
            "PUBACK id=7",
            "PUBLISH id=none",
            "PUBLISH id!=7",
            "hex d0 00",
            "any code=0",
        ] {
            assert!(!matches(pattern, publish), "{pattern}");
        }
        assert!(matches("SUBACK codes=*,128", "SUBACK codes=1,128"));
        assert!(matches("SUBSCRIBE filters=$f:*", r#"SUBSCRIBE filters="a":2"#));
        assert!(matches("UNSUBSCRIBE filters=none", "UNSUBSCRIBE filters=none"));
        assert!(!matches("CONNECT user_name=*", "CONNECT"));
        assert!(matches("CONNECT user_name=none will_flag=0", "CONNECT"));
    }

    #[test]
    fn an_error_names_the_word_its_place_and_what_is_allowed() {
        let error = |text: &str| Composition::parse(text).unwrap_err().to_string();
        insta::assert_snapshot!(
            [
                error("PUBLSIH"),
                error("PUBACK topic=\"a\""),
                error("PUBLISH tpoic=\"a\""),
                error("PUBLISH topic=a"),
                error("PUBLISH topic=\"a"),
                error("PUBLISH topic=\"\\q\""),
                error("PUBLISH qos=4"),
                error("PUBLISH qos"),
                error("PUBLISH qos=1 qos=1"),
                error("PUBLISH topic=\"a\"qos=1"),
                error("SUBSCRIBE filters=\"a\""),
                error("SUBACK codes=0,,1"),
                error("PUBACK id=*"),
                error("PUBACK id=$"),
                error("hex 3"),
                error("hex 30 0g"),
                error(""),
                Pattern::parse("PUBACK|PUBRELL id=1").unwrap_err().to_string(),
                Pattern::parse("PUBLISH topic>=\"a\"").unwrap_err().to_string(),
                Pattern::parse("any extra=\"a\"").unwrap_err().to_string(),
                Pattern::parse("not").unwrap_err().to_string(),
            ]
            .join("\n")
        );
    }

    #[test]
    fn a_summary_is_a_composition_of_the_same_bytes() {
        for text in [
            r#"CONNECT client_id="" clean_session=1 keep_alive=60"#,
            r#"CONNECT client_id="c" clean_session=0 keep_alive=0 user_name="u" password="""#,
            "CONNECT client_id=\"c\" clean_session=1 keep_alive=9 will_topic=\"w\" \
             will_message=\"\" will_qos=1 will_retain=1",
            r#"PUBLISH topic="a/b" qos=0 retain=1 payload="hi""#,
            "PUBREL id=7",
            "PUBREL id=7 flags=0",
            r#"SUBSCRIBE id=3 filters="a/b":1,"c/#":2"#,
            "SUBACK id=3 codes=none",
            "PINGRESP",
            "PINGRESP remaining_length_bytes=hex:8000",
            "PINGRESP body=hex:00",
            "PUBACK flags=1 body=hex:00",
            "RESERVED15 body=\"abc\"",
            "hex 30",
        ] {
            let bytes = compose(text);
            let summary = summary(&dissect(&bytes, Direction::ToServer));
            assert_eq!(compose(&summary), bytes);
            assert_eq!(summary.split("  # ").next(), Some(text));
        }
    }

    #[test]
    fn a_long_payload_is_shortened_to_a_pattern() {
        let bytes = compose("PUBLISH payload=fill:70000");
        let dissection = dissect(&bytes, Direction::ToClient);
        let line = summary(&dissection);
        assert!(line.ends_with("+69936"), "{line}");
        assert!(Pattern::parse(&line).unwrap().matches(&dissection, &mut Bindings::default()));
        assert!(Composition::parse(&line).unwrap().compose(&Bindings::default()).is_err());
    }

    #[test]
    fn a_fill_with_a_seed_is_that_of_the_control_link() {
        let composed = compose("PUBLISH topic=\"a\" payload=fill:600/7");
        let fill = mqttspec_link::Bytes::Fill(mqttspec_link::Fill { len: 600, seed: 7 });
        assert_eq!(composed[6..], fill.to_vec());
        let composition = Composition::parse("PUBLISH payload=fill:600/7").unwrap();
        assert_eq!(composition.to_string(), "PUBLISH payload=fill:600/7");
    }

    #[test]
    fn a_composition_is_amended_field_by_field() {
        let mut composition = Composition::parse("PUBLISH topic=\"a\" qos=1 id=7").unwrap();
        composition.amend("dup=1 id=8").unwrap();
        assert_eq!(composition.to_string(), "PUBLISH topic=\"a\" qos=1 id=8 dup=1");
        assert!(composition.amend("code=1").is_err());
    }
}
