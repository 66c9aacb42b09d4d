//! What each command of the link does to the instances.

use alloc::{format, string::String, vec::Vec};

use mqttspec_client::Instant;
use mqttspec_link::{
    Bytes, Command, DroppedWhy, ErrorKind, IndicationEvent, Members, Outcome, Refusal, Reply,
    Request,
    command::{self, Connect, ConnectOptions, Publish, Subscribe, Unsubscribe},
};

use super::{DISCONNECT_MS, Ending, Slot, Tester};
use crate::{
    instance::{Instance, InstanceKey},
    platform::DURABLE_SESSION,
    profile::{self, Profile, invalid, qos, text},
};

impl Tester {
    pub(super) fn execute(&mut self, now: Instant, request: Request) {
        let seq = request.seq;
        let outcome = match request.command {
            Command::Hello(_) => Ok(Some(Reply::hello(seq, &self.platform.hello()).outcome)),
            Command::Reset => {
                self.instances.clear();
                self.kept = ConnectOptions::default();
                self.files.clear();
                self.forget_sessions()
            }
            Command::Set(options) => self.check_members(&options).and_then(|()| {
                self.kept = options.over(&self.kept);
                done()
            }),
            Command::Connect(connect) => self.connect(now, seq, &connect),
            Command::Publish(publish) => self.publish(now, &publish),
            Command::Subscribe(subscribe) => self.subscribe(now, &subscribe),
            Command::Unsubscribe(unsubscribe) => self.unsubscribe(now, &unsubscribe),
            Command::Ack(ack) => {
                self.slot(ack.client).and_then(|s| s.instance.ack(now, ack.packet)).and(done())
            }
            Command::Ping(at) => {
                self.slot(at.client).and_then(|s| s.instance.ping(now)).and(done())
            }
            Command::Disconnect(at) => self.end(now, seq, at.client, Instance::disconnect),
            Command::Abort(at) => self.end(now, seq, at.client, Instance::abort),
            Command::File(part) => self.files.take(&part).and(done()),
            Command::Clock(clock) if self.offers("clock") => self.set_clock(now, &clock),
            Command::Network(wish) if self.offers("network") => self.network(&wish),
            Command::Stats => Ok(Some(self.stats(now))),
            Command::Again(again) if self.numbering.is_some() => {
                self.repeat(again.from);
                done()
            }
            Command::Exit => {
                self.exiting = true;
                done()
            }
            other => Err(Outcome::Unsupported(other.name().into())),
        };
        match outcome {
            Ok(Some(outcome)) | Err(outcome) => self.answer(&Reply { re: seq, outcome }),
            Ok(None) => {} // answered when it is done
        }
    }

    fn check_members(&self, options: &ConnectOptions) -> Result<(), Outcome> {
        profile::check_members(options, &self.offered())
    }

    fn connect(&mut self, now: Instant, seq: u64, connect: &Connect) -> Answer {
        self.check_members(&connect.options)?;
        let mut options = connect.options.over(&self.kept);
        self.files.fill(&mut options);
        let profile = Profile::new(&options, &self.offered())?;
        let sizes = self.platform.sizes;
        if profile.buffer.is_some_and(|buffer| buffer > sizes.receive_max) {
            return Err(invalid(format!("buffer: at most {} bytes", sizes.receive_max)));
        }
        let client = connect.client;
        if let Some(slot) = self.instances.get_mut(&client) {
            if slot.instance.is_connected() {
                return Err(invalid("the client is connected"));
            }
            if !slot.instance.is_down() {
                // The earlier attempt ends silently, the new one begins when it is closed.
                slot.instance.abort(now)?;
                slot.next = Some((seq, profile));
                return Ok(None);
            }
        } else if self.instances.len() >= self.platform.clients_max as usize {
            let text = format!("there are {} clients", self.platform.clients_max);
            return Err(Outcome::Error(Refusal { kind: ErrorKind::Full, text }));
        }
        self.begin(now, client, profile)?;
        done()
    }

    /// Begins to connect, with a new client where the old one cannot go on with these options.
    pub(super) fn begin(
        &mut self,
        now: Instant,
        client: u32,
        profile: Profile,
    ) -> Result<(), Outcome> {
        let sizes = self.platform.sizes;
        let replaced = self
            .instances
            .get_mut(&client)
            .filter(|slot| !slot.instance.can_take(&profile, &sizes));
        if let Some(slot) = replaced {
            for token in slot.instance.forget() {
                let why = DroppedWhy::SessionEnded;
                self.indicate(now, client, IndicationEvent::Dropped { token, why });
            }
            self.instances.remove(&client);
        }
        if let Some(slot) = self.instances.get_mut(&client) {
            return slot.instance.connect(now, profile);
        }
        let journal = match &mut self.platform.sessions {
            Some(sessions) if profile.is_durable => {
                Some(sessions.open(profile.client_identifier()).map_err(io)?)
            }
            _ => None,
        };
        self.keys += 1;
        let instance = Instance::new(InstanceKey(self.keys), &profile, &sizes, journal)?;
        let slot = Slot { instance, ending: Vec::new(), next: None };
        self.instances.entry(client).or_insert(slot).instance.connect(now, profile)
    }

    fn publish(&mut self, now: Instant, publish: &Publish) -> Answer {
        let topic = text(&publish.topic, "topic")?;
        let qos = qos(publish.qos)?;
        let payload = publish.payload.as_ref().map(Bytes::to_vec).unwrap_or_default();
        let token = self.tokens + 1;
        let instance = &mut self.slot(publish.client)?.instance;
        let taken = instance.publish(now, token, &topic, &payload, (qos, publish.retain))?;
        self.tokens = token;
        Ok(Some(Reply::taken(0, taken).outcome))
    }

    fn subscribe(&mut self, now: Instant, subscribe: &Subscribe) -> Answer {
        let filters = subscribe.filters.iter();
        let filters = filters.map(|f| Ok((text(&f.filter, "filter")?, qos(f.qos)?)));
        let filters = filters.collect::<Result<Vec<_>, Outcome>>()?;
        let filters: Vec<_> = filters.iter().map(|(filter, qos)| (&**filter, *qos)).collect();
        let token = self.tokens + 1;
        let taken = self.slot(subscribe.client)?.instance.subscribe(now, token, &filters)?;
        self.tokens = token;
        Ok(Some(Reply::taken(0, taken).outcome))
    }

    fn unsubscribe(&mut self, now: Instant, unsubscribe: &Unsubscribe) -> Answer {
        let filters = unsubscribe.filters.iter().map(|filter| text(filter, "filter"));
        let filters = filters.collect::<Result<Vec<_>, Outcome>>()?;
        let filters: Vec<&str> = filters.iter().map(|filter| &**filter).collect();
        let token = self.tokens + 1;
        let taken = self.slot(unsubscribe.client)?.instance.unsubscribe(now, token, &filters)?;
        self.tokens = token;
        Ok(Some(Reply::taken(0, taken).outcome))
    }

    /// Ends the wish to be connected; answered when the transport is closed.
    fn end(
        &mut self,
        now: Instant,
        seq: u64,
        client: u32,
        how: fn(&mut Instance, Instant) -> Result<(), Outcome>,
    ) -> Answer {
        let slot = self.slot(client)?;
        how(&mut slot.instance, now)?;
        slot.ending.push(Ending { seq, due: now.plus_millis(DISCONNECT_MS) });
        Ok(None)
    }

    /// What this platform offers besides the client itself.
    fn offered(&self) -> Vec<&'static str> {
        let durable = self.platform.sessions.is_some().then_some(DURABLE_SESSION);
        self.platform.features.iter().copied().chain(durable).collect()
    }

    /// After `reset`: no instance is left that could have one open.
    fn forget_sessions(&mut self) -> Answer {
        if let Some(sessions) = &mut self.platform.sessions {
            sessions.forget().map_err(io)?;
        }
        done()
    }

    fn offers(&self, feature: &str) -> bool {
        self.platform.features.contains(&feature)
    }

    /// Sets the clocks; all of it or nothing.
    fn set_clock(&mut self, now: Instant, to: &command::Clock) -> Answer {
        let mut clock = self.clock;
        if let Some(unix_ms) = to.unix_ms {
            let ahead_s = self.platform.surroundings.date_ahead_s(unix_ms);
            clock.date_ahead_s = ahead_s.ok_or_else(|| Outcome::Unsupported("unix_ms".into()))?;
        }
        if let Some(start_ms) = to.uptime_start_ms {
            if start_ms < now.as_millis() && !self.instances.is_empty() {
                return Err(invalid("the clock does not go back for a client that has seen it"));
            }
            if !clock.start(now, start_ms) {
                return Err(invalid("uptime_start_ms: not within the clock's range"));
            }
        }
        self.clock = clock;
        done()
    }

    fn network(&mut self, wish: &command::Network) -> Answer {
        let state = self.platform.surroundings.network(wish);
        let state = state.map_err(io)?;
        let mut members = Members::new();
        members.extend(state.ip.map(|ip| ("ip".into(), ip.into())));
        members.extend(state.gateway.map(|gateway| ("gateway".into(), gateway.into())));
        members.extend(state.rssi.map(|rssi| ("rssi".into(), rssi.into())));
        Ok(Some(Outcome::Ok(members)))
    }

    fn stats(&self, now: Instant) -> Outcome {
        let up = self.instances.values().filter(|slot| slot.instance.is_connected()).count();
        let mut members = Members::new();
        members.insert("connections".into(), up.into());
        members.insert("uptime_ms".into(), now.as_millis().into());
        let memory = self.platform.surroundings.memory();
        for (name, bytes) in [
            ("heap_used", memory.heap_used),
            ("heap_free", memory.heap_free),
            ("heap_free_min", memory.heap_free_min),
            ("stack_free_min", memory.stack_free_min),
        ] {
            members.extend(bytes.map(|bytes| (name.into(), bytes.into())));
        }
        Outcome::Ok(members)
    }
}

/// The outcome of a command; `Ok(None)` when it is answered later.
pub(super) type Answer = Result<Option<Outcome>, Outcome>;

/// The network or a file failed.
fn io(text: String) -> Outcome {
    Outcome::Error(Refusal { kind: ErrorKind::Io, text })
}

pub(super) fn done() -> Answer {
    Ok(Some(Outcome::Ok(Members::new())))
}
