//! SUBSCRIBE, SUBACK and UNSUBSCRIBE (3.8 to 3.10).

use super::{
    NO_STATEMENT, acknowledgement::packet_identifier, reader::Reader, string::check_topic_filter,
};
use crate::wire::dissection::Body;

/// The return code that refuses a subscription.
const FAILURE: u8 = 0x80;

pub(super) fn dissect_subscribe<'a>(reader: &mut Reader<'a>) -> Body<'a> {
    let packet_identifier = packet_identifier(reader, "MQTT-2.3.1-1");
    if packet_identifier.is_some() && reader.is_at_declared_end() {
        let offset = reader.position();
        reader.report(offset, "MQTT-3.8.3-3", "at least one Topic Filter with its QoS", || {
            "none".to_owned()
        });
    }
    let mut filters = Vec::new();
    while reader.has_more() {
        let Some(field) = reader.field(NO_STATEMENT, "a Topic Filter") else { break };
        check_topic_filter(reader, field, "MQTT-3.8.3-1");
        let offset = reader.position();
        let options = reader.byte("MQTT-3.8.3-3", "a requested QoS after each Topic Filter");
        if let Some(options) = options.filter(|options| *options > 2) {
            reader.report(offset, "MQTT-3.8.3-4", "a requested QoS of 0, 1 or 2", || {
                format!("{options:#04x}")
            });
        }
        filters.push((field.content, options));
    }
    Body::Subscribe { packet_identifier, filters }
}

pub(super) fn dissect_suback<'a>(reader: &mut Reader<'a>) -> Body<'a> {
    let packet_identifier = packet_identifier(reader, "MQTT-2.3.1-7");
    let offset = reader.position();
    if packet_identifier.is_some() && reader.is_at_declared_end() {
        reader.report(offset, "MQTT-3.8.4-5", "a return code for each Topic Filter", || {
            "none".to_owned()
        });
    }
    let return_codes = reader.rest();
    for (at, code) in return_codes.iter().enumerate() {
        if *code > 2 && *code != FAILURE {
            reader.report(offset + at, "MQTT-3.9.3-2", "return code 0, 1, 2 or 128", || {
                code.to_string()
            });
        }
    }
    Body::Suback { packet_identifier, return_codes }
}

pub(super) fn dissect_unsubscribe<'a>(reader: &mut Reader<'a>) -> Body<'a> {
    let packet_identifier = packet_identifier(reader, "MQTT-2.3.1-1");
    if packet_identifier.is_some() && reader.is_at_declared_end() {
        let offset = reader.position();
        reader.report(offset, "MQTT-3.10.3-2", "at least one Topic Filter", || "none".to_owned());
    }
    let mut filters = Vec::new();
    while reader.has_more() {
        let Some(field) = reader.field(NO_STATEMENT, "a Topic Filter") else { break };
        check_topic_filter(reader, field, "MQTT-3.10.3-1");
        filters.push(field.content);
    }
    Body::Unsubscribe { packet_identifier, filters }
}
