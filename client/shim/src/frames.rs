//! What stands around the lines: nothing on a plain link, checksums on a guarded one.

use alloc::{string::String, vec::Vec};

use mqttspec_link::framing::{Line, guarded, plain};

use crate::Platform;

/// The framing of a link, with what is left of the last bytes.
#[derive(Debug)]
pub(crate) enum Frames {
    Plain(plain::Deframer),
    Guarded(guarded::Deframer),
}

impl Frames {
    /// The framing that goes with a platform.
    pub(crate) fn of(platform: &Platform) -> Self {
        match platform.boot {
            None => Self::Plain(plain::Deframer::new(platform.line_max)),
            Some(_) => Self::Guarded(guarded::Deframer::new(platform.line_max)),
        }
    }

    /// The lines that `bytes` finish.
    pub(crate) fn feed(&mut self, bytes: &[u8]) -> Vec<Line> {
        match self {
            Self::Plain(deframer) => deframer.feed(bytes),
            Self::Guarded(deframer) => deframer.feed(bytes),
        }
    }

    /// A message as it goes over the link.
    pub(crate) fn encode(&self, json: &str) -> String {
        match self {
            Self::Plain(_) => plain::encode(json),
            Self::Guarded(_) => guarded::encode(json),
        }
    }
}
