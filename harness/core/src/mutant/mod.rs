//! Mutants: a client made wrong, between the client and the tap.
//!
//! A mutant proves that a check has teeth: each rule has one that it catches. Every mutant is
//! wrong in one way and otherwise lets the client be what it is; most are bugs that real clients
//! had. *Not here:* who kills it; the campaign finds that out.

mod amend;
mod keep_alive;
mod mutating;
mod mutation;

use std::sync::{Arc, Mutex};

use self::{
    amend::Amend,
    mutating::{Mutating, Shared},
    mutation::Mutation,
};
use crate::{spec::RequirementId, stage::Stage, trace::ConnectionId};

/// What is known of a mutant without running it.
#[derive(Debug)]
pub struct MutantInfo {
    /// How it is called on the command line.
    pub name: &'static str,
    /// What it does wrong, in one line.
    pub description: &'static str,
    /// The statement that it breaks.
    pub requirement: RequirementId,
    /// The real bugs that it is derived from, by their number in `real_bugs`.
    pub real_bugs: &'static [u16],
    build: fn() -> Box<dyn Mutation>,
}

impl MutantInfo {
    /// A fresh mutant for one scenario.
    #[must_use]
    pub fn build(&'static self) -> Mutant {
        Mutant { info: self, mutation: Arc::new(Mutex::new((self.build)())) }
    }
}

/// A mutant at work in one scenario.
#[derive(Clone, Debug)]
pub struct Mutant {
    info: &'static MutantInfo,
    mutation: Shared,
}

impl Mutant {
    /// What is known of it.
    #[must_use]
    pub fn info(&self) -> &'static MutantInfo {
        self.info
    }

    /// The stage for one Network Connection, to stand between the client and the tap.
    #[must_use]
    pub fn stage(&self, connection: ConnectionId) -> Box<dyn Stage> {
        Box::new(Mutating::new(connection, Arc::clone(&self.mutation)))
    }
}

/// All mutants, by name.
#[must_use]
pub fn catalogue() -> &'static [MutantInfo] {
    CATALOGUE
}

/// The mutant of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static MutantInfo> {
    CATALOGUE.iter().find(|info| info.name == name)
}

const CATALOGUE: &[MutantInfo] = &[
    MutantInfo {
        name: "late-pingreq",
        description: "an idle client sends PINGREQ only after 1.4 times the Keep Alive",
        requirement: RequirementId::from_static("MQTT-3.1.2-23"),
        real_bugs: &[28, 41, 52],
        build: || Box::new(keep_alive::LatePingreq::default()),
    },
    MutantInfo {
        name: "resend-without-dup",
        description: "a PUBLISH that is sent again has DUP 0",
        requirement: RequirementId::from_static("MQTT-3.3.1-1"),
        real_bugs: &[57, 58, 71],
        build: || Amend::sent("PUBLISH dup=1", "dup=0"),
    },
];

#[cfg(test)]
mod tests;
