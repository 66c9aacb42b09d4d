//! PUBLISH (3.3).

use super::{reader::Reader, string::check_topic_name};
use crate::wire::dissection::Body;

pub(super) fn dissect<'a>(reader: &mut Reader<'a>, flags: u8) -> Body<'a> {
    let (dup, qos, retain) = (flags & 0b1000 != 0, flags >> 1 & 0b11, flags & 0b0001 != 0);
    if qos == 3 {
        reader.report(0, "MQTT-3.3.1-4", "QoS 0, 1 or 2", || "QoS 3".to_owned());
    }
    if dup && qos == 0 {
        reader.report(0, "MQTT-3.3.1-2", "DUP 0 with QoS 0", || "DUP 1".to_owned());
    }
    let topic_name = reader.field("MQTT-3.3.2-1", "a Topic Name");
    if let Some(field) = topic_name {
        check_topic_name(reader, field, "MQTT-1.5.3-1", "MQTT-3.3.2-2");
    }
    let offset = reader.position();
    let packet_identifier = match qos {
        0 => None,
        // Whether a Packet Identifier belongs here nobody knows: only look.
        3 if reader.room() < 2 => None,
        _ => reader.integer("MQTT-2.3.1-1", "a Packet Identifier"),
    };
    if packet_identifier == Some(0) && qos < 3 {
        reader.report(offset, "MQTT-2.3.1-1", "a Packet Identifier above 0", || "0".to_owned());
    }
    let topic_name = topic_name.map(|field| field.content);
    Body::Publish { dup, qos, retain, topic_name, packet_identifier, payload: reader.rest() }
}
