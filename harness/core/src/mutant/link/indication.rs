//! Mutants of what the application hears of connections and of its requests.

use std::collections::BTreeSet;

use mqttspec_link::{
    Command, FailedWhy, Indication, IndicationEvent as Event, Outcome, Reply, Request,
};

use crate::mutant::{MutantInfo, link_outlet::LinkOutlet, mutation::Mutation};

pub(in crate::mutant) const MUTANTS: &[MutantInfo] = &[
    MutantInfo::new(
        "published-twice",
        "a message is told as published twice",
        "ROB-INDICATION-1",
        &[62],
        || {
            Told::by(
                |event| if is_published(&event) { vec![event.clone(), event] } else { vec![event] },
            )
        },
    ),
    MutantInfo::new(
        "published-is-not-told",
        "that a message was published is not told",
        "ROB-INDICATION-1",
        &[62, 64],
        || Told::by(|event| if is_published(&event) { vec![] } else { vec![event] }),
    ),
    MutantInfo::new(
        "published-too-early",
        "a message is told as published before its acknowledgement came",
        "ROB-INDICATION-1",
        &[69],
        || Box::<Eager>::default(),
    ),
    MutantInfo::new(
        "connected-too-early",
        "the connection is told as made before CONNACK came",
        "ROB-INDICATION-1",
        &[],
        || Box::<Confident>::default(),
    ),
    MutantInfo::new(
        "refusal-told-as-success",
        "a refused connection is told as made",
        "ROB-CONNACK-1",
        &[16, 171],
        || {
            Told::by(|event| match event {
                Event::Refused { .. } => vec![Event::Connected { session_present: None }],
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "refusal-with-other-code",
        "a refusal is told with another return code",
        "ROB-CONNACK-1",
        &[131],
        || {
            Told::by(|event| match event {
                Event::Refused { code: Some(code) } => {
                    vec![Event::Refused { code: Some(code % 5 + 1) }]
                }
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "refusal-is-not-told",
        "that a connection was refused is not told",
        "ROB-CONNACK-1",
        &[16],
        || {
            Told::by(
                |event| if matches!(event, Event::Refused { .. }) { vec![] } else { vec![event] },
            )
        },
    ),
    MutantInfo::new(
        "failure-is-not-told",
        "that a connection failed is not told",
        "ROB-INDICATION-1",
        &[23],
        || {
            Told::by(
                |event| if matches!(event, Event::Failed { .. }) { vec![] } else { vec![event] },
            )
        },
    ),
    MutantInfo::new(
        "failure-after-connection",
        "the end of a connection is also told as a failure to connect",
        "ROB-INDICATION-1",
        &[24],
        || {
            Told::by(|event| match event {
                Event::Disconnected { .. } => {
                    vec![event, Event::Failed { why: FailedWhy::PeerClosed }]
                }
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "disconnection-is-not-told",
        "that a connection ended is not told",
        "ROB-INDICATION-1",
        &[28, 43, 44, 125, 220],
        || {
            Told::by(|event| match event {
                Event::Disconnected { .. } => vec![],
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "disconnection-twice",
        "that a connection ended is told twice",
        "ROB-INDICATION-1",
        &[],
        || {
            Told::by(|event| match event {
                Event::Disconnected { .. } => vec![event.clone(), event],
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "session-present-told-as-0",
        "Session Present is told as 0",
        "ROB-INDICATION-1",
        &[14, 26],
        || {
            Told::by(|event| match event {
                Event::Connected { session_present: Some(_) } => {
                    vec![Event::Connected { session_present: Some(false) }]
                }
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "refused-filter-told-as-granted",
        "a return code 128 of SUBACK is told as 0",
        "ROB-INDICATION-1",
        &[114, 115],
        || {
            with_codes(|codes| {
                codes.iter().map(|code| if *code == 0x80 { 0 } else { *code }).collect()
            })
        },
    ),
    MutantInfo::new(
        "suback-codes-reversed",
        "the return codes of SUBACK are told in reverse order",
        "ROB-SUBSCRIBE-1",
        &[],
        || with_codes(|codes| codes.iter().rev().copied().collect()),
    ),
    MutantInfo::new(
        "subscription-is-not-told",
        "that a subscription was made is not told",
        "ROB-SUBSCRIBE-1",
        &[225],
        || {
            Told::by(|event| match event {
                Event::Subscribed { .. } => vec![],
                other => vec![other],
            })
        },
    ),
    MutantInfo::new(
        "unsubscription-is-not-told",
        "that a subscription ended is not told",
        "ROB-SUBSCRIBE-1",
        &[108],
        || {
            Told::by(|event| match event {
                Event::Unsubscribed { .. } => vec![],
                other => vec![other],
            })
        },
    ),
];

fn is_published(event: &Event) -> bool {
    matches!(event, Event::Published { .. })
}

fn with_codes(change: fn(&[u8]) -> Vec<u8>) -> Box<dyn Mutation> {
    Box::new(Codes { change })
}

/// Tells the application other things than the client does.
#[derive(Debug)]
struct Told {
    retell: fn(Event) -> Vec<Event>,
}

impl Told {
    fn by(retell: fn(Event) -> Vec<Event>) -> Box<dyn Mutation> {
        Box::new(Self { retell })
    }
}

impl Mutation for Told {
    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        let Indication { event, client, at_ms } = indication;
        let retold = (self.retell)(event.clone());
        if retold != [event] {
            link.note("the application is told something else");
        }
        for event in retold {
            link.pass_indication(Indication { event, client, at_ms });
        }
    }
}

#[derive(Debug)]
struct Codes {
    change: fn(&[u8]) -> Vec<u8>,
}

impl Mutation for Codes {
    fn on_indication(&mut self, mut indication: Indication, link: &mut LinkOutlet) {
        if let Event::Subscribed { codes: Some(codes), .. } = &mut indication.event {
            let changed = (self.change)(codes);
            if changed != *codes {
                link.note("the application is told other return codes");
                *codes = changed;
            }
        }
        link.pass_indication(indication);
    }
}

/// Tells `published` as soon as the client took the message.
#[derive(Debug, Default)]
struct Eager {
    publishes: BTreeSet<u64>,
    told: BTreeSet<u64>,
}

impl Mutation for Eager {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        if let Command::Publish(publish) = &request.command
            && publish.qos > 0
        {
            self.publishes.insert(request.seq);
        }
        link.pass_request(request);
    }

    fn on_reply(&mut self, reply: Reply, link: &mut LinkOutlet) {
        let token = reply.outcome.taken().map(|taken| taken.token);
        let is_publish = self.publishes.remove(&reply.re);
        link.pass_reply(reply);
        if let Some(token) = token.filter(|_| is_publish) {
            self.told.insert(token);
            link.indicate(0, Event::Published { token });
        }
    }

    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        match indication.event {
            Event::Published { token } if self.told.remove(&token) => {}
            _ => link.pass_indication(indication),
        }
    }
}

/// Tells `connected` as soon as the client took the command, and not again.
#[derive(Debug, Default)]
struct Confident {
    connects: BTreeSet<u64>,
    has_told: bool,
}

impl Mutation for Confident {
    fn on_request(&mut self, request: Request, link: &mut LinkOutlet) {
        if matches!(request.command, Command::Connect(_)) {
            self.connects.insert(request.seq);
        }
        link.pass_request(request);
    }

    fn on_reply(&mut self, reply: Reply, link: &mut LinkOutlet) {
        let is_connect = self.connects.remove(&reply.re);
        let is_taken = matches!(reply.outcome, Outcome::Ok(_));
        link.pass_reply(reply);
        if is_connect && is_taken {
            self.has_told = true;
            link.indicate(0, Event::Connected { session_present: None });
        }
    }

    fn on_indication(&mut self, indication: Indication, link: &mut LinkOutlet) {
        let is_known = matches!(indication.event, Event::Connected { .. })
            && std::mem::take(&mut self.has_told);
        if !is_known {
            link.pass_indication(indication);
        }
    }
}
