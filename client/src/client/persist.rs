//! Session state that outlives the program: handed out record by record, and brought back.

use super::Client;
use crate::error::Rejected;
use crate::session::{Record, RecordNumber};
use crate::time::Instant;

impl Client<'_> {
    /// Brings back a record that an earlier run of the program persisted: all of them, in their
    /// order, before `connect`. What was unfinished is resumed with its identifiers.
    ///
    /// # Errors
    /// The buffers are smaller than those of the earlier run; a stored packet that is no PUBLISH.
    pub fn restore(&mut self, record: Record<'_>) -> Result<(), Rejected> {
        let send = self.connection.sender.capacity();
        self.session.restore(record, send)
    }

    /// The next record to be persisted; [`Client::handle_persisted`] answers it.
    pub fn poll_persist(&mut self) -> Option<(RecordNumber, Record<'_>)> {
        self.session.poll_persist()
    }

    /// Every record up to `number` is persisted; packets that had to wait for them may leave.
    pub fn handle_persisted(&mut self, now: Instant, number: RecordNumber) {
        self.advance_clock(now);
        self.session.on_persisted(number);
    }
}
