//! A shim as a child process that speaks on its standard input and output.
//!
//! Threads carry its lines, so that one process serves scenarios of any runtime. The process
//! leads a group of its own, and the whole group is killed when the driver is dropped.

use std::{
    io::{BufRead as _, BufReader, Read, Write},
    os::unix::process::{CommandExt as _, ExitStatusExt as _},
    path::Path,
    process::{Child, Command, ExitStatus, Stdio},
    sync::{Arc, Mutex, PoisonError, Weak},
    thread::{self, JoinHandle},
};

use mqttspec_link::framing::Line;
use rustix::process::{Pid, Signal, WaitId, WaitIdOptions, kill_process_group, waitid};
use tokio::{
    sync::mpsc::{Sender, UnboundedReceiver},
    time::Instant,
};

use super::{
    link::{Framing, Inlet, Link, LinkEvent, LinkEventKind, Trouble},
    requires::in_folder,
};

/// A running shim; dropping it ends its process group.
#[derive(Debug)]
pub struct ShimProcess {
    group: Arc<Group>,
    /// Where the client may keep durable Sessions; vanishes with the process.
    _state: tempfile::TempDir,
}

/// The process group of a shim; `None` as soon as its leader is reaped: the number may then be
/// another's.
type Group = Mutex<Option<Pid>>;

/// Every group that may still run.
static GROUPS: Mutex<Vec<Weak<Group>>> = Mutex::new(Vec::new());

/// Ends every shim at once, for a program that ends without dropping anything.
pub fn end_all() {
    let groups = std::mem::take(&mut *GROUPS.lock().unwrap_or_else(PoisonError::into_inner));
    for group in groups.iter().filter_map(Weak::upgrade) {
        end(&group);
    }
}

fn end(group: &Group) {
    if let Some(group) = *group.lock().unwrap_or_else(PoisonError::into_inner) {
        // It may have ended by itself a moment ago.
        let _ = kill_process_group(group, Signal::KILL);
    }
}

fn enlist(group: &Arc<Group>) {
    let mut groups = GROUPS.lock().unwrap_or_else(PoisonError::into_inner);
    groups.retain(|group| group.strong_count() > 0);
    groups.push(Arc::downgrade(group));
}

impl ShimProcess {
    /// Starts `command` in `folder`.
    ///
    /// # Errors
    /// [`Trouble::Unreachable`] where there is no such program, or the machine refuses.
    pub fn start(
        command: &[String],
        folder: &Path,
        framing: Framing,
    ) -> Result<(Self, Link), Trouble> {
        let shown = || command.join(" ");
        let unreachable = |why: String| Trouble::Unreachable { what: shown(), why };
        let Some((program, arguments)) = command.split_first() else {
            return Err(unreachable("it names no program".into()));
        };
        let state = tempfile::tempdir().map_err(|error| unreachable(error.to_string()))?;
        let mut shim = Command::new(in_folder(folder, program));
        shim.args(arguments)
            .env("CUT_STATE_DIR", state.path())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0);
        if !folder.as_os_str().is_empty() {
            shim.current_dir(folder);
        }
        let mut child = shim.spawn().map_err(|error| unreachable(error.to_string()))?;
        let (link, ends) = Link::new(framing);
        let group = Arc::new(Mutex::new(Pid::from_raw(child.id().cast_signed())));
        enlist(&group);
        let process = Self { group: group.clone(), _state: state };
        let pipes = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let (Some(input), Some(output), Some(errors)) = pipes else {
            return Err(unreachable("it has no standard streams".into()));
        };
        let (events, log) = (ends.from_shim.clone(), ends.from_shim);
        let log = carry("shim-log", move || read_log(errors, &log));
        let log = log.map_err(|error| unreachable(error.to_string()))?;
        carry("shim-in", move || write_lines(input, ends.to_shim))
            .and_then(|_| {
                carry("shim-out", move || {
                    read_lines(output, ends.inlet, &events);
                    reap(child, &group, log, &events);
                })
            })
            .map_err(|error| unreachable(error.to_string()))?;
        Ok((process, link))
    }
}

impl Drop for ShimProcess {
    fn drop(&mut self) {
        end(&self.group);
    }
}

/// Starts a thread; it ends with its stream.
pub(super) fn carry(
    name: &str,
    work: impl FnOnce() + Send + 'static,
) -> std::io::Result<JoinHandle<()>> {
    thread::Builder::new().name(name.into()).spawn(work)
}

/// Writes lines until there are no more, or the shim no longer reads.
pub(super) fn write_lines(mut input: impl Write, mut lines: UnboundedReceiver<String>) {
    while let Some(line) = lines.blocking_recv() {
        let written = input.write_all(line.as_bytes());
        if written.and_then(|()| input.flush()).is_err() {
            return;
        }
    }
}

/// Reads lines until they end, or nobody wants them.
pub(super) fn read_lines(mut output: impl Read, mut inlet: Inlet, events: &Sender<LinkEvent>) {
    let mut buffer = vec![0; READ_BYTES_MAX];
    loop {
        let count = output.read(&mut buffer).unwrap_or(0);
        for event in inlet.events(&buffer[..count]) {
            if events.blocking_send(event).is_err() {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

fn read_log(errors: impl Read, events: &Sender<LinkEvent>) {
    let mut errors = BufReader::new(errors);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A log without line ends is cut, so that it cannot fill the memory.
        let mut bounded = (&mut errors).take(LOG_LINE_BYTES_MAX);
        if bounded.read_until(b'\n', &mut line).unwrap_or(0) == 0 {
            return;
        }
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        let kind = LinkEventKind::Line(Line::Log(text));
        if events.blocking_send(LinkEvent { at: Instant::now(), kind }).is_err() {
            return;
        }
    }
}

/// Waits for the end of the process, forgets its number, tells its status.
fn reap(mut child: Child, group: &Group, log: JoinHandle<()>, events: &Sender<LinkEvent>) {
    // First without reaping: until `group` is empty, the number must stay this process's own.
    if let Some(pid) = Pid::from_raw(child.id().cast_signed()) {
        let _ = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT);
    }
    let mut group = group.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(leader) = group.take() {
        // What it started and left behind ends with it.
        let _ = kill_process_group(leader, Signal::KILL);
    }
    let status = child.wait().map_or_else(|error| error.to_string(), describe);
    drop(group);
    // Its last words come before its end.
    let _ = log.join();
    let kind = LinkEventKind::Exited(status);
    let _ = events.blocking_send(LinkEvent { at: Instant::now(), kind });
}

fn describe(status: ExitStatus) -> String {
    match (status.code(), status.signal()) {
        (Some(code), _) => format!("status {code}"),
        (None, Some(signal)) => format!("signal {signal}"),
        (None, None) => status.to_string(),
    }
}

/// Bytes taken from a shim at once.
const READ_BYTES_MAX: usize = 16 * 1024;

/// Where a line of a shim's log is cut.
const LOG_LINE_BYTES_MAX: u64 = 8 * 1024;

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use mqttspec_link::Command as LinkCommand;

    const DEADLINE: Duration = Duration::from_secs(10);

    async fn ask(script: &str) -> Result<mqttspec_link::Reply, Trouble> {
        let command = ["sh", "-c", script].map(str::to_owned);
        let (_process, mut link) =
            ShimProcess::start(&command, Path::new(""), Framing::Plain).unwrap();
        link.exchange(&LinkCommand::Reset, DEADLINE).await
    }

    #[tokio::test]
    async fn a_shim_answers_between_its_log_lines() {
        let script = r#"echo hello >&2; read line; echo noise; echo '{"re":1,"ok":{}}'; read x"#;
        assert_eq!(ask(script).await.unwrap(), mqttspec_link::Reply::ok(1));
    }

    #[tokio::test]
    async fn a_shim_that_dies_is_told_with_its_status() {
        let error = ask("read line; echo no module >&2; exit 7").await.unwrap_err();
        let text =
            "the shim ended (status 7) before it answered \"reset\"; its last words: no module";
        assert_eq!(error.to_string(), text);
        let error = ask("kill -9 $$").await.unwrap_err();
        assert!(error.to_string().contains("signal 9"), "{error}");
    }

    #[tokio::test]
    async fn a_bad_line_is_told() {
        let error = ask("echo '{\"of\":1}'; read x; read x").await.unwrap_err();
        assert!(matches!(&error, Trouble::Garbled(text) if text.contains("{\"of\":1}")), "{error}");
    }

    #[tokio::test(start_paused = true)]
    async fn a_silent_shim_is_told_after_the_deadline() {
        let error = ask("read x; read x").await.unwrap_err();
        let expected = "the shim did not answer \"reset\" within 10s; it said nothing at all";
        assert_eq!(error.to_string(), expected);
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_is_named() {
        let command = ["no-such-program".to_owned()];
        let error = ShimProcess::start(&command, Path::new(""), Framing::Plain).unwrap_err();
        assert!(error.to_string().contains("no-such-program"), "{error}");
    }

    #[tokio::test]
    async fn dropping_the_driver_ends_the_whole_process_group() {
        let script = "sleep 1000 & echo '{\"on\":\"log\",\"text\":\"'$!'\"}'; wait";
        let command = ["sh", "-c", script].map(str::to_owned);
        let (process, mut link) =
            ShimProcess::start(&command, Path::new(""), Framing::Plain).unwrap();
        let (_, first) = tokio::time::timeout(DEADLINE, link.recv()).await.unwrap();
        drop(process);
        let mut ended = false;
        while !ended {
            let (_, event) = tokio::time::timeout(DEADLINE, link.recv()).await.unwrap();
            ended = matches!(&event, super::super::link::FromLink::Exited(_));
        }
        // The grandchild held the output open; it closed, so the grandchild is gone too.
        assert!(matches!(first, super::super::link::FromLink::Message(_)), "{first:?}");
    }
}
