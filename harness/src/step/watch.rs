//! What a step watches: since when, until when, and which Network Connection.

use mqttspec_core::{
    expectation::{Expectation, Kind, LinkPattern, Phase},
    time::{At, Span},
    trace::{Connection, ConnectionId, Event, Moment},
    verdict::{RecordIndex, Verdict},
    wire::Direction,
};
use mqttspec_link::Command;

use super::World;

impl World {
    /// Waits for what happens since the stimulus and at the latest `within` from now.
    pub(super) async fn expect_in(&mut self, within: Span, kind: Kind) {
        self.expect_from(self.stimulus, within, kind).await;
    }

    /// Waits for what has to happen since the stimulus and at the latest `within` from there. A
    /// client has its own time in any case: `usual`, from what was judged last.
    pub(super) async fn expect_by(&mut self, within: Span, usual: Span, kind: Kind) {
        let deadline = (self.stimulus.at + within).max(self.judged + usual);
        self.expect(self.stimulus, deadline, kind).await;
    }

    /// Watches for what must not happen since the stimulus for as long as `span` from there.
    pub(super) async fn expect_for(&mut self, span: Span, kind: Kind) {
        self.expect(self.stimulus, self.stimulus.at + span, kind).await;
    }

    /// Waits for what happens from now on and at the latest `within`.
    pub(super) async fn expect_from_now(&mut self, within: Span, kind: Kind) {
        self.expect_from(self.here(), within, kind).await;
    }

    /// Waits for what happens since the scenario began and at the latest `within` from now.
    pub(super) async fn expect_from_start(&mut self, within: Span, kind: Kind) {
        let start = Moment { record: RecordIndex(0), at: At::ZERO };
        self.expect_from(start, within, kind).await;
    }

    /// Waits for what happens since `from` and at the latest `within` from now.
    pub(super) async fn expect_from(&mut self, from: Moment, within: Span, kind: Kind) {
        self.expect(from, self.bench.now() + within, kind).await;
    }

    /// Holds what came on the Network Connection since the stimulus, up to this moment, itself
    /// included.
    pub(super) async fn expect_here(&mut self, kind: Kind) {
        let connection = self.connection(&kind).await;
        let deadline = self.bench.now() + Span::from_us(1);
        self.expect_on(connection, self.stimulus, deadline, kind).await;
    }

    /// Gives the application a command and judges its reply.
    pub(super) async fn expect_reply(&mut self, command: &Command, pattern: LinkPattern) {
        let here = self.here();
        self.command(command).await;
        self.expect(here, self.bench.now(), Kind::Reply { any_of: vec![pattern] }).await;
    }

    async fn expect(&mut self, from: Moment, deadline: At, kind: Kind) {
        let connection = match kind {
            Kind::Silence | Kind::ClosesWithin | Kind::StaysOpen => self.connection(&kind).await,
            _ => None,
        };
        self.expect_on(connection, from, deadline, kind).await;
    }

    async fn expect_on(
        &mut self,
        connection: Option<ConnectionId>,
        from: Moment,
        deadline: At,
        kind: Kind,
    ) {
        if self.is_over() {
            return;
        }
        let expectation = Expectation {
            requirement: self.requirement.clone(),
            phase: self.phase,
            from,
            deadline,
            connection,
            kind: kind.clone(),
            bindings: self.bench.bindings().clone(),
        };
        let verdict = self.bench.expect(expectation).await;
        self.is_unmet = !matches!(verdict, Some(Verdict::None | Verdict::Pass));
        if self.phase == Phase::Then {
            self.judged = self.bench.now();
            if let (Kind::Connects { at_least: 1.., .. }, false) = (kind, self.is_unmet) {
                let trace = self.bench.trace();
                self.opened_again =
                    opened_since(trace.connections(), from.record).map(Connection::id);
            }
        }
    }

    /// How long the application may have to wait until it is told one of these.
    pub(super) fn told_deadline(&self, any_of: &[LinkPattern]) -> Span {
        let settings = self.bench.settings();
        let (told, answer) = (settings.indication_deadline(), settings.answer_deadline());
        let deadline = |pattern: &LinkPattern| match pattern.name() {
            Some("connected" | "refused" | "failed") => settings.connect_deadline() + told,
            // What a client is told of, it may have to answer first, with QoS 2 twice.
            Some("published") => answer + answer + told,
            Some("message" | "sent" | "subscribed" | "unsubscribed" | "pong") => answer + told,
            _ => told,
        };
        any_of.iter().map(deadline).max().unwrap_or(told)
    }

    /// The Network Connection that a Then speaks of: the one that was open at the stimulus. Where
    /// the stimulus was to connect, the one it led to, which is waited for; where a Then has seen
    /// the client connect again, that one.
    async fn connection(&mut self, kind: &Kind) -> Option<ConnectionId> {
        if self.opened_again.is_some() {
            return self.opened_again;
        }
        let Some(asked) = self.asked_to_connect() else { return self.open_at_stimulus(kind) };
        let deadline = asked.at + self.bench.settings().connect_deadline();
        loop {
            let led_to = opened_since(self.bench.trace().connections(), asked.record);
            let led_to = led_to.map(Connection::id);
            if led_to.is_some() || self.bench.now() >= deadline || self.is_over() {
                return led_to;
            }
            self.bench.wait(deadline).await;
        }
    }

    /// When the application told the client last to connect, in this stimulus.
    fn asked_to_connect(&self) -> Option<Moment> {
        let is_connect = |event: &Event| matches!(event, Event::Request { request } if matches!(request.command, Command::Connect(_)));
        let mut records = self.bench.trace().records_from(self.stimulus.record);
        let (record, asked) = records.rfind(|(_, record)| is_connect(&record.event))?;
        Some(Moment { record, at: asked.at })
    }

    /// The connection that was open at the stimulus, or else the next one. One that the server
    /// ended since is none that could stay open.
    fn open_at_stimulus(&self, kind: &Kind) -> Option<ConnectionId> {
        let (trace, begin) = (self.bench.trace(), self.stimulus.record);
        let may_stay = |connection: &Connection| match connection.ended(Direction::ToClient) {
            Some((ended, _)) => {
                connection.first_ended().is_none_or(|first| first.record < ended.record)
            }
            None => true,
        };
        let was_open = |connection: &&Connection| {
            let ended = connection.ended(Direction::ToServer);
            connection.opened().record < begin
                && ended.is_none_or(|(moment, _)| moment.record >= begin)
                && (*kind != Kind::StaysOpen || may_stay(connection))
        };
        let open = trace.connections().rfind(was_open);
        let open = open.or_else(|| opened_since(trace.connections(), begin));
        open.or_else(|| trace.connections().next_back()).map(Connection::id)
    }
}

/// The first connection that was opened with `begin` or later.
fn opened_since<'a>(
    mut connections: impl Iterator<Item = &'a Connection>,
    begin: RecordIndex,
) -> Option<&'a Connection> {
    connections.find(|connection| connection.opened().record >= begin)
}
