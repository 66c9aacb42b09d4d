//! A shim's process in a test's hands; every wait has a deadline.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::Path,
    process::{Child, Command, Stdio},
    sync::mpsc::{Receiver, channel},
    thread,
    time::Duration,
};

use libtest_mimic::Failed;
use serde_json::Value;

const DEADLINE: Duration = Duration::from_secs(30);

pub(crate) struct Shim {
    child: Child,
    lines: Receiver<String>,
}

impl Shim {
    pub(crate) fn start(words: &[&str], folder: Option<&Path>) -> Result<Self, Failed> {
        let mut command = Command::new(words[0]);
        command.args(&words[1..]).stdin(Stdio::piped()).stdout(Stdio::piped());
        command.stderr(Stdio::null());
        if let Some(folder) = folder {
            command.current_dir(folder);
        }
        let mut child = command.spawn()?;
        let output = child.stdout.take().ok_or("it has no stdout")?;
        let (sender, lines) = channel();
        thread::spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { child, lines })
    }

    pub(crate) fn send(&mut self, line: &str) -> Result<(), Failed> {
        let input = self.child.stdin.as_mut().ok_or("its input is closed")?;
        Ok(writeln!(input, "{line}")?)
    }

    /// Sends a command; the next line has to be its reply, or an object at least.
    pub(crate) fn ask(&mut self, command: &Value) -> Result<Value, Failed> {
        self.send(&command.to_string())?;
        let reply = self.next()?;
        match reply.get("re") == command.get("seq") {
            true => Ok(reply),
            false => Err(format!("no reply to {command}, but {reply}").into()),
        }
    }

    /// The next line as it is.
    pub(crate) fn line(&mut self) -> Result<String, Failed> {
        Ok(self.lines.recv_timeout(DEADLINE).map_err(|_| "no line came in time")?)
    }

    /// The next line; the kit keeps what the client prints away from it.
    pub(crate) fn next(&mut self) -> Result<Value, Failed> {
        let line = self.line()?;
        serde_json::from_str(&line).map_err(|error| format!("{error}: {line}").into())
    }

    /// Ends its input: it has to end by itself, with status 0 and without a further line.
    pub(crate) fn end(mut self) -> Result<(), Failed> {
        drop(self.child.stdin.take());
        if let Ok(line) = self.lines.recv_timeout(DEADLINE) {
            return Err(format!("a line after the end of input: {line}").into());
        }
        let status = self.child.wait()?;
        if status.success() { Ok(()) } else { Err(status.to_string().into()) }
    }
}

impl Drop for Shim {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
