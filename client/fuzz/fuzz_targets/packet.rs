//! The target `packet`, see the module of that name.
#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| mqttspec_client_fuzz::packet::run(data));
