//! The options of `connect` as rumqttc's, refused where it would panic or drop them.

use std::time::Duration;

use mqttspec_link::{
    Bytes, Text,
    command::{ConnectOptions, Protocol, Transport, Will},
};
use rumqttc::{LastWill, MqttOptions, QoS};

use super::{No, string};

/// The largest packet rumqttc takes unless told otherwise, in bytes.
pub(super) const PACKET_MAX_DEFAULT: u32 = 10 * 1024;

const MEMBERS: &[&str] = &[
    "uri",
    "host",
    "port",
    "transport",
    "path",
    "client_id",
    "clean_session",
    "keep_alive_s",
    "user_name",
    "password",
    "will.topic",
    "will.payload",
    "will.qos",
    "will.retain",
    "protocol",
    "timeout_ms",
    "packet_max",
    "in_flight_max",
    "manual_ack",
];

/// Options that rumqttc takes.
pub(super) struct Checked {
    pub(super) mqtt: MqttOptions,
    /// How long dialling and CONNACK may take, in seconds.
    pub(super) timeout_s: u64,
}

/// Refuses a member that this shim does not implement, by its name.
pub(super) fn check_members(options: &ConnectOptions) -> Result<(), No> {
    options.unsupported(MEMBERS).map_or(Ok(()), |name| Err(No::Unsupported(name)))
}

/// Translates the options of instance `client`.
pub(super) fn checked(options: &ConnectOptions, client: u32) -> Result<Checked, No> {
    let options = options.clone().without_uri().map_err(|e| No::invalid(e.to_string()))?;
    let transport = options.transport.unwrap_or_default();
    if transport != Transport::Tcp {
        return Err(No::Unsupported("transport".into()));
    }
    if options.protocol.unwrap_or_default() != Protocol::V3_1_1 {
        return Err(No::Unsupported("protocol".into()));
    }
    let Some(host) = options.host else { return Err(No::invalid("no host")) };
    let clean_session = options.clean_session.unwrap_or(true);
    let client_id = match &options.client_id {
        Some(client_id) => string(client_id, "client_id")?,
        None => format!("rumqttc-{client}"), // it has no choice of its own
    };
    if client_id.is_empty() && !clean_session {
        return Err(No::Unsupported("client_id".into())); // it would panic
    }
    let mut mqtt = MqttOptions::new(client_id, host, options.port.unwrap_or(transport.port()));
    mqtt.set_clean_session(clean_session);
    mqtt.set_keep_alive(Duration::from_secs(options.keep_alive_s.unwrap_or(60).into()));
    if let Some((user_name, password)) = credentials(options.user_name, options.password)? {
        mqtt.set_credentials(user_name, password);
    }
    if let Some(will) = &options.will {
        mqtt.set_last_will(last_will(will)?);
    }
    if let Some(packet_max) = options.packet_max {
        let packet_max = usize::try_from(packet_max).unwrap_or(usize::MAX);
        mqtt.set_max_packet_size(packet_max, packet_max);
    }
    if let Some(in_flight_max) = options.in_flight_max {
        if in_flight_max == 0 {
            return Err(No::Unsupported("in_flight_max".into())); // it would panic
        }
        mqtt.set_inflight(in_flight_max);
    }
    mqtt.set_manual_acks(options.manual_ack.unwrap_or(false));
    let timeout_ms = options.timeout_ms.unwrap_or(10_000);
    if timeout_ms == 0 || timeout_ms % 1000 != 0 {
        return Err(No::Unsupported("timeout_ms".into())); // it counts whole seconds
    }
    Ok(Checked { mqtt, timeout_s: timeout_ms / 1000 })
}

/// The QoS `number`, which the API may refuse.
pub(super) fn qos(number: u8, member: &str) -> Result<QoS, No> {
    rumqttc::qos(number).map_err(|e| No::invalid(format!("{member}: {e:?}")))
}

/// It knows strings only, and leaves empty ones out.
fn credentials(
    user_name: Option<Text>,
    password: Option<Bytes>,
) -> Result<Option<(String, String)>, No> {
    let unsupported = |member: &str| No::Unsupported(member.into());
    let user_name = user_name.map(|text| string(&text, "user_name")).transpose()?;
    let password = password.map(|bytes| String::from_utf8(bytes.to_vec())).transpose();
    let password = password.map_err(|_| unsupported("password"))?;
    if user_name.as_deref() == Some("") {
        return Err(unsupported("user_name"));
    }
    if password.as_deref() == Some("") {
        return Err(unsupported("password"));
    }
    if user_name.is_none() && password.is_none() {
        return Ok(None);
    }
    Ok(Some((user_name.unwrap_or_default(), password.unwrap_or_default())))
}

fn last_will(will: &Will) -> Result<LastWill, No> {
    let topic = will.topic.as_ref().ok_or_else(|| No::invalid("a Will without will.topic"))?;
    let topic = string(topic, "will.topic")?;
    let payload = will.payload.as_ref().map(Bytes::to_vec).unwrap_or_default();
    let qos = qos(will.qos.unwrap_or(0), "will.qos")?;
    Ok(LastWill::new(topic, payload, qos, will.retain.unwrap_or(false)))
}
