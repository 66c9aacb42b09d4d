//! Paho C, its asynchronous client. It runs threads of its own: what they take of the processor is not
//! measured.

use std::ffi::{CString, c_char, c_int, c_long, c_void};

use crate::load::{Load, Measured, PAYLOAD, Stopwatch, WINDOW};

unsafe extern "C" {
    fn peer_paho_connect(address: *const c_char, window: c_int) -> *mut c_void;
    fn peer_paho_publish(
        client: *mut c_void,
        topic: *const c_char,
        payload: *const c_void,
        len: c_int,
        qos: c_int,
        count: c_long,
        window: c_long,
    ) -> c_int;
    fn peer_paho_end(client: *mut c_void);
}

pub fn publish(load: &Load) -> Measured {
    let address = CString::new(format!("tcp://127.0.0.1:{}", load.port)).unwrap();
    // SAFETY: the functions take what they are declared with, and run one after the other.
    unsafe {
        let client = peer_paho_connect(address.as_ptr(), WINDOW.into());
        assert!(!client.is_null(), "it cannot connect");
        let send = |qos: u8, count: usize| {
            let (topic, len) = (c"bench/t".as_ptr(), PAYLOAD.len() as c_int);
            let (payload, window) = (PAYLOAD.as_ptr().cast(), WINDOW.into());
            let (qos, count) = (qos.into(), count as c_long);
            let code = peer_paho_publish(client, topic, payload, len, qos, count, window);
            assert_eq!(code, 0, "it cannot publish");
        };
        let stopwatch = Stopwatch::start();
        send(load.qos, load.count);
        if load.qos == 0 {
            send(1, 1);
        }
        let measured = stopwatch.stop();
        peer_paho_end(client);
        Measured { cpu: None, ..measured }
    }
}
