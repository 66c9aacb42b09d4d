//! Mutants: a client made wrong, between the client and the tap.
//!
//! A mutant proves that a check has teeth: each rule has one that it catches. Every mutant is
//! wrong in one way and otherwise lets the client be what it is; most are bugs that real clients
//! had. *Not here:* who kills it; the campaign finds that out.
//!
//! | folder | wrong is |
//! |---|---|
//! | `wire/` | what the client sends |
//! | `connection/` | how it reads, and when it closes |
//! | `web_socket/` | what it does with WebSocket, under MQTT |
//! | `link/` | what it does with commands and what it tells the application |

mod change;
mod connection;
mod link;
mod link_outlet;
mod mutating;
mod mutation;
mod web_socket;
mod wire;

use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};

use mqttspec_link::{FromShim, Request};

use self::{link_outlet::LinkOutlet, mutating::Mutating, mutation::Mutation};
use crate::{spec::RequirementId, stage::Stage, trace::ConnectionId};

/// What is known of a mutant without running it.
#[derive(Clone, Debug)]
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
    /// One row of the catalogue.
    const fn new(
        name: &'static str,
        description: &'static str,
        requirement: &'static str,
        real_bugs: &'static [u16],
        build: fn() -> Box<dyn Mutation>,
    ) -> Self {
        let requirement = RequirementId::from_static(requirement);
        Self { name, description, requirement, real_bugs, build }
    }

    /// A fresh mutant for one scenario.
    #[must_use]
    pub fn build(&'static self) -> Mutant {
        let work = Work { mutation: (self.build)(), link: LinkOutlet::default() };
        Mutant { info: self, work: Arc::new(Mutex::new(work)) }
    }
}

/// A mutant at work in one scenario: on each of its Network Connections and on its control link.
#[derive(Clone, Debug)]
pub struct Mutant {
    info: &'static MutantInfo,
    work: Shared,
}

/// What the Network Connections and the control link of a scenario share.
#[derive(Debug)]
struct Work {
    mutation: Box<dyn Mutation>,
    link: LinkOutlet,
}

type Shared = Arc<Mutex<Work>>;

/// A mutation stays usable even if a thread panicked over it.
fn lock(work: &Shared) -> MutexGuard<'_, Work> {
    work.lock().unwrap_or_else(PoisonError::into_inner)
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
        Box::new(Mutating::new(connection, Arc::clone(&self.work)))
    }

    /// The stage for one Network Connection under WebSocket, if it is wrong there.
    #[must_use]
    pub fn stage_under_web_socket(&self) -> Option<Box<dyn Stage>> {
        lock(&self.work).mutation.stage_under_web_socket()
    }

    /// The harness gives a command; drain `poll_request` and `poll_from_shim` afterwards.
    pub fn handle_request(&self, request: Request) {
        let work = &mut *lock(&self.work);
        work.mutation.on_request(request, &mut work.link);
    }

    /// The shim said something; drain `poll_from_shim` and `poll_request` afterwards.
    pub fn handle_from_shim(&self, message: FromShim) {
        let work = &mut *lock(&self.work);
        match message {
            FromShim::Reply(reply) => work.mutation.on_reply(reply, &mut work.link),
            FromShim::Indication(indication) => {
                work.mutation.on_indication(indication, &mut work.link);
            }
        }
    }

    /// The next command for the shim.
    #[must_use]
    pub fn poll_request(&self) -> Option<Request> {
        lock(&self.work).link.poll_request()
    }

    /// The next line that the harness hears; something may come after any packet too.
    #[must_use]
    pub fn poll_from_shim(&self) -> Option<FromShim> {
        lock(&self.work).link.poll_from_shim()
    }

    /// The next thing to tell about what it did on the link; a stage tells its own.
    #[must_use]
    pub fn poll_note(&self) -> Option<String> {
        lock(&self.work).link.poll_note()
    }
}

/// All mutants, by what they get wrong.
#[must_use]
pub fn catalogue() -> &'static [MutantInfo] {
    static ALL: LazyLock<Vec<MutantInfo>> = LazyLock::new(|| FAMILIES.concat());
    &ALL
}

/// The mutant of that name.
#[must_use]
pub fn named(name: &str) -> Option<&'static MutantInfo> {
    catalogue().iter().find(|info| info.name == name)
}

const FAMILIES: &[&[MutantInfo]] = &[
    wire::connect::MUTANTS,
    wire::publish::MUTANTS,
    wire::identifier::MUTANTS,
    wire::qos_2::MUTANTS,
    wire::acknowledge::MUTANTS,
    wire::subscribe::MUTANTS,
    wire::ping::MUTANTS,
    wire::resume::MUTANTS,
    wire::disconnect::MUTANTS,
    wire::length::MUTANTS,
    connection::lenient::MUTANTS,
    connection::read::MUTANTS,
    connection::close::MUTANTS,
    web_socket::send::MUTANTS,
    web_socket::read::MUTANTS,
    link::message::MUTANTS,
    link::indication::MUTANTS,
    link::option::MUTANTS,
    link::value::MUTANTS,
];

#[cfg(test)]
mod tests;
