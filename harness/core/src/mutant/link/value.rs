//! Mutants of what the client makes of values: strings, addresses, memory.

use std::collections::BTreeSet;

use mqttspec_link::{Bytes, Command, Outcome, Reply, Request, Text, command::ConnectOptions};
use serde_json::Value;

use crate::mutant::{
    MutantInfo,
    link_outlet::LinkOutlet,
    mutation::{Mutation, Way},
};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "cuts-long-topics",
        "Topic Names and Topic Filters beyond 65,535 bytes are cut to that",
        "MQTT-4.7.3-3",
        &[169],
        || Box::new(Revalued { change: cut_topics }),
    ),
    MutantInfo::new(
        "cuts-long-strings-of-connect",
        "strings of CONNECT beyond 65,535 bytes are cut to that",
        "ROB-STRING-1",
        &[169],
        || Box::new(Revalued { change: cut_strings }),
    ),
    MutantInfo::new(
        "ignores-port-of-uri",
        "the port of a URI is not heeded",
        "ROB-URI-1",
        &[211],
        || Box::new(Revalued { change: without_port }),
    ),
    MutantInfo::new(
        "never-dials",
        "no Network Connection is ever opened",
        "MQTT-7.1.2-1",
        &[],
        || Box::new(Idle),
    ),
    MutantInfo::new(
        "memory-leaks",
        "64 KiB of memory for each Network Connection and all of each message are never given back",
        "ROB-HEAP-1",
        &[170, 218, 219, 222, 223],
        || Box::<Leak>::default(),
    ),
];

/// Gives the client another command than the application gave.
#[derive(Debug)]
struct Revalued {
    change: fn(&mut Command),
}

impl Mutation for Revalued {
    fn on_request(&mut self, mut request: Request, link: &mut LinkOutlet) {
        let asked = request.command.clone();
        (self.change)(&mut request.command);
        if request.command != asked {
            link.note("the client is given another value");
        }
        link.pass_request(request);
    }
}

fn cut_topics(command: &mut Command) {
    match command {
        Command::Publish(publish) => cut(&mut publish.topic),
        Command::Subscribe(subscribe) => {
            subscribe.filters.iter_mut().for_each(|filter| cut(&mut filter.filter));
        }
        Command::Unsubscribe(unsubscribe) => unsubscribe.filters.iter_mut().for_each(cut),
        _ => {}
    }
}

fn cut_strings(command: &mut Command) {
    let Some(options) = options_of(command) else { return };
    let will = options.will.as_mut().and_then(|will| will.topic.as_mut());
    let strings = [options.client_id.as_mut(), options.user_name.as_mut(), will];
    strings.into_iter().flatten().for_each(cut);
}

fn cut(text: &mut Text) {
    if let Text::Repeated { repeat } = text {
        repeat.len = repeat.len.min(u16::MAX.into());
    }
}

fn without_port(command: &mut Command) {
    let uri = options_of(command).and_then(|options| options.uri.as_mut());
    let Some(uri) = uri else { return };
    let Some(begin) = uri.find("://").map(|at| at + 3) else { return };
    let end = uri[begin..].find('/').map_or(uri.len(), |at| begin + at);
    let authority = &uri[begin..end];
    let host_at = authority.find('@').map_or(0, |at| at + 1);
    if let Some(colon) = authority[host_at..].rfind(':') {
        uri.replace_range(begin + host_at + colon..end, "");
    }
}

fn options_of(command: &mut Command) -> Option<&mut ConnectOptions> {
    match command {
        Command::Connect(connect) => Some(&mut connect.options),
        Command::Set(options) => Some(options),
        _ => None,
    }
}

/// Uses more memory with each Network Connection, as `stats` tells.
#[derive(Debug, Default)]
struct Leak {
    bytes: u64,
    /// The `seq` of each `stats` that has no reply yet.
    asked: BTreeSet<u64>,
}

impl Mutation for Leak {
    fn on_opened(&mut self, _: &mut Way<'_>) {
        self.bytes += 65_536;
    }

    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        match &request.command {
            Command::Stats => _ = self.asked.insert(request.seq),
            Command::Publish(publish) => {
                self.bytes += publish.payload.as_ref().map_or(0, Bytes::len) as u64;
            }
            _ => {}
        }
        link.pass_request(request);
    }

    fn on_reply(&mut self, mut reply: Reply, link: &mut LinkOutlet) {
        if let Outcome::Ok(members) = &mut reply.outcome
            && self.asked.remove(&reply.re)
        {
            let used = members.get("heap_used").and_then(Value::as_u64).unwrap_or_default();
            members.insert("heap_used".into(), (used + self.bytes).into());
            link.note(format!("{} bytes are never given back", self.bytes));
        }
        link.pass_reply(reply);
    }
}

/// Takes each `connect` and does nothing.
#[derive(Debug)]
struct Idle;

impl Mutation for Idle {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        if matches!(request.command, Command::Connect(_)) {
            link.note("\"connect\" is taken, and nothing is done");
            link.pass_reply(Reply::ok(request.seq));
        } else {
            link.pass_request(request);
        }
    }
}
