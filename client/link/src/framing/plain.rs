//! Plain framing, for stdio and TCP: the line is the object; any other line is log.

use alloc::{string::String, vec::Vec};

use super::split::{Line, Raw, Splitter};

/// Cuts a byte stream into lines.
#[derive(Clone, Debug)]
pub struct Deframer {
    splitter: Splitter,
}

impl Deframer {
    /// A deframer that drops lines of more than `line_max` bytes.
    #[must_use]
    pub const fn new(line_max: usize) -> Self {
        Self { splitter: Splitter::new(line_max) }
    }

    /// Takes in bytes, in whatever pieces they come, and returns the lines they finish.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        self.splitter.feed(bytes, |raw| lines.push(line(raw)));
        lines
    }

    /// The unfinished line at the end of input, where there is one.
    pub fn finish(&mut self) -> Option<Line> {
        self.splitter.finish().map(line)
    }
}

/// Frames the JSON text of a message.
#[must_use]
pub fn encode(json: &str) -> String {
    let mut line = String::with_capacity(json.len() + 1);
    line.push_str(json);
    line.push('\n');
    line
}

fn line(raw: Raw) -> Line {
    match raw {
        Raw::TooLong(len) => Line::TooLong { len },
        Raw::Whole(bytes) => match String::from_utf8(bytes) {
            Ok(text) if text.starts_with('{') => Line::Object(text),
            Ok(text) => Line::Log(text),
            Err(e) => Line::Log(String::from_utf8_lossy(e.as_bytes()).into_owned()),
        },
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn object(text: &str) -> Line {
        Line::Object(text.into())
    }

    #[test]
    fn objects_are_told_from_log_and_a_carriage_return_is_ignored() {
        let mut deframer = Deframer::new(64);
        let lines =
            deframer.feed(b"starting\r\n{\"a\":1}\r\n\n{\"b\":2}\n{\"c\":\"\xff\"}\n{\"d\"");
        let log = Line::Log("{\"c\":\"\u{fffd}\"}".into());
        let expected =
            [Line::Log("starting".into()), object(r#"{"a":1}"#), object(r#"{"b":2}"#), log];
        assert_eq!(lines, expected);
        assert_eq!(deframer.finish(), Some(object(r#"{"d""#)));
        assert_eq!(deframer.finish(), None);
    }

    #[test]
    fn a_line_of_line_max_is_kept_and_one_byte_more_is_dropped() {
        let mut deframer = Deframer::new(4);
        assert_eq!(deframer.feed(b"{12}\n"), [object("{12}")]);
        assert_eq!(deframer.feed(b"{123}\n{4}\n"), [Line::TooLong { len: 5 }, object("{4}")]);
    }

    proptest! {
        #[test]
        fn any_split_of_the_bytes_gives_the_same_lines(
            bytes in prop::collection::vec(prop_oneof![Just(b'\n'), Just(b'{'), any::<u8>()], 0..200),
            cuts in prop::collection::vec(0usize..200, 0..6),
        ) {
            let mut whole = Deframer::new(16);
            let expected = whole.feed(&bytes);
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut <= bytes.len()).collect();
            cuts.extend([0, bytes.len()]);
            cuts.sort_unstable();
            let mut pieces = Deframer::new(16);
            let lines: Vec<Line> =
                cuts.windows(2).flat_map(|cut| pieces.feed(&bytes[cut[0]..cut[1]])).collect();
            prop_assert_eq!(lines, expected);
            prop_assert_eq!(pieces.finish(), whole.finish());
        }
    }
}
