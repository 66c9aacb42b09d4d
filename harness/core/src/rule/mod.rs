//! Passive rules: one function per statement, over every trace. A file per section of the spec.
//!
//! A rule speaks only where its statement applied, and only of what the client could know.
//! *Not here:* what a scenario provokes; that is `expectation`.

mod exchange;
mod tally;

mod s2_2_fixed_header;
mod s2_3_packet_identifier;
mod s3_14_disconnect;
mod s3_1_connect;

pub use exchange::{Conversation, Exchange, Packet};
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
    Rule::new("MQTT-2.2.2-1", s2_2_fixed_header::mqtt_2_2_2_1),
    Rule::new("MQTT-2.3.1-1", s2_3_packet_identifier::mqtt_2_3_1_1),
    Rule::new("MQTT-3.1.0-1", s3_1_connect::mqtt_3_1_0_1),
    Rule::new("MQTT-3.14.4-2", s3_14_disconnect::mqtt_3_14_4_2),
];
