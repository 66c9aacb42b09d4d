//! What the harness asked of the client, as far as a rule has to know it.

use std::collections::BTreeMap;

use mqttspec_link::{
    Bytes, Command, Text,
    command::{ConnectOptions, Protocol},
};

use crate::{
    time::At,
    trace::{BenchKind, Event, Trace},
    verdict::RecordIndex,
};

/// The commands of a trace in the words of rules.
#[derive(Debug, Default)]
pub struct Asked {
    /// When an instance was told to connect, with all options that then held.
    connects: Vec<(RecordIndex, u32, ConnectOptions)>,
    /// When the client lost what it keeps of Sessions.
    forgettings: Vec<RecordIndex>,
    /// Which messages the client was to publish: Topic Name and payload.
    publishes: Vec<(Text, Option<Bytes>)>,
    /// When PINGREQ was asked for.
    pings: Vec<At>,
    /// Whether nobody gives commands here.
    is_recording: bool,
}

impl Asked {
    pub(super) fn new(trace: &Trace) -> Self {
        let start = trace.start();
        let features = start.map(|start| start.cut.features.as_slice()).unwrap_or_default();
        let offers = |name: &str| features.iter().any(|feature| feature == name);
        let is_recording =
            start.is_some_and(|start| matches!(start.bench, BenchKind::Tap | BenchKind::Capture));
        let mut asked = Self { is_recording, ..Self::default() };
        let mut kept = ConnectOptions::default();
        for (index, record) in trace.records_from(RecordIndex(0)) {
            let request = match &record.event {
                Event::Request { request } => request,
                Event::CutExited { .. } if !offers("durable_session") => {
                    asked.forgettings.push(index);
                    continue;
                }
                _ => continue,
            };
            match &request.command {
                Command::Set(options) => kept = options.over(&kept),
                Command::Connect(connect) => {
                    let options = connect.options.over(&kept);
                    asked.connects.push((index, connect.client, options));
                    if !offers("session_kept") {
                        asked.forgettings.push(index);
                    }
                }
                Command::Publish(publish) => {
                    asked.publishes.push((publish.topic.clone(), publish.payload.clone()));
                }
                Command::Ping(_) => asked.pings.push(record.at),
                Command::Reset => {
                    kept = ConnectOptions::default();
                    asked.forgettings.push(index);
                }
                Command::Exit if !offers("durable_session") => asked.forgettings.push(index),
                _ => {}
            }
        }
        asked
    }

    /// The options with which the client was told to connect before `record`; `None` where that
    /// is not clear.
    #[must_use]
    pub fn options_at(&self, record: RecordIndex) -> Option<&ConnectOptions> {
        let mut before = self.connects.iter().filter(|(index, ..)| *index < record);
        let (_, client, _) = before.clone().next()?;
        let is_only_one = before.clone().all(|(_, other, _)| other == client);
        before.next_back().filter(|_| is_only_one).map(|(.., options)| options)
    }

    /// After how many milliseconds each instance was told to try again, by what it was told last
    /// before `record`; `None` where it was told of no delay.
    #[must_use]
    pub fn reconnect_delays_at(&self, record: RecordIndex) -> BTreeMap<u32, Option<u64>> {
        let before = self.connects.iter().filter(|(index, ..)| *index < record);
        let delay = |options: &ConnectOptions| options.reconnect.as_ref()?.min_ms;
        before.map(|(_, client, options)| (*client, delay(options))).collect()
    }

    /// The commands to connect, by record.
    pub fn connects(&self) -> impl Iterator<Item = RecordIndex> {
        self.connects.iter().map(|(index, ..)| *index)
    }

    /// How often the client was told to publish such a message.
    #[must_use]
    pub fn publishes_of(&self, topic_name: &[u8], payload: &[u8]) -> usize {
        let is_it = |(topic, bytes): &&(Text, Option<Bytes>)| {
            let len = bytes.as_ref().map_or(0, Bytes::len);
            len == payload.len()
                && topic.to_vec() == topic_name
                && bytes.as_ref().is_none_or(|bytes| bytes.to_vec() == payload)
        };
        self.publishes.iter().filter(is_it).count()
    }

    /// Whether the client may have lost its Sessions between two records.
    #[must_use]
    pub fn forgot_between(&self, begin: RecordIndex, end: RecordIndex) -> bool {
        self.forgettings.iter().any(|index| *index > begin && *index < end)
    }

    /// How many PINGREQs were asked for between two moments.
    #[must_use]
    pub fn pings_between(&self, begin: At, end: At) -> usize {
        self.pings.iter().filter(|at| **at >= begin && **at <= end).count()
    }

    /// Whether a CONNECT of MQTT 3.1 may be what was wanted.
    #[must_use]
    pub fn allows_3_1(&self) -> bool {
        let wants = |options: &ConnectOptions| options.protocol == Some(Protocol::V3_1);
        self.is_recording || self.connects.iter().any(|(.., options)| wants(options))
    }

    /// Whether the application acknowledges by itself: it asked to, or for the preset of a
    /// client whose applications do.
    #[must_use]
    pub fn acknowledges_by_hand(&self) -> bool {
        let by_preset = |options: &ConnectOptions| options.preset.as_deref() == Some("zephyr");
        let by_hand =
            |options: &ConnectOptions| options.manual_ack.unwrap_or_else(|| by_preset(options));
        self.connects.iter().any(|(.., options)| by_hand(options))
    }

    /// Whether nobody gives commands here: a client may have been restarted at any time.
    #[must_use]
    pub const fn is_recording(&self) -> bool {
        self.is_recording
    }
}
