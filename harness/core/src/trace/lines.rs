//! A trace as text: JSON Lines, one record a line.
//!
//! A file that cannot be read whole is refused with the line that is wrong: a verdict from half
//! a trace would be a guess.

use super::{Event, RECORDS_MAX, Record, TRACE_FORMAT, Trace};

/// Why a text is no trace.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TraceError {
    /// The text holds no record.
    #[error("the trace is empty")]
    Empty,
    /// Another version of the format.
    #[error("the trace has format {found}, this program reads {TRACE_FORMAT}")]
    Format {
        /// What the trace says.
        found: u32,
    },
    /// More records than a trace may have.
    #[error("line {line}: more records than a trace can hold ({})", RECORDS_MAX)]
    TooMany {
        /// The first line too many, from 1.
        line: usize,
    },
    /// The last line has no end: the writer was interrupted.
    #[error("line {line}: the last line is torn")]
    Torn {
        /// That line, from 1.
        line: usize,
    },
    /// A line is no record.
    #[error("line {line}: {source}")]
    Unreadable {
        /// That line, from 1.
        line: usize,
        /// What is wrong with it.
        source: serde_json::Error,
    },
    /// The first record, and no other, says what the trace is of.
    #[error("line {line}: the `start` record is the first one, and only the first")]
    Start {
        /// The line that is wrong, from 1.
        line: usize,
    },
}

impl Record {
    /// The record as a line, its end included.
    #[must_use]
    pub fn to_line(&self) -> String {
        let mut line = serde_json::to_string(self)
            .expect("a record has string keys and finite numbers only, so it has a JSON form");
        line.push('\n');
        line
    }
}

impl Trace {
    /// The whole trace as text.
    #[must_use]
    pub fn to_lines(&self) -> String {
        self.records().iter().map(Record::to_line).collect()
    }

    /// Reads a whole trace.
    ///
    /// # Errors
    /// [`TraceError`] with the line that is wrong.
    pub fn parse(text: &str) -> Result<Self, TraceError> {
        let mut trace = Self::new();
        for (n, line) in text.split_inclusive('\n').enumerate() {
            let line_number = n + 1;
            if !line.ends_with('\n') {
                return Err(TraceError::Torn { line: line_number });
            }
            if line_number > RECORDS_MAX {
                return Err(TraceError::TooMany { line: line_number });
            }
            if n == 0 {
                check_format(line)?;
            }
            let record: Record = serde_json::from_str(line)
                .map_err(|source| TraceError::Unreadable { line: line_number, source })?;
            if matches!(record.event, Event::Start(_)) != (n == 0) {
                return Err(TraceError::Start { line: line_number });
            }
            trace.push(record);
        }
        if trace.records().is_empty() { Err(TraceError::Empty) } else { Ok(trace) }
    }
}

/// The version is looked at before the rest, which another version may write differently.
fn check_format(line: &str) -> Result<(), TraceError> {
    #[derive(serde::Deserialize)]
    struct Head {
        event: String,
        format: Option<u32>,
    }
    let head: Head =
        serde_json::from_str(line).map_err(|source| TraceError::Unreadable { line: 1, source })?;
    match head.format {
        Some(TRACE_FORMAT) => Ok(()),
        Some(found) => Err(TraceError::Format { found }),
        None if head.event == "start" => Err(TraceError::Format { found: 0 }),
        None => Err(TraceError::Start { line: 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        time::At,
        trace::{Start, sample},
    };

    fn error(text: &str) -> String {
        Trace::parse(text).unwrap_err().to_string()
    }

    #[test]
    fn every_kind_of_record_comes_back_as_it_was_written() {
        let trace = sample::every_event();
        assert_eq!(Trace::parse(&trace.to_lines()).unwrap(), trace);
        insta::assert_snapshot!("every_event", trace.to_lines());
    }

    #[test]
    fn a_torn_last_line_is_an_error_with_its_number() {
        let text = sample::every_event().to_lines();
        assert_eq!(error(&text[..text.len() - 1]), "line 23: the last line is torn");
    }

    #[test]
    fn an_unreadable_line_is_an_error_with_its_number() {
        let text = sample::every_event().to_lines();
        let text = text.replacen("\"event\":\"opened\"", "\"event\":\"ajar\"", 1);
        assert!(error(&text).starts_with("line 4: unknown variant `ajar`"), "{}", error(&text));
    }

    #[test]
    fn another_format_is_refused() {
        let start = Start { format: 9, ..sample::start() };
        let record = Record { at: At::ZERO, event: Event::Start(Box::new(start)) };
        assert_eq!(error(&record.to_line()), "the trace has format 9, this program reads 1");
    }

    #[test]
    fn a_trace_begins_with_its_start_and_has_only_one() {
        let end = Record { at: At::ZERO, event: Event::End }.to_line();
        assert!(error(&end).starts_with("line 1: the `start`"));
        let start =
            Record { at: At::ZERO, event: Event::Start(Box::new(sample::start())) }.to_line();
        assert!(error(&format!("{start}{start}")).starts_with("line 2: the `start`"));
        assert_eq!(error(""), "the trace is empty");
    }
}
