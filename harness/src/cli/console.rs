//! What is printed. The only place of the harness that writes to the terminal.

use std::io::{self, IsTerminal as _, Write as _};

use anstyle::{AnsiColor, Reset};

use crate::{error::HarnessError, report::console::Layout};

/// Prints `text` on stdout, coloured only on a terminal.
///
/// # Errors
/// Stdout cannot be written; a reader that went away is no error.
pub(super) fn say(text: &str) -> Result<(), HarnessError> {
    let mut out = anstream::stdout().lock();
    let written = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    match written {
        Err(source) if source.kind() != io::ErrorKind::BrokenPipe => {
            Err(HarnessError::Machine { doing: "write to stdout".to_owned(), source })
        }
        _ => Ok(()),
    }
}

/// Prints what went wrong on stderr; where nobody reads it, so be it.
pub(super) fn complain(text: &str) {
    let red = AnsiColor::Red.on_default().bold();
    let _ = writeln!(anstream::stderr().lock(), "{red}error:{Reset} {text}");
}

/// Prints what a person may want to know on stderr.
pub(super) fn note(text: &str) {
    let _ = writeln!(anstream::stderr().lock(), "{text}");
}

/// The width of the terminal on which a person watches stderr; none where nobody does.
pub(super) fn watched_width() -> Option<usize> {
    if !io::stderr().is_terminal() {
        return None;
    }
    let size = terminal_size::terminal_size_of(io::stderr());
    Some(size.map_or(80, |(width, _)| width.0.into()))
}

/// The layout that fits the terminal of stdout; without one there is room for each client.
pub(super) fn layout(clients: usize) -> Layout {
    let default = Layout::default();
    let width = terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0.into());
    let width = width.map(|width: usize| width.clamp(60, 160));
    let room = default.width + CLIENT_WIDTH * clients.saturating_sub(1);
    Layout { width: width.unwrap_or(room), ..default }
}

/// How much wider a log is for each client but the first, in characters.
const CLIENT_WIDTH: usize = 16;
