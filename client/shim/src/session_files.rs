//! Durable Sessions as files in a folder.

extern crate std;

use alloc::{
    boxed::Box,
    format,
    string::{String, ToString as _},
};
use std::{
    fs,
    path::{Path, PathBuf},
};

use mqttspec_client::{Client, Instant, error::Rejected, io::FileJournal};

use crate::session_store::{SessionJournal, SessionStore};

/// A folder with a file for each Session. Nothing else may be in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SessionFiles {
    folder: PathBuf,
}

impl SessionFiles {
    /// Sessions in this folder, which exists.
    pub fn new(folder: impl AsRef<Path>) -> Self {
        Self { folder: folder.as_ref().into() }
    }

    /// Sessions in the folder that the harness has set aside, if it has.
    #[must_use]
    pub fn of_the_harness() -> Option<Self> {
        std::env::var_os("CUT_STATE_DIR").map(|folder| Self { folder: folder.into() })
    }
}

impl SessionStore for SessionFiles {
    fn open(&mut self, client_identifier: &str) -> Result<Box<dyn SessionJournal>, String> {
        let journal = FileJournal::open(self.folder.join(name_of(client_identifier)));
        Ok(Box::new(journal.map_err(|error| error.to_string())?))
    }

    fn forget(&mut self) -> Result<(), String> {
        let forget = || {
            for entry in fs::read_dir(&self.folder)? {
                let path = entry?.path();
                if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(PREFIX))
                {
                    fs::remove_file(path)?;
                }
            }
            Ok(())
        };
        forget().map_err(|error: std::io::Error| error.to_string())
    }
}

impl SessionJournal for FileJournal {
    fn restore(&self, client: &mut Client<'_>) -> Result<(), Rejected> {
        Self::restore(self, client)
    }

    fn persist(&mut self, now: Instant, client: &mut Client<'_>) -> Result<bool, String> {
        Self::persist(self, now, client).map_err(|error| error.to_string())
    }
}

/// The name of a Session's file: identifiers hold what no file's name may, and differ in case where
/// file systems do not, so their bytes are written out, and a long one's hash is.
fn name_of(client_identifier: &str) -> String {
    let bytes = client_identifier.as_bytes();
    let mut name = String::from("session-");
    match bytes.len() {
        0..=SPELT_OUT_MAX => bytes.iter().for_each(|byte| name += &format!("{byte:02x}")),
        len => name += &format!("{len}-{:016x}", fnv1a(bytes)),
    }
    name
}

/// The FNV-1a hash.
fn fnv1a(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// How the name of each Session's file begins.
const PREFIX: &[u8] = b"session-";
/// Bytes of a Client Identifier that a file's name spells out.
const SPELT_OUT_MAX: usize = 64;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_hold_nothing_that_a_file_system_refuses() {
        let long = "x".repeat(65_535);
        let identifiers = ["a", "A", "../a", "a/b", "a\u{0}", &long, &long[1..], &long[..65], ""];
        let names = identifiers.map(name_of);
        for (index, name) in names.iter().enumerate() {
            assert!(name.len() < 200 && !names[..index].contains(name), "{name}");
            assert!(name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-'));
        }
    }
}
