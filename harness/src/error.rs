//! What can go wrong on our side.
//!
//! An `Err` in the harness always means that our side broke. What a client under test did is a
//! finding, never an error. Texts are lower case and read after "failed to".

use std::{io, path::PathBuf};

use mqttspec_core::verdict::ErrorClass;

use crate::exit::Exit;

/// Our side broke, or was used wrongly.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum HarnessError {
    /// A client that was asked for cannot run on this machine.
    #[error("start {client}: {reason}")]
    Absent {
        /// Its name.
        client: String,
        /// What it lacks, and how to get it.
        reason: String,
    },
    /// A file does not hold what it should.
    #[error("understand {place}: {reason}")]
    Malformed {
        /// The file, with line and column where known: `x.toml:3:7`.
        place: String,
        /// What is wrong there.
        reason: String,
    },
    /// A file or folder cannot be read.
    #[error("read {}", path.display())]
    Read {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
    /// The machine did not give what a run needs.
    #[error("{doing}")]
    Machine {
        /// What was being done, after "failed to".
        doing: String,
        /// Why it did not work.
        source: io::Error,
    },
    /// A report has a form that its renderer cannot write.
    #[error("render {report}: {reason}")]
    Render {
        /// Which report.
        report: &'static str,
        /// Why not.
        reason: String,
    },
    /// The user asked for something that does not exist or contradicts itself.
    #[error("{0}")]
    Usage(String),
    /// A file or folder cannot be written.
    #[error("write {}", path.display())]
    Write {
        /// Which.
        path: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl HarnessError {
    /// Whose fault it is, as a verdict's class.
    #[must_use]
    pub const fn class(&self) -> ErrorClass {
        match self {
            Self::Malformed { .. } | Self::Render { .. } | Self::Usage(_) => ErrorClass::Harness,
            Self::Absent { .. } | Self::Read { .. } | Self::Machine { .. } | Self::Write { .. } => {
                ErrorClass::Infrastructure
            }
        }
    }

    /// How the program ends when this stops it.
    #[must_use]
    pub const fn exit(&self) -> Exit {
        match self {
            Self::Malformed { .. } | Self::Usage(_) => Exit::Usage,
            Self::Absent { .. }
            | Self::Read { .. }
            | Self::Machine { .. }
            | Self::Render { .. }
            | Self::Write { .. } => Exit::Error,
        }
    }

    /// The whole chain of causes in one line, for a person.
    #[must_use]
    pub fn message(&self) -> String {
        let mut text = match self {
            Self::Usage(text) => text.clone(),
            other => format!("failed to {other}"),
        };
        let mut cause = std::error::Error::source(self);
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_names_what_was_done_and_every_cause() {
        let error = HarnessError::Read {
            path: "cuts/x.toml".into(),
            source: io::Error::new(io::ErrorKind::NotFound, "no such file"),
        };
        assert_eq!(error.message(), "failed to read cuts/x.toml: no such file");
        assert_eq!(error.exit(), Exit::Error);
    }

    #[test]
    fn wrong_use_is_said_as_it_is_and_exits_2() {
        let error = HarnessError::Usage("no CUT is named \"rumqtc\"".to_owned());
        assert_eq!(error.message(), "no CUT is named \"rumqtc\"");
        assert_eq!(error.exit(), Exit::Usage);
    }
}
