//! QoS 2, exactly once, as two tables (section 4.3.3).
//!
//! ```text
//!  outbound:  Fresh ─PUBLISH─► InFlight ─PUBREC─► Released ─PUBCOMP─► done
//!             Attempted ─PUBLISH, DUP─► InFlight       PUBREC again: PUBREL again, never PUBLISH
//!  inbound:   New ─PUBLISH: deliver─► Delivered ─ack─► Acknowledged ─its turn: PUBREC─► Received
//!             Received ─PUBLISH: PUBREC─► Received ─PUBREL: PUBCOMP─► New
//! ```
//! Without manual acknowledgement PUBLISH goes straight from New to Received.
//! *Not here:* bytes, identifiers, order, durability.

use super::qos1::{Answer, Outcome};

/// How far an outbound exchange got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outbound {
    /// No such exchange.
    Unknown,
    /// Never given to a transport.
    Fresh,
    /// Given to an earlier Network Connection.
    Attempted,
    /// Given to this Network Connection.
    InFlight,
    /// PUBREC came: PUBREL is owed or sent, PUBCOMP awaited.
    Released,
}

/// The sender's table [MQTT-4.3.3-1].
pub(crate) fn on_answer(state: Outbound, answer: Answer) -> Outcome {
    match (state, answer) {
        (Outbound::Attempted | Outbound::InFlight, Answer::Pubrec) => Outcome::Release,
        (Outbound::Released, Answer::Pubrec) => Outcome::RepeatPubrel,
        (Outbound::Released, Answer::Pubcomp) => Outcome::Done,
        // The server still holds an exchange that this side has forgotten: let it finish.
        (Outbound::Unknown, Answer::Pubrec) => Outcome::RepeatPubrel,
        (Outbound::Unknown, Answer::Puback | Answer::Pubcomp) => Outcome::Nothing,
        (Outbound::Fresh, Answer::Puback | Answer::Pubrec | Answer::Pubcomp)
        | (Outbound::Attempted | Outbound::InFlight, Answer::Puback | Answer::Pubcomp)
        | (Outbound::Released, Answer::Puback) => Outcome::Violation,
    }
}

/// How far an inbound exchange got.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// No such exchange.
    New,
    /// Delivered, the application has not acknowledged.
    Delivered,
    /// Acknowledged by the application, PUBREC waits for its turn.
    Acknowledged,
    /// PUBREC is sent, or may be: the message must not be delivered again.
    Received,
}

/// What happens to an inbound exchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InboundInput {
    Publish,
    Pubrel,
    /// The application acknowledges.
    Ack,
    /// The Network Connection is lost.
    Lost,
}

/// What follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum InboundOutcome {
    Deliver,
    Pubrec,
    Pubcomp,
    Nothing,
    /// The application acknowledged what it cannot.
    Misuse,
    /// PUBREL before PUBREC [MQTT-4.8.0-1].
    Violation,
}

/// The receiver's table [MQTT-4.3.3-2]: the next state, and what follows.
pub(crate) fn on_inbound(state: Inbound, input: InboundInput) -> (Inbound, InboundOutcome) {
    use Inbound::{Acknowledged, Delivered, New, Received};
    use InboundInput::{Ack, Lost, Publish, Pubrel};
    match (state, input) {
        (New, Publish) => (Delivered, InboundOutcome::Deliver),
        // PUBREC is on its way as soon as the order allows it.
        (Delivered | Acknowledged, Publish) => (state, InboundOutcome::Nothing),
        (Received, Publish) => (Received, InboundOutcome::Pubrec),
        // Also for an identifier not known: its exchange was finished before.
        (New | Received, Pubrel) => (New, InboundOutcome::Pubcomp),
        (Delivered | Acknowledged, Pubrel) => (state, InboundOutcome::Violation),
        (Delivered, Ack) => (Acknowledged, InboundOutcome::Nothing),
        (New | Acknowledged | Received, Ack) => (state, InboundOutcome::Misuse),
        // Not acknowledged is not accepted: the server's repetition is delivered again.
        (New | Delivered, Lost) => (New, InboundOutcome::Nothing),
        (Acknowledged | Received, Lost) => (Received, InboundOutcome::Nothing),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use std::{format, string::String};

    use super::*;

    #[test]
    fn every_answer_in_every_outbound_state() {
        let mut table = String::new();
        for state in [
            Outbound::Unknown,
            Outbound::Fresh,
            Outbound::Attempted,
            Outbound::InFlight,
            Outbound::Released,
        ] {
            for answer in [Answer::Puback, Answer::Pubrec, Answer::Pubcomp] {
                let outcome = on_answer(state, answer);
                table += &format!("{state:?} × {answer:?} → {outcome:?}\n");
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn every_input_in_every_inbound_state() {
        let mut table = String::new();
        for state in [Inbound::New, Inbound::Delivered, Inbound::Acknowledged, Inbound::Received] {
            for input in
                [InboundInput::Publish, InboundInput::Pubrel, InboundInput::Ack, InboundInput::Lost]
            {
                let (next, outcome) = on_inbound(state, input);
                table += &format!("{state:?} × {input:?} → {next:?}, {outcome:?}\n");
            }
        }
        insta::assert_snapshot!(table);
    }
}
