//! The Upper Tester as a sans-IO object: lines in, lines out.

use alloc::{collections::VecDeque, string::String, vec::Vec};

use mqttspec_link::{
    BadLine, Command, ErrorKind, FromShim, HelloInfo, LINK_VERSION, Reply, Request,
    framing::{Admission, Gate},
};

/// The Upper Tester: one object for all instances of the client.
#[derive(Debug, Default)]
pub struct Tester {
    gate: Gate,
    lines: VecDeque<String>,
    exiting: bool,
}

/// The longest command line, in bytes.
pub(crate) const LINE_MAX: usize = 64 * 1024;

impl Tester {
    /// An Upper Tester without instances.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Takes in a command line. A line that is none is dropped.
    pub fn handle_line(&mut self, line: &str) {
        match Request::parse(line) {
            Ok(request) => match self.gate.admit(&request) {
                Admission::Execute => self.execute(&request),
                Admission::Repeat(answer) => self.lines.push_back(answer.into()),
                Admission::Pending => {}
            },
            Err(BadLine::BadCommand { seq, text }) => {
                self.answer(&Reply::error(seq, ErrorKind::BadCommand, text));
            }
            Err(_) => {}
        }
    }

    /// The next line to send, without its ending.
    pub fn poll_line(&mut self) -> Option<String> {
        self.lines.pop_front()
    }

    /// Whether `exit` was asked for; its answer is still to be sent.
    #[must_use]
    pub fn is_exiting(&self) -> bool {
        self.exiting
    }

    fn execute(&mut self, request: &Request) {
        let seq = request.seq;
        let reply = match &request.command {
            Command::Hello(_) => Reply::hello(seq, &identity()),
            Command::Reset => Reply::ok(seq),
            Command::Exit => {
                self.exiting = true;
                Reply::ok(seq)
            }
            other => Reply::unsupported(seq, other.name()),
        };
        self.answer(&reply);
    }

    fn answer(&mut self, reply: &Reply) {
        let line = FromShim::from(reply.clone()).to_line();
        self.gate.answered(reply.re, &line);
        self.lines.push_back(line);
    }
}

fn identity() -> HelloInfo {
    HelloInfo {
        link: LINK_VERSION,
        client: "mqttspec-client".into(),
        version: env!("CARGO_PKG_VERSION").into(),
        platform: "host".into(),
        boot: None,
        clients: 1,
        line_max: u32::try_from(LINE_MAX).unwrap_or(u32::MAX),
        packet_max: None,
        features: Vec::new(),
        hides: Vec::new(),
    }
}
