//! A board that is nothing but registers: a byte stream, a clock, a sensor and an actuator, so that the
//! compiler can foresee nothing and leave nothing out.
#![no_std]

use core::panic::PanicInfo;

const BASE: usize = 0x1000_0000;
/// 1 while the stream is open; writing 1 dials, 0 closes.
const LINK: usize = 0;
/// A byte from the peer, or anything over 255 while there is none.
const INPUT: usize = 4;
/// A byte to the peer.
const OUTPUT: usize = 8;
/// Bytes that the peer takes now.
const ROOM: usize = 12;
const CLOCK_MS: usize = 16;
/// What to publish next: 0 nothing, 1 with QoS 1, 2 with QoS 2.
const SENSOR: usize = 20;
const ACTUATOR: usize = 24;

fn load(register: usize) -> u32 {
    // SAFETY: nothing: these programs are weighed, not run.
    unsafe { ((BASE + register) as *const u32).read_volatile() }
}

fn store(register: usize, value: u32) {
    // SAFETY: as above.
    unsafe { ((BASE + register) as *mut u32).write_volatile(value) }
}

/// Opens the stream; false if that fails.
pub fn dial() -> bool {
    store(LINK, 1);
    is_open()
}

/// Closes the stream.
pub fn close() {
    store(LINK, 0);
}

/// Whether the stream is open.
pub fn is_open() -> bool {
    load(LINK) == 1
}

/// Reads what is there, which may be nothing.
pub fn read(buffer: &mut [u8]) -> usize {
    let mut count = 0;
    for space in buffer {
        let Ok(byte) = u8::try_from(load(INPUT)) else { break };
        *space = byte;
        count += 1;
    }
    count
}

/// Writes what the peer takes, which may be nothing.
pub fn write(bytes: &[u8]) -> usize {
    let count = bytes.len().min(load(ROOM) as usize);
    for &byte in &bytes[..count] {
        store(OUTPUT, byte.into());
    }
    count
}

/// Milliseconds.
pub fn now_ms() -> u32 {
    load(CLOCK_MS)
}

/// The QoS to publish with, if there is something to publish.
pub fn sensor() -> u32 {
    load(SENSOR)
}

/// Makes use of a message.
pub fn actuate(topic_name: &str, payload: &[u8]) {
    store(ACTUATOR, topic_name.len() as u32);
    for &byte in payload {
        store(ACTUATOR, byte.into());
    }
}

#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    loop {}
}
