//! What is persisted of a Session, and its form in bytes, for a file or a flash memory.
//!
//! ```text
//! length of what follows the checksum (4)  CRC-32 of it (4)  kind (1)  Packet Identifier (2)  …
//! ```
//! Numbers are little-endian. A record whose end was never written, or that was damaged, is told by
//! its checksum. *Not here:* where the bytes are kept.

use crate::error::Misuse;
use crate::packet::PacketIdentifier;

/// A change of the Session to be persisted, before the packet that depends on it.
///
/// | what happens | record | waits until it is persisted |
/// |---|---|---|
/// | a message is accepted by `publish` | [`Self::Stored`] | its PUBLISH |
/// | PUBREC came | [`Self::Released`] | its PUBREL |
/// | PUBACK or PUBCOMP came, or it is dropped | [`Self::Finished`] | nothing |
/// | an inbound message of QoS 2 is accepted | [`Self::Received`] | its PUBREC |
/// | PUBREL came | [`Self::Completed`] | its PUBCOMP |
/// | the server has a new Session | [`Self::InboundCleared`] | nothing |
///
/// A program that dies between record and packet finds on its return a state from which the
/// exchange goes on without loss, and for QoS 2 without repetition.
///
/// No record says that a PUBLISH left: that would cost a second record for each message, and still
/// leave a moment between sending and recording. So whether a restored message left before is not
/// known, and its PUBLISH carries DUP 1. DUP 0 could be wrong: it must be 1 on a redelivery
/// [MQTT-3.3.1-1]. DUP 1 cannot: it says that this *might* be a redelivery (section 3.3.1.1), and a
/// receiver may conclude nothing from it [MQTT-4.3.3-2].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Record<'a> {
    /// An outbound message: the PUBLISH packet as it goes on the wire, its identifier in it; of one
    /// published in parts only what comes before the payload.
    Stored {
        /// That of the packet.
        packet_identifier: PacketIdentifier,
        /// The PUBLISH packet, DUP 0.
        packet: &'a [u8],
    },
    /// The server has the outbound message of QoS 2: only its identifier matters from here on.
    Released(PacketIdentifier),
    /// The outbound exchange is over.
    Finished(PacketIdentifier),
    /// An inbound message of QoS 2 was accepted.
    Received {
        /// That of the PUBLISH.
        packet_identifier: PacketIdentifier,
        /// The number with which it was handed out.
        delivery_number: u32,
    },
    /// The inbound exchange is over.
    Completed(PacketIdentifier),
    /// Every inbound exchange is over: the server has a new Session.
    InboundCleared,
}

/// Names a record; records are persisted in ascending order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RecordNumber(pub(super) u32);

impl<'a> Record<'a> {
    /// Length of its form in bytes.
    pub fn encoded_len(&self) -> usize {
        HEADER_LEN
            + KIND_LEN
            + match self {
                Self::Stored { packet, .. } => IDENTIFIER_LEN + packet.len(),
                Self::Received { .. } => IDENTIFIER_LEN + NUMBER_LEN,
                Self::Released(_) | Self::Finished(_) | Self::Completed(_) => IDENTIFIER_LEN,
                Self::InboundCleared => 0,
            }
    }

    /// Writes its form to the start of `buffer` and answers its length.
    ///
    /// # Errors
    /// The buffer is too small.
    pub fn encode(&self, buffer: &mut [u8]) -> Result<usize, Misuse> {
        let (needed, found) = (self.encoded_len(), buffer.len());
        let Some(buffer) = buffer.get_mut(..needed) else {
            return Err(Misuse::BufferTooSmall { needed, found });
        };
        let (header, content) = buffer.split_at_mut(HEADER_LEN);
        let (kind, packet_identifier, rest): (u8, _, &[u8]) = match self {
            Self::Stored { packet_identifier, packet } => (STORED, *packet_identifier, packet),
            Self::Released(packet_identifier) => (RELEASED, *packet_identifier, &[]),
            Self::Finished(packet_identifier) => (FINISHED, *packet_identifier, &[]),
            Self::Received { packet_identifier, delivery_number } => {
                (RECEIVED, *packet_identifier, &delivery_number.to_le_bytes())
            }
            Self::Completed(packet_identifier) => (COMPLETED, *packet_identifier, &[]),
            Self::InboundCleared => (INBOUND_CLEARED, PacketIdentifier::FIRST, &[]),
        };
        content[0] = kind;
        if let Some(tail) = content.get_mut(KIND_LEN..).filter(|tail| !tail.is_empty()) {
            let (identifier, tail) = tail.split_at_mut(IDENTIFIER_LEN);
            identifier.copy_from_slice(&packet_identifier.to_u16().to_le_bytes());
            tail.copy_from_slice(rest);
        }
        header[..4].copy_from_slice(&(content.len() as u32).to_le_bytes());
        header[4..].copy_from_slice(&crc32(content).to_le_bytes());
        Ok(needed)
    }

    /// Reads the record at the start of `bytes` and its length; `None` where no whole, undamaged
    /// one is.
    pub fn parse(bytes: &'a [u8]) -> Option<(Self, usize)> {
        let (len, rest) = bytes.split_first_chunk()?;
        let (checksum, rest) = rest.split_first_chunk()?;
        let len = usize::try_from(u32::from_le_bytes(*len)).ok()?;
        let content = rest.get(..len)?;
        if crc32(content) != u32::from_le_bytes(*checksum) {
            return None;
        }
        Some((Self::parse_content(content)?, HEADER_LEN + len))
    }

    fn parse_content(content: &'a [u8]) -> Option<Self> {
        let (&kind, content) = content.split_first()?;
        if kind == INBOUND_CLEARED {
            return content.is_empty().then_some(Self::InboundCleared);
        }
        let (packet_identifier, rest) = content.split_first_chunk()?;
        let packet_identifier = PacketIdentifier::new(u16::from_le_bytes(*packet_identifier))?;
        Some(match kind {
            STORED => Self::Stored { packet_identifier, packet: rest },
            RECEIVED => {
                let delivery_number = u32::from_le_bytes(rest.try_into().ok()?);
                Self::Received { packet_identifier, delivery_number }
            }
            RELEASED if rest.is_empty() => Self::Released(packet_identifier),
            FINISHED if rest.is_empty() => Self::Finished(packet_identifier),
            COMPLETED if rest.is_empty() => Self::Completed(packet_identifier),
            _ => return None,
        })
    }
}

/// The CRC-32 of IEEE 802.3, four bits at a time.
fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for &byte in bytes {
        crc ^= u32::from(byte);
        for _ in 0..2 {
            crc = crc >> 4 ^ CRC_OF_NIBBLE[(crc & 0xf) as usize];
        }
    }
    !crc
}

const fn crc_of_nibble() -> [u32; 16] {
    let mut table = [0; 16];
    let mut nibble = 0;
    while nibble < table.len() {
        let mut crc = nibble as u32;
        let mut bit = 0;
        while bit < 4 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 };
            bit += 1;
        }
        table[nibble] = crc;
        nibble += 1;
    }
    table
}

const CRC_OF_NIBBLE: [u32; 16] = crc_of_nibble();
const HEADER_LEN: usize = 8;
const KIND_LEN: usize = 1;
const IDENTIFIER_LEN: usize = 2;
const NUMBER_LEN: usize = 4;
const STORED: u8 = 1;
const RELEASED: u8 = 2;
const FINISHED: u8 = 3;
const RECEIVED: u8 = 4;
const COMPLETED: u8 = 5;
const INBOUND_CLEARED: u8 = 6;

#[cfg(test)]
mod tests {
    use super::*;

    fn records() -> [Record<'static>; 7] {
        let first = PacketIdentifier::FIRST;
        let last = PacketIdentifier::new(65_535).unwrap();
        [
            Record::Stored { packet_identifier: last, packet: b"\x32\x05\0\x01t\xff\xff" },
            Record::Stored { packet_identifier: last, packet: b"" },
            Record::Released(first),
            Record::Finished(last),
            Record::Received { packet_identifier: first, delivery_number: u32::MAX },
            Record::Completed(last),
            Record::InboundCleared,
        ]
    }

    #[test]
    fn every_record_is_read_as_it_was_written() {
        for record in records() {
            let mut buffer = [0xaa; 32];
            let len = record.encode(&mut buffer).unwrap();
            assert_eq!(len, record.encoded_len());
            assert_eq!(Record::parse(&buffer), Some((record, len)));
            assert!(record.encode(&mut buffer[..len - 1]).is_err());
        }
    }

    #[test]
    fn a_record_cut_off_or_damaged_is_none() {
        for record in records() {
            let mut buffer = [0; 32];
            let len = record.encode(&mut buffer).unwrap();
            for cut in 0..len {
                assert_eq!(Record::parse(&buffer[..cut]), None);
            }
            for bit in 0..len * 8 {
                buffer[bit / 8] ^= 1 << (bit % 8);
                assert_eq!(Record::parse(&buffer[..len]), None, "{record:?} bit {bit}");
                buffer[bit / 8] ^= 1 << (bit % 8);
            }
        }
    }

    #[test]
    fn the_checksum_is_the_usual_one() {
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926);
    }
}
