//! The world of one scenario: its bench, and what its steps say to one another.

use std::{fmt::Display, io, mem};

use cucumber::gherkin::{self, StepType};
use mqttspec_core::{
    expectation::{Kind, LinkPattern, Phase},
    spec::RequirementId,
    time::{At, Span},
    trace::{ConnectionId, Event, Moment},
    verdict::{ErrorClass, RecordIndex},
    wire::{Body, Direction, Pattern, Split, dissect, split},
};
use mqttspec_link::{
    Bytes, Command,
    command::{Connect, ConnectOptions, Publish},
};

use crate::bench::{Answer, Bench};

/// What the steps of one scenario share.
#[derive(Debug, cucumber::World)]
#[world(init = Self::nowhere)]
pub struct World {
    /// The client, the server, the clock and the trace.
    pub bench: Bench,
    /// With which options the application connects.
    pub(super) options: ConnectOptions,
    pub(super) requirement: RequirementId,
    /// The feature file and the line of the present step.
    place: (String, usize),
    pub(super) phase: Phase,
    /// Where the present stimulus began: what a Then judges came after it.
    pub(super) stimulus: Moment,
    /// When the last Then of the stimulus was decided, or else when the stimulus began.
    pub(super) judged: At,
    /// The Network Connection that a Then of the stimulus found the client to open by itself.
    pub(super) opened_again: Option<ConnectionId>,
    /// How the end of the message published last is told.
    last_published: Option<LinkPattern>,
    /// How many messages the client took for publishing.
    taken: u32,
    /// How the delivery of the message that the server sent last is told.
    last_sent: Option<LinkPattern>,
    /// How many bytes of memory the client had in use when that was noted.
    pub(super) memory_noted: Option<u64>,
    /// An expectation was not met: what follows has nothing to stand on.
    pub(super) is_unmet: bool,
}

impl World {
    /// A world on `bench` for a scenario that judges `requirement` and stands in the file `path`.
    #[must_use]
    pub fn new(bench: Bench, requirement: RequirementId, path: &str) -> Self {
        let options = ConnectOptions {
            client_id: Some(CLIENT_IDENTIFIER.into()),
            ..ConnectOptions::default()
        };
        let stimulus = Moment { record: bench.mark(), at: bench.now() };
        Self {
            bench,
            options,
            requirement,
            place: (path.into(), 0),
            phase: Phase::Given,
            stimulus,
            judged: stimulus.at,
            opened_again: None,
            last_published: None,
            taken: 0,
            last_sent: None,
            memory_noted: None,
            is_unmet: false,
        }
    }

    /// cucumber wants to make worlds by itself; ours need a bench and are made by `run_one`.
    async fn nowhere() -> io::Result<Self> {
        Err(io::Error::other("a world is made on a bench"))
    }

    /// A step begins. The first When after other steps begins a stimulus.
    pub fn begin(&mut self, step: &gherkin::Step) {
        self.place.1 = step.position.line;
        let phase = match step.ty {
            StepType::Given => Phase::Given,
            StepType::When => Phase::When,
            StepType::Then => Phase::Then,
        };
        if phase != self.phase && phase != Phase::Then {
            self.stimulus = self.here();
            self.judged = self.stimulus.at;
            self.opened_again = None;
        }
        self.phase = phase;
    }

    /// Whether nothing further can be learnt: a step was not met, or cannot be done.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.is_unmet || self.bench.is_over()
    }

    /// Whether the step prepares: then what it asks for is awaited.
    pub(super) fn is_preamble(&self) -> bool {
        self.phase == Phase::Given
    }

    /// Says that the feature file asks for what makes no sense.
    pub fn misuse(&mut self, text: &str) {
        let (path, line) = &self.place;
        let text = format!("{path}:{line}: {text}");
        self.bench.error(ErrorClass::Harness, text);
    }

    /// What was read or done; where it was not, that is the feature file's fault.
    pub(super) fn understand<T, E: Display>(&mut self, read: Result<T, E>) -> Option<T> {
        read.map_err(|error| self.misuse(&error.to_string())).ok()
    }

    pub(super) fn ask_for_keep_alive(&mut self, keep_alive: Span) {
        let whole = Span::from_s(keep_alive.us() / 1_000_000) == keep_alive;
        match u16::try_from(keep_alive.us() / 1_000_000) {
            Ok(keep_alive_s) if whole => self.options.keep_alive_s = Some(keep_alive_s),
            _ => self.misuse("a Keep Alive is a whole number of seconds, at most 65535"),
        }
    }

    /// Gives the application a command; whether it was taken.
    pub(super) async fn command(&mut self, command: &Command) -> Answer {
        self.bench.command(command).await
    }

    /// Has the client begin to connect.
    pub(super) async fn connect(&mut self) {
        self.connect_with(Connect::from(self.options.clone())).await;
    }

    /// Has a client begin to connect: to the bench's server, unless it is told another.
    pub(super) async fn connect_with(&mut self, mut connect: Connect) {
        let will = connect.options.will.as_ref().and_then(|will| will.payload.as_ref());
        let bytes = will.map_or(0, Bytes::len);
        let password = connect.options.password.as_ref().map_or(0, Bytes::len);
        if !self.can_handle(bytes + password) {
            return;
        }
        if connect.options.uri.is_none() {
            let (host, port) = self.bench.address();
            connect.options.host.get_or_insert(host.into());
            connect.options.port.get_or_insert(port);
        }
        self.command(&Command::Connect(connect)).await;
    }

    /// Whether the client can handle a Control Packet of so many bytes. With a limit that the
    /// scenario asked for, it is the scenario that knows.
    pub(super) fn can_handle(&mut self, packet_bytes: usize) -> bool {
        self.has_own_limit() || self.bench.can_handle(packet_bytes)
    }

    /// Whether the scenario itself says how large packets may be.
    fn has_own_limit(&self) -> bool {
        self.options.packet_max.is_some() || self.options.buffer.is_some()
    }

    /// Hands the client a message and notes how its end will be told.
    pub(super) async fn publish(&mut self, publish: Publish) {
        let payload = publish.payload.as_ref().map_or(0, Bytes::len);
        let size = publish.topic.to_vec().len() + payload;
        if !self.can_handle(size) {
            return;
        }
        let end = if publish.qos == 0 { "sent" } else { "published" };
        match self.command(&publish.into()).await {
            Answer::Taken(members) => {
                self.taken += 1;
                let token = members.get("token").cloned();
                self.last_published = token.map(|token| LinkPattern::on(end).with("token", token));
            }
            // A client may have too little memory for it, and that is no fault.
            Answer::Refused(_) if size > MESSAGE_BYTES_OF_ANY_CLIENT && !self.has_own_limit() => {
                let capability = format!("messages of {size} bytes");
                self.bench.record(Event::Lacks { capability });
            }
            Answer::Refused(_) | Answer::Unsupported | Answer::Missing => {}
        }
    }

    /// How many messages the client took for publishing.
    pub(super) fn taken(&self) -> u32 {
        self.taken
    }

    /// How the end of the message published last is told, if one was taken.
    pub(super) fn last_published(&self) -> Option<LinkPattern> {
        self.last_published.clone()
    }

    /// Notes the message in what the server sends by command of a step.
    pub(super) fn note_sent(&mut self, mut bytes: &[u8]) {
        while let Split::Packet { len } = split(bytes) {
            let packet = dissect(&bytes[..len], Direction::ToClient);
            if let Body::Publish { qos, retain, topic_name, payload, .. } = packet.body {
                let message = LinkPattern::message(topic_name.unwrap_or_default(), payload);
                self.last_sent = Some(message.with("qos", qos).with("retain", retain));
            }
            bytes = &bytes[len..];
        }
    }

    /// How the delivery of the message that the server sent last is told, if it sent one.
    pub(super) fn last_sent(&self) -> Option<LinkPattern> {
        self.last_sent.clone()
    }

    /// Where the present stimulus began.
    pub(super) fn stimulus(&self) -> Moment {
        self.stimulus
    }

    /// Waits until the application knows that its connection, or its attempt at one, ended.
    pub(super) async fn expect_disconnected(&mut self) {
        // The outcome of the attempt, and then the end of the connection.
        for _ in 0..2 {
            let Some((from, outcome)) = self.outcome_of_attempt() else { return };
            let settings = self.bench.settings();
            let (within, names) = match outcome {
                None => (settings.connect_deadline(), &["connected", "refused", "failed"][..]),
                Some(name) if name == "connected" => {
                    (settings.indication_deadline(), &["disconnected"][..])
                }
                Some(_) => return,
            };
            let any_of = names.iter().map(|name| LinkPattern::on(name)).collect();
            self.expect_from(from, within, Kind::Indication { any_of }).await;
        }
    }

    /// What the application was told last of the attempt that it began last, and since when.
    fn outcome_of_attempt(&self) -> Option<(Moment, Option<String>)> {
        let mut attempt = None;
        for (index, record) in self.bench.trace().records_from(RecordIndex(0)) {
            let here = Moment { record: index, at: record.at };
            match &record.event {
                Event::Request { request } if matches!(request.command, Command::Connect(_)) => {
                    attempt = Some((here, None));
                }
                Event::Indication { indication } if attempt.is_some() => {
                    let name = indication.event.name();
                    if matches!(name, "connected" | "refused" | "failed" | "disconnected") {
                        attempt = Some((here, Some(name.to_owned())));
                    }
                }
                _ => {}
            }
        }
        attempt
    }

    /// Gives the application a command of a preamble and waits for an indication by its name: of
    /// this command, not of an earlier one like it.
    pub(super) async fn command_until_told(&mut self, command: &Command, name: &str) {
        let (stimulus, here) = (self.stimulus, self.here());
        self.command(command).await;
        self.stimulus = here;
        self.expect_told(name).await;
        self.stimulus = stimulus;
    }

    /// Waits for an indication by its name.
    pub(super) async fn expect_told(&mut self, name: &str) {
        let any_of = vec![LinkPattern::on(name)];
        let within = self.told_deadline(&any_of);
        self.expect_in(within, Kind::Indication { any_of }).await;
    }

    /// Makes sure that there is a Network Connection to send on; whether there is.
    pub(super) async fn expect_connection(&mut self) -> bool {
        self.await_connection().await;
        if self.bench.current().is_none() {
            let kind = match self.bench.trace().connections().next_back() {
                Some(_) => Kind::StaysOpen,
                None => Kind::Connects { at_least: 1, at_most: None },
            };
            self.expect_in(Span::ZERO, kind).await;
        }
        self.bench.current().is_some()
    }

    /// Whether the application was told last to end its connection, not to connect.
    pub(super) fn has_left(&self) -> bool {
        let records = self.bench.trace().records_from(RecordIndex(0));
        let commands = records.filter_map(|(_, record)| match &record.event {
            Event::Request { request } => Some(&request.command),
            _ => None,
        });
        let is_connect = |command: &&Command| matches!(command, Command::Connect(_));
        let is_end = |command: &&Command| {
            matches!(command, Command::Disconnect(_) | Command::Abort(_) | Command::Exit)
        };
        let mut ends = commands.filter(|command| is_connect(command) || is_end(command));
        ends.next_back().is_some_and(|last| is_end(&last))
    }

    /// Says why there is no Session to deliver a message to: the client is not there, or was never
    /// accepted. Nobody asked it to be, so that is no Fail.
    pub(super) async fn expect_session(&mut self) {
        let phase = mem::replace(&mut self.phase, Phase::Given);
        if self.expect_connection().await {
            let any_of = vec![LinkPattern::on("connected")];
            self.expect_from_start(Span::ZERO, Kind::Indication { any_of }).await;
        }
        self.phase = phase;
        if !self.is_over() {
            self.misuse("no client has a Session to deliver that to");
        }
    }

    /// Lets a connection that is being made come as far as its CONNECT, so that what the server
    /// does next comes after that, however slow the client is.
    pub(super) async fn await_connection(&mut self) {
        let deadline = self.bench.now() + self.bench.settings().connect_deadline();
        while self.is_connecting() && !self.is_over() && self.bench.now() < deadline {
            self.bench.wait(deadline).await;
        }
    }

    fn is_connecting(&self) -> bool {
        let attempt = self.outcome_of_attempt();
        let attempt = attempt.and_then(|(asked, outcome)| outcome.is_none().then_some(asked));
        let trace = self.bench.trace();
        match self.bench.current().and_then(|id| trace.connection(id)) {
            None => attempt.is_some(),
            Some(open) => {
                let is_older = attempt.is_some_and(|asked| open.opened().record < asked.record);
                is_older || trace.packets_of(open.id(), Direction::ToServer).next().is_none()
            }
        }
    }

    /// How long such a packet may take.
    pub(super) fn answer_deadline(&self, pattern: &Pattern) -> Span {
        let settings = self.bench.settings();
        match pattern.to_string().split(' ').next() {
            Some("CONNECT") => settings.connect_deadline(),
            _ => settings.answer_deadline(),
        }
    }

    pub(super) fn here(&self) -> Moment {
        Moment { record: self.bench.mark(), at: self.bench.now() }
    }
}

/// Every client has to be able to send a message of so many bytes.
const MESSAGE_BYTES_OF_ANY_CLIENT: usize = 65_536;

/// The Client Identifier that every client gets, unless a scenario asks for another.
const CLIENT_IDENTIFIER: &str = "cut";
