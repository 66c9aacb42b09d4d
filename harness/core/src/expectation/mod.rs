//! Deciding expectations: the only judge of what a step waits for.
//!
//! A file per family of kinds. *Invariant:* deciding is a function of the trace and `now`; what
//! it decided of a trace it decides of every longer one too, since records come in the order of
//! their times.

mod connection;
mod link;
mod packet;
mod packet_time;
mod window;

#[cfg(test)]
mod tests;

pub use crate::trace::{Expectation, Kind, LinkPattern, Phase};

use crate::{
    time::At,
    trace::Trace,
    verdict::{ErrorClass, Finding},
    wire::notation::Bindings,
};
use window::Window;

/// Whether a trace settles an expectation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It does.
    Decided {
        /// What is said; `None` verdicts are of steps that judge nothing.
        finding: Finding,
        /// What the variables of the patterns stand for from now on.
        bindings: Bindings,
    },
    /// Not yet.
    Undecided {
        /// When to ask again if nothing new was seen before.
        wake_at: At,
    },
    /// The expectation itself makes no sense: a defect of the step that made it.
    Meaningless {
        /// Whose fault it is.
        class: ErrorClass,
        /// Why.
        text: String,
    },
}

impl Expectation {
    /// Decides it from what was seen up to `now`; `now` is not before the last record.
    #[must_use]
    pub fn decide(&self, trace: &Trace, now: At) -> Decision {
        let window = Window::new(self, trace, now);
        match &self.kind {
            Kind::Receives { pattern } => packet::receives(&window, pattern),
            Kind::ReceivesNext { pattern } => packet::receives_next(&window, pattern),
            Kind::ReceivesInOrder { patterns } => packet::receives_in_order(&window, patterns),
            Kind::Count { pattern, at_least, at_most } => {
                packet::count(&window, pattern, *at_least, *at_most)
            }
            Kind::Never { pattern } => packet::never(&window, pattern),
            Kind::AtLeastEvery { pattern, period } => {
                packet_time::at_least_every(&window, pattern, *period)
            }
            Kind::Within { pattern, not_before, not_after } => {
                packet_time::within(&window, pattern, *not_before, *not_after)
            }
            Kind::Silence => connection::silence(&window),
            Kind::ClosesWithin => connection::closes(&window),
            Kind::StaysOpen => connection::stays_open(&window),
            Kind::Connects { at_least, at_most } => {
                connection::connects(&window, *at_least, *at_most)
            }
            Kind::Indication { any_of } => link::indication(&window, any_of),
            Kind::IndicationCount { any_of, at_least, at_most } => {
                link::indication_count(&window, any_of, *at_least, *at_most)
            }
            Kind::NoIndication { any_of } => link::no_indication(&window, any_of),
            Kind::Reply { any_of } => link::reply(&window, any_of),
        }
    }
}
