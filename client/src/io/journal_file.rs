//! A Session on disk: a file that records are appended to, and that is written anew when it has
//! grown.
//!
//! ```text
//! "MQTTSESS" (8)  version (4)  record …
//! ```
//! A record is synchronised to the disk before the client is told. One that was cut off or damaged
//! when the program or the machine died ends the file: it and what follows it are cut off on
//! opening. The new file takes the old one's name only when all of it is on the disk.
//! *Limit:* one program at a time; a second one is refused.

use alloc::vec::Vec;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::journal_state::JournalState;
use crate::client::Client;
use crate::error::Rejected;
use crate::session::{Record, RecordNumber};
use crate::time::Instant;

/// Keeps the Session of one client in a file.
///
/// The client needs [`Durability::Persisted`](crate::settings::Durability::Persisted) and journal
/// slots. Writing blocks for as long as the disk takes.
#[derive(Debug)]
pub struct FileJournal {
    path: PathBuf,
    /// Open for as long as the journal, and locked.
    lock: File,
    file: File,
    len: u64,
    state: JournalState,
    /// Records taken over and not on the disk yet, and the number of the last.
    unwritten: Vec<u8>,
    last: Option<RecordNumber>,
}

impl FileJournal {
    /// Opens the file, or makes it. A lock file of the same name with `.lock` behind it stays
    /// beside it.
    ///
    /// # Errors
    /// The file cannot be read or written, is of another kind or version, or belongs to a program
    /// that runs ([`io::ErrorKind::WouldBlock`]).
    pub fn open(path: impl AsRef<Path>) -> io::Result<Self> {
        let path = path.as_ref().to_path_buf();
        let lock = File::create(with_suffix(&path, ".lock"))?;
        lock.try_lock().map_err(|error| match error {
            TryLockError::WouldBlock => io::ErrorKind::WouldBlock.into(),
            TryLockError::Error(error) => error,
        })?;
        let options = || {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false);
            options
        };
        let mut file = options().open(&path)?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        let mut state = JournalState::default();
        let len = match records_of(&bytes)? {
            Some(mut rest) => {
                while let Some((record, len)) = Record::parse(rest) {
                    state.apply(&record);
                    rest = &rest[len..];
                }
                (bytes.len() - rest.len()) as u64
            }
            None => 0,
        };
        let mut journal = Self { path, lock, file, len, state, unwritten: Vec::new(), last: None };
        if journal.len < HEADER_LEN as u64 {
            journal.rewrite()?;
        } else {
            journal.file.set_len(len)?;
            journal.file.sync_data()?;
        }
        Ok(journal)
    }

    /// Gives a new client the state of the earlier one. Before [`Client::connect`].
    ///
    /// # Errors
    /// The client's memory is smaller than that of the earlier one.
    pub fn restore(&self, client: &mut Client<'_>) -> Result<(), Rejected> {
        self.state.records().try_for_each(|record| client.restore(record))
    }

    /// Writes every record that the client wants persisted, synchronises once, and tells the
    /// client. True if there was one.
    ///
    /// # Errors
    /// The disk. Nothing that depends on the records is sent then; the next call tries again.
    pub fn persist(&mut self, now: Instant, client: &mut Client<'_>) -> io::Result<bool> {
        self.collect(client);
        let Some(last) = self.last else { return Ok(false) };
        self.file.seek(SeekFrom::Start(self.len))?;
        self.file.write_all(&self.unwritten)?;
        self.file.sync_data()?;
        self.len += self.unwritten.len() as u64;
        self.unwritten.clear();
        self.last = None;
        client.handle_persisted(now, last);
        if self.len > REWRITE_LEN_MIN && self.len > REWRITE_RATIO * self.state.encoded_len() as u64
        {
            self.rewrite()?;
        }
        Ok(true)
    }

    /// Takes the records to be persisted over.
    fn collect(&mut self, client: &mut Client<'_>) {
        while let Some((number, record)) = client.poll_persist() {
            append(&mut self.unwritten, &record);
            self.state.apply(&record);
            self.last = Some(number);
        }
    }

    /// Puts a file in place that holds nothing but the state.
    fn rewrite(&mut self) -> io::Result<()> {
        let mut bytes = Vec::from(HEADER);
        self.state.records().for_each(|record| append(&mut bytes, &record));
        let new_path = with_suffix(&self.path, ".new");
        let mut new = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(true)
            .open(&new_path)?;
        new.write_all(&bytes)?;
        new.sync_all()?;
        fs::rename(&new_path, &self.path)?;
        sync_folder(&self.path)?;
        self.file = new;
        self.len = bytes.len() as u64;
        Ok(())
    }
}

impl Drop for FileJournal {
    fn drop(&mut self) {
        // Closing unlocks as well; said here, for that is what the field is there for.
        let _ = self.lock.unlock();
    }
}

/// Appends a record's form in bytes.
fn append(bytes: &mut Vec<u8>, record: &Record<'_>) {
    let start = bytes.len();
    bytes.resize(start + record.encoded_len(), 0);
    let encoded = record.encode(&mut bytes[start..]);
    debug_assert!(encoded.is_ok(), "there is room");
}

/// What follows the header; `None` for a file without a whole one, which was never used.
fn records_of(bytes: &[u8]) -> io::Result<Option<&[u8]>> {
    if let Some(records) = bytes.strip_prefix(&HEADER) {
        return Ok(Some(records));
    }
    if HEADER.starts_with(bytes) {
        return Ok(None);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, "no Session journal of version 1"))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_os_string();
    name.push(suffix);
    PathBuf::from(name)
}

/// Makes a new name in a folder outlive the machine.
fn sync_folder(path: &Path) -> io::Result<()> {
    if cfg!(not(unix)) {
        return Ok(());
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}

const HEADER_LEN: usize = 12;
const HEADER: [u8; HEADER_LEN] = *b"MQTTSESS\x01\0\0\0";
/// A file shorter than this in bytes is not written anew …
const REWRITE_LEN_MIN: u64 = 64 * 1024;
/// … nor one that is not so many times longer than it would be then.
const REWRITE_RATIO: u64 = 4;

#[cfg(test)]
#[path = "journal_file_tests.rs"]
mod tests;
