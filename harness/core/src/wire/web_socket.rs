//! WebSocket on the wire: the heads of the opening handshake and of frames, dissected.
//!
//! Like the rest of the tester's codec it never rejects: what is wrong is there to be seen. *Not
//! here:* messages, masks taken off, answers; a library does that.

/// The head of an HTTP message: the first line and the header fields.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HttpHead {
    /// The request line or the status line.
    pub line: String,
    /// Names and values, in order, as they stand.
    pub fields: Vec<(String, String)>,
}

impl HttpHead {
    /// The head that `bytes` begin with, and its length; nothing where it has not ended yet.
    #[must_use]
    pub fn dissect(bytes: &[u8]) -> Option<(Self, usize)> {
        let end = bytes.windows(HEAD_END.len()).position(|window| window == HEAD_END)?;
        let text = String::from_utf8_lossy(&bytes[..end]);
        let mut lines = text.split("\r\n");
        let line = lines.next().unwrap_or_default().to_owned();
        let field = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or((line, ""));
            (name.to_owned(), value.trim().to_owned())
        };
        Some((Self { line, fields: lines.map(field).collect() }, end + HEAD_END.len()))
    }

    /// The bytes of it.
    #[must_use]
    pub fn compose(&self) -> Vec<u8> {
        let field = |(name, value): &(String, String)| format!("{name}: {value}\r\n");
        let fields: String = self.fields.iter().map(field).collect();
        format!("{}\r\n{fields}\r\n", self.line).into_bytes()
    }

    /// The values of a header field, whatever the case of its name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        let named = self.fields.iter().filter(|(one, _)| one.eq_ignore_ascii_case(name));
        named.map(|(_, value)| value.as_str())
    }

    /// The elements of a header field that is a list.
    pub fn list<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values(name).flat_map(|value| value.split(',').map(str::trim))
    }
}

/// The head of a frame (RFC 6455, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FrameHead {
    /// Whether it ends its message.
    pub fin: bool,
    /// The three reserved bits.
    pub reserved_bits: u8,
    /// Its kind, four bits.
    pub opcode: u8,
    /// What its payload is masked with.
    pub mask: Option<[u8; 4]>,
    /// The length of its payload in bytes.
    pub len: u64,
    /// Whether the length stands in more bytes than it needs.
    pub is_overlong: bool,
}

impl FrameHead {
    /// The head that `bytes` begin with, and its own length; nothing where it has not ended yet.
    #[must_use]
    pub fn dissect(bytes: &[u8]) -> Option<(Self, usize)> {
        let [first, second, rest @ ..] = bytes else { return None };
        let (len, len_bytes, least) = match second & 0x7F {
            126 => (u64::from(u16::from_be_bytes(*rest.first_chunk()?)), 2, 126),
            127 => (u64::from_be_bytes(*rest.first_chunk()?), 8, 65_536),
            short => (u64::from(short), 0, 0),
        };
        let rest = &rest[len_bytes..];
        let mask = match second & 0x80 {
            0 => None,
            _ => Some(*rest.first_chunk()?),
        };
        let head = Self {
            fin: first & 0x80 != 0,
            reserved_bits: first >> 4 & 0b111,
            opcode: first & 0x0F,
            mask,
            len,
            is_overlong: len < least,
        };
        Some((head, 2 + len_bytes + mask.map_or(0, |mask| mask.len())))
    }

    /// The bytes of it; the length in as few as possible.
    #[must_use]
    pub fn compose(&self) -> Vec<u8> {
        let masked = if self.mask.is_some() { 0x80 } else { 0 };
        let mut bytes = vec![u8::from(self.fin) << 7 | self.reserved_bits << 4 | self.opcode];
        match (u8::try_from(self.len), u16::try_from(self.len)) {
            (Ok(len @ ..=125), _) => bytes.push(masked | len),
            (_, Ok(len)) => {
                bytes.push(masked | 126);
                bytes.extend(len.to_be_bytes());
            }
            _ => {
                bytes.push(masked | 127);
                bytes.extend(self.len.to_be_bytes());
            }
        }
        bytes.extend(self.mask.iter().flatten());
        bytes
    }
}

/// Puts a mask on, or takes it off.
pub fn mask(mask: [u8; 4], payload: &mut [u8]) {
    for (byte, key) in payload.iter_mut().zip(mask.iter().cycle()) {
        *byte ^= key;
    }
}

/// How many bytes a text in Base64 stands for; `None` where it is none.
#[must_use]
pub fn base64_len(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let is_digit = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/');
    let is_whole = text.len().is_multiple_of(4) && padding <= 2 && !digits.is_empty();
    (is_whole && digits.bytes().all(is_digit)).then(|| text.len() / 4 * 3 - padding)
}

/// A stream in one direction: one head of HTTP, then frames, in pieces of any size.
#[derive(Clone, Debug, Default)]
pub struct WsSplitter {
    unread: Vec<u8>,
    has_head: bool,
}

/// What a stream consists of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WsPiece {
    /// The head of the opening request or of its answer.
    Head(HttpHead),
    /// A whole frame: its head, and its payload as it stands, masked or not.
    Frame(FrameHead, Vec<u8>),
}

impl WsSplitter {
    /// Takes bytes; drain `poll_piece` afterwards.
    pub fn handle_bytes(&mut self, bytes: &[u8]) {
        if self.unread.len() + bytes.len() <= UNREAD_BYTES_MAX {
            self.unread.extend(bytes);
        }
    }

    /// The next whole piece.
    pub fn poll_piece(&mut self) -> Option<WsPiece> {
        if !self.has_head {
            let (head, len) = HttpHead::dissect(&self.unread)?;
            self.unread.drain(..len);
            self.has_head = true;
            return Some(WsPiece::Head(head));
        }
        let (head, begin) = FrameHead::dissect(&self.unread)?;
        let end = usize::try_from(head.len).ok().and_then(|len| begin.checked_add(len))?;
        let payload = self.unread.get(begin..end)?.to_vec();
        self.unread.drain(..end);
        Some(WsPiece::Frame(head, payload))
    }

    /// Whether no head of HTTP can come of what there is.
    #[must_use]
    pub fn is_hopeless(&self) -> bool {
        let is_method = self.unread.first().is_none_or(u8::is_ascii_uppercase);
        !self.has_head && (!is_method || self.unread.len() > HEAD_BYTES_MAX)
    }

    /// What is no whole piece yet.
    pub fn take_rest(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.unread)
    }
}

/// Bytes of an unfinished piece that are kept at most; a server ends the connection long before.
const UNREAD_BYTES_MAX: usize = 128 * 1024 * 1024;

/// The longest head of HTTP that is waited for.
const HEAD_BYTES_MAX: usize = 16 * 1024;

const HEAD_END: &[u8] = b"\r\n\r\n";

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn frame(opcode: u8, payload: &[u8]) -> Vec<u8> {
        let len = payload.len() as u64;
        let (mask, reserved_bits, is_overlong) = (None, 0, false);
        let head = FrameHead { fin: true, reserved_bits, opcode, mask, len, is_overlong };
        [head.compose(), payload.to_vec()].concat()
    }

    #[test]
    fn the_head_of_a_request_is_its_line_and_its_fields_in_any_case() {
        let bytes = b"GET /mqtt HTTP/1.1\r\nHost:h\r\nsec-websocket-protocol: a, mqtt\r\n\r\n\x82";
        let (head, len) = HttpHead::dissect(bytes).unwrap();
        assert_eq!(len, bytes.len() - 1);
        assert_eq!(head.line, "GET /mqtt HTTP/1.1");
        assert_eq!(head.list("Sec-WebSocket-Protocol").collect::<Vec<_>>(), ["a", "mqtt"]);
        assert_eq!(head.values("host").next(), Some("h"));
        assert_eq!(HttpHead::dissect(&bytes[..len - 1]), None);
    }

    #[test]
    fn the_length_of_a_frame_takes_one_three_or_nine_bytes() {
        for (len, bytes) in [(125, 2), (126, 4), (65_535, 4), (65_536, 10)] {
            let frame = frame(2, &vec![0; len]);
            let (head, head_len) = FrameHead::dissect(&frame).unwrap();
            assert_eq!((head.len, head_len, head.is_overlong), (len as u64, bytes, false));
        }
        let (head, _) = FrameHead::dissect(&[0x82, 126, 0, 125]).unwrap();
        assert!(head.is_overlong);
    }

    #[test]
    fn only_base64_has_a_length() {
        let lens = ["AQIDBAUGBwgJCgsMDQ4PEA==", "AQID", "AQI", "A*ID", ""].map(base64_len);
        assert_eq!(lens, [Some(16), Some(3), None, None, None]);
    }

    proptest! {
        #[test]
        fn pieces_are_the_same_however_the_stream_is_cut(cuts in prop::collection::vec(1_usize..9, 1..40)) {
            let ping = frame(9, b"hi");
            let stream = [&b"GET / HTTP/1.1\r\n\r\n"[..], &frame(2, &[7; 130]), &ping].concat();
            let (mut cut, mut rest) = (WsSplitter::default(), &stream[..]);
            let mut pieces = Vec::new();
            for len in cuts.into_iter().cycle() {
                let (chunk, later) = rest.split_at(len.min(rest.len()));
                cut.handle_bytes(chunk);
                pieces.extend(std::iter::from_fn(|| cut.poll_piece()));
                rest = later;
                if rest.is_empty() {
                    break;
                }
            }
            let lens: Vec<_> = pieces.iter().map(|piece| match piece {
                WsPiece::Head(head) => head.line.len(),
                WsPiece::Frame(_, payload) => payload.len(),
            }).collect();
            prop_assert_eq!(lens, [14, 130, 2]);
            prop_assert!(cut.take_rest().is_empty());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let mut splitter = WsSplitter { has_head: true, ..WsSplitter::default() };
            splitter.handle_bytes(&bytes);
            while splitter.poll_piece().is_some() {}
        }
    }
}
