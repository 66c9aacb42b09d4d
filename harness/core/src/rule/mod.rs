//! Passive rules: one function per statement, over every trace. A file per section of the spec.
//!
//! A rule speaks only where its statement applied, and only of what the client could know.
//! *Not here:* what a scenario provokes; that is `expectation`.

mod asked;
mod exchange;
mod flows;
mod tally;

mod answer;
mod delivery;
mod irregular;

mod robustness;
mod s1_5_data_representations;
mod s2_2_fixed_header;
mod s2_3_packet_identifier;
mod s3_14_disconnect;
mod s3_1_2_connect_header;
mod s3_1_2_keep_alive;
mod s3_1_3_connect_payload;
mod s3_1_connect;
mod s3_3_publish;
mod s3_8_subscribe;
mod s4_3_qos;
mod s4_4_redelivery;
mod s4_6_ordering;
mod s4_7_topics;
mod s6_websocket;
mod web_socket;

pub use asked::Asked;
pub use exchange::{Conversation, Exchange, Packet};
pub use flows::Flows;
pub use tally::Tally;

use crate::{spec::RequirementId, verdict::Finding};

/// One passive rule.
#[derive(Clone, Copy, Debug)]
pub struct Rule {
    name: &'static str,
    judge: fn(&Exchange<'_>, &mut Tally),
}

impl Rule {
    const fn new(name: &'static str, judge: fn(&Exchange<'_>, &mut Tally)) -> Self {
        Self { name, judge }
    }

    /// The statement that it judges.
    #[must_use]
    pub const fn requirement(&self) -> RequirementId {
        RequirementId::from_static(self.name)
    }

    /// Judges a trace; `None` where the statement never applied in it.
    #[must_use]
    pub fn judge(&self, exchange: &Exchange<'_>) -> Option<Finding> {
        let mut tally = Tally::default();
        (self.judge)(exchange, &mut tally);
        tally.finding(&self.requirement())
    }
}

/// All rules, in the order of the spec.
#[must_use]
pub fn all() -> &'static [Rule] {
    ALL
}

const ALL: &[Rule] = &[
    Rule::new("MQTT-1.5.3-1", s1_5_data_representations::mqtt_1_5_3_1),
    Rule::new("MQTT-1.5.3-2", s1_5_data_representations::mqtt_1_5_3_2),
    Rule::new("MQTT-2.2.2-1", s2_2_fixed_header::mqtt_2_2_2_1),
    Rule::new("MQTT-2.3.1-1", s2_3_packet_identifier::mqtt_2_3_1_1),
    Rule::new("MQTT-2.3.1-2", s2_3_packet_identifier::mqtt_2_3_1_2),
    Rule::new("MQTT-2.3.1-3", s2_3_packet_identifier::mqtt_2_3_1_3),
    Rule::new("MQTT-2.3.1-6", s2_3_packet_identifier::mqtt_2_3_1_6),
    Rule::new("MQTT-3.1.0-1", s3_1_connect::mqtt_3_1_0_1),
    Rule::new("MQTT-3.1.0-2", s3_1_connect::mqtt_3_1_0_2),
    Rule::new("MQTT-3.1.2-1", s3_1_2_connect_header::mqtt_3_1_2_1),
    Rule::new("MQTT-3.1.2-2", s3_1_2_connect_header::mqtt_3_1_2_2),
    Rule::new("MQTT-3.1.2-3", s3_1_2_connect_header::mqtt_3_1_2_3),
    Rule::new("MQTT-3.1.2-6", s3_1_connect::mqtt_3_1_2_6),
    Rule::new("MQTT-3.1.2-9", s3_1_2_connect_header::mqtt_3_1_2_9),
    Rule::new("MQTT-3.1.2-11", s3_1_2_connect_header::mqtt_3_1_2_11),
    Rule::new("MQTT-3.1.2-13", s3_1_2_connect_header::mqtt_3_1_2_13),
    Rule::new("MQTT-3.1.2-14", s3_1_2_connect_header::mqtt_3_1_2_14),
    Rule::new("MQTT-3.1.2-15", s3_1_2_connect_header::mqtt_3_1_2_15),
    Rule::new("MQTT-3.1.2-18", s3_1_2_connect_header::mqtt_3_1_2_18),
    Rule::new("MQTT-3.1.2-19", s3_1_2_connect_header::mqtt_3_1_2_19),
    Rule::new("MQTT-3.1.2-20", s3_1_2_connect_header::mqtt_3_1_2_20),
    Rule::new("MQTT-3.1.2-21", s3_1_2_connect_header::mqtt_3_1_2_21),
    Rule::new("MQTT-3.1.2-22", s3_1_2_connect_header::mqtt_3_1_2_22),
    Rule::new("MQTT-3.1.2-23", s3_1_2_keep_alive::mqtt_3_1_2_23),
    Rule::new("MQTT-3.1.3-1", s3_1_3_connect_payload::mqtt_3_1_3_1),
    Rule::new("MQTT-3.1.3-3", s3_1_3_connect_payload::mqtt_3_1_3_3),
    Rule::new("MQTT-3.1.3-4", s3_1_3_connect_payload::mqtt_3_1_3_4),
    Rule::new("MQTT-3.1.3-7", s3_1_3_connect_payload::mqtt_3_1_3_7),
    Rule::new("MQTT-3.1.3-10", s3_1_3_connect_payload::mqtt_3_1_3_10),
    Rule::new("MQTT-3.1.3-11", s3_1_3_connect_payload::mqtt_3_1_3_11),
    Rule::new("MQTT-3.3.1-1", s3_3_publish::mqtt_3_3_1_1),
    Rule::new("MQTT-3.3.1-2", s3_3_publish::mqtt_3_3_1_2),
    Rule::new("MQTT-3.3.1-4", s3_3_publish::mqtt_3_3_1_4),
    Rule::new("MQTT-3.3.2-1", s3_3_publish::mqtt_3_3_2_1),
    Rule::new("MQTT-3.3.2-2", s3_3_publish::mqtt_3_3_2_2),
    Rule::new("MQTT-3.3.4-1", s3_3_publish::mqtt_3_3_4_1),
    Rule::new("MQTT-3.6.1-1", s3_8_subscribe::mqtt_3_6_1_1),
    Rule::new("MQTT-3.8.1-1", s3_8_subscribe::mqtt_3_8_1_1),
    Rule::new("MQTT-3.8.3-1", s3_8_subscribe::mqtt_3_8_3_1),
    Rule::new("MQTT-3.8.3-3", s3_8_subscribe::mqtt_3_8_3_3),
    Rule::new("MQTT-3.8.3-4", s3_8_subscribe::mqtt_3_8_3_4),
    Rule::new("MQTT-3.10.1-1", s3_8_subscribe::mqtt_3_10_1_1),
    Rule::new("MQTT-3.10.3-1", s3_8_subscribe::mqtt_3_10_3_1),
    Rule::new("MQTT-3.10.3-2", s3_8_subscribe::mqtt_3_10_3_2),
    Rule::new("MQTT-3.14.1-1", s3_14_disconnect::mqtt_3_14_1_1),
    Rule::new("MQTT-3.14.4-1", s3_14_disconnect::mqtt_3_14_4_1),
    Rule::new("MQTT-3.14.4-2", s3_14_disconnect::mqtt_3_14_4_2),
    Rule::new("MQTT-4.3.1-1", s4_3_qos::mqtt_4_3_1_1),
    Rule::new("MQTT-4.3.2-1", s4_3_qos::mqtt_4_3_2_1),
    Rule::new("MQTT-4.3.2-2", s4_3_qos::mqtt_4_3_2_2),
    Rule::new("MQTT-4.3.3-1", s4_3_qos::mqtt_4_3_3_1),
    Rule::new("MQTT-4.3.3-2", s4_3_qos::mqtt_4_3_3_2),
    Rule::new("MQTT-4.4.0-1", s4_4_redelivery::mqtt_4_4_0_1),
    Rule::new("MQTT-4.5.0-2", s4_4_redelivery::mqtt_4_5_0_2),
    Rule::new("MQTT-4.6.0-1", s4_6_ordering::mqtt_4_6_0_1),
    Rule::new("MQTT-4.6.0-2", s4_6_ordering::mqtt_4_6_0_2),
    Rule::new("MQTT-4.6.0-3", s4_6_ordering::mqtt_4_6_0_3),
    Rule::new("MQTT-4.6.0-4", s4_6_ordering::mqtt_4_6_0_4),
    Rule::new("MQTT-4.7.1-1", s4_7_topics::mqtt_4_7_1_1),
    Rule::new("MQTT-4.7.1-2", s4_7_topics::mqtt_4_7_1_2),
    Rule::new("MQTT-4.7.1-3", s4_7_topics::mqtt_4_7_1_3),
    Rule::new("MQTT-4.7.3-1", s4_7_topics::mqtt_4_7_3_1),
    Rule::new("MQTT-4.7.3-2", s4_7_topics::mqtt_4_7_3_2),
    Rule::new("MQTT-6.0.0-1", s6_websocket::mqtt_6_0_0_1),
    Rule::new("MQTT-6.0.0-3", s6_websocket::mqtt_6_0_0_3),
    Rule::new("ROB-BACKOFF-1", robustness::rob_backoff_1),
    Rule::new("ROB-PING-4", s3_1_2_keep_alive::rob_ping_4),
    Rule::new("ROB-RESEND-1", robustness::rob_resend_1),
    Rule::new("ROB-STREAM-1", robustness::rob_stream_1),
    Rule::new("ROB-WS-1", web_socket::rob_ws_1),
];

#[cfg(test)]
mod tests;
