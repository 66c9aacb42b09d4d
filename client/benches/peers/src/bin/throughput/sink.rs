//! The null sink: a server that acknowledges, and does nothing else. It looks at first bytes, lengths and
//! identifiers, and answers once for each read.

use std::{
    io::{Read, Write},
    net::{Ipv4Addr, TcpListener, TcpStream},
    thread,
};

/// Starts it; says where it listens.
pub fn start() -> u16 {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            // A client that closes while it is answered is of no interest.
            let _ = serve(stream.unwrap());
        }
    });
    port
}

fn serve(mut stream: TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; 256 * 1024];
    let mut answers = Vec::with_capacity(64 * 1024);
    let mut len = 0;
    loop {
        match stream.read(&mut buffer[len..])? {
            0 => return Ok(()),
            count => len += count,
        }
        let mut at = 0;
        while let Some(packet_len) = packet_len(&buffer[at..len]) {
            answer(&buffer[at..at + packet_len], &mut answers);
            at += packet_len;
        }
        buffer.copy_within(at..len, 0);
        len -= at;
        stream.write_all(&answers)?;
        answers.clear();
    }
}

/// The length of the whole packet that `bytes` begin with.
fn packet_len(bytes: &[u8]) -> Option<usize> {
    let (mut at, mut rest) = (1, 0);
    loop {
        let byte = *bytes.get(at)?;
        rest |= usize::from(byte & 0x7F) << (7 * (at - 1));
        at += 1;
        if byte & 0x80 == 0 {
            return Some(at + rest).filter(|&len| len <= bytes.len());
        }
    }
}

fn answer(packet: &[u8], answers: &mut Vec<u8>) {
    match packet[0] >> 4 {
        1 => answers.extend([0x20, 2, 0, 0]),
        3 => {
            // Every packet here is shorter than 128 bytes: one byte of length.
            let at = 4 + usize::from(packet[3]);
            match packet[0] >> 1 & 0b11 {
                1 => answers.extend([0x40, 2, packet[at], packet[at + 1]]),
                2 => answers.extend([0x50, 2, packet[at], packet[at + 1]]),
                _ => {}
            }
        }
        6 => answers.extend([0x70, 2, packet[2], packet[3]]),
        12 => answers.extend([0xD0, 0]),
        _ => {}
    }
}
