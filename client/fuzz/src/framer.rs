//! The framer: whatever bytes the server sends, and however they are split, the client says the
//! same, and sends the same as long as the connection lives.

use mqttspec_client::{Client, Options, Storage};

use super::machine::Machine;

/// The first byte of `data` is the length of a piece; the rest comes after CONNACK.
pub fn run(data: &[u8]) {
    let Some((piece, bytes)) = data.split_first() else { return };
    let whole = after(bytes, usize::MAX);
    let split = after(bytes, usize::from(*piece).max(1));
    assert_eq!(split.events, whole.events);
    // answers that have not left when the connection is given up never leave
    let sent = whole.sent.len().min(split.sent.len());
    assert_eq!(split.sent[..sent], whole.sent[..sent]);
    assert!(whole.ended || split.sent.len() == whole.sent.len(), "{whole:?} {split:?}");
}

#[derive(Debug)]
struct Seen {
    events: Vec<String>,
    sent: Vec<u8>,
    ended: bool,
}

fn after(bytes: &[u8], piece: usize) -> Seen {
    let mut storage = Storage::<64, 256, 256, 4>::new();
    let mut machine = Machine::new(Client::new(storage.buffers()), Options::new("server"));
    machine.connect();
    machine.server(b"\x20\x02\0\0", usize::MAX);
    machine.server(bytes, piece);
    machine.check_sent();
    let ended = !machine.client.is_connected();
    Seen { events: machine.events, sent: machine.sent, ended }
}
