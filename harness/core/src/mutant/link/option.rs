//! Mutants of commands: options that the client does not heed, and commands that it loses.

use std::collections::BTreeSet;

use mqttspec_link::{
    Command, Indication, IndicationEvent, Outcome, Reply, Request, Taken,
    command::{ConnectOptions, Reconnect, ReconnectMode},
};

use crate::mutant::{MutantInfo, link_outlet::LinkOutlet, mutation::Mutation};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "no-backoff",
        "a client that reconnects by itself waits for a tenth of a second only",
        "ROB-BACKOFF-1",
        &[45, 179, 180, 181],
        || {
            Unheeded::changing(|options| {
                let Some(reconnect) = &mut options.reconnect else { return };
                if reconnect.mode != Some(ReconnectMode::Off) {
                    reconnect.mode = Some(ReconnectMode::Fixed);
                    reconnect.min_ms = Some(100);
                    reconnect.max_ms = Some(100);
                }
            })
        },
    ),
    MutantInfo::new(
        "backoff-does-not-grow",
        "with backoff, the client always waits for the shortest time",
        "ROB-BACKOFF-2",
        &[182],
        || {
            Unheeded::changing(|options| {
                let Some(reconnect) = &mut options.reconnect else { return };
                if reconnect.mode == Some(ReconnectMode::Backoff) {
                    reconnect.mode = Some(ReconnectMode::Fixed);
                }
            })
        },
    ),
    MutantInfo::new(
        "no-reconnection",
        "a client that was told to reconnect does not",
        "ROB-RECONNECT-1",
        &[43, 44, 183, 184],
        || {
            Unheeded::changing(|options| {
                let off = Reconnect { mode: Some(ReconnectMode::Off), ..Reconnect::default() };
                options.reconnect = options.reconnect.take().map(|_| off);
            })
        },
    ),
    MutantInfo::new(
        "gives-up-on-connack",
        "a client waits for CONNACK for a tenth of a second only",
        "ROB-CONNACK-3",
        &[19, 25],
        || Unheeded::changing(|options| options.timeout_ms = Some(100)),
    ),
    MutantInfo::new(
        "waits-for-connack-for-ever",
        "a client waits for CONNACK for an hour",
        "ROB-TIMEOUT-1",
        &[17, 18],
        || Unheeded::changing(|options| options.timeout_ms = Some(3_600_000)),
    ),
    MutantInfo::new(
        "acknowledges-by-itself",
        "a client acknowledges what was left to the application",
        "MQTT-3.3.4-1",
        &[],
        || Unheeded::changing(|options| options.manual_ack = None),
    ),
    MutantInfo::new(
        "reconnects-after-disconnect",
        "after a disconnection that the application asked for, the client connects again",
        "ROB-DISCONNECT-2",
        &[129],
        || Box::<Returning>::default(),
    ),
    MutantInfo::new(
        "connects-only-once",
        "after a disconnection that the application asked for, the client never connects again",
        "ROB-DISCONNECT-2",
        &[128, 132],
        || Box::<OnlyOnce>::default(),
    ),
    MutantInfo::new(
        "loses-what-is-published-offline",
        "what is published while there is no connection is taken, and lost",
        "ROB-LIMIT-1",
        &[176, 220, 221],
        || Box::<Leaky>::default(),
    ),
    MutantInfo::new(
        "refused-publish-told-as-taken",
        "a message that the client cannot take is told as taken",
        "ROB-LIMIT-2",
        &[105, 153],
        || Box::<Agreeable>::default(),
    ),
];

/// Changes the options of each connection.
#[derive(Debug)]
struct Unheeded {
    change: fn(&mut ConnectOptions),
}

impl Unheeded {
    fn changing(change: fn(&mut ConnectOptions)) -> Box<dyn Mutation> {
        Box::new(Self { change })
    }
}

impl Mutation for Unheeded {
    fn on_request(&mut self, mut request: Request, link: &mut LinkOutlet) {
        let options = match &mut request.command {
            Command::Connect(connect) => Some(&mut connect.options),
            Command::Set(options) => Some(options),
            _ => None,
        };
        if let Some(options) = options {
            let asked = options.clone();
            (self.change)(options);
            if *options != asked {
                link.note("the client is asked with other options");
            }
        }
        link.pass_request(request);
    }
}

/// Gives the last `connect` again once `disconnect` was carried out.
#[derive(Debug, Default)]
struct Returning {
    connect: Option<Command>,
    disconnects: BTreeSet<u64>,
}

impl Mutation for Returning {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        match &request.command {
            Command::Connect(_) => self.connect = Some(request.command.clone()),
            Command::Disconnect(_) => {
                self.disconnects.insert(request.seq);
            }
            Command::Reset | Command::Exit => self.connect = None,
            _ => {}
        }
        link.pass_request(request);
    }

    fn on_reply(&mut self, reply: Reply, link: &mut LinkOutlet) {
        let is_over = self.disconnects.remove(&reply.re);
        link.pass_reply(reply);
        if let Some(connect) = self.connect.take_if(|_| is_over) {
            link.inject(connect);
        }
    }
}

/// Takes a `connect` after a `disconnect` and does nothing.
#[derive(Debug, Default)]
struct OnlyOnce {
    is_over: bool,
}

impl Mutation for OnlyOnce {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        match &request.command {
            Command::Connect(_) if self.is_over => {
                link.note("\"connect\" is taken, and nothing is done");
                return link.pass_reply(Reply::ok(request.seq));
            }
            Command::Disconnect(_) => self.is_over = true,
            Command::Reset => self.is_over = false,
            _ => {}
        }
        link.pass_request(request);
    }
}

/// A token that no client gives by itself.
const FORGED_TOKEN: u64 = 1 << 40;

fn taken(seq: u64) -> Reply {
    Reply::taken(seq, Taken { token: FORGED_TOKEN + seq, packet: None })
}

/// Takes what is published while there is no connection.
#[derive(Debug, Default)]
struct Leaky {
    has_connected: bool,
    is_connected: bool,
}

impl Mutation for Leaky {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        match &request.command {
            Command::Publish(_) if self.has_connected && !self.is_connected => {
                link.note("\"publish\" is taken, and nothing is done");
                link.pass_reply(taken(request.seq));
            }
            _ => link.pass_request(request),
        }
    }

    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        match indication.event {
            IndicationEvent::Connected { .. } => {
                self.has_connected = true;
                self.is_connected = true;
            }
            IndicationEvent::Disconnected { .. } => self.is_connected = false,
            _ => {}
        }
        link.pass_indication(indication);
    }
}

/// Says `ok` where the client refused a message.
#[derive(Debug, Default)]
struct Agreeable {
    publishes: BTreeSet<u64>,
}

impl Mutation for Agreeable {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        if matches!(request.command, Command::Publish(_)) {
            self.publishes.insert(request.seq);
        }
        link.pass_request(request);
    }

    fn on_reply(&mut self, reply: Reply, link: &mut LinkOutlet) {
        let is_publish = self.publishes.remove(&reply.re);
        if is_publish && matches!(reply.outcome, Outcome::Error(_)) {
            link.note("a refusal is told as success");
            link.pass_reply(taken(reply.re));
        } else {
            link.pass_reply(reply);
        }
    }
}
