//! The defaults of the four systems whose clients this one replaces, one function each.
//!
//! Only defaults that the options can say; buffers, tasks and callbacks are the caller's. Where a
//! system's default breaks MQTT 3.1.1 or loses messages silently, ours is kept.

use crate::{
    options::Options,
    reconnect::{Backoff, Reconnect},
    settings::{Acknowledgement, OutboxOverflow, Oversize},
};

impl<'a> Options<'a> {
    /// ESP-MQTT: Keep Alive 120 s, reconnects after 10 s, packets of 1024 bytes, larger messages
    /// in fragments.
    pub fn esp_mqtt(host: &'a str) -> Self {
        let mut options = Self::new(host).keep_alive_s(120);
        let settings = &mut options.settings;
        settings.connect_timeout_ms = 10_000;
        // a missing answer is noticed half a Keep Alive after the ping
        settings.ping_timeout_ms = 60_000;
        settings.reconnect = Reconnect::Fixed { delay_ms: 10_000 };
        settings.oversize = Oversize::Stream;
        options
    }

    /// NodeMCU: Keep Alive 60 s, CONNACK within 5 s, no reconnect, messages over 1024 bytes are
    /// cut off.
    pub fn nodemcu(host: &'a str) -> Self {
        let mut options = Self::new(host).keep_alive_s(60);
        let settings = &mut options.settings;
        settings.connect_timeout_ms = 5_000;
        settings.reconnect = Reconnect::Off;
        settings.packet_len_max = 1024;
        settings.oversize = Oversize::Overflow;
        options
    }

    /// Zephyr: Keep Alive 60 s, Clean Session 0 (so it needs a Client Identifier), CONNACK within
    /// 5 s, no reconnect; the application reads payloads in pieces and acknowledges.
    pub fn zephyr(host: &'a str) -> Self {
        let mut options = Self::new(host).clean_session(false).keep_alive_s(60);
        let settings = &mut options.settings;
        settings.connect_timeout_ms = 5_000;
        settings.reconnect = Reconnect::Off;
        settings.acknowledgement = Acknowledgement::Manual;
        settings.oversize = Oversize::Stream;
        options
    }

    /// Mongoose OS: Keep Alive 60 s, reconnects after 2 to 60 s and subscribes again, keeps 5
    /// messages and drops the oldest, takes packets of 3072 bytes.
    pub fn mongoose_os(host: &'a str) -> Self {
        let mut options = Self::new(host).keep_alive_s(60);
        let settings = &mut options.settings;
        settings.reconnect = Reconnect::Backoff(Backoff {
            delay_ms_min: 2_000,
            delay_ms_max: 60_000,
            ..Backoff::default()
        });
        settings.resubscribe = true;
        settings.packet_len_max = 3072;
        settings.outbox_messages_max = 5;
        settings.overflow = OutboxOverflow::DropOldest;
        options
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::ProtocolVersion;

    #[test]
    fn every_preset_is_free_of_contradictions() {
        for options in [
            Options::esp_mqtt("h"),
            Options::nodemcu("h"),
            Options::zephyr("h").client_identifier("z"),
            Options::mongoose_os("h"),
        ] {
            assert_eq!(options.check(), Ok(()));
            assert_eq!(options.address.port(), 1883);
            let connect = options.connect().unwrap();
            assert_eq!(connect.protocol_version, ProtocolVersion::V3_1_1);
            assert_eq!((connect.login, connect.will), (None, None));
        }
    }

    #[test]
    fn esp_mqtt_has_the_documented_defaults() {
        let options = Options::esp_mqtt("h");
        let connect = options.connect().unwrap();
        assert_eq!((connect.clean_session, connect.keep_alive_s), (true, 120));
        assert_eq!(options.settings.connect_timeout_ms, 10_000);
        assert_eq!(options.settings.reconnect, Reconnect::Fixed { delay_ms: 10_000 });
        assert_eq!(options.settings.oversize, Oversize::Stream);
    }

    #[test]
    fn nodemcu_has_the_documented_defaults() {
        let options = Options::nodemcu("h");
        let connect = options.connect().unwrap();
        // the document says Clean Session 1, whatever the code did
        assert_eq!((connect.clean_session, connect.keep_alive_s), (true, 60));
        assert_eq!(options.settings.connect_timeout_ms, 5_000);
        assert_eq!(options.settings.reconnect, Reconnect::Off);
        assert_eq!(options.settings.packet_len_max, 1024);
        assert_eq!(options.settings.oversize, Oversize::Overflow);
    }

    #[test]
    fn zephyr_has_the_documented_defaults() {
        let options = Options::zephyr("h").client_identifier("z");
        let connect = options.connect().unwrap();
        assert_eq!((connect.clean_session, connect.keep_alive_s), (false, 60));
        assert_eq!(options.settings.connect_timeout_ms, 5_000);
        assert_eq!(options.settings.reconnect, Reconnect::Off);
        assert_eq!(options.settings.acknowledgement, Acknowledgement::Manual);
    }

    #[test]
    fn mongoose_os_has_the_documented_defaults() {
        let options = Options::mongoose_os("h");
        let connect = options.connect().unwrap();
        assert_eq!((connect.clean_session, connect.keep_alive_s), (true, 60));
        let Reconnect::Backoff(backoff) = options.settings.reconnect else {
            panic!("not a backoff");
        };
        assert_eq!((backoff.delay_ms_min, backoff.delay_ms_max), (2_000, 60_000));
        assert!(options.settings.resubscribe);
        assert_eq!(options.settings.outbox_messages_max, 5);
        assert_eq!(options.settings.overflow, OutboxOverflow::DropOldest);
    }
}
