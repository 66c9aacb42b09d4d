//! The codec: no bytes make it panic, and what it takes it writes back byte by byte the same.

use mqttspec_client::packet::{FixedHeader, Packet, PublishHead};

/// `data` is the beginning of a stream.
pub fn run(data: &[u8]) {
    let Ok(Some(header)) = FixedHeader::parse(data) else { return };
    let rest = &data[header.len..];
    let partial = PublishHead::parse_partial(header.first_byte, rest, header.remaining_length);
    let Some(body) = rest.get(..header.remaining_length) else { return };
    let parsed = Packet::parse(header.first_byte, body);
    if let Ok(Packet::Publish(publish)) = parsed {
        let payload_at = body.len() - publish.payload.len();
        assert_eq!(partial, Ok(Some((publish.head(), payload_at))));
    }
    let Ok(packet) = parsed else { return };
    let mut bytes = vec![0; packet.encoded_len()];
    assert_eq!(packet.encode(&mut bytes), Ok(bytes.len()));
    assert_eq!(bytes[0], header.first_byte);
    assert!(bytes.ends_with(body));
    assert_eq!(
        FixedHeader::parse(&bytes).ok().flatten().map(|h| h.remaining_length),
        Some(body.len())
    );
}
