//! Where durable Sessions are kept: each under its Client Identifier, until the link is reset.

use alloc::{boxed::Box, string::String};

use mqttspec_client::{Client, Instant, error::Rejected};

/// Keeps Sessions beyond the end of the program.
pub trait SessionStore {
    /// Opens the Session of this Client Identifier, or begins one.
    ///
    /// # Errors
    /// Why it cannot be kept, for people.
    fn open(&mut self, client_identifier: &str) -> Result<Box<dyn SessionJournal>, String>;

    /// Forgets every Session; none is open.
    ///
    /// # Errors
    /// Why one is still there, for people.
    fn forget(&mut self) -> Result<(), String>;
}

/// One Session that is kept.
pub trait SessionJournal {
    /// Gives a new client what was kept of an earlier one's Session.
    ///
    /// # Errors
    /// The client's memory is too small for it.
    fn restore(&self, client: &mut Client<'_>) -> Result<(), Rejected>;

    /// Keeps what the client wants persisted, and tells the client. True if there was something.
    ///
    /// # Errors
    /// Why it could not be kept, for people; the next call tries again.
    fn persist(&mut self, now: Instant, client: &mut Client<'_>) -> Result<bool, String>;
}
