//! Guarded framing, for serial lines: `~` JSON `~` CRC; console output may stand between.

use alloc::{format, string::String, vec::Vec};

use crc::{CRC_16_IBM_3740, Crc};

use super::split::{Line, Raw, Splitter};

/// How many times a line is searched for the beginning of an object: bounds the work that a
/// line full of `~{` can cause.
const STARTS_MAX: usize = 16;

/// CRC-16/CCITT-FALSE, which the catalogue of the crate lists as CRC-16/IBM-3740.
const GUARD: Crc<u16> = Crc::<u16>::new(&CRC_16_IBM_3740);

/// `~` before, `~` and four digits behind.
const GUARD_LEN: usize = 6;

/// Cuts a byte stream into lines and drops damaged ones.
#[derive(Clone, Debug)]
pub struct Deframer {
    splitter: Splitter,
    damaged: u64,
}

impl Deframer {
    /// A deframer that drops lines whose JSON has more than `line_max` bytes.
    #[must_use]
    pub const fn new(line_max: usize) -> Self {
        Self { splitter: Splitter::new(line_max + GUARD_LEN), damaged: 0 }
    }

    /// Takes in bytes, in whatever pieces they come, and returns what they finish. One line
    /// may hold log and an object, or two objects where the byte between was damaged.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Line> {
        let mut lines = Vec::new();
        self.splitter.feed(bytes, |raw| match raw {
            Raw::TooLong(len) => lines.push(Line::TooLong { len }),
            Raw::Whole(bytes) => take_apart(&bytes, &mut lines),
        });
        let damaged = lines.iter().filter(|line| **line == Line::Damaged).count();
        self.damaged = self.damaged.saturating_add(damaged as u64);
        lines
    }

    /// How many lines had a checksum that did not fit, so far.
    #[must_use]
    pub const fn damaged(&self) -> u64 {
        self.damaged
    }
}

/// Frames the JSON text of a message.
#[must_use]
pub fn encode(json: &str) -> String {
    format!("~{json}~{:04x}\n", GUARD.checksum(json.as_bytes()))
}

/// Finds the intact objects of a line; what stands around them is log or damaged.
fn take_apart(line: &[u8], lines: &mut Vec<Line>) {
    let mut rest = line;
    let mut from = 0;
    for _ in 0..STARTS_MAX {
        let Some(start) = find(&rest[from..], b"~{").map(|at| from + at) else { break };
        match intact(&rest[start + 1..]) {
            Some((json, len)) => {
                remainder(&rest[..start], lines);
                lines.push(Line::Object(json));
                rest = &rest[start + 1 + len..];
                from = 0;
            }
            None => from = start + 1,
        }
    }
    remainder(rest, lines);
}

/// The object at the beginning of `bytes` if some checksum behind it fits, and the length of
/// both together.
fn intact(bytes: &[u8]) -> Option<(String, usize)> {
    let mut digest = GUARD.digest();
    let mut done = 0;
    while let Some(end) = find(&bytes[done..], b"}~").map(|at| done + at + 1) {
        digest.update(&bytes[done..end]);
        done = end;
        let Some(digits) = bytes.get(end + 1..end + 5) else { break };
        if *digits == *format!("{:04x}", digest.clone().finalize()).as_bytes() {
            return Some((String::from_utf8(bytes[..end].into()).ok()?, end + 5));
        }
    }
    None
}

/// What stands around the objects of a line: a damaged object if it looks like one.
fn remainder(bytes: &[u8], lines: &mut Vec<Line>) {
    let looks_guarded = find(bytes, b"~{").is_some() || find(bytes, b"}~").is_some();
    if looks_guarded {
        lines.push(Line::Damaged);
    } else if !bytes.is_empty() {
        lines.push(Line::Log(String::from_utf8_lossy(bytes).into_owned()));
    }
}

fn find(bytes: &[u8], pattern: &[u8; 2]) -> Option<usize> {
    bytes.windows(2).position(|pair| pair == pattern)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn object(text: &str) -> Line {
        Line::Object(text.into())
    }

    #[test]
    fn the_check_value_of_the_polynomial_is_that_of_ccitt_false() {
        assert_eq!(GUARD.checksum(b"123456789"), 0x29b1);
    }

    #[test]
    fn a_line_comes_back_as_it_was_framed() {
        let json = r#"{"seq":1,"do":"file","text":"~{}~29b1 ~"}"#;
        let mut deframer = Deframer::new(64);
        assert_eq!(deframer.feed(encode(json).as_bytes()), [object(json)]);
    }

    #[test]
    fn the_form_is_that_of_the_page() {
        assert_eq!(encode(r#"{"seq":1,"do":"reset"}"#), "~{\"seq\":1,\"do\":\"reset\"}~2819\n");
    }

    #[test]
    fn any_damaged_byte_is_noticed() {
        let good = encode(r#"{"seq":12,"do":"ping"}"#);
        for at in 0..good.len() - 1 {
            for bit in 0..8 {
                let mut bytes = good.clone().into_bytes();
                bytes[at] ^= 1 << bit;
                bytes.push(b'\n');
                let lines = Deframer::new(64).feed(&bytes);
                assert!(
                    !lines.iter().any(|l| matches!(l, Line::Object(_))),
                    "{at} {bit}: {lines:?}"
                );
            }
        }
    }

    #[test]
    fn console_output_around_an_object_is_log() {
        let mut deframer = Deframer::new(64);
        let bytes = ["boot\nI (12) wifi: ", encode("{}").trim_end(), " done\n"].concat();
        let log = |text: &str| Line::Log(text.into());
        let expected = [log("boot"), log("I (12) wifi: "), object("{}"), log(" done")];
        assert_eq!(deframer.feed(bytes.as_bytes()), expected);
        assert_eq!(deframer.damaged(), 0);
    }

    #[test]
    fn two_objects_with_a_damaged_line_end_between_are_both_found() {
        let mut deframer = Deframer::new(64);
        let bytes = [encode(r#"{"a":1}"#).trim_end(), "?", &encode(r#"{"b":2}"#)].concat();
        let lines = deframer.feed(bytes.as_bytes());
        assert_eq!(lines, [object(r#"{"a":1}"#), Line::Log("?".into()), object(r#"{"b":2}"#)]);
    }

    #[test]
    fn a_damaged_object_is_counted_and_the_next_one_taken() {
        let mut deframer = Deframer::new(64);
        let bytes = ["~{\"a\":1}~0000\n", &encode(r#"{"b":2}"#)].concat();
        assert_eq!(deframer.feed(bytes.as_bytes()), [Line::Damaged, object(r#"{"b":2}"#)]);
        assert_eq!(deframer.damaged(), 1);
    }

    #[test]
    fn a_line_full_of_beginnings_ends() {
        let mut bytes = b"~{".repeat(if cfg!(miri) { 64 } else { 32 * 1024 });
        bytes.push(b'\n');
        assert_eq!(Deframer::new(bytes.len()).feed(&bytes), [Line::Damaged]);
    }
}
