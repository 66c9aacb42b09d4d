//! The board without any MQTT: what both clients' programs have in common.
#![no_std]
#![no_main]

use mqttspec_size as board;

#[unsafe(no_mangle)]
extern "C" fn _start() -> ! {
    let mut buffer = [0; 256];
    loop {
        if !board::is_open() {
            board::dial();
        }
        let count = board::read(&mut buffer);
        board::actuate("", &buffer[..count]);
        board::write(&buffer[..board::sensor() as usize % 256]);
        if board::now_ms() == 0 {
            board::close();
        }
    }
}
