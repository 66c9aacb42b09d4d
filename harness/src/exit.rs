//! The exit codes of `mqttspec`, and which of them a run earns.
//!
//! | code | meaning |
//! |---|---|
//! | 0 | nothing that counts failed, and every selected must statement that applies was judged |
//! | 1 | some client broke a must or robust statement (with `--strict`: any statement) |
//! | 2 | the command line, a feature file or a cut file is wrong: nothing was run |
//! | 3 | a selected must statement, or all of them, ended with neither Pass nor Fail |
//! | 4 | our side broke: the harness, the machine, the shim; or a known deviation shows no more |
//! | 130, 143 | stopped by Ctrl-C or SIGTERM; the reports hold what was done until then |
//!
//! A lower line does not hide a higher one: a Fail beside an Error exits 1, an Error beside an
//! undecided statement exits 4. *Invariant:* a client that cannot connect is never green.

use std::process::ExitCode;

/// How the program ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Exit {
    /// 0: judged, and right.
    Green,
    /// 1: some counting Fail.
    Fail,
    /// 2: wrong use; nothing was run.
    Usage,
    /// 3: a selected must statement is undecided.
    Undecided,
    /// 4: our side broke.
    Error,
    /// 128 and the signal's number: stopped from outside.
    Stopped(Signal),
}

/// What can stop a run from outside.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    Terminate,
}

impl Exit {
    /// The number that the shell sees.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Green => 0,
            Self::Fail => 1,
            Self::Usage => 2,
            Self::Undecided => 3,
            Self::Error => 4,
            Self::Stopped(Signal::Interrupt) => 130,
            Self::Stopped(Signal::Terminate) => 143,
        }
    }
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit.code())
    }
}

impl std::fmt::Display for Signal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Interrupt => "Ctrl-C",
            Self::Terminate => "SIGTERM",
        })
    }
}
