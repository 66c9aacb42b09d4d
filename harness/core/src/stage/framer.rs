//! A framer: cuts one direction's bytes into whole Control Packets.
//!
//! *Not here:* what the packets say. A length that cannot be read, or is above the limit, ends
//! the framing: whatever follows is handed on as it is.

use crate::wire::PacketType;

/// A packet longer than this is not framed: the longest that any scenario sends, with room.
pub const PACKET_BYTES_MAX: usize = 4 * 1024 * 1024;

/// Cuts a stream of bytes into pieces.
#[derive(Clone, Debug, Default)]
pub struct Framer {
    buffer: Vec<u8>,
    /// How much of `buffer` was handed on already; at most its length.
    taken: usize,
    lost: bool,
}

/// What a framer hands on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// One whole Control Packet, its fixed header included.
    Packet(Vec<u8>),
    /// Bytes after the point where packets could no longer be told apart.
    Unframed(Vec<u8>),
}

impl Framer {
    /// Takes the next bytes of the stream.
    pub fn handle_bytes(&mut self, bytes: &[u8]) {
        self.buffer.extend_from_slice(bytes);
    }

    /// The next piece, if all of it has arrived.
    pub fn poll_piece(&mut self) -> Option<Piece> {
        if self.lost {
            let rest = self.take_rest();
            return (!rest.is_empty()).then_some(Piece::Unframed(rest));
        }
        match packet_len(&self.buffer[self.taken..]) {
            PacketLen::Known(len) if len > PACKET_BYTES_MAX => {
                self.lost = true;
                self.poll_piece()
            }
            PacketLen::Known(len) if self.buffer.len() - self.taken >= len => {
                let packet = self.buffer[self.taken..self.taken + len].to_vec();
                self.taken += len;
                if self.taken == self.buffer.len() {
                    self.buffer.clear();
                    self.taken = 0;
                }
                Some(Piece::Packet(packet))
            }
            PacketLen::Known(_) | PacketLen::Unknown => {
                self.buffer.drain(..std::mem::take(&mut self.taken));
                None
            }
            PacketLen::Unreadable => {
                self.lost = true;
                self.poll_piece()
            }
        }
    }

    /// The bytes of a packet that has not arrived whole; afterwards the framer is empty.
    pub fn take_rest(&mut self) -> Vec<u8> {
        self.buffer.drain(..std::mem::take(&mut self.taken));
        std::mem::take(&mut self.buffer)
    }

    /// Whether nothing of a further packet has arrived yet.
    #[must_use]
    pub fn is_between_packets(&self) -> bool {
        self.taken == self.buffer.len()
    }
}

impl Piece {
    /// The type of the packet, if it is one.
    #[must_use]
    pub fn packet_type(&self) -> Option<PacketType> {
        match self {
            Self::Packet(bytes) => bytes.first().map(|first| PacketType::of_first_byte(*first)),
            Self::Unframed(_) => None,
        }
    }

    /// Its bytes.
    #[must_use]
    pub fn into_bytes(self) -> Vec<u8> {
        match self {
            Self::Packet(bytes) | Self::Unframed(bytes) => bytes,
        }
    }
}

/// What the first bytes of a packet say of its length, the fixed header included (2.2.3).
enum PacketLen {
    Known(usize),
    Unknown,
    Unreadable,
}

fn packet_len(bytes: &[u8]) -> PacketLen {
    let mut remaining = 0_usize;
    for position in 0..REMAINING_LENGTH_BYTES_MAX {
        let Some(byte) = bytes.get(1 + position) else { return PacketLen::Unknown };
        remaining |= usize::from(byte & 0x7F) << (7 * position);
        if byte & 0x80 == 0 {
            return PacketLen::Known(2 + position + remaining);
        }
    }
    PacketLen::Unreadable
}

const REMAINING_LENGTH_BYTES_MAX: usize = 4;

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(chunks: &[&[u8]]) -> Vec<Piece> {
        let mut framer = Framer::default();
        let mut pieces = Vec::new();
        for chunk in chunks {
            framer.handle_bytes(chunk);
            pieces.extend(std::iter::from_fn(|| framer.poll_piece()));
        }
        pieces
    }

    #[test]
    fn any_split_of_the_bytes_yields_the_same_packets() {
        let stream = [&[0xC0, 0][..], &[0x30, 0x80, 0x01], &[7; 128], &[0xD0, 0]].concat();
        let whole = pieces(&[&stream]);
        assert_eq!(whole.len(), 3);
        assert_eq!(whole[0], Piece::Packet(vec![0xC0, 0]));
        for cut in 0..stream.len() {
            assert_eq!(pieces(&[&stream[..cut], &stream[cut..]]), whole, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = stream.chunks(1).collect();
        assert_eq!(pieces(&bytes), whole);
    }

    #[test]
    fn after_an_unreadable_length_bytes_pass_as_they_are() {
        let bad = [0x30, 0xFF, 0xFF, 0xFF, 0xFF, 0x01];
        assert_eq!(
            pieces(&[&[0xC0, 0], &bad, b"more"]),
            [
                Piece::Packet(vec![0xC0, 0]),
                Piece::Unframed(bad.to_vec()),
                Piece::Unframed(b"more".to_vec())
            ]
        );
    }

    #[test]
    fn the_longest_packet_is_framed_and_one_byte_more_is_not() {
        let remaining = PACKET_BYTES_MAX - 5;
        for (extra, framed) in [(0, true), (1, false)] {
            let mut stream = vec![0x30];
            let mut length = remaining + extra;
            while length > 127 {
                stream.push(u8::try_from(length & 0x7F).unwrap() | 0x80);
                length >>= 7;
            }
            stream.push(u8::try_from(length).unwrap());
            stream.resize(PACKET_BYTES_MAX + extra, 0);
            assert_eq!(matches!(pieces(&[&stream])[0], Piece::Packet(_)), framed, "{extra}");
        }
    }

    #[test]
    fn the_rest_of_a_cut_packet_can_be_taken() {
        let mut framer = Framer::default();
        framer.handle_bytes(&[0xC0, 0, 0x30, 5, 1]);
        assert_eq!(framer.poll_piece(), Some(Piece::Packet(vec![0xC0, 0])));
        assert!(!framer.is_between_packets());
        assert_eq!(framer.take_rest(), [0x30, 5, 1]);
        assert!(framer.is_between_packets());
    }
}
