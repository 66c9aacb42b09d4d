//! QoS 1, at least once: the sender's table (section 4.3.2).
//!
//! ```text
//!  Fresh ─PUBLISH─► InFlight ─PUBACK─► done          lost connection: InFlight ─► Attempted
//!  Attempted ─PUBLISH, DUP─► InFlight
//! ```
//! The receiver has no state: each PUBLISH is a message, delivered and answered by PUBACK
//! [MQTT-4.3.2-2], with manual acknowledgement when the application says so (`inbound.rs`).
//! *Not here:* bytes, identifiers, order.

/// How far an outbound PUBLISH got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Progress {
    /// Never given to a transport.
    Fresh,
    /// Given to an earlier Network Connection.
    Attempted,
    /// Given to this Network Connection.
    InFlight,
}

/// The server's answers to PUBLISH and PUBREL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answer {
    Puback,
    Pubrec,
    Pubcomp,
}

/// What follows from an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// The message is delivered, its identifier free [MQTT-2.3.1-3].
    Done,
    /// The server has the message: forget its content, send PUBREL [MQTT-4.3.3-1].
    Release,
    /// PUBREL once more: its first copy may not have come.
    RepeatPubrel,
    /// Nothing is known of the identifier, nothing follows.
    Nothing,
    /// Not an answer to what was sent [MQTT-4.8.0-1].
    Violation,
}

/// The sender's table for a PUBLISH of QoS 1 [MQTT-4.3.2-1].
pub(crate) fn on_answer(progress: Progress, answer: Answer) -> Outcome {
    match (progress, answer) {
        // An answer to what an earlier connection carried ends the exchange just as well.
        (Progress::Attempted | Progress::InFlight, Answer::Puback) => Outcome::Done,
        (Progress::Fresh, Answer::Puback)
        | (
            Progress::Fresh | Progress::Attempted | Progress::InFlight,
            Answer::Pubrec | Answer::Pubcomp,
        ) => Outcome::Violation,
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, string::String};

    use super::*;

    #[test]
    fn every_answer_in_every_state() {
        let mut table = String::new();
        for progress in [Progress::Fresh, Progress::Attempted, Progress::InFlight] {
            for answer in [Answer::Puback, Answer::Pubrec, Answer::Pubcomp] {
                let outcome = on_answer(progress, answer);
                table += &format!("{progress:?} × {answer:?} → {outcome:?}\n");
            }
        }
        insta::assert_snapshot!(table);
    }
}
