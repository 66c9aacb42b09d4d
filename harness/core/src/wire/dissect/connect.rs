//! CONNECT (3.1).

use super::{
    NO_STATEMENT,
    reader::{Field, Reader},
    string::{check_string, check_topic_name},
};
use crate::wire::dissection::{Body, Connect};

/// The Connect Flags, bit by bit (3.1.2.3).
#[derive(Clone, Copy)]
struct ConnectFlags(u8);

impl ConnectFlags {
    fn user_name(self) -> bool {
        self.0 & 0x80 != 0
    }
    fn password(self) -> bool {
        self.0 & 0x40 != 0
    }
    fn will_retain(self) -> bool {
        self.0 & 0x20 != 0
    }
    fn will_qos(self) -> u8 {
        self.0 >> 3 & 0b11
    }
    fn will(self) -> bool {
        self.0 & 0x04 != 0
    }
    fn clean_session(self) -> bool {
        self.0 & 0x02 != 0
    }
    fn reserved(self) -> bool {
        self.0 & 0x01 != 0
    }
}

pub(super) fn dissect<'a>(reader: &mut Reader<'a>) -> Body<'a> {
    let mut connect = Connect::default();
    dissect_protocol(reader, &mut connect);
    let offset = reader.position();
    connect.connect_flags = reader.byte(NO_STATEMENT, "Connect Flags");
    let flags = ConnectFlags(connect.connect_flags.unwrap_or(0));
    check_flags(reader, offset, flags);
    connect.keep_alive_s = reader.integer(NO_STATEMENT, "a Keep Alive");
    if connect.keep_alive_s.is_some() {
        dissect_payload(reader, &mut connect, flags);
    }
    Body::Connect(connect)
}

fn dissect_protocol<'a>(reader: &mut Reader<'a>, connect: &mut Connect<'a>) {
    let name = reader.field("MQTT-3.1.2-1", "the protocol name");
    if let Some(field) = name.filter(|field| field.content != b"MQTT") {
        reader.report(field.offset, "MQTT-3.1.2-1", "protocol name \"MQTT\"", || {
            format!("\"{}\"", field.content.escape_ascii())
        });
    }
    let offset = reader.position();
    let level = reader.byte("MQTT-3.1.2-2", "the protocol level");
    if let Some(level) = level.filter(|level| *level != 4) {
        reader.report(offset, "MQTT-3.1.2-2", "protocol level 4", || level.to_string());
    }
    connect.protocol_name = name.map(|field| field.content);
    connect.protocol_level = level;
}

fn check_flags(reader: &mut Reader<'_>, offset: usize, flags: ConnectFlags) {
    if flags.reserved() {
        reader.report(offset, "MQTT-3.1.2-3", "the reserved flag 0", || "1".to_owned());
    }
    let will_qos = flags.will_qos();
    if !flags.will() && will_qos != 0 {
        reader
            .report(offset, "MQTT-3.1.2-13", "Will QoS 0 without a will", || will_qos.to_string());
    }
    if flags.will() && will_qos == 3 {
        reader.report(offset, "MQTT-3.1.2-14", "Will QoS 0, 1 or 2", || "3".to_owned());
    }
    if !flags.will() && flags.will_retain() {
        let expected = "Will Retain 0 without a will";
        reader.report(offset, "MQTT-3.1.2-15", expected, || "1".to_owned());
    }
    if flags.password() && !flags.user_name() {
        reader.report(offset, "MQTT-3.1.2-22", "no Password Flag without User Name Flag", || {
            "Password Flag alone".to_owned()
        });
    }
}

fn dissect_payload<'a>(reader: &mut Reader<'a>, connect: &mut Connect<'a>, flags: ConnectFlags) {
    let client_identifier = reader.field("MQTT-3.1.3-3", "a Client Identifier");
    if let Some(field) = client_identifier {
        check_string(reader, field, "MQTT-3.1.3-4");
        if field.content.is_empty() && !flags.clean_session() {
            let expected = "Clean Session 1 with an empty Client Identifier";
            reader.report(field.offset, "MQTT-3.1.3-7", expected, || "Clean Session 0".to_owned());
        }
    }
    let mut field = |set: bool, requirement, expected| -> Option<Field<'a>> {
        if set { reader.field(requirement, expected) } else { None }
    };
    let will_topic = field(flags.will(), "MQTT-3.1.2-9", "a Will Topic");
    let will_message = field(flags.will(), "MQTT-3.1.2-9", "a Will Message");
    let user_name = field(flags.user_name(), "MQTT-3.1.2-19", "a User Name");
    let password = field(flags.password(), "MQTT-3.1.2-21", "a Password");
    if let Some(field) = will_topic {
        check_topic_name(reader, field, "MQTT-3.1.3-10", "MQTT-4.7.1-1");
    }
    if let Some(field) = user_name {
        check_string(reader, field, "MQTT-3.1.3-11");
    }
    let (requirement, expected) = surplus(flags);
    reader.finish(requirement, expected);
    connect.client_identifier = client_identifier.map(|field| field.content);
    connect.will_topic = will_topic.map(|field| field.content);
    connect.will_message = will_message.map(|field| field.content);
    connect.user_name = user_name.map(|field| field.content);
    connect.password = password.map(|field| field.content);
}

/// What bytes break that follow all the fields which the flags announce.
fn surplus(flags: ConnectFlags) -> (&'static str, &'static str) {
    if !flags.user_name() {
        ("MQTT-3.1.2-18", "nothing more, as the User Name Flag is clear")
    } else if !flags.password() {
        ("MQTT-3.1.2-20", "nothing more, as the Password Flag is clear")
    } else if !flags.will() {
        ("MQTT-3.1.2-11", "nothing more, as the Will Flag is clear")
    } else {
        (NO_STATEMENT, "nothing after the Password")
    }
}
