//! A mosquitto of one's own: free port, scratch folder, killed at the end, its log shown on failure.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};

use crate::way::Way;

/// Why no broker can be started here.
pub(crate) fn missing() -> Option<String> {
    let absent = "mosquitto is not installed; install it: apt-get install mosquitto";
    program().is_none().then(|| absent.into())
}

/// A broker that listens.
pub(crate) struct Broker {
    pub(crate) port: u16,
    folder: tempfile::TempDir,
    child: Child,
    /// What it logs, until it ends.
    lines: Receiver<String>,
    log: String,
}

impl Broker {
    /// Starts one and waits until it listens.
    pub(crate) fn start(way: Way) -> Self {
        for _ in 0..ATTEMPTS {
            let (port, folder) = (free_port(), tempfile::tempdir().unwrap());
            let configuration = way.configuration(port, folder.path());
            fs::write(folder.path().join(CONFIGURATION), configuration).unwrap();
            let (child, lines) = launch(folder.path());
            let mut broker = Self { port, folder, child, lines, log: String::new() };
            if broker.is_ready() {
                return broker;
            }
            // Another process was quicker: the next port.
            let taken = ["Address already in use", "Unable to create websockets listener"];
            assert!(taken.iter().any(|text| broker.log.contains(text)), "{}", broker.log);
        }
        panic!("no port was free in {ATTEMPTS} attempts");
    }

    /// Ends it in order, so that it saves its sessions.
    pub(crate) fn stop(&mut self) {
        let pid = Pid::from_child(&self.child);
        kill_process(pid, Signal::TERM).expect("the broker is a child that nobody waited for");
        let ended = self.read_until(|_| false);
        assert!(ended, "the broker did not end in time: {}", self.log);
        self.child.wait().unwrap();
    }

    /// Starts it again at the same port with the same folder.
    pub(crate) fn start_again(&mut self) {
        (self.child, self.lines) = launch(self.folder.path());
        assert!(self.is_ready(), "{}", self.log);
    }

    fn is_ready(&mut self) -> bool {
        let mut running = false;
        self.read_until(|line| {
            running = line.contains("mosquitto version") && line.ends_with(" running");
            running
        });
        running
    }

    /// Reads the log until a line is the one, or it ends. False when neither happened in time.
    fn read_until(&mut self, mut is_the_one: impl FnMut(&str) -> bool) -> bool {
        let due = Instant::now() + DEADLINE;
        while let Some(left) = due.checked_duration_since(Instant::now()) {
            let Ok(line) = self.lines.recv_timeout(left) else {
                return Instant::now() < due;
            };
            writeln!(self.log, "{line}").expect("a string takes all");
            if is_the_one(&line) {
                return true;
            }
        }
        false
    }
}

impl Drop for Broker {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if thread::panicking() {
            self.log.extend(self.lines.iter().map(|line| line + "\n"));
            eprintln!("the broker's log:\n{}", self.log);
        }
    }
}

fn launch(folder: &Path) -> (Child, Receiver<String>) {
    let program = program().expect("no case runs without a broker");
    let mut child = Command::new(program)
        .args(["-c", CONFIGURATION])
        .current_dir(folder)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let stderr = child.stderr.take().expect("it is piped");
    let (sender, lines) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            // Who started it may be gone.
            let _ = sender.send(line);
        }
    });
    (child, lines)
}

/// Where mosquitto is. Debian puts it where only root's shell looks.
fn program() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = env::split_paths(&path).chain(["/usr/sbin".into(), "/usr/local/sbin".into()]);
    folders.map(|folder| folder.join("mosquitto")).find(|program| program.is_file())
}

fn free_port() -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.local_addr().unwrap().port()
}

const CONFIGURATION: &str = "mosquitto.conf";
const ATTEMPTS: u32 = 5;
/// How long it may take to start or to end.
const DEADLINE: Duration = Duration::from_secs(20);
