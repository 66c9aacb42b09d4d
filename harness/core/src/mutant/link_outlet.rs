//! What a mutant lets pass on the control link, and what it says there by itself.

use std::collections::VecDeque;

use mqttspec_link::{Command, FromShim, Indication, IndicationEvent, Reply, Request};

/// The output side of a mutant on the control link.
#[derive(Debug, Default)]
pub(super) struct LinkOutlet {
    requests: VecDeque<Request>,
    from_shim: VecDeque<FromShim>,
    notes: VecDeque<String>,
    injected: u64,
}

impl LinkOutlet {
    pub(super) fn pass_request(&mut self, request: Request) {
        self.requests.push_back(request);
    }

    /// Gives the client a command that the application did not give; its reply is not passed.
    pub(super) fn inject(&mut self, command: Command) {
        self.note(format!("\"{}\" was asked, not by the application", command.name()));
        self.injected += 1;
        self.requests.push_back(Request { seq: INJECTED + self.injected, command });
    }

    pub(super) fn pass_reply(&mut self, reply: Reply) {
        if reply.re < INJECTED {
            self.from_shim.push_back(FromShim::Reply(reply));
        }
    }

    pub(super) fn pass_indication(&mut self, indication: Indication) {
        self.from_shim.push_back(FromShim::Indication(indication));
    }

    /// Says something that the client did not say.
    pub(super) fn indicate(&mut self, client: u32, event: IndicationEvent) {
        self.note("an indication came, not from the client");
        self.pass_indication(Indication { event, client, at_ms: None });
    }

    pub(super) fn note(&mut self, text: impl Into<String>) {
        self.notes.push_back(text.into());
    }

    pub(super) fn poll_request(&mut self) -> Option<Request> {
        self.requests.pop_front()
    }

    pub(super) fn poll_from_shim(&mut self) -> Option<FromShim> {
        self.from_shim.pop_front()
    }

    pub(super) fn poll_note(&mut self) -> Option<String> {
        self.notes.pop_front()
    }
}

/// Sequence numbers above this are ours: no scenario gives so many commands.
const INJECTED: u64 = 1 << 40;
