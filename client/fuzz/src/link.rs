//! The control link: no bytes make it panic, however they are split, and a line that it reads it
//! writes so that it reads it again.

use mqttspec_link::{
    FromShim, Request,
    framing::{Line, guarded, plain},
};

/// The first byte of `data` is where the rest is split in two.
pub fn run(data: &[u8]) {
    let Some((split, bytes)) = data.split_first() else { return };
    let (first, second) = bytes.split_at(usize::from(*split).min(bytes.len()));
    let (mut whole, mut split) = (plain::Deframer::new(LINE_MAX), plain::Deframer::new(LINE_MAX));
    let lines = whole.feed(bytes);
    assert_eq!([split.feed(first), split.feed(second)].concat(), lines);
    lines.iter().for_each(reads_again);
    let (mut whole, mut split) =
        (guarded::Deframer::new(LINE_MAX), guarded::Deframer::new(LINE_MAX));
    let lines = whole.feed(bytes);
    assert_eq!([split.feed(first), split.feed(second)].concat(), lines);
    lines.iter().for_each(reads_again);
}

fn reads_again(line: &Line) {
    let Line::Object(text) = line else { return };
    if let Ok(request) = Request::parse(text) {
        let again = Request::parse(&request.to_line());
        assert_eq!(again.map(|again| again.seq), Ok(request.seq));
    }
    if let Ok(message) = FromShim::parse(text) {
        // not compared whole: a fraction in a member that the link leaves open may be rounded
        assert!(FromShim::parse(&message.to_line()).is_ok(), "{text:?}");
    }
}

const LINE_MAX: usize = 512;
