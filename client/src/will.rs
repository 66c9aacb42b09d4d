//! The will: the Application Message the server publishes if the client is lost (section 3.1.2.5).

use crate::packet::{BinaryData, QoS, TopicName};

/// A will, complete by construction [MQTT-3.1.2-9].
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Will<'a> {
    /// Where the server publishes it.
    pub topic_name: TopicName<'a>,
    /// Its payload, which may be binary or empty.
    pub message: BinaryData<'a>,
    /// The QoS with which the server publishes it [MQTT-3.1.2-14].
    pub qos: QoS,
    /// Whether the server keeps it as a retained message [MQTT-3.1.2-17].
    pub retain: bool,
}
